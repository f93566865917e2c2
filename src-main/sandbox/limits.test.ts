/** Every limit ends a job that goes beyond it, under its own name, and takes the whole tree with it. */
import { readdirSync, readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderWith, nodeJob, pythonJob, testSandbox } from './box-for-tests.ts'
import type { Job, LimitName, Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})

const small = { memoryBytes: 128 << 20 }
const jobs: readonly (readonly [string, LimitName, Job])[] = [
  ['objects on the heap', 'memory', nodeJob('const a=[];for(;;)a.push({x:new Array(100).fill(1)})', { limits: small })],
  ['buffers beside the heap', 'memory', nodeJob('const a=[];for(;;)a.push(Buffer.alloc(1<<20,1))', { limits: small })],
  ['memory of WebAssembly', 'memory', nodeJob('const m=[];for(;;){const w=new WebAssembly.Memory({initial:500});new Uint8Array(w.buffer).fill(1);m.push(w)}', { limits: small })],
  ['shared buffers', 'memory', nodeJob('const m=[];for(;;){const b=new SharedArrayBuffer(1<<24);new Uint8Array(b).fill(1);m.push(b)}', { limits: small })],
  [
    'memory spread over children',
    'memory',
    nodeJob(
      'for(let i=0;i<6;i++)require("child_process").spawn(process.execPath,["-e","const a=[];for(let i=0;i<40;i++)a.push(Buffer.alloc(1<<20,1));setInterval(()=>{},1e3)"])',
      { limits: small },
    ),
  ],
  ['one endless loop', 'cpu', nodeJob('for(;;);', { limits: { cpuMs: 300 } })],
  ['endless loops in children', 'cpu', nodeJob('for(let i=0;i<3;i++)require("child_process").spawn(process.execPath,["-e","for(;;);"])', { limits: { cpuMs: 600 } })],
  ['waiting for ever', 'wall', nodeJob('setInterval(()=>{},1e3)', { limits: { wallMs: 300 } })],
  ['a signal handler for everything', 'wall', nodeJob('for(const s of ["SIGTERM","SIGINT","SIGHUP","SIGXCPU"])process.on(s,()=>{});setInterval(()=>{},1e3)', { limits: { wallMs: 300 } })],
  ['a flood on stderr', 'output', nodeJob('for(;;)require("fs").writeSync(2,"x".repeat(65536))')],
  ['a flood on stdout', 'output', nodeJob('const f=()=>process.stdout.write("x".repeat(65536),f);f()')],
  ['many large files', 'disk', nodeJob('for(let i=0;;i++)require("fs").writeFileSync("/box/"+i,Buffer.alloc(1<<20))')],
  ['one huge file', 'disk', nodeJob('const f=require("fs").openSync("/box/f","w");for(;;)require("fs").writeSync(f,Buffer.alloc(1<<20))', { limits: { diskBytes: 8 << 20 } })],
  ['more files than anybody needs', 'disk', nodeJob('for(let i=0;;i++)require("fs").writeFileSync("/tmp/"+i,"")')],
  ['processes that start processes', 'processes', pythonJob('import os\nwhile True:\n  try: os.fork()\n  except OSError: pass')],
  ['many children', 'processes', pythonJob('import os,time\nfor i in range(20):\n  if os.fork()==0: time.sleep(9)\ntime.sleep(9)', { limits: { processes: 8 } })],
  [
    'memory of threads whose first one has left',
    'memory',
    pythonJob(
      'import ctypes,threading\na=[]\ndef f():\n  while True: a.append(bytearray(1<<18))\nthreading.Thread(target=f).start()\nctypes.CDLL(None).pthread_exit(None)',
      { limits: { memoryBytes: 64 << 20 } },
    ),
  ],
  [
    'memory in the buffers of sockets',
    'memory',
    pythonJob(
      'import socket,os,time\nfor i in range(4): os.fork()\nkeep=[]\ntry:\n  while True:\n    pair=socket.socketpair(); keep.append(pair)\n    for s in pair:\n      s.setblocking(False)\n      try:\n        while True: s.send(bytes(65536))\n      except BlockingIOError: pass\nexcept OSError: time.sleep(9)',
    ),
  ],
  ['memory in Python', 'memory', pythonJob('a=[]\nwhile True: a.append(bytearray(1<<20))', { limits: small })],
  ['more than all memory at once in Python', 'memory', pythonJob('a=bytearray(4<<30)')],
] // prettier-ignore

describe('a job ends at its limit', () => {
  test.each(jobs)('%s: %s', async (_name, limit, job) => {
    const result = await sandbox.run(job)
    expect(result.end).toEqual({ kind: 'limit', limit })
    expect(result.stdout.length + result.stderr.length).toBeLessThanOrEqual(1 << 20)
  })
})

/** Of every process of the machine. */
const commandLines = (): string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return ''
      }
    })

test('children that outlive their parent end with the box, and nothing is left', async () => {
  const marker = `asis-daemon-${process.pid}`
  const source = `
const c = require('child_process').spawn(process.execPath, ['-e', 'process.title=${JSON.stringify(marker)};setInterval(()=>{},1e3)'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
c.once('spawn', () => process.exit(0))`
  const result = await sandbox.run(nodeJob(source))
  expect(result.end).toEqual({ kind: 'exited', code: 0 })
  expect(commandLines().filter(line => line.includes(marker))).toEqual([])
})

test('a box dies with the process that opened it, even when that is killed', async () => {
  const marker = `asis-orphan-${process.pid}`
  const folder = folderWith({
    'open.ts': `import { openSandbox } from ${JSON.stringify(path.resolve(import.meta.dirname, 'open-sandbox.ts'))}
const sandbox = await openSandbox({ nodePath: process.execPath })
if (!('run' in sandbox)) throw new Error(sandbox.message)
const box = await sandbox.open({ runtime: 'node', argv: ['-e', "process.title = '${marker}'; require('fs').readSync(8, Buffer.alloc(9)); setInterval(() => {}, 1000)"], mounts: [] })
void box.request(1, 60_000)
const timer = setInterval(() => { if (box.cpuMs() > 0) { clearInterval(timer); console.log('up') } }, 5)
`,
  })
  const owner = spawn(process.execPath, [path.join(folder, 'open.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  await eventually(() => commandLines().some(line => line.startsWith(marker)))
  owner.kill('SIGKILL')
  await once(owner, 'close')
  await eventually(() => !commandLines().some(line => line.startsWith(marker)))
})

/** Waits for something that the kernel does by itself; fails by the test's own timeout. */
async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}

test('a cancelled job ends as cancelled, also when it was cancelled before it began', async () => {
  const stop = new AbortController()
  const running = sandbox.run(nodeJob('setInterval(()=>{},1e3)'), stop.signal)
  setImmediate(() => stop.abort())
  expect((await running).end).toEqual({ kind: 'cancelled' })
  expect((await sandbox.run(nodeJob('0'), AbortSignal.abort())).end).toEqual({ kind: 'cancelled' })
})

test('whatever moment of its start it is cancelled at, a job ends, and nobody of it is left', async () => {
  const mark = `left-${process.pid}-${Date.now()}`
  const cancelledAt = async (ms: number): Promise<unknown> => {
    const stop = new AbortController()
    const running = sandbox.run(nodeJob(`'${mark}'; setInterval(()=>{},1e3)`), stop.signal)
    setTimeout(() => stop.abort(), ms)
    return (await running).end
  }
  for (let round = 0; round < 15; round += 1) {
    const ends = await Promise.all([0, 1, 2, 3, 4, 6, 9, 14].map(ms => cancelledAt(ms + (round % 5) / 5)))
    expect(new Set(ends.map(each => JSON.stringify(each)))).toEqual(new Set(['{"kind":"cancelled"}']))
  }
  expect(commandLines().filter(line => line.includes(mark))).toEqual([])
})

const end = async (job: Job): Promise<unknown> => (await sandbox.run(job)).end

test('what ended by itself says how', async () => {
  expect(await end(nodeJob('process.exit(3)'))).toEqual({ kind: 'exited', code: 3 })
  expect(await end(nodeJob('process.kill(process.pid,"SIGTERM")'))).toEqual({ kind: 'signalled', signal: 'SIGTERM' })
  expect(await end(nodeJob('throw new Error("no")'))).toEqual({ kind: 'exited', code: 1 })
  expect(await end(nodeJob('0', { mounts: [{ host: '/nowhere/at/all', box: '/src' }] }))).toMatchObject({ kind: 'not-started' })
  expect(await end(nodeJob('0', { cwd: '/nowhere' }))).toMatchObject({ kind: 'not-started' })
})

test('time, CPU and memory are read from outside', async () => {
  const result = await sandbox.run(
    nodeJob('const b=Buffer.alloc(100<<20,1);const t=Date.now();while(Date.now()-t<400);console.log(b.length)'),
  )
  expect(result.end).toEqual({ kind: 'exited', code: 0 })
  expect(result.cpuMs).toBeGreaterThan(100)
  expect(result.elapsedMs).toBeGreaterThan(400)
  expect(result.peakRssBytes).toBeGreaterThan(100 << 20)
})

test('within the default limits there is room for eight workers, a pool of processes and the test runner of Node', async () => {
  const workers = `const { Worker } = require('worker_threads'); let n = 0
for (let i = 0; i < 8; i++) new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true }).on('message', () => ++n === 8 && console.log(n))`
  expect((await sandbox.run(nodeJob(workers))).stdout).toBe('8\n')
  const pool = `
import multiprocessing
def square(x): return x * x
with multiprocessing.Pool(4) as pool: print(pool.map(square, range(4)))`
  expect((await sandbox.run(pythonJob(pool))).stdout).toBe('[0, 1, 4, 9]\n')
  const file = `import test from 'node:test'; import assert from 'node:assert'; test('adds', (): void => assert.equal(1 + 1, 2))`
  const folder = folderWith({ 'a.test.ts': file, 'b.test.ts': file })
  const job: Job = {
    runtime: 'node',
    argv: ['--test', '/src/a.test.ts', '/src/b.test.ts'],
    mounts: [{ host: folder, box: '/src' }],
  }
  const result = await sandbox.run(job)
  expect(result.end).toEqual({ kind: 'exited', code: 0 })
  expect(result.stdout).toMatch(/pass 2/)
})

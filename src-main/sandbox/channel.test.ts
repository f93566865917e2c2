/** The judge's channel: honest jobs are timed from outside, and whatever forges, floods or guesses voids its run. */
import { beforeAll, describe, expect, test } from 'vitest'
import { folderWith, testSandbox } from './box-for-tests.ts'
import { type Answer, type Job, maxFrameBytes, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})

/** A shim that answers each request with what `reply` writes; `say` writes raw text to the answer descriptor. */
const shim = (reply: string, before = ''): string => `
import fs from 'node:fs'
import net from 'node:net'
import readline from 'node:readline'
const say = text => { const bytes = Buffer.from(text); let at = 0; while (at < bytes.length) try { at += fs.writeSync(9, bytes, at) } catch (error) { if (error.code !== 'EAGAIN') throw error } }
const answer = (n, p) => say(JSON.stringify({ n, p }) + '\\n')
${before}
for await (const line of readline.createInterface({ input: new net.Socket({ fd: 8 }) })) {
  const { n, p } = JSON.parse(line)
  ${reply}
}
console.log('left by itself')
`
const job = (reply: string, before = '', more: Partial<Job> = {}): Job => ({
  runtime: 'node',
  argv: ['/h/shim.mjs'],
  mounts: [{ host: folderWith({ 'shim.mjs': shim(reply, before) }), box: '/h' }],
  ...more,
})
const patienceMs = 20_000

test('an honest job answers request by request, with time and CPU from outside', async () => {
  const box = await sandbox.open(job('let s = 0; for (let i = 0; i < p.loops; i++) s += i % 7; answer(n, s)'))
  const small = await box.request({ loops: 10 }, patienceMs)
  expect(small).toMatchObject({ kind: 'answer', payload: 24 })
  const large = (await box.request({ loops: 1e8 }, patienceMs)) as Answer & { kind: 'answer' }
  expect(large.kind).toBe('answer')
  expect(large.elapsedMs).toBeGreaterThan(30)
  expect(large.cpuMs).toBeGreaterThan(20)
  expect(box.cpuMs()).toBeGreaterThanOrEqual(large.cpuMs)
  const result = await box.close()
  expect(result.end).toEqual({ kind: 'exited', code: 0 })
  expect(result.stdout).toBe('left by itself\n')
  expect(await box.request(1, patienceMs)).toMatchObject({ kind: 'ended' })
})

test('values of every JSON shape come back as plain data', async () => {
  const box = await sandbox.open(job('answer(n, p)'))
  const value = {
    ['__proto__x']: 1,
    text: 'ä\u2028\n"',
    list: [1, null, true, 1e300],
    deep: { a: [{}] },
    long: 'x'.repeat(2_000_000),
  }
  expect(await box.request(value, patienceMs)).toMatchObject({ kind: 'answer', payload: value })
  expect(await box.request('p', patienceMs)).toMatchObject({ kind: 'answer', payload: 'p' })
  await box.close()
})

describe('a run is void when the job', () => {
  const forgeries: readonly (readonly [string, string, RegExp])[] = [
    ['answers with a wrong nonce', `answer('0'.repeat(32), p)`, /nonce/],
    ['repeats the nonce of an earlier answer', `globalThis.first ??= n; answer(globalThis.first, p); `, /nonce/],
    ['writes something that is no JSON', `say('ready\\n')`, /JSON/],
    ['writes bytes that are no text', `fs.writeSync(9, Buffer.from([0xff, 0xfe, 0x0a]))`, /UTF-8/],
    ['leaves the payload out', `say(JSON.stringify({ n }) + '\\n')`, /frame/],
    ['adds a field', `say(JSON.stringify({ n, p, elapsedMs: 0 }) + '\\n')`, /frame/],
    ['sends an array', `say(JSON.stringify([n, p]) + '\\n')`, /frame/],
    ['sends null', `say('null\\n')`, /frame/],
    ['answers twice in one breath', `say((JSON.stringify({ n, p }) + '\\n').repeat(2))`, /more than one/],
    ['answers endlessly long', `say('{"n":"' + n + '","p":"'); for (;;) say('x'.repeat(1 << 20))`, /too long|longer/],
    ['nests without end', `say('{"n":"' + n + '","p":' + '['.repeat(5000) + ']'.repeat(5000) + '}\\n')`, /nested/],
    ['writes back on the descriptor for requests', `fs.writeSync(8, JSON.stringify({ n, p }) + '\\n')`, /for requests/],
  ]
  test.each(forgeries)('%s', async (_name, reply, reason) => {
    const box = await sandbox.open(job(reply))
    let answer = await box.request({ a: 1 }, patienceMs)
    if (answer.kind === 'answer') answer = await box.request({ a: 2 }, patienceMs)
    expect(answer).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(reason) as unknown })
    expect(await box.request({ a: 3 }, patienceMs)).toEqual(answer)
    expect((await box.close()).end).toEqual({ kind: 'cancelled' })
  })

  test('speaks before it is asked', async () => {
    const box = await sandbox.open(job('answer(n, p)', `answer('0'.repeat(32), 1)`))
    expect((await box.request(1, patienceMs)).kind).toBe('invalid')
    expect((await box.close()).end).toEqual({ kind: 'cancelled' })
  })

  test('speaks again after its answer', async () => {
    const box = await sandbox.open(job(`answer(n, p); setTimeout(() => answer(n, 'again'), 20)`))
    expect((await box.request(1, patienceMs)).kind).toBe('answer')
    const late = await box.close()
    if (late.end.kind === 'exited') {
      // The last frame came with the end of the process: it voids the run all the same.
      expect(await box.request(2, patienceMs)).toMatchObject({ kind: 'invalid' })
    } else expect(late.end).toEqual({ kind: 'cancelled' })
  })

  test('does not answer in time', async () => {
    const box = await sandbox.open(job('for (;;);'))
    expect(await box.request(1, 400)).toEqual({ kind: 'timeout' })
    expect(await box.request(1, 400)).toEqual({ kind: 'timeout' })
    expect((await box.close()).end).toEqual({ kind: 'cancelled' })
  })
})

describe('a job that only pretends', () => {
  test('to have answered by its exit code or by stdout has not answered', async () => {
    for (const reply of [
      `console.log(JSON.stringify({ n, p })); process.exit(0)`,
      `process.exitCode = 0; process.kill(process.pid, 'SIGKILL')`,
    ]) {
      const box = await sandbox.open(job(reply))
      expect(await box.request(1, patienceMs)).toMatchObject({ kind: 'ended' })
      await box.close()
    }
  })

  test('to be fast by turning clocks is measured from outside', async () => {
    const cheat = `const t = process.hrtime.bigint(); while (process.hrtime.bigint() - t < 120_000_000n); performance.now = Date.now = () => 0; answer(n, 0)`
    const box = await sandbox.open(job(cheat))
    const answer = await box.request(1, patienceMs)
    expect(answer.kind === 'answer' && answer.elapsedMs).toBeGreaterThan(119)
    await box.close()
  })
})

test('a limit that ends the job while it should answer is told as the end', async () => {
  const box = await sandbox.open(
    job('const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1))', '', { limits: { memoryBytes: 160 << 20 } }),
  )
  expect(await box.request(1, patienceMs)).toMatchObject({ kind: 'ended', result: { end: { kind: 'limit', limit: 'memory' } } })
})

test('a frozen box uses no CPU and answers after it is thawed; closing it frozen does not hang', async () => {
  const busy = `setInterval(() => { const t = Date.now(); while (Date.now() - t < 5); }, 1)`
  const box = await sandbox.open(job('answer(n, p)', busy))
  await box.request(1, patienceMs)
  box.freeze()
  const before = box.cpuMs()
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(box.cpuMs() - before).toBeLessThan(20)
  box.thaw()
  expect(await box.request(2, patienceMs)).toMatchObject({ kind: 'answer', payload: 2 })
  box.freeze()
  expect((await box.close()).end).toEqual({ kind: 'cancelled' })
})

test('a job that cannot be started ends the box with the reason', async () => {
  const box = await sandbox.open({ runtime: 'node', argv: ['/h/none.mjs'], mounts: [{ host: '/nowhere', box: '/h' }] })
  expect(await box.request(1, patienceMs)).toMatchObject({ kind: 'ended', result: { end: { kind: 'not-started' } } })
  const missing = await sandbox.open({ ...job(''), argv: ['/h/none.mjs'] })
  expect(await missing.request(1, patienceMs)).toMatchObject({ kind: 'ended', result: { end: { kind: 'exited', code: 1 } } })
})

test('a frame may be as long as the interface says', async () => {
  const box = await sandbox.open(job('answer(n, "x".repeat(p))'))
  const length = maxFrameBytes - 60
  const answer = await box.request(length, patienceMs)
  expect(answer.kind === 'answer' && String(answer.payload).length).toBe(length)
  await box.close()
})

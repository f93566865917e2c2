import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ForkOptions, UtilityProcess } from 'electron'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { utilityChild } from './core-child.ts'
import { connectCore } from './core-client.ts'

let folder: string
let processes: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asis utility '))
  processes = []
  // What Electron puts on `process` in a utility process: messages come as events with `data`, and the channel keeps no hand on its end.
  writeFileSync(
    join(folder, 'parent-port.mjs'),
    `import { EventEmitter } from 'node:events'
const port = Object.assign(new EventEmitter(), { postMessage: message => send(message) })
const send = process.send.bind(process)
process.on('message', data => port.emit('message', { data, ports: [] }))
process.parentPort = port
process.send = undefined`,
  )
})
afterEach(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** `utilityProcess` as documented: `exit` with a code, messages as they were posted, and posting to a process that is gone is no error. */
const utilityProcess = {
  fork(script: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    const child = fork(script, [...args], {
      execArgv: ['--import', pathToFileURL(join(folder, 'parent-port.mjs')).href],
      env: options.env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    processes.push(child)
    const utility = Object.assign(new EventEmitter(), {
      postMessage: (message: object) => void (child.connected && child.send(message)),
    })
    child.on('message', message => utility.emit('message', message))
    child.on('exit', code => utility.emit('exit', code ?? 1))
    return utility as unknown as UtilityProcess
  },
}
const start = (args: readonly string[], onLost: () => void) =>
  connectCore(
    utilityChild(utilityProcess, {
      script: join(import.meta.dirname, 'core-process.ts'),
      args: ['--root', resolve(import.meta.dirname, '../../..'), ...args],
      env: { ...process.env, ASIS_HOME: join(folder, 'data') },
    }),
    onLost,
  )

it('carries calls, refusals and the end over the port of a utility process', async () => {
  let lost = 0
  const core = await start(['--none'], () => (lost += 1))
  if (isRefused(core)) throw new Error(core.message)
  expect(await core.call('projects.list', {}, 'read')).toEqual({ open: null, known: [] })
  expect(await core.call('status.get', {}, 'read')).toMatchObject({ kind: 'refused', code: 'not-found' })
  await core.close()
  expect([lost, processes[0]?.exitCode]).toEqual([0, 0])
})
it('says why the core could not be opened, and ends that process', async () => {
  expect(await start(['--project', join(folder, 'nowhere')], () => {})).toMatchObject({ kind: 'refused', code: 'not-found' })
  await new Promise(done => (processes[0]?.exitCode === null ? processes[0].once('exit', done) : done(null)))
  expect(processes[0]?.exitCode).toBe(0)
})
it('notices that the process was killed', async () => {
  const gone = Promise.withResolvers<void>()
  const core = await start(['--none'], gone.resolve)
  if (isRefused(core)) throw new Error(core.message)
  processes[0]?.kill('SIGKILL')
  await gone.promise
  await expect(core.call('projects.list', {}, 'read')).rejects.toThrow('has ended')
})

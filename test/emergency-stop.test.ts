/** The emergency stop, against a real trial, a real watch and a real restart. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import { askOwner } from '../src-main/control/stop-request.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import type { EventData, EventName } from '../src-shared/api/contract.ts'
import { isRefused } from '../src-shared/errors.ts'
import { hashOf, ownManifest, ownProject, temporary } from './support/command-line.ts'
import { writeFiles } from './support/files.ts'
import { answered, openCoreAt, until } from './support/open-core.ts'

let place: ReturnType<typeof temporary>
let core: Core | null
beforeEach(() => {
  place = temporary('stop')
  writeFiles(join(place.path, 'project'), { ...ownProject, 'asis.config.json': ownManifest() })
  core = null
})
afterEach(async () => {
  await core?.close()
  place.remove()
})
const root = () => join(place.path, 'project')
const home = () => join(place.path, 'home')
const open = async (): Promise<Core> => (core = await openCoreAt(home(), root()))

/** Processes of boxes that this process started, and theirs. */
function boxes(): string[] {
  const parents = new Map<number, number>()
  const names = new Map<number, string>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!pid) continue
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z') continue
      parents.set(pid, Number(parent))
      names.set(pid, stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')))
    } catch {
      // It has ended meanwhile.
    }
  }
  const ours = (pid: number): boolean => pid === process.pid || (parents.has(pid) && ours(parents.get(pid)!))
  return [...parents.keys()].filter(pid => pid !== process.pid && ours(pid)).map(pid => `${names.get(pid)} ${pid}`)
}

const boxRuns = () =>
  vi.waitFor(() => expect(boxes().some(name => name.startsWith('bwrap'))).toBe(true), { timeout: 300_000, interval: 20 })

const sessionTo = async <E extends EventName>(name: E, wanted: (data: EventData<E>) => boolean): Promise<EventData<E>> => {
  const seen = until(core!, name, wanted)
  answered(await core!.call('session.start', {}, 'operate'))
  return seen
}
const actions = async (): Promise<string[]> =>
  answered(await core!.call('journal.list', { limit: 20 }, 'read')).map(record => `${record.kind} ${record.action}`)

test('ends a running trial with its boxes before it answers, changes no file, and holds over a restart', async () => {
  await open()
  const before = hashOf(root())
  await sessionTo('session.progress', progress => progress.stage === 'trial')
  await boxRuns()
  const ended = until(core!, 'session.ended', () => true)
  const { stoppedMs } = answered(await core!.call('control.stop', { reason: 'a test' }, 'operate'))
  expect(boxes().filter(name => name.startsWith('bwrap'))).toEqual([])
  expect(await ended).toMatchObject({ state: 'cancelled' })
  expect(hashOf(root())).toBe(before)
  expect(answered(await core!.call('status.get', {}, 'read'))).toMatchObject({
    state: 'stopped',
    running: null,
    stopped: { sinceMs: stoppedMs, by: 'operator', reason: 'a test' },
  })
  expect(await actions()).toEqual(expect.arrayContaining(['intent stop', 'outcome stop']))
  // Twice is once.
  expect(answered(await core!.call('control.stop', {}, 'operate'))).toEqual({ stoppedMs })

  await core!.close()
  await open()
  expect(await core!.call('session.start', {}, 'operate')).toMatchObject({
    code: 'stopped',
    next: expect.stringContaining('Resume'),
  })
  expect(await core!.call('analyze.run', {}, 'operate')).toMatchObject({ code: 'stopped' })
  answered(await core!.call('control.resume', {}, 'approve'))
  expect(answered(await core!.call('status.get', {}, 'read'))).toMatchObject({ state: 'idle', stopped: null })
  const again = answered(await core!.call('session.start', {}, 'operate'))
  expect(again.state).toBe('running')
  answered(await core!.call('control.stop', {}, 'operate'))
  expect(answered(await core!.call('journal.verify', {}, 'read'))).toMatchObject({ ok: true })
})

test('also while a call is under way: an analysis is ended and says so', async () => {
  await open()
  const measuring = core!.call('analyze.run', {}, 'operate')
  await boxRuns()
  answered(await core!.call('control.stop', {}, 'operate'))
  expect(await measuring).toMatchObject({ code: 'cancelled' })
  expect(boxes().filter(name => name.startsWith('bwrap'))).toEqual([])
})

test('a watch is ended, its change stays applied and may be rolled back, and resume goes on with it', async () => {
  await open()
  const waiting = await sessionTo('candidates.changed', row => row.state === 'awaiting-review')
  await until(core!, 'session.ended', () => true)
  const { id, diffSha256 } = waiting
  answered(await core!.call('candidates.approve', { id, diffSha256 }, 'approve'))
  const applied = readFileSync(join(root(), 'src/pick.js'), 'utf8')
  answered(await core!.call('control.stop', {}, 'operate'))
  expect(answered(await core!.call('candidates.get', { id }, 'read'))).toMatchObject({
    state: 'applied',
    watch: { status: 'running' },
  })
  expect(readFileSync(join(root(), 'src/pick.js'), 'utf8')).toBe(applied)
  await core!.close()
  await open()
  const end = until(core!, 'candidates.changed', row => row.id === id && row.state === 'kept')
  answered(await core!.call('control.resume', {}, 'approve'))
  await end
  // Another process stops, and rolling back stays possible.
  expect(await askOwner(home(), { verb: 'stop', by: 'somebody else', reason: '' }, systemClock)).toBe(true)
  expect(answered(await core!.call('status.get', {}, 'read')).stopped).toMatchObject({ by: 'somebody else' })
  expect(await core!.call('candidates.approve', { id, diffSha256 }, 'approve')).toMatchObject({ code: 'stopped' })
  expect(answered(await core!.call('modifications.rollback', { id, reason: 'test' }, 'approve')).state).toBe('rolled-back')
  expect(isRefused(await core!.call('session.start', {}, 'operate'))).toBe(true)
})

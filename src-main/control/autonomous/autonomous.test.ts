/** Autonomous mode over simulated days: a clock and timers of the test, real stores and settings, sessions that the test ends. */
import { join } from 'node:path'
import { utimesSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { handTimers } from '../../../test/support/hand-timers.ts'
import { applied } from '../../../test/support/decided.ts'
import { refuse } from '../../../src-shared/errors.ts'
import type { Session, SessionRow } from '../../../src-shared/domain/session.ts'
import { createEventHub, type EventHub } from '../../api/events.ts'
import { rollbackModification } from '../../pipeline/8-rollback/rollback.ts'
import { silentLog } from '../../platform/ports.ts'
import { liveProject } from '../../project/live-project.ts'
import { candidateOf, changeOf, evidenceOf } from '../../stores/test-home.ts'
import { oneAtATime } from '../../platform/turnstile.ts'
import { createSettings, settingValues, type Settings } from '../settings/settings.ts'
import { createStopSwitch, type StopSwitch } from '../stop-switch.ts'
import type { Workspace } from '../workspace.ts'
import { createAutonomous, type Autonomous } from './autonomous.ts'

const minute = 60_000
let bench: Bench
let nowMs: number
let load: number
let busy: boolean
let timers: ReturnType<typeof handTimers>
let hub: EventHub
let stop: StopSwitch
let settings: Settings
let loop: Autonomous
let running: Session | null
let started: { atMs: number; budgetMs: number | undefined; kind: string }[]

function open(): void {
  timers = handTimers()
  hub = createEventHub(silentLog)
  stop = createStopSwitch(bench.stores)
  running = null
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const workspace = {
    stores: bench.stores,
    project: bench.project,
    clock,
    after: timers.after,
    hub,
    stop,
    log: silentLog,
    files: oneAtATime(),
    settings: settingValues(bench),
  } as unknown as Workspace
  settings = createSettings({ workspace, live: liveProject(bench.project), host: undefined })
  const sessions = {
    start(input: { budgetMs?: number }, kind: 'manual' | 'autonomous' = 'manual') {
      if (running) return refuse('busy', 'runs', '')
      started.push({ atMs: nowMs, budgetMs: input.budgetMs, kind })
      running = {
        id: bench.stores.newId('s'),
        kind,
        state: 'running' as const,
        startedMs: nowMs,
        endedMs: null,
        metricIds: ['speed'],
        goals: {},
        rows: [],
        note: '',
      }
      return running
    },
    running: () => ((running ?? busy) ? ({} as never) : null),
  }
  loop = createAutonomous({ workspace, settings, sessions, load: () => load, runsHere: true })
  loop.wake()
}
beforeEach(() => {
  nowMs = new Date(2026, 0, 5, 8).getTime()
  load = 0.1
  busy = false
  started = []
  bench = openBench()
  open()
})
afterEach(() => {
  loop.close()
  bench.remove()
})

/** As a new start does. */
function restart(): void {
  loop.close()
  bench.restart()
  open()
}
/** Moves the clock to the next timer and fires it. */
function pass(): void {
  const [ms] = timers.waits()
  nowMs += ms ?? 0
  timers.fire()
}
function end(result: Partial<Session> = {}, tookMs = minute): void {
  nowMs += tookMs
  const session = { ...running!, state: 'finished' as const, endedMs: nowMs, ...result }
  running = null
  hub.emit('session.ended', session)
}
/** What a session that found something new says. */
function found(): SessionRow[] {
  const { stores, project } = bench
  const changes = [changeOf('src/a.js', '1', '2')]
  const { id } = stores.candidates.add(project.id, { ...candidateOf(changes), sessionId: running!.id }, nowMs)
  stores.evidence.put(project.id, id, evidenceOf(), nowMs)
  return [{ candidateId: id, outcome: 'awaiting-review', verdict: 'improved' } as SessionRow]
}
const on = () => settings.set('autonomous.on', true, 'operator')
const waitMinutes = () => (loop.status().nextMs! - nowMs) / minute
const records = () => bench.stores.journal.list(null, null, 20).map(record => `${record.action} ${record.subject}`)

/** A modification that a policy applied and the watch took back. */
function rolledBack(): void {
  const { stores, project } = bench
  const { id } = applied(bench, [changeOf('src/a.js', bench.text('src/a.js'), `${bench.text('src/a.js')}// more\n`)])
  const [decision] = stores.decisions.list(project.id, id)
  stores.decisions.add(project.id, id, { ...decision!, by: 'policy:test' })
  rollbackModification({ projectId: project.id, id, by: 'watch', reason: 'slower', overwriteEdits: false }, bench)
  hub.emit('candidates.changed', stores.views.row(project.id, id)!)
}

describe('autonomous mode', () => {
  it('is off until it is turned on, and begins at once then', async () => {
    expect([loop.status(), timers.waits()]).toEqual([{ on: false, nextMs: null, note: '' }, []])
    await on()
    expect(started).toEqual([{ atMs: nowMs, budgetMs: 60 * minute, kind: 'autonomous' }])
    expect(loop.status()).toEqual({ on: true, nextMs: null, note: '' })
  })

  it('has one cycle after the other while they help, and ever fewer while they do not', async () => {
    await on()
    end({ rows: found() })
    expect(waitMinutes()).toBe(5)
    pass()
    expect(started).toHaveLength(2)
    end()
    expect(waitMinutes()).toBe(10)
    expect(loop.status().note).toContain('Nothing helped in the last cycle')
    pass()
    expect(started).toHaveLength(2)
    pass()
    end()
    expect(waitMinutes()).toBe(20)
    // A changed file ends the wait at the next look.
    utimesSync(join(bench.project.root, 'src/a.js'), new Date(1), new Date(1))
    pass()
    expect(started).toHaveLength(4)
    end()
    await settings.set('autonomous.maxLoad', 2, 'operator')
    expect(waitMinutes()).toBe(5)
  })

  it('never runs two at once', async () => {
    busy = true
    await on()
    expect([started, loop.status().note]).toEqual([[], expect.stringContaining('Another session')])
    busy = false
    pass()
    expect(started).toHaveLength(1)
    loop.wake()
    await settings.set('autonomous.intervalMs', minute, 'operator')
    expect([started.length, timers.waits()]).toEqual([1, []])
  })

  it('skips while the machine is busy and says so', async () => {
    load = 3
    await on()
    expect([started, loop.status().note]).toEqual([[], expect.stringContaining('busy')])
    load = 0
    pass()
    expect(started).toHaveLength(1)
  })

  it('keeps to the time of a day, over a restart too, and goes on the next day', async () => {
    await settings.set('autonomous.dayBudgetMs', 10 * minute, 'operator')
    await on()
    end({ rows: found() }, 8 * minute)
    restart()
    pass()
    expect(started.at(-1)?.budgetMs).toBe(2 * minute)
    end({ rows: found() }, 2 * minute)
    pass()
    expect(loop.status().note).toContain('today are used up')
    const day = new Date(nowMs).getDate()
    const before = started.length
    for (let look = 0; started.length === before; look++) {
      expect(look).toBeLessThan(300)
      pass()
    }
    expect(new Date(nowMs).getDate()).toBe(day + 1)
  })

  it('is quiet in the quiet hours', async () => {
    await settings.set('autonomous.quietHours', '07:00-09:00', 'operator')
    await on()
    expect([started, waitMinutes()]).toEqual([[], 60])
  })

  it('survives a restart in the state it was in, after a moment of grace', async () => {
    await on()
    end()
    restart()
    expect([loop.status().on, waitMinutes()]).toEqual([true, 10])
    nowMs += 20 * minute
    restart()
    expect(loop.status().nextMs).toBe(nowMs + 10_000)
    pass()
    expect(started).toHaveLength(2)
  })

  it('stays stopped by an emergency stop, over a restart too, and goes on when that is resumed', async () => {
    await on()
    stop.pull({ sinceMs: nowMs, by: 'operator', reason: '' })
    end({ state: 'cancelled' })
    expect([loop.status().note, timers.waits()]).toEqual([expect.stringContaining('emergency stop'), []])
    restart()
    expect([loop.status(), timers.waits()]).toEqual([
      { on: true, nextMs: null, note: expect.stringContaining('emergency stop') },
      [],
    ])
    stop.release(nowMs)
    loop.wake()
    pass()
    expect(started).toHaveLength(2)
  })

  it('finishes what runs when it is turned off', async () => {
    await on()
    await settings.set('autonomous.on', false, 'operator')
    end()
    expect([loop.status(), timers.waits(), started.length]).toEqual([{ on: false, nextMs: null, note: '' }, [], 1])
  })
})

describe('the circuit breaker', () => {
  it('turns it off after three failed cycles in a row, says why, and journals it', async () => {
    await on()
    for (const note of ['one', 'two', 'three']) {
      expect(loop.status().on).toBe(true)
      end({ state: 'failed', note })
      if (note !== 'three') for (const before = started.length; started.length === before;) pass()
    }
    await expect.poll(() => loop.status().on).toBe(false)
    expect(loop.status().note).toMatch(/after 0 automatic rollbacks and 3 failed cycles in a row.*three/)
    expect(records()).toEqual(expect.arrayContaining(['circuit-breaker autonomous.on', 'setting autonomous.on']))
    restart()
    expect([loop.status().note.includes('three'), timers.waits()]).toEqual([true, []])
    await on()
    expect([loop.status().note, started.length]).toEqual(['', 4])
  })

  it('counts rollbacks by the watch, which a cycle without a change does not make good', async () => {
    await on()
    rolledBack()
    end()
    rolledBack()
    for (const before = started.length; started.length === before;) pass()
    expect(loop.status().on).toBe(true)
    end({ state: 'failed', note: 'tests fail' })
    await expect.poll(() => loop.status().on).toBe(false)
    expect(loop.status().note).toMatch(/2 automatic rollbacks and 1 failed cycles/)
  })

  it('does not count a failed cycle once another one has ended well', async () => {
    await on()
    for (const state of ['failed', 'failed', 'finished', 'failed', 'failed'] as const) {
      end({ state })
      for (const before = started.length; started.length === before;) pass()
    }
    expect(loop.status().on).toBe(true)
  })
})

it('goes through 300 cycles of simulated days with one timer at a time', async () => {
  await settings.set('autonomous.dayBudgetMs', 0, 'operator')
  await on()
  for (let count = 1; count <= 300; count++) {
    expect([started.length, timers.waits().length]).toEqual([count, 0])
    end(count % 3 === 0 ? { rows: found() } : {})
    expect(timers.waits()).toHaveLength(1)
    for (let look = 0; started.length === count; look++) {
      expect(look).toBeLessThan(50)
      pass()
    }
  }
})

/** The daily upkeep with real stores and a clock of the test: when it looks, what it writes down, and what it gives way to. */
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied } from '../../../test/support/decided.ts'
import { handTimers } from '../../../test/support/hand-timers.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { createEventHub } from '../../api/events.ts'
import { rollbackModification } from '../../pipeline/8-rollback/rollback.ts'
import { silentLog } from '../../platform/ports.ts'
import { changeOf } from '../../stores/test-home.ts'
import { recover } from '../recover.ts'
import { homeNumber } from '../settings/settings.ts'
import { createStopSwitch } from '../stop-switch.ts'
import type { Workspace } from '../workspace.ts'
import { createUpkeep, type Upkeep } from './upkeep.ts'

const day = 86_400_000
let bench: Bench
let nowMs: number
let busy: boolean
let timers: ReturnType<typeof handTimers>
let upkeep: Upkeep
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }

function open(runsHere = true): void {
  timers = handTimers()
  const workspace = {
    stores: bench.stores,
    clock,
    after: timers.after,
    stop: createStopSwitch(bench.stores),
    log: silentLog,
    hub: createEventHub(silentLog),
  } as unknown as Workspace
  upkeep = createUpkeep({ workspace, sessions: { running: () => (busy ? ({} as never) : null) }, runsHere })
}
beforeEach(() => {
  bench = openBench()
  nowMs = 500 * day
  busy = false
  open()
})
afterEach(async () => {
  await upkeep.close()
  bench.remove()
})

const records = (): string[] =>
  bench.stores.journal
    .list(null, null, 20)
    .filter(record => record.action === 'upkeep')
    .map(({ kind, detail }) => `${kind} ${detail}`)
/** A hundred days of samples that begin at the epoch, and a change that was taken back on its first day. */
function fillOld(): void {
  bench.stores.samples.append(
    bench.project.id,
    'speed',
    Array.from({ length: 200 }, (_, i) => ({ tMs: i * (day / 2), value: i })),
  )
  const { id } = applied({ ...bench, clock: { ...clock, nowMs: () => 1 } }, [
    changeOf('src/a.js', bench.text('src/a.js'), 'export const f = 9\n'),
  ])
  rollbackModification(
    { projectId: bench.project.id, id, by: 'operator', reason: 'slower', overwriteEdits: false },
    { ...bench, clock: { ...clock, nowMs: () => 2 } },
  )
}
async function fire(): Promise<void> {
  nowMs += timers.waits()[0] ?? 0
  timers.fire()
  await expect.poll(() => timers.waits().length).toBe(1)
}

describe('the upkeep', () => {
  it('says what is due before and what was done after, then waits a day', async () => {
    fillOld()
    expect(timers.waits()).toEqual([60_000])
    expect((await upkeep.state()).due).toMatchObject({ samples: 200, changes: 1 })
    await fire()
    expect(records()).toEqual([
      'outcome 200 samples removed, backups of 1 change removed (1 file, 19 bytes)',
      'intent old: 200 samples, backups of 1 change; by upkeep',
    ])
    expect(timers.waits()).toEqual([day])
    expect(await upkeep.state()).toMatchObject({
      lastMs: nowMs,
      nextMs: nowMs + day,
      running: false,
      due: { records: 0, samples: 0, changes: 0 },
    })
  })

  it('writes nothing where nothing is old, and remembers over a restart that it looked', async () => {
    await fire()
    expect(records()).toEqual([])
    await upkeep.close()
    bench.restart()
    nowMs += day / 4
    open()
    expect(timers.waits()).toEqual([(day * 3) / 4])
  })

  it('keeps everything where the operator says so', async () => {
    fillOld()
    for (const key of ['record.sampleDays', 'record.backupDays', 'record.journalDays']) bench.stores.settings.set('', key, 0, 1)
    await fire()
    expect(records()).toEqual([])
    expect(bench.stores.samples.recent(bench.project.id, 'speed', 500)).toHaveLength(200)
  })

  it('takes a value that cannot be for the default', () => {
    bench.stores.settings.set('', 'record.sampleDays', 3, 1)
    expect(homeNumber(bench.stores, 'record.sampleDays')).toBe(400)
  })

  it('waits for a session and for the end of an emergency stop', async () => {
    fillOld()
    busy = true
    await fire()
    expect([records(), timers.waits()]).toEqual([[], [600_000]])
    busy = false
    const stop = createStopSwitch(bench.stores)
    stop.pull({ sinceMs: 1, by: 'operator', reason: '' })
    await upkeep.close()
    open()
    await fire()
    expect([records(), timers.waits()]).toEqual([[], [600_000]])
  })

  it('gives way to a session that begins, says how far it came, and goes on later', async () => {
    fillOld()
    let looks = 0
    const running = () => (++looks === 4 ? ({} as never) : null)
    const workspace = { stores: bench.stores, clock, after: timers.after, stop: createStopSwitch(bench.stores), log: silentLog }
    const other = createUpkeep({ workspace: workspace as unknown as Workspace, sessions: { running }, runsHere: false })
    await other.run('operator')
    expect(records()[0]).toMatch(/^outcome ended early, the rest follows later/)
    expect(isRefused(await other.run('operator'))).toBe(false)
    expect((await upkeep.state()).due).toMatchObject({ samples: 0, changes: 0 })
  })

  it('is refused by hand while a session runs', async () => {
    busy = true
    expect(await upkeep.run('operator')).toMatchObject({ code: 'busy', message: expect.stringContaining('A session runs') })
  })

  it('that a crash cut short is closed at the next start, and finished by the next run', async () => {
    fillOld()
    bench.stores.journal.intent({ projectId: '', action: 'upkeep', subject: 'retention', detail: 'old: 200 samples' }, nowMs)
    bench.restart()
    recover(bench.stores, () => bench.project, { clock, log: silentLog, sandboxFolder: `${bench.home}/asis_sandbox` })
    expect(records()[0]).toBe('outcome ASIS stopped in between; it was not finished')
    await upkeep.close()
    open()
    await fire()
    expect((await upkeep.state()).due).toMatchObject({ samples: 0, changes: 0 })
  })

  it('moves nothing and removes nothing where the journal was changed', async () => {
    fillOld()
    bench.stores.settings.set('', 'record.journalDays', 7, 1)
    const { journal } = bench.stores
    for (let i = 0; i < 2000; i++) journal.append('note', { projectId: 'p', action: 'a', subject: `${i}`, detail: 'x' }, i)
    const edit = new Database(`${bench.home}/asis_self_modification_master.db`)
    edit.exec(`DROP TRIGGER journal_is_never_changed; UPDATE journal SET detail = 'y' WHERE seq = 900`)
    edit.close()
    expect(await upkeep.run('operator')).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Record 900 was changed'),
    })
    expect(records()[0]).toMatch(/^outcome nothing was removed: The journal is not as it was written/)
    expect(bench.stores.samples.recent(bench.project.id, 'speed', 500)).toHaveLength(200)
  })

  it('has no timer in a command that ends soon', () => {
    timers.fire()
    open(false)
    expect(timers.waits()).toEqual([])
  })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBench, type Bench } from '../../test/support/changing-project.ts'
import { methods, type Method } from '../../src-shared/api/contract.ts'
import type { Handlers } from '../api/dispatch.ts'
import { refusedWhileStopped } from './handlers/while-stopped.ts'
import { createStopSwitch, keepInterruptedStop, stopIn } from './stop-switch.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

it('holds over a restart until it is released', () => {
  createStopSwitch(bench.stores).pull({ sinceMs: 5, by: 'operator', reason: 'smoke' })
  bench.restart()
  const after = createStopSwitch(bench.stores)
  expect(after.now()).toEqual({ sinceMs: 5, by: 'operator', reason: 'smoke' })
  expect(after.refusal()).toMatchObject({ code: 'stopped', message: expect.stringContaining('smoke') })
  after.release(6)
  bench.restart()
  expect(createStopSwitch(bench.stores).now()).toBeNull()
})

it('that was interrupted by a crash holds at the next start', () => {
  bench.stores.journal.intent({ projectId: '', action: 'stop', subject: 'emergency-stop', detail: '' }, 1)
  bench.restart()
  keepInterruptedStop(bench.stores, 7)
  expect(stopIn(bench.stores)).toMatchObject({ sinceMs: 7, by: 'recovery' })
})

it('whose record cannot be read holds', () => {
  bench.stores.settings.set('', 'emergency-stop', { sinceMs: 'yesterday' }, 1)
  expect(createStopSwitch(bench.stores).refusal()).toMatchObject({ code: 'stopped' })
})

it('aborts what runs in it, and lets nothing in afterwards', async () => {
  const lever = createStopSwitch(bench.stores)
  const aborted = Promise.withResolvers<string>()
  const run = lever.during(
    signal => new Promise<string>(resolve => signal.addEventListener('abort', () => void aborted.promise.then(resolve))),
  )
  lever.pull({ sinceMs: 1, by: 'operator', reason: '' })
  let settled = false
  const all = lever.settled().then(() => (settled = true))
  expect(await lever.during(() => Promise.resolve('ran'))).toMatchObject({ code: 'stopped' })
  expect(settled).toBe(false)
  aborted.resolve('ended')
  expect(await run).toBe('ended')
  await all
})

it('refuses every method that changes something but for those that are named', () => {
  const lever = createStopSwitch(bench.stores)
  const all = Object.fromEntries(Object.keys(methods).map(name => [name, () => 'ran'])) as unknown as Handlers
  const guarded = refusedWhileStopped(all, lever) as unknown as Record<Method, () => unknown>
  const refused = () => (Object.keys(methods) as Method[]).filter(name => guarded[name]() !== 'ran').sort()
  expect(refused()).toEqual([])
  lever.pull({ sinceMs: 1, by: 'operator', reason: '' })
  expect(refused()).toEqual([
    'analyze.run',
    'candidates.approve',
    'candidates.partial',
    'candidates.retry',
    'opportunities.look',
    'session.start',
    'upkeep.run',
  ])
})

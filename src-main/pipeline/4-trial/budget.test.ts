import { expect, it } from 'vitest'
import { refuse } from '../../../src-shared/errors.ts'
import { trialBudget, type Phase } from './budget.ts'

/** A clock that is moved by hand; timers fire when it passes them. */
const byHand = () => {
  let nowMs = 0
  const timers = new Map<() => void, number>()
  return {
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    after: (ms: number, work: () => void) => {
      timers.set(work, nowMs + ms)
      return () => timers.delete(work)
    },
    move: (ms: number) => {
      nowMs += ms
      for (const [work, atMs] of timers) if (atMs <= nowMs) work()
    },
    waiting: () => timers.size,
  }
}
const cancelled = refuse('cancelled', 'Cancelled.', '')
const until = (signal: AbortSignal): Promise<typeof cancelled> =>
  new Promise(resolve => {
    if (signal.aborted) resolve(cancelled)
    else signal.addEventListener('abort', () => resolve(cancelled))
  })
const tests: Phase = "the project's tests"

it('ends the phase that uses it up, and every one after it', async () => {
  const hand = byHand()
  const budget = trialBudget(1000, hand.clock, undefined, hand.after)
  await budget.run(tests, async ({ deadlineMs }) => {
    expect(deadlineMs).toBe(900)
    hand.move(400)
  })
  expect(budget.usedUpIn()).toBe(null)
  const busy = budget.run('the measurement', ({ signal, deadlineMs }) => {
    expect(deadlineMs).toBe(400 + 540)
    return until(signal)
  })
  hand.move(600)
  expect(await busy).toBe(cancelled)
  expect(budget.usedUpIn()).toBe('the measurement')
  expect(await budget.run('behaviour against the original', ({ signal }) => until(signal))).toBe(cancelled)
  expect(budget.usedUpIn()).toBe('the measurement')
  expect(budget.spent()).toEqual([['the measurement', 600], [tests, 400], ['behaviour against the original', 0]]) // prettier-ignore
  expect(hand.waiting()).toBe(0)
})

it('does not run between phases', async () => {
  const hand = byHand()
  const budget = trialBudget(1000, hand.clock, undefined, hand.after)
  await budget.run(tests, async () => hand.move(900))
  hand.move(60_000)
  await budget.run('the measurement', async ({ signal }) => expect(signal.aborted).toBe(false))
  expect(budget.usedUpIn()).toBe(null)
})

it('is not used up when somebody cancels', async () => {
  const hand = byHand()
  const whole = new AbortController()
  const budget = trialBudget(1000, hand.clock, whole.signal, hand.after)
  const busy = budget.run(tests, ({ signal }) => until(signal))
  whole.abort()
  expect(await busy).toBe(cancelled)
  expect(budget.usedUpIn()).toBe(null)
})

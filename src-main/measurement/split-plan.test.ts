import { describe, expect, test } from 'vitest'
import { largerPlan, planOf, type Seen } from './split-plan.ts'

const plain: Seen = {
  mutates: false,
  awaits: false,
  plain: true,
  repeats: true,
  listNodes: 100,
  answerNodes: 3,
  places: 64,
  idle: 0,
}
const total = (calls: readonly number[]): number => calls.reduce((sum, each) => sum + each, 0)

describe('how often and on what a version is called', () => {
  test('a slow function gets a generated list for every call', () => {
    expect(planOf(100, plain, { callMs: 1, listMs: 0.02 })).toMatchObject({ way: 'own', calls: [12, 4] })
    expect(planOf(100, plain, { callMs: 8, listMs: 1 })).toMatchObject({ way: 'own', calls: [2, 1] })
    expect(planOf(100, plain, { callMs: 3000, listMs: 1 })).toMatchObject({ way: 'own', calls: [1] })
  })
  test('a short one gets a pool of at least 64 lists, changed before each call, and as much work', () => {
    const { way, pool, calls } = planOf(100, plain, { callMs: 0.005, listMs: 0.002 })
    expect({ way, enough: pool >= 64 }).toEqual({ way: 'changed', enough: true })
    expect(total(calls) * 0.005).toBeGreaterThan(10)
  })
  test('twenty nanoseconds are called many thousand times', () => {
    const { calls } = planOf(10, { ...plain, listNodes: 12 }, { callMs: 0.00002, listMs: 0.001 })
    expect(total(calls)).toBeGreaterThan(100_000)
  })
  test('where there is hardly anything to change, lists are not used again', () => {
    expect(planOf(1, { ...plain, listNodes: 2, places: 1 }, { callMs: 0.0001, listMs: 0.0005 }).way).toBe('own')
  })
  test('changed arguments are copies, or generated where they cannot be copied', () => {
    expect(planOf(100, { ...plain, mutates: true }, { callMs: 0.0005, listMs: 0.02 })).toMatchObject({ way: 'copies', all: true })
    expect(planOf(100, { ...plain, mutates: true, plain: false }, { callMs: 0.0005, listMs: 0.02 }).way).toBe('own')
  })
  test('a generator that does not repeat itself is asked once: copies of what it gave', () => {
    expect(planOf(100, { ...plain, repeats: false }, { callMs: 1, listMs: 0.02 }).way).toBe('copies')
  })
  test('a function that waits is timed by the wall', () => {
    expect(planOf(1, { ...plain, awaits: true, idle: 0.9 }, { callMs: 12, listMs: 0.02 })).toMatchObject({
      waits: true,
      way: 'own',
      calls: [5, 2],
    })
  })
  test('large answers are not read for minutes', () => {
    const { calls } = planOf(10_000, { ...plain, listNodes: 40_000, answerNodes: 40_000 }, { callMs: 0.2, listMs: 4 })
    expect(Math.max(...calls)).toBeLessThan(10)
  })
  test('the requests are of unlike length', () => {
    const { calls } = planOf(100, plain, { callMs: 0.005, listMs: 0.002 })
    expect(Math.max(...calls)).toBeGreaterThan(2 * Math.min(...calls))
  })
  test('a plan from a first timing that said far too much is made again, by what the calls of the original took', () => {
    const busy = planOf(300, plain, { callMs: 0.9, listMs: 0.01 })
    const larger = largerPlan(busy, plain, { listMs: 0.01 }, 0.4)
    expect(total(larger!.calls) * (0.4 / total(busy.calls))).toBeGreaterThan(10)
    // Enough work, or no room for more.
    expect(largerPlan(busy, plain, { listMs: 0.01 }, 12)).toBe(null)
    const heavy = { ...plain, answerNodes: 100_000 }
    expect(largerPlan(planOf(300, heavy, { callMs: 0.9, listMs: 0.01 }), heavy, { listMs: 0.01 }, 0.4)).toBe(null)
  })
})

test('both versions are called as often before they are timed, the more often the faster the candidate is said to be', () => {
  const calls = (candidateMs?: number) =>
    planOf(100, plain, { callMs: 0.5, listMs: 0.01, ...(candidateMs === undefined ? {} : { candidateMs }) }).warmCalls
  expect(calls()).toBe(60)
  expect(calls(0.25)).toBe(60)
  expect(calls(0.1)).toBe(120)
  // Whatever is said, the original is not kept busy for longer than this.
  expect(calls(0.000_01)).toBe(180)
  expect(planOf(100, { ...plain, awaits: true, idle: 0.9 }, { callMs: 5, listMs: 0.01 }).warmCalls).toBe(0)
})

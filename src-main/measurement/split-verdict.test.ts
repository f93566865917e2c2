import { describe, expect, test } from 'vitest'
import {
  agreementOf,
  gainOf,
  growsWithCalls,
  intervalOf,
  isSurelyWorse,
  lazyMs,
  movedMs,
  rereadMs,
  workOf,
  type Pair,
} from './split-verdict.ts'

const interval = (low: number, high: number) => ({ estimate: Math.sqrt(low * high), low, high })
const range = (low: number, high: number) => ({
  low: Math.log(low),
  high: Math.log(high),
  estimate: (Math.log(low) + Math.log(high)) / 2,
})
const times = (callsMs: number, readMs = 5, againMs = 5) => ({ callsMs, readMs, againMs })
const pairOf = (original: number, candidate: number): Pair => ({
  original: times(original),
  candidate: times(candidate),
  blankMs: 0,
})

/** What each version does only when its answers are read, ms. */
const late = (original: number, candidate: number): Pair => ({
  original: times(25, 5 + original, 5),
  candidate: times(3, 5 + candidate, 5),
  blankMs: 0,
})

describe('the work of a version', () => {
  test('is its calls without what stands around them', () => {
    const pair: Pair = { original: times(25), candidate: times(3), blankMs: 1 }
    expect(workOf(pair, 'original')).toBe(24)
    expect(workOf(pair, 'candidate')).toBe(2)
  })
  test('holds what the candidate does only when its answers are read, against the original', () => {
    const moved = [late(0.3, 22), late(-0.2, 21.5), late(0.1, 22.4), late(0, 22)]
    // Of readings that take 5 ms, a third may be where the answers lie in memory.
    expect(lazyMs(moved)).toBeCloseTo(20.4, 1)
    expect(intervalOf(gainOf(moved, 0)).estimate).toBeLessThan(1.1)
    expect(lazyMs([late(22, 22), late(21, 21.1)])).toBeLessThan(0.1)
  })
  test('is not made more by readings that took longer now and then', () => {
    const noisy = [3, -2.5, 1, -2].map((more): Pair => ({
      original: times(25, 30, 30),
      candidate: times(3, 30 + more, 30),
      blankMs: 0,
    }))
    expect(lazyMs(noisy)).toBe(0)
    expect(intervalOf(gainOf(noisy, 0)).estimate).toBeGreaterThan(8)
  })
  test('holds what reading again takes surely longer than for the original', () => {
    const lazy: Pair = { original: times(25), candidate: times(3, 25, 25), blankMs: 0 }
    expect(rereadMs([lazy, lazy, lazy])).toBe(18.5)
    expect(intervalOf(gainOf([lazy, lazy, lazy], 0)).estimate).toBeLessThan(1.2)
    expect(rereadMs([pairOf(25, 12), pairOf(25, 12), pairOf(25, 12)])).toBe(0)
  })
})

describe('the outside gain', () => {
  const pairs = [pairOf(24, 12), pairOf(25, 12.4), pairOf(23.8, 12.1), pairOf(24.3, 12.2)]
  test('compares the work of both versions', () => {
    const { estimate, low, high } = intervalOf(gainOf(pairs, 0))
    expect(estimate).toBeCloseTo(2, 1)
    expect(low).toBeGreaterThan(1.7)
    expect(high).toBeLessThan(2.4)
  })
  test('takes off what was surely done elsewhere, and no noise of loading', () => {
    expect(movedMs([200, 210, 195])).toBeGreaterThan(150)
    expect(movedMs([20, -15, 3])).toBe(0)
    expect(intervalOf(gainOf(pairs, 12)).estimate).toBeCloseTo(1, 1)
  })
  test('has no bounds after one pair, and stays finite', () => {
    expect(intervalOf(gainOf([pairOf(24, 12)], 0))).toMatchObject({ low: 1 / 50, high: 50 })
    expect(intervalOf(gainOf([pairOf(1e6, 0), pairOf(1e6, 0)], 0)).estimate).toBe(50)
  })
})

describe('agreement', () => {
  test('a gain that cannot be seen from outside is contradicted', () => {
    expect(agreementOf(range(0.95, 1.05), interval(1.3, 1.36))).toBe('contradicts')
    expect(agreementOf(range(0.95, 1.05), interval(3, 3.2))).toBe('contradicts')
    expect(agreementOf(range(0.5, 0.9), interval(1.05, 1.1))).toBe('contradicts')
  })
  test('a surely smaller gain than is said takes its place, one that may be none does not', () => {
    expect(agreementOf(range(1.2, 1.6), interval(10, 11))).toBe('less')
    expect(agreementOf(range(1.01, 1.6), interval(10, 11))).toBe('contradicts')
  })
  test('a gain that is surely there, and as large as it is said to be, is borne out', () => {
    expect(agreementOf(range(1.25, 1.4), interval(1.3, 1.36))).toBe('agrees')
    expect(agreementOf(range(1.6, 2.4), interval(2, 2.1))).toBe('agrees')
    expect(agreementOf(range(3, 20), interval(13, 15))).toBe('agrees')
    expect(agreementOf(range(9, 30), interval(200, 220))).toBe('agrees')
  })
  test('noise is neither', () => {
    expect(agreementOf(range(0.97, 1.2), interval(1.05, 1.1))).toBe('open')
    expect(agreementOf(range(0.5, 4), interval(3, 3.2))).toBe('open')
  })
  test('a size that is said to be unchanged may not be surely worse', () => {
    expect(isSurelyWorse(range(0.5, 0.8))).toBe(true)
    expect(isSurelyWorse(range(0.8, 1.1))).toBe(false)
  })
})

const growths = (candidate: readonly number[]) => candidate.map(each => ({ original: 0.02, candidate: each }))
test('calls that get slower the more there are of them are told from noise', () => {
  expect(growsWithCalls(growths([2.1, 2, 2.2, 2]))).toBe(true)
  expect(growsWithCalls(growths([0.3, -0.2, 0.1, 0.2]))).toBe(false)
  expect(growsWithCalls(growths([2.1, 2]))).toBe(false)
})

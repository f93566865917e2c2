import { describe, expect, test } from 'vitest'
import {
  autocorrelation,
  correctedZ,
  hodgesLehmann,
  rankSumZ,
  signedRankRange,
  signedRankTail,
  studentRange,
  trimmedMean,
} from './statistics.ts'
import { normals } from './testing.ts'

const draw = (count: number, next: () => number, scale = 1, shift = 0): number[] =>
  Array.from({ length: count }, () => shift + scale * next())

describe('trimmed mean', () => {
  test('leaves a tenth out at each end, whatever the order', () => {
    const values = [1000, 2, 3, 4, 5, 6, 7, 8, 9, -1000]
    expect(trimmedMean(values)).toBe((2 + 3 + 4 + 5 + 6 + 7 + 8 + 9) / 8)
    expect(trimmedMean([1, 2, 30])).toBe(11)
    expect(trimmedMean([7])).toBe(7)
  })
})

describe('Student interval', () => {
  test('agrees with the textbook for ten values', () => {
    // Mean 5.5, deviation 3.0277, t(0.975; 9) = 2.2622.
    const { estimate, low, high } = studentRange([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.025)
    expect(estimate).toBe(5.5)
    expect(low).toBeCloseTo(3.3341, 3)
    expect(high).toBeCloseTo(7.6659, 3)
  })
  test('is a point for equal values and unbounded for one', () => {
    expect(studentRange([2, 2, 2], 0.01)).toEqual({ estimate: 2, low: 2, high: 2 })
    expect(studentRange([2], 0.01)).toEqual({ estimate: 2, low: -Infinity, high: Infinity })
  })
  test('misses the truth on each side as often as alpha says', () => {
    const next = normals(11)
    let below = 0
    let above = 0
    for (let run = 0; run < 20_000; run++) {
      const { low, high } = studentRange(draw(5, next, 3, 7), 0.05)
      if (high < 7) below++
      if (low > 7) above++
    }
    // Binomial with p = 0.05 over 20,000: 4 standard deviations are 0.0062.
    expect(Math.abs(below / 20_000 - 0.05)).toBeLessThan(0.0062)
    expect(Math.abs(above / 20_000 - 0.05)).toBeLessThan(0.0062)
  })
})

describe('Hodges-Lehmann', () => {
  test('is the median of all differences and takes no notice of one outlier', () => {
    expect(hodgesLehmann([1, 2, 3], [11, 12, 13])).toBe(10)
    expect(hodgesLehmann([1, 2, 3], [11, 12, 1e9])).toBe(10)
    expect(hodgesLehmann([5], [3])).toBe(-2)
  })
})

describe('signed rank', () => {
  test('has the exact tail of the tables', () => {
    // Critical values of Wilcoxon's table: n = 12, one-sided 0.005 gives 7; n = 10, 0.005 gives 3; n = 8, 0.01 gives 1.
    expect(signedRankTail(12, 7)).toBeLessThanOrEqual(0.005)
    expect(signedRankTail(12, 8)).toBeGreaterThan(0.005)
    expect(signedRankTail(10, 3)).toBeLessThanOrEqual(0.005)
    expect(signedRankTail(10, 4)).toBeGreaterThan(0.005)
    expect(signedRankTail(8, 1)).toBeLessThanOrEqual(0.01)
    expect(signedRankTail(8, 2)).toBeGreaterThan(0.01)
    expect(signedRankTail(5, 15)).toBe(1)
    expect(signedRankTail(5, -1)).toBe(0)
  })
  test('bounds the centre, and says so when there are too few values to', () => {
    const values = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1, 0.11, 0.12, 0.1, 0.09]
    const { estimate, low, high } = signedRankRange(values, 0.005)
    expect(estimate).toBeCloseTo(0.105, 10)
    expect(low).toBeGreaterThan(0.08)
    expect(high).toBeLessThan(0.13)
    expect(signedRankRange([0.1, 0.1, 0.1, 0.1], 0.005)).toMatchObject({ low: -Infinity, high: Infinity })
  })
  test('covers the truth as often as promised for long-tailed values', () => {
    const next = normals(12)
    let missed = 0
    for (let run = 0; run < 2000; run++) {
      const values = Array.from({ length: 12 }, () => next() / Math.max(0.2, Math.abs(next())))
      const { low, high } = signedRankRange(values, 0.025)
      if (low > 0 || high < 0) missed++
    }
    expect(missed / 2000).toBeLessThan(0.05 + 0.0195)
  })
})

describe('rank sum', () => {
  test('agrees with a hand-computed example and turns its sign with the sides', () => {
    // Ranks of after: 4, 5, 6; rank sum 15, expected 10.5, variance 5.25.
    expect(rankSumZ([1, 2, 3], [4, 5, 6])).toBeCloseTo(4.5 / Math.sqrt(5.25), 10)
    expect(rankSumZ([4, 5, 6], [1, 2, 3])).toBeCloseTo(-4.5 / Math.sqrt(5.25), 10)
  })
  test('shares ranks among ties, and is 0 when there is nothing to tell', () => {
    expect(rankSumZ([5, 5], [5, 5])).toBe(0)
    expect(rankSumZ([1, 2, 2], [2, 2, 3])).toBeCloseTo(-rankSumZ([2, 2, 3], [1, 2, 2]), 10)
  })
  test('asks for more than the margin', () => {
    const next = normals(13)
    const before = draw(60, next, 0.05)
    const after = draw(60, next, 0.05, 0.1)
    expect(rankSumZ(before, after)).toBeGreaterThan(6)
    expect(Math.abs(rankSumZ(before, after, 0.1))).toBeLessThan(3)
  })
  test('is standard normal where nothing differs', () => {
    const next = normals(14)
    let beyond = 0
    for (let run = 0; run < 4000; run++) if (rankSumZ(draw(30, next), draw(20, next)) > 1.96) beyond++
    expect(Math.abs(beyond / 4000 - 0.025)).toBeLessThan(0.01)
  })
})

describe('autocorrelation', () => {
  test('finds what was put in', () => {
    const next = normals(15)
    const series: number[] = [0]
    while (series.length < 5000) series.push(0.6 * series.at(-1)! + next())
    expect(autocorrelation(series)).toBeCloseTo(0.6, 1)
    expect(Math.abs(autocorrelation(draw(5000, next)))).toBeLessThan(0.05)
    expect(autocorrelation([3, 3, 3])).toBe(0)
  })
  test('makes z smaller, never larger', () => {
    expect(correctedZ(4, 0)).toBe(4)
    expect(correctedZ(4, 0.6)).toBe(2)
    expect(correctedZ(4, -0.5)).toBe(4)
    expect(correctedZ(4, 1)).toBeGreaterThan(0)
  })
})

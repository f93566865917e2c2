/**
 * The statistics that verdicts rest on, as pure functions over numbers. No policy here: margins, looks and alarms are in `looks.ts`
 * and `monitor.ts`. What jstat and simple-statistics have comes from there.
 */
import jstat from 'jstat'
import { mean, median, sampleStandardDeviation } from 'simple-statistics'

export { mean, median }

/** Closed range of a quantity with its best single value. Same scale as the data. */
export interface Range {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)

/** Mean without the lowest and highest `fraction` of the values (0 to below 0.5); 0.1 of 25 takes two off each end. */
export const trimmedMean = (values: readonly number[], fraction = 0.1): number => {
  const cut = Math.floor(values.length * fraction)
  return mean(ascending(values).slice(cut, values.length - cut))
}

/** Of the mean; 0 for a single value. */
export const standardError = (values: readonly number[]): number =>
  values.length < 2 ? 0 : sampleStandardDeviation([...values]) / Math.sqrt(values.length)

/** Student interval of the mean with `alpha` on each side. Needs two values; one gives an unbounded range. */
export const studentRange = (values: readonly number[], alpha: number): Range => {
  const estimate = mean([...values])
  if (values.length < 2) return { estimate, low: -Infinity, high: Infinity }
  const error = standardError(values)
  if (error === 0) return { estimate, low: estimate, high: estimate }
  const half = jstat.studentt.inv(1 - alpha, values.length - 1) * error
  return { estimate, low: estimate - half, high: estimate + half }
}

/** Hodges-Lehmann shift of `after` against `before`: median of all pairwise differences. */
export const hodgesLehmann = (before: readonly number[], after: readonly number[]): number => {
  const differences: number[] = []
  for (const b of before) for (const a of after) differences.push(a - b)
  return median(differences)
}

/**
 * Walsh averages, ascending: the means of all pairs, each value with itself too. Their median is the one-sample
 * Hodges-Lehmann estimate, their order statistics bound the signed-rank interval.
 */
const walshAverages = (values: readonly number[]): number[] => {
  const averages: number[] = []
  for (const [i, x] of values.entries()) for (const y of values.slice(i)) averages.push((x + y) / 2)
  return ascending(averages)
}

/**
 * Exact lower tail of the Wilcoxon signed-rank statistic: P(W <= `w`) for `count` values without ties.
 * Counts the subsets of {1..count} by their sum.
 */
export const signedRankTail = (count: number, w: number): number => {
  const ways = Array.from({ length: (count * (count + 1)) / 2 + 1 }, () => 0)
  ways[0] = 1
  for (let rank = 1; rank <= count; rank++) {
    for (let total = ways.length - 1; total >= rank; total--) ways[total]! += ways[total - rank]!
  }
  let below = 0
  for (let total = 0; total <= Math.min(Math.floor(w), ways.length - 1); total++) below += ways[total]!
  return w < 0 ? 0 : below / 2 ** count
}

/** Interval of the centre of symmetric values that inverts the signed-rank test, at most `alpha` on each side. */
export const signedRankRange = (values: readonly number[], alpha: number): Range => {
  const averages = walshAverages(values)
  const estimate = median(averages)
  let cut = 0
  while (signedRankTail(values.length, cut) <= alpha) cut++
  // `cut` averages may be left out on each side; none means that this few values cannot bound it at this alpha.
  if (cut === 0) return { estimate, low: -Infinity, high: Infinity }
  return { estimate, low: averages[cut - 1]!, high: averages[averages.length - cut]! }
}

/** Autocorrelation of `values` at `lag`, 0 for a constant series. */
export const autocorrelation = (values: readonly number[], lag = 1): number => {
  const centre = mean([...values])
  let total = 0
  let shifted = 0
  for (const [i, value] of values.entries()) {
    total += (value - centre) ** 2
    const later = values[i + lag]
    if (later !== undefined) shifted += (value - centre) * (later - centre)
  }
  return total === 0 ? 0 : shifted / total
}

/**
 * z of the Mann-Whitney rank sum: positive where `after`, moved down by `margin`, tends to lie above `before`. Tied values share
 * ranks, with the variance corrected for them. 0 when all are tied.
 */
export const rankSumZ = (before: readonly number[], after: readonly number[], margin = 0): number => {
  const n = before.length
  const m = after.length
  const all = [
    ...before.map(value => ({ value, late: false })),
    ...after.map(value => ({ value: value - margin, late: true })),
  ].toSorted((a, b) => a.value - b.value)
  let rankSum = 0
  let ties = 0
  for (let start = 0; start < all.length;) {
    let end = start
    while (end < all.length && all[end]!.value === all[start]!.value) end++
    const shared = (start + 1 + end) / 2
    for (let i = start; i < end; i++) if (all[i]!.late) rankSum += shared
    ties += (end - start) ** 3 - (end - start)
    start = end
  }
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)))
  return variance > 0 ? (rankSum - (m * (total + 1)) / 2) / Math.sqrt(variance) : 0
}

/**
 * The same z for values that are not independent: neighbours with autocorrelation `rho` carry less news than fresh values, by
 * the factor (1 - rho) / (1 + rho) of an AR(1) series. Negative `rho` never makes it surer.
 */
export const correctedZ = (z: number, rho: number): number => {
  const bounded = Math.min(Math.max(rho, 0), 0.95)
  return z * Math.sqrt((1 - bounded) / (1 + bounded))
}

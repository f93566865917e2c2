/** From log factors and per-process values to the report that a reviewer sees. Pure. */
import type { MeasurementReport, SideSummary, SizeResult } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { equivalence, type LookVerdict } from './looks.ts'
import { median, studentRange, type Range } from './statistics.ts'

/** exp keeps the unbounded ends of too few forks finite: JSON knows no infinity. */
const bounded = (log: number): number => Math.exp(Math.min(Math.max(log, -20), 20))

export const intervalOf = (range: Range): Interval => ({
  estimate: bounded(range.estimate),
  low: bounded(range.low),
  high: bounded(range.high),
})

const logOf = ({ estimate, low, high }: Interval): Range => ({
  estimate: Math.log(estimate),
  low: Math.log(low),
  high: Math.log(high),
})

const finite = (value: number, otherwise: number): number => (Number.isFinite(value) ? value : otherwise)

/** Median of the processes, and a 95 % Student interval of their mean. */
export const sideOf = (samples: readonly number[]): SideSummary => {
  const { low, high } = studentRange(samples, 0.025)
  return {
    median: median([...samples]),
    low: finite(low, Math.min(...samples)),
    high: finite(high, Math.max(...samples)),
    samples: [...samples],
  }
}

/** Mean over the sizes of the logs of each end: geometric mean, as careful as if all sizes erred together. */
export const overSizes = (ranges: readonly Range[]): Range => {
  const meanOf = (pick: (range: Range) => number) => ranges.reduce((sum, range) => sum + pick(range), 0) / ranges.length
  return { estimate: meanOf(r => r.estimate), low: meanOf(r => r.low), high: meanOf(r => r.high) }
}

const percent = (factor: number): string => `${Math.abs((factor - 1) * 100).toFixed(1)} %`
const factorText = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`

const sizeText = (size: number | null): string => (size === null ? '' : ` at size ${size}`)

/**
 * A slowdown at a smaller size that the operator is told of and that does not decide: guards of a rewrite cost some nanoseconds
 * on tiny inputs. 10 % is also where a watch would take a change back.
 */
const tolerated = Math.log(1.1)
/** What an unclear smaller size may still turn out to be. */
const mostUnclear = Math.log(1.15)
/** Below a size that got better nothing more need be known of this one: at most a small slowdown. */
export const isNearlyEven = ({ estimate, low }: Range): boolean => estimate > -tolerated && low > -mostUnclear

/** A smaller size that stayed unclear after all looks may still be this much slower, where the gain outweighs it. */
const mostLeftOpen = Math.log(1.3)

/**
 * Smaller sizes of which nobody knows: what was seen is no slowdown (1 lies in the interval, the middle is above -10 %), everything larger
 * got better, and the gain at the largest size surely outweighs what could be lost.
 */
export const isLeftOpen = (size: SizeResult, sizes: readonly SizeResult[]): boolean => {
  const larger = sizes.filter(each => (each.size ?? 0) > (size.size ?? 0))
  const { estimate, low, high } = size.improvement
  const gain = larger.at(-1)?.improvement.low ?? 1
  return (
    size.verdict === 'inconclusive' &&
    larger.length > 0 &&
    larger.every(each => each.verdict === 'improved') &&
    high >= 1 &&
    Math.log(estimate) > -tolerated &&
    Math.log(low) > -mostLeftOpen &&
    gain * low > 1
  )
}

const leftOpenText = (sizes: readonly SizeResult[], open: readonly SizeResult[]): readonly string[] => {
  if (open.length === 0) return []
  const first = sizes.find(each => each.verdict === 'improved' && open.every(({ size }) => (size ?? 0) < (each.size ?? 0)))
  const what = open.map(({ size, improvement }) => `${size ?? '-'}: ${factorText(improvement)}`).join(', at ')
  return [`Faster from size ${first?.size ?? '-'} on, not clear at ${what}.`]
}

/**
 * One verdict for all sizes. `improved` needs the largest size that differs improved, and every other size improved, unchanged, or
 * smaller and at most a tolerated slowdown, or smaller and left open; a size that may be worse than that makes it `regressed` or
 * `inconclusive`.
 */
export const overallOf = (
  sizes: readonly SizeResult[],
): { readonly verdict: LookVerdict; readonly reasons: readonly string[] } => {
  const of = (verdict: LookVerdict) => sizes.filter(size => size.verdict === verdict)
  const improved = of('improved')
  const largestImproved = Math.max(...improved.map(({ size }) => size ?? 0))
  const isSmall = ({ size, improvement }: SizeResult): boolean =>
    (size ?? 0) < largestImproved && isNearlyEven(logOf(improvement))
  const regressed = of('regressed').filter(size => !isSmall(size))
  if (regressed.length > 0) {
    const reasons = regressed.map(({ size, improvement }) => `Worse${sizeText(size)}: ${factorText(improvement)}.`)
    if (improved.length > 0) {
      reasons.push(`Better${improved.map(({ size }) => sizeText(size)).join(' and')}, which does not make up for it.`)
    }
    return { verdict: 'regressed', reasons }
  }
  const open = of('inconclusive').filter(size => Math.log(size.improvement.low) <= -equivalence && !isSmall(size))
  if (improved.length > 0 && open.every(size => isLeftOpen(size, sizes))) {
    const better = improved.map(({ size, improvement }) => `Better${sizeText(size)}: ${factorText(improvement)}.`)
    const reasons = [...leftOpenText(sizes, open), ...better]
    for (const { size, verdict, improvement } of sizes.filter(each => each.verdict !== 'improved' && !open.includes(each))) {
      if (verdict === 'regressed') reasons.push(`Slightly slower${sizeText(size)}, below 10 %: ${factorText(improvement)}.`)
      else if (Math.log(improvement.low) > -equivalence)
        reasons.push(`No slowdown above 5 %${sizeText(size)}: ${factorText(improvement)}.`)
      else reasons.push(`Not clear${sizeText(size)}, at most a small slowdown: ${factorText(improvement)}.`)
    }
    return { verdict: 'improved', reasons }
  }
  if (of('no-change').length === sizes.length) {
    const largest = Math.max(...sizes.map(({ improvement }) => Math.max(improvement.high - 1, 1 - improvement.low)))
    return { verdict: 'no-change', reasons: [`Any difference is below ${percent(1 + largest)}.`] }
  }
  return {
    verdict: 'inconclusive',
    reasons: of('inconclusive').map(
      ({ size, improvement, forks }) => `Not clear${sizeText(size)} after ${forks} runs: ${factorText(improvement)}.`,
    ),
  }
}

export const reportOf = (
  unit: string,
  sizes: readonly SizeResult[],
  allocatedBytes: MeasurementReport['allocatedBytes'],
  notes: readonly string[],
): MeasurementReport => {
  const { verdict, reasons } = overallOf(sizes)
  const ranges = sizes.map(({ improvement }) => logOf(improvement))
  return {
    unit,
    verdict,
    improvement: intervalOf(overSizes(ranges)),
    bySize: [...sizes],
    split: null,
    allocatedBytes,
    reportedByCode: false,
    reasons: [...reasons, ...notes],
  }
}

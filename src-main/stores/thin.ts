/**
 * How a range of samples becomes a few points: lowest and highest sample of each step of time, at their own times, so that peaks survive and
 * gaps stay gaps. Pure. Steps begin at multiples of their length since the epoch: a point that was drawn once stays where it is while
 * the range moves on.
 */
import type { Sample } from '../../src-shared/domain/metric.ts'
import { joined, widthsMs, type Extremes } from './rollups.ts'

/** `widthMs`: of the rollups that make up a step without a rest; null where steps are too short for any. */
export interface Steps {
  readonly stepMs: number
  readonly widthMs: number | null
}

/**
 * The shortest steps, at most `points / 2` of them, that cover [fromMs, toMs].
 * @param wholeBuckets steps are whole multiples of a rollup's width. The width is at most half of a step, so that rounding up costs no
 *   more than a third of the points, except for the finest one.
 */
export function stepsFor(fromMs: number, toMs: number, points: number, wholeBuckets: boolean): Steps {
  const steps = Math.floor(points / 2)
  // Beginning at a multiple of its length, one more step than the length of the range may be touched.
  const shortest = steps < 2 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil((toMs - fromMs) / (steps - 1)))
  if (!wholeBuckets) return { stepMs: shortest, widthMs: null }
  const widthMs = widthsMs.findLast(width => width * 2 <= shortest) ?? widthsMs[0]
  return { stepMs: Math.ceil(shortest / widthMs) * widthMs, widthMs }
}

/** `add` in the order of time. One step without a length holds everything. */
export function thinner(stepMs: number) {
  const points: Sample[] = []
  let step = Number.NaN
  let known: Extremes | null = null
  const flush = (): void => {
    if (known === null) return
    const low = { tMs: known.lowMs, value: known.low }
    const high = { tMs: known.highMs, value: known.high }
    if (low.value === high.value) points.push(low)
    else if (low.tMs <= high.tMs) points.push(low, high)
    else points.push(high, low)
  }
  return {
    add(low: number, lowMs: number, high: number, highMs: number): void {
      const now = Number.isFinite(stepMs) ? Math.floor(lowMs / stepMs) : 0
      const extremes = { count: 1, low, lowMs, high, highMs }
      if (now === step && known !== null) known = joined(known, extremes)
      else {
        flush()
        step = now
        known = extremes
      }
    },
    end(): Sample[] {
      flush()
      known = null
      return points
    },
  }
}

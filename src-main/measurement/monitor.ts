/**
 * Whether a metric's level got worse against its baseline: for the time after a change and for slow drift. Pure; samples come from
 * `level.ts`. Stored levels are noisy, so an alarm is a reason for an A/B run, not for a rollback by itself. Three answers and one
 * refusal: fine, degraded, unclear (repeat, then ask a person), not monitorable (too noisy: only A/B can tell).
 */
import jstat from 'jstat'
import { medianAbsoluteDeviation } from 'simple-statistics'
import type { Direction } from '../../src-shared/domain/metric.ts'
import { autocorrelation, correctedZ, hodgesLehmann, median, rankSumZ } from './statistics.ts'

/** Samples after the change at which one looks; between them nothing is decided. */
export const monitorLooks = [8, 10, 12, 16, 20, 24, 32, 40, 50, 60] as const
export const baselineSamples = 60
/** One-sided 0.00005 per look: about one false alarm in 2,000 windows even without the two other conditions. */
const alarmZ = 3.89

export interface Series {
  readonly values: readonly number[]
  /** Control probe beside each value; empty when there is none. */
  readonly probes: readonly number[]
}
export interface Watched {
  readonly baseline: Series
  readonly after: Series
  readonly direction: Direction
  /** Degradation that matters, as a fraction: 0.1. */
  readonly threshold: number
}
export interface Assessment {
  readonly answer: 'fine' | 'degraded' | 'unclear' | 'not-monitorable'
  /** Hodges-Lehmann estimate of how much worse, as a fraction; negative is better. */
  readonly worse: number
  /** Samples that a degradation of one and a half times the threshold would take; Infinity above the last look. */
  readonly predictedSamples: number
  /** Number of samples at the next look, null when there is nothing to wait for. */
  readonly nextLook: number | null
}

/** Logarithms where "up" is worse. Values of 0 or less: differences relative to the median size of the baseline instead. */
const worseScale = (values: readonly number[], baseline: readonly number[], direction: Direction): number[] => {
  const sign = direction === 'lower' ? 1 : -1
  if ([...baseline, ...values].every(value => value > 0)) return values.map(value => sign * Math.log(value))
  const scale = Math.abs(median([...baseline])) || 1
  return values.map(value => (sign * value) / scale)
}

interface Prepared {
  readonly baseline: readonly number[]
  readonly after: readonly number[]
}

const hasProbes = ({ values, probes }: Series): boolean => probes.length === values.length && probes.every(probe => probe > 0)
const withoutProbe = (values: readonly number[], probes: readonly number[]): number[] =>
  values.map((value, i) => value - Math.log(probes[i]!))
/** Robust deviation: 1.4826 times the median absolute deviation, that of a normal. */
const deviationOf = (values: readonly number[]): number => 1.4826 * medianAbsoluteDeviation([...values])

/**
 * Subtracts the log of the control probe where that makes the baseline narrower: it does for times, which the machine slows
 * together, and does not for an accuracy, which no neighbour can touch.
 */
export const prepareSeries = ({ baseline, after, direction }: Watched): Prepared => {
  const plain = {
    baseline: worseScale(baseline.values, baseline.values, direction),
    after: worseScale(after.values, baseline.values, direction),
  }
  if (!hasProbes(baseline) || !hasProbes(after)) return plain
  const steadied = {
    baseline: withoutProbe(plain.baseline, baseline.probes),
    after: withoutProbe(plain.after, after.probes),
  }
  return deviationOf(steadied.baseline) < deviationOf(plain.baseline) ? steadied : plain
}

/** First look at which a degradation of 1.5 times the threshold is expected to raise the alarm, with one deviation to spare. */
export const predictSamples = (baseline: readonly number[], threshold: number): number => {
  const deviation = deviationOf(baseline)
  if (deviation === 0) return monitorLooks[0]
  const rho = autocorrelation(baseline)
  // Normal approximation: chance that a later value lies above an earlier one, and the rank sum that follows from it.
  const above = normalBelow(Math.log1p(1.5 * threshold) / (deviation * Math.SQRT2))
  const enough = monitorLooks.find(count => {
    const z = (above - 0.5) * Math.sqrt((12 * baseline.length * count) / (baseline.length + count + 1))
    return correctedZ(z - 1, rho) > alarmZ
  })
  return enough ?? Infinity
}

/** P(Z <= x). */
const normalBelow = (x: number): number => jstat.normal.cdf(x, 0, 1)

const constant = (values: readonly number[]): boolean => values.length >= 3 && values.every(value => value === values[0])

/** The alarm at one look: all three conditions. Cheap ones first. */
export const isAlarm = (baseline: readonly number[], after: readonly number[], threshold: number, rho: number): boolean =>
  median(after.slice(-5)) - median([...baseline]) >= Math.log1p(threshold / 2) &&
  correctedZ(rankSumZ(baseline, after), rho) > alarmZ &&
  hodgesLehmann(baseline, after) >= Math.log1p(threshold)

/** A degradation of the threshold is excluded: even moved up by it, the baseline would lie above what is seen. */
const isExcluded = (baseline: readonly number[], after: readonly number[], threshold: number, rho: number): boolean =>
  correctedZ(rankSumZ(baseline, after, Math.log1p(threshold)), rho) < -alarmZ

export const assess = (watched: Watched): Assessment => {
  const { threshold } = watched
  const { baseline, after } = prepareSeries(watched)
  const count = after.length
  const nextLook = monitorLooks.find(look => look > count) ?? null
  const worse = count === 0 || baseline.length === 0 ? 0 : Math.expm1(hodgesLehmann(baseline, after))
  if (constant(baseline) && constant(after)) {
    const degraded = worse >= threshold
    return { answer: degraded ? 'degraded' : 'fine', worse, predictedSamples: 3, nextLook: null }
  }
  if (baseline.length < monitorLooks[0]) return { answer: 'unclear', worse, predictedSamples: Infinity, nextLook }
  const predictedSamples = predictSamples(baseline, threshold)
  if (predictedSamples === Infinity) return { answer: 'not-monitorable', worse, predictedSamples, nextLook: null }
  const look = monitorLooks.findLast(at => at <= count)
  if (look === undefined) return { answer: 'unclear', worse, predictedSamples, nextLook }
  const seen = after.slice(0, look)
  const rho = autocorrelation(baseline)
  if (isAlarm(baseline, seen, threshold, rho)) return { answer: 'degraded', worse, predictedSamples, nextLook: null }
  if (isExcluded(baseline, seen, threshold, rho)) return { answer: 'fine', worse, predictedSamples, nextLook }
  return { answer: 'unclear', worse, predictedSamples, nextLook }
}

/** Which metrics fall short, most worth doing first. Pure: what was measured comes in, a ranked list goes out. */
import { gapOf, goalValue, type Baseline } from '../../../src-shared/domain/metric.ts'
import { type Opportunity } from '../../../src-shared/domain/opportunity.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'

export interface MeasuredMetric {
  readonly metric: MetricDeclaration
  readonly reference: number | null
  readonly baseline: Baseline | null
  /** Fraction of improvement asked for in this session; overrides the manifest. */
  readonly goal?: number | undefined
}

/** The goal in the metric's unit; null while there is nothing to refer to or nothing was asked for. */
export function goalOf(measured: MeasuredMetric): number | null {
  const { metric, reference } = measured
  const fraction = measured.goal ?? (metric.goal && 'improve' in metric.goal ? metric.goal.improve : null)
  if (fraction !== null && fraction !== undefined)
    return reference === null ? null : goalValue(metric.direction, reference, fraction)
  return metric.goal && 'value' in metric.goal ? metric.goal.value : null
}

/** Rounding must not hide a gap that is exactly the threshold. */
const rounding = 1e-9

/** An opportunity before anybody looked at what could be done about it. */
export type RankedGap = Omit<Opportunity, 'trend' | 'hints' | 'lastTry' | 'outdated' | 'estimatedGain'>

/**
 * @param threshold gap that makes an opportunity, 0.1 = 10 %.
 * @returns gaps of at least `threshold`, ranked by gap, discounted where the spread of the samples is as large as the gap itself.
 */
export function rankOpportunities(metrics: readonly MeasuredMetric[], threshold: number): RankedGap[] {
  const found: RankedGap[] = []
  for (const measured of metrics) {
    const goal = goalOf(measured)
    const { metric, baseline } = measured
    if (goal === null || baseline === null) continue
    const gap = gapOf(metric.direction, baseline.median, goal)
    if (gap < threshold - rounding) continue
    const spread = baseline.mad / Math.max(Math.abs(baseline.median), Number.EPSILON)
    found.push({
      metricId: metric.id,
      title: metric.title,
      unit: metric.unit,
      direction: metric.direction,
      current: baseline.median,
      goalValue: goal,
      gap,
      rank: gap / (1 + spread),
      why: `${percent(gap)} from its goal${spread >= gap ? `; its samples spread by ${percent(spread)}, so the gap is uncertain` : ''}`,
    })
  }
  return found.sort((a, b) => b.rank - a.rank || (a.metricId < b.metricId ? -1 : 1))
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(fraction < 0.1 ? 1 : 0)} %`

/** Median and median absolute deviation of the samples. @throws RangeError for an empty list. */
export function baselineOf(samples: readonly { readonly tMs: number; readonly value: number }[]): Baseline {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last) throw new RangeError('baselineOf: no samples')
  const centre = median(samples.map(sample => sample.value))
  return {
    median: centre,
    mad: median(samples.map(sample => Math.abs(sample.value - centre))),
    count: samples.length,
    fromMs: first.tMs,
    toMs: last.tMs,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new RangeError('median: no values')
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

/**
 * Stage 7 of 8: watch. Right after an apply every guardrail metric is measured in pairs: the state before the change (from the backup)
 * against the state now. That is surer than any stored level. A degradation is believed only when a second run with fresh processes
 * shows it again. A metric that cannot be measured is no answer; one that only the changed version cannot give is a degradation.
 * Decides nothing: the caller rolls back at `degraded`, looks again at `error` and asks the operator at `unclear`.
 */
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { Interval } from '../../../src-shared/domain/metric.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { Comparison, Ports } from '../../measurement/ab.ts'
import { judgeMetric } from './judge-metric.ts'
import { percent } from './loss.ts'

export type WatchedMetric = Pick<MetricDeclaration, 'id' | 'title' | 'unit' | 'direction' | 'benchmark'> & {
  /** Measured and told like the others; decides nothing. */
  readonly dryRun?: boolean
}
export interface WatchInput {
  readonly metrics: readonly WatchedMetric[]
  /** Copies of the project: with the files of the backup, and as it is now. */
  readonly beforeDir: string
  readonly afterDir: string
  readonly nodeModules: readonly string[]
  readonly limits: Comparison['limits']
  /** Degradation that takes a change back: `thresholds.rollback`, 0.1 by default. */
  readonly threshold: number
  /** The first run of each metric is a short one; what it finds is confirmed by whole ones. */
  readonly light?: boolean
}
export type Finding = 'fine' | 'degraded' | 'unclear' | 'error'

/** What a look says of one metric. */
export interface MetricResult {
  readonly metricId: string
  readonly finding: Finding
  /** One or two sentences for the operator. */
  readonly detail: string
  /** Null where nothing could be compared. */
  readonly improvement: Interval | null
}
export interface WatchResult {
  readonly status: Finding
  /** The metric that decided; null when all are fine. */
  readonly metricId: string | null
  /** One or two sentences for the operator. */
  readonly detail: string
  /** Of the deciding metric, else of the one that fared worst; null when there is none. */
  readonly improvement: Interval | null
  /** Of the metrics that decide nothing, each with what it would have meant. */
  readonly dryRun: readonly MetricResult[]
}

/** @returns `cancelled` when it was stopped. */
export const watch = async (input: WatchInput, ports: Ports): Promise<WatchResult | Refused> => {
  const deciding: MetricResult[] = []
  for (const metric of input.metrics.filter(each => !each.dryRun)) {
    const result = await judgeMetric(metric, input, ports)
    if (isRefused(result)) return result
    deciding.push(result)
    // It is taken back whatever the others say.
    if (result.finding === 'degraded') break
  }
  const dryRun: MetricResult[] = []
  for (const metric of input.metrics.filter(each => each.dryRun)) {
    const result = await judgeMetric(metric, input, ports)
    if (isRefused(result)) return result
    dryRun.push(result)
  }
  return { ...together(deciding, input.threshold), dryRun }
}

/** A degradation decides at once, what is unclear asks a person, what could not be measured is tried again. */
const strongest = ['degraded', 'unclear', 'error'] as const

const together = (results: readonly MetricResult[], threshold: number): Omit<WatchResult, 'dryRun'> => {
  for (const status of strongest) {
    const found = results.find(({ finding }) => finding === status)
    if (found) return { status, metricId: found.metricId, detail: found.detail, improvement: found.improvement }
  }
  const count = results.length
  const detail =
    count === 0
      ? 'No watched metric can be reached by this change.'
      : `${count} ${count === 1 ? 'metric' : 'metrics'} compared with the state before: no degradation above ${percent(threshold)}.`
  const improvements = results.flatMap(({ improvement }) => improvement ?? [])
  const least = improvements.toSorted((a, b) => a.estimate - b.estimate)[0] ?? null
  return { status: 'fine', metricId: null, detail, improvement: least }
}

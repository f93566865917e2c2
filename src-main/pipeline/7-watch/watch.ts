/**
 * Stage 7 of 8: watch. Right after an apply every guardrail metric is measured in pairs: the state before the change (from the backup)
 * against the state now. That is surer than any stored level. A degradation is believed only when a second run with fresh processes
 * shows it again. Decides nothing: the caller rolls back at `degraded` and asks the operator at `unclear`.
 */
import type { MeasurementReport, SizeResult } from '../../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { Direction, Interval } from '../../../src-shared/domain/metric.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { measureAb, type Comparison, type Ports } from '../../measurement/ab.ts'

export interface WatchInput {
  readonly metrics: readonly Pick<MetricDeclaration, 'id' | 'title' | 'unit' | 'direction' | 'benchmark'>[]
  /** Copies of the project: with the files of the backup, and as it is now. */
  readonly beforeDir: string
  readonly afterDir: string
  readonly nodeModules: readonly string[]
  readonly limits: Comparison['limits']
  /** Degradation that takes a change back: `thresholds.rollback`, 0.1 by default. */
  readonly threshold: number
}
export interface WatchResult {
  readonly status: 'fine' | 'degraded' | 'unclear'
  /** The metric that decided; null when all are fine. */
  readonly metricId: string | null
  /** One or two sentences for the operator. */
  readonly detail: string
  /** Of the deciding metric, else of the one that fared worst; null when there is none. */
  readonly improvement: Interval | null
}

/** The measured estimate may fall a little short of the threshold: the interval already shows that it is a degradation. */
const estimateShare = 0.8

/** How much worse a factor is, as a fraction of the value before: 10 % longer, or 10 % less accuracy. */
export const lossOf = (factor: number, direction: Direction): number => (direction === 'lower' ? 1 / factor - 1 : 1 - factor)

type Finding = 'fine' | 'degraded' | 'unclear'

/** What one A/B run says of one size. */
export const findingOf = (
  { verdict, improvement }: Pick<SizeResult, 'verdict' | 'improvement'>,
  direction: Direction,
  threshold: number,
): Finding => {
  if (verdict === 'regressed' && lossOf(improvement.estimate, direction) >= estimateShare * threshold) return 'degraded'
  return lossOf(improvement.low, direction) < threshold ? 'fine' : 'unclear'
}

const worst = (report: MeasurementReport): SizeResult =>
  report.bySize.reduce((a, b) => (b.improvement.estimate < a.improvement.estimate ? b : a))

const findingOfReport = (report: MeasurementReport, direction: Direction, threshold: number): Finding => {
  const findings = report.bySize.map(size => findingOf(size, direction, threshold))
  return findings.includes('degraded') ? 'degraded' : findings.includes('unclear') ? 'unclear' : 'fine'
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

const lossText = (size: SizeResult, direction: Direction): string => {
  const { estimate, low, high } = size.improvement
  const at = size.size === null ? '' : ` at size ${size.size}`
  return `${percent(lossOf(estimate, direction))} worse${at} (${percent(lossOf(high, direction))} to ${percent(lossOf(low, direction))})`
}

export const watch = async (input: WatchInput, ports: Ports): Promise<WatchResult | Refused> => {
  const { threshold } = input
  let least: Interval | null = null
  let unclear: WatchResult | null = null
  for (const metric of input.metrics) {
    const { id, title, direction } = metric
    const told: Ports = { ...ports, onProgress: message => ports.onProgress?.(`${title}: ${message}`) }
    const run = () => measureAb({ ...input, ...metric }, told)
    let report = await run()
    if (isRefused(report)) return report
    let finding = findingOfReport(report, direction, threshold)
    if (finding !== 'fine') {
      const first = finding
      report = await run()
      if (isRefused(report)) return report
      finding = findingOfReport(report, direction, threshold)
      // Seen once and then not again is no degradation, but it is no clean bill either.
      if (first === 'degraded' && finding === 'fine') finding = 'unclear'
      if (first === 'unclear' && finding === 'degraded') {
        report = await run()
        if (isRefused(report)) return report
        if (findingOfReport(report, direction, threshold) !== 'degraded') finding = 'unclear'
      }
    }
    const size = worst(report)
    if (finding === 'degraded') {
      const detail = `${title} is ${lossText(size, direction)}, seen in two separate runs; the limit is ${percent(threshold)}.`
      return { status: 'degraded', metricId: id, detail, improvement: size.improvement }
    }
    if (finding === 'unclear' && !unclear) {
      const detail = `${title}: a degradation above ${percent(threshold)} can be neither shown nor excluded, ${lossText(size, direction)}.`
      unclear = { status: 'unclear', metricId: id, detail, improvement: size.improvement }
    }
    if (!least || size.improvement.estimate < least.estimate) least = size.improvement
  }
  if (unclear) return unclear
  const count = input.metrics.length
  const detail =
    count === 0
      ? 'No watched metric can be reached by this change.'
      : `${count} ${count === 1 ? 'metric' : 'metrics'} compared with the state before: no degradation above ${percent(threshold)}.`
  return { status: 'fine', metricId: null, detail, improvement: least }
}

/**
 * One metric in one look: compared, where it looks worse once more, and where it cannot be measured the question whose fault that is.
 * Knows nothing of other metrics, of looks before this one, and of what follows from it.
 */
import type { MeasurementReport } from '../../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { measureAb, type Comparison, type Ports } from '../../measurement/ab.ts'
import { changedFails } from '../../measurement/changed-fails.ts'
import { seedOf } from '../../measurement/input.ts'
import type { Precision } from '../../measurement/looks.ts'
import { findingOfReport, lossText, percent, worstSize } from './loss.ts'
import type { MetricResult, WatchedMetric, WatchInput } from './watch.ts'

/** Only `cancelled` is refused: everything else is an answer about this metric. */
export const judgeMetric = async (metric: WatchedMetric, input: WatchInput, ports: Ports): Promise<MetricResult | Refused> => {
  const { id, title, direction } = metric
  const { threshold } = input
  const told: Ports = { ...ports, onProgress: message => ports.onProgress?.(`${title}: ${message}`) }
  const judged = (finding: MetricResult['finding'], detail: string, report: MeasurementReport | null): MetricResult => ({
    metricId: id,
    finding,
    detail,
    improvement: report && worstSize(report).improvement,
  })
  let comparison: Comparison & { readonly seed: number }
  /** Fresh processes and fresh inputs each time. */
  const run = (precision: Precision = 'full') => {
    const subject = { ...input, ...metric, precision }
    comparison = { ...subject, seed: seedOf(subject, ports) }
    return measureAb(comparison, told)
  }
  const unmeasured = async (refused: Refused): Promise<MetricResult | Refused> => {
    if (refused.code === 'cancelled') return refused
    const failure = refused.code === 'bad-benchmark' ? await changedFails(comparison, told) : null
    if (ports.signal?.aborted) return { ...refused, code: 'cancelled' }
    return failure
      ? judged(
          'degraded',
          `${title} can be measured before the change and not any more after it, seen in two separate runs of each: ${reasonOf(failure)}`,
          null,
        )
      : judged('error', `${title} could not be measured: ${reasonOf(refused)}`, null)
  }

  let report = await run(input.light ? 'quick' : 'full')
  if (isRefused(report)) return unmeasured(report)
  let finding = findingOfReport(report, direction, threshold)
  if (finding !== 'fine') {
    const first = finding
    report = await run()
    if (isRefused(report)) return unmeasured(report)
    finding = findingOfReport(report, direction, threshold)
    // Seen once and then not again is no degradation, but it is no clean bill either.
    if (first === 'degraded' && finding === 'fine') finding = 'unclear'
    if (first === 'unclear' && finding === 'degraded') {
      report = await run()
      if (isRefused(report)) return unmeasured(report)
      if (findingOfReport(report, direction, threshold) !== 'degraded') finding = 'unclear'
    }
  }
  const loss = lossText(worstSize(report), direction)
  const sentences = {
    fine: `${title}: no degradation above ${percent(threshold)}.`,
    degraded: `${title} is ${loss}, seen in two separate runs; the limit is ${percent(threshold)}.`,
    unclear: `${title}: a degradation above ${percent(threshold)} can be neither shown nor excluded, ${loss}.`,
  }
  return judged(finding, sentences[finding], report)
}

/** Refusals end with what they mean for the files, which is not the question here. */
const reasonOf = ({ message }: Refused): string => message.replace(/ Nothing was changed\.$/, '')

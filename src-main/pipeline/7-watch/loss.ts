/** How much worse a metric got, and what one A/B run says about it. Pure. */
import type { MeasurementReport, SizeResult } from '../../../src-shared/domain/evidence.ts'
import type { Direction } from '../../../src-shared/domain/metric.ts'

/** The measured estimate may fall a little short of the threshold: the interval already shows that it is a degradation. */
const estimateShare = 0.8

/** How much worse a factor is, as a fraction of the value before: 10 % longer, or 10 % less accuracy. */
export const lossOf = (factor: number, direction: Direction): number => (direction === 'lower' ? 1 / factor - 1 : 1 - factor)

/** Of what could be compared. */
export type ComparedFinding = 'fine' | 'degraded' | 'unclear'

/** What one A/B run says of one size. */
export const findingOf = (
  { verdict, improvement }: Pick<SizeResult, 'verdict' | 'improvement'>,
  direction: Direction,
  threshold: number,
): ComparedFinding => {
  if (verdict === 'regressed' && lossOf(improvement.estimate, direction) >= estimateShare * threshold) return 'degraded'
  return lossOf(improvement.low, direction) < threshold ? 'fine' : 'unclear'
}

export const findingOfReport = (report: MeasurementReport, direction: Direction, threshold: number): ComparedFinding => {
  const findings = report.bySize.map(size => findingOf(size, direction, threshold))
  return findings.includes('degraded') ? 'degraded' : findings.includes('unclear') ? 'unclear' : 'fine'
}

export const worstSize = (report: MeasurementReport): SizeResult =>
  report.bySize.reduce((a, b) => (b.improvement.estimate < a.improvement.estimate ? b : a))

export const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

export const lossText = (size: SizeResult, direction: Direction): string => {
  const { estimate, low, high } = size.improvement
  const at = size.size === null ? '' : ` at size ${size.size}`
  return `${percent(lossOf(estimate, direction))} worse${at} (${percent(lossOf(high, direction))} to ${percent(lossOf(low, direction))})`
}

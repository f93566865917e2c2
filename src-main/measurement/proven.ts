/** The whole measurement of a candidate: the precise comparison, and beside an improvement the coarse one that cannot be forged. */
import type { MeasurementReport, SizeResult } from '../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { measureAb, type Comparison, type Ports } from './ab.ts'
import { timeUnit } from './ab-function.ts'
import { overallOf, reportOf } from './report.ts'
import { measureSplit } from './split.ts'
import type { Claim, Settled } from './split-summary.ts'

/**
 * `measureAb`, then for a function that came out `improved` `measureSplit`. Where it is not borne out the verdict becomes
 * `inconclusive` with the reason. Other verdicts are nothing that a candidate would cheat for, and cost no second run.
 */
export const measureProven = async (input: Comparison, ports: Ports): Promise<MeasurementReport | Refused> => {
  const report = await measureAb(input, ports)
  const { benchmark } = input
  if (isRefused(report)) return report
  if (benchmark.kind !== 'function') return { ...report, reportedByCode: true }
  if (report.verdict !== 'improved') return report
  const { factor } = timeUnit(input.unit)
  const claims = report.bySize.map((size): Claim => ({ ...size, candidateMs: size.after.median / factor / 1000 }))
  const settled = await measureSplit({ ...input, benchmark, claims }, ports)
  if (isRefused(settled)) return settled
  const { sizes, ...split } = settled
  if (split.agrees) return sizes.size === 0 ? { ...report, split } : { ...withOutside(report, sizes), split }
  return {
    ...report,
    split,
    verdict: 'inconclusive',
    reasons: report.reasons,
  }
}

/** The report with the figures from outside where those from inside were not borne out; what it comes to then is decided anew. */
export const withOutside = (report: MeasurementReport, outside: Settled['sizes']): MeasurementReport => {
  const sizes = report.bySize.map((size): SizeResult => {
    const improvement = outside.get(size.size)
    if (!improvement) return size
    return { ...size, improvement, verdict: improvement.low > 1 ? 'improved' : 'inconclusive' }
  })
  const notes = report.reasons.slice(overallOf(report.bySize).reasons.length)
  return reportOf(report.unit, sizes, report.allocatedBytes, notes)
}

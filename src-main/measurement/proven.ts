/** The whole measurement of a candidate: the precise comparison, and beside an improvement the coarse one that cannot be forged. */
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { measureAb, type Comparison, type Ports } from './ab.ts'
import { measureSplit } from './split.ts'

/**
 * `measureAb`, then for a function that came out `improved` `measureSplit`. Where the two disagree the verdict becomes
 * `inconclusive` with the reason. Other verdicts are nothing that a candidate would cheat for, and cost no second run.
 */
export const measureProven = async (input: Comparison, ports: Ports): Promise<MeasurementReport | Refused> => {
  const report = await measureAb(input, ports)
  const { benchmark } = input
  if (isRefused(report) || report.verdict !== 'improved' || benchmark.kind !== 'function') return report
  const largest = Math.max(...benchmark.sizes)
  const precise = report.bySize.find(({ size }) => size === largest)!.improvement
  const split = await measureSplit({ ...input, benchmark, precise }, ports)
  if (isRefused(split)) return split
  if (split.agrees) return { ...report, split }
  return {
    ...report,
    split,
    verdict: 'inconclusive',
    reasons: [`The two measurements disagree. ${split.note}`, ...report.reasons],
  }
}

/**
 * A/B comparison where a benchmark is a whole process that reports a number: fresh processes of both versions in turn, in random
 * order within a pair, looked at after 5, 8 and 12 pairs.
 */
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { Direction } from '../../src-shared/domain/metric.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { seededRandom } from '../languages/javascript/harness/random.ts'
import { newTyping } from './box.ts'
import { seedOf, type Ports, type Subject } from './input.ts'
import { lookAt, planOf, verdictOf, type LookVerdict, type Precision } from './looks.ts'
import { intervalOf, reportOf, sideOf } from './report.ts'
import { median, studentRange, type Range } from './statistics.ts'
import { measureValue, type ProcessBenchmark } from './value.ts'

/** So many exactly equal values per side mean that nothing random is measured (an accuracy, a size). */
const deterministicAfter = 3

/**
 * Log factors "better" of pairs. Ratios where all values are positive. Values of zero or below have no ratio: then differences relative to
 * the median size of the original's values stand in, as log(1 + difference), the difference cut off at -0.99; where that median is 0,
 * the candidate's serves, and where both are 0 nothing differs.
 */
export const logFactors = (before: readonly number[], after: readonly number[], direction: Direction): number[] => {
  const sign = direction === 'lower' ? -1 : 1
  if ([...before, ...after].every(value => value > 0)) return before.map((b, i) => sign * Math.log(after[i]! / b))
  const scale = Math.abs(median([...before])) || Math.abs(median([...after]))
  return before.map((b, i) => (scale === 0 ? 0 : Math.log(Math.max(1 + (sign * (after[i]! - b)) / scale, 0.01))))
}

const constant = (values: readonly number[]): boolean => values.every(value => value === values[0])

/** Two slow processes in turn may take minutes: then so many pairs are enough to say that it is not clear. */
const comparisonMs = 300_000
const giveUp = (before: readonly number[], after: readonly number[], direction: Direction) => ({
  verdict: 'inconclusive' as const,
  range: studentRange(logFactors(before, after, direction), 0.005),
})

/** Null: more pairs. */
export const decidePairs = (
  before: readonly number[],
  after: readonly number[],
  direction: Direction,
  precision: Precision,
): { readonly verdict: LookVerdict; readonly range: Range } | null => {
  const logs = logFactors(before, after, direction)
  if (logs.length >= deterministicAfter && constant(before) && constant(after)) {
    const exact = { estimate: logs[0]!, low: logs[0]!, high: logs[0]! }
    return { verdict: verdictOf(exact), range: exact }
  }
  const look = lookAt(logs, planOf[precision])
  return look?.final ? look : null
}

export interface ProcessComparison extends Subject {
  readonly benchmark: ProcessBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  readonly precision?: Precision
}

export const compareProcesses = async (input: ProcessComparison, ports: Ports): Promise<MeasurementReport | Refused> => {
  const random = seededRandom(seedOf(input, ports))
  const typing = newTyping()
  const before: number[] = []
  const after: number[] = []
  const untilMs = Math.min(ports.clock.monotonicMs() + comparisonMs, ports.deadlineMs ?? Infinity)
  for (;;) {
    const sides = [
      { dir: input.beforeDir, values: before },
      { dir: input.afterDir, values: after },
    ]
    if (random() < 0.5) sides.reverse()
    for (const { dir, values } of sides) {
      const measured = await measureValue(input.benchmark, dir, input, ports, { probe: false, typing })
      if (isRefused(measured)) return measured
      values.push(measured.value)
    }
    ports.onProgress?.(`pair ${before.length} of at most 12`)
    const timeIsUp = ports.clock.monotonicMs() > untilMs
    const done =
      decidePairs(before, after, input.direction, input.precision ?? 'full') ??
      (timeIsUp ? giveUp(before, after, input.direction) : null)
    if (!done) continue
    const exact = done.range.low === done.range.high
    return reportOf(
      input.unit,
      [
        {
          size: null,
          verdict: done.verdict,
          improvement: intervalOf(done.range),
          forks: before.length,
          before: sideOf(before),
          after: sideOf(after),
        },
      ],
      null,
      [
        ...(timeIsUp && done.verdict === 'inconclusive'
          ? ['The time for this measurement was used up before it was clear.']
          : []),
        ...(exact ? ['Every run gave exactly the same value: no uncertainty.'] : []),
      ],
    )
  }
}

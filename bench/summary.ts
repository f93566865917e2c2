/** From runs with a known truth to the figures of the report: false verdicts with their bounds, found and missed, bias, coverage, seconds. */
import jstat from 'jstat'

export interface Run {
  readonly workload: string
  /** True factor, 1 for identical versions. */
  readonly truth: number
  readonly verdict: string
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly forks: number
  readonly elapsedMs: number
}

/** Exact (Clopper-Pearson) upper 95 % bound, one-sided, of a rate of which `hits` in `count` were seen. */
export const upperBound = (hits: number, count: number): number =>
  count === 0 || hits >= count ? 1 : jstat.beta.inv(0.95, hits + 1, count - hits)

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(Math.floor(q * values.length), values.length - 1)] ?? 0
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)

const rowOf = (name: string, runs: readonly Run[]) => {
  const count = (verdict: string) => runs.filter(run => run.verdict === verdict).length
  const errors = runs.map(run => Math.log(run.estimate / run.truth))
  return {
    name,
    runs: runs.length,
    improved: count('improved'),
    regressed: count('regressed'),
    noChange: count('no-change'),
    inconclusive: count('inconclusive'),
    /** Mean error of the estimate, as a fraction. */
    bias: Math.expm1(meanOf(errors)),
    worst: Math.expm1(Math.max(0, ...errors.map(Math.abs))),
    /** Share of intervals that hold the truth. */
    coverage: runs.filter(run => run.low <= run.truth && run.truth <= run.high).length / Math.max(runs.length, 1),
  }
}

export const summarize = (runs: readonly Run[]) => {
  const truths = [...new Set(runs.map(run => run.truth))].toSorted((a, b) => b - a)
  const rows = truths.map(truth =>
    rowOf(
      truth === 1 ? 'identical' : `${truth > 1 ? '+' : '-'}${((Math.max(truth, 1 / truth) - 1) * 100).toFixed(0)} %`,
      runs.filter(run => run.truth === truth),
    ),
  )
  const same = runs.filter(run => run.truth === 1)
  const falseImproved = same.filter(run => run.verdict === 'improved').length
  const falseRegressed = same.filter(run => run.verdict === 'regressed').length
  const wrongSign = runs.filter(
    run => (run.truth > 1 && run.verdict === 'regressed') || (run.truth < 1 && run.verdict === 'improved'),
  ).length
  const seconds = runs.map(run => run.elapsedMs / 1000)
  const time = { mean: meanOf(seconds), p95: quantile(seconds, 0.95), max: Math.max(0, ...seconds) }
  const bounds = {
    falseImproved: upperBound(falseImproved, same.length),
    falseRegressed: upperBound(falseRegressed, same.length),
  }
  const lines = [
    'truth       runs  improved  no-change  regressed  inconclusive   bias    worst   coverage',
    ...rows.map(row =>
      [
        row.name.padEnd(11),
        String(row.runs).padStart(4),
        String(row.improved).padStart(9),
        String(row.noChange).padStart(10),
        String(row.regressed).padStart(10),
        String(row.inconclusive).padStart(13),
        percent(row.bias).padStart(8),
        percent(row.worst).padStart(8),
        percent(row.coverage).padStart(9),
      ].join(' '),
    ),
    `identical versions: improved ${falseImproved}, regressed ${falseRegressed} of ${same.length} (95 % bounds ${percent(bounds.falseImproved)}, ${percent(bounds.falseRegressed)}); wrong sign ${wrongSign} of ${runs.length - same.length}`,
    `seconds per verdict: mean ${time.mean.toFixed(1)}, p95 ${time.p95.toFixed(1)}, max ${time.max.toFixed(1)}`,
  ]
  return { rows, falseImproved, falseRegressed, bounds, wrongSign, seconds: time, text: lines.join('\n') }
}

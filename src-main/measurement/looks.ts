/**
 * When to stop measuring, and what was then shown. Pure. After a glance of four short forks, which only a large difference ends, a comparison is
 * looked at after 5, 8 and 12 full ones; the chance of a false verdict (0.005 on each side) is spread over the looks. All numbers here are natural logarithms of the factor "better":
 * positive means that the candidate is better.
 */
import { studentRange, type Range } from './statistics.ts'

export const verdictsOfLooks = ['improved', 'no-change', 'regressed', 'inconclusive'] as const
export type LookVerdict = (typeof verdictsOfLooks)[number]

export interface Plan {
  /** Numbers of forks after which one looks, ascending. */
  readonly looks: readonly number[]
  /** Chance of a false verdict on each side over all looks. */
  readonly alpha: number
  /** Before the last look: an unclear estimate below this log factor ends it, unclear. Absent: never. */
  readonly giveUpBelow?: number
}
export const fullPlan: Plan = { looks: [5, 8, 12], alpha: 0.004 }
/** For screening candidates: half the forks at most, so more of its answers are `inconclusive`; no surer and no less sure. */
export const quickPlan: Plan = { looks: [4, 6], alpha: 0.004 }

/** The glance before any plan: so many short forks, with a chance of error of their own. They count for nothing else. */
export const glanceForks = 4
const glanceAlpha = 0.001
/** A glance ends nothing that may be smaller than this. */
const leastGlance = Math.log(1.2)

/** `logs`: one per short fork. Null: it takes full forks. */
export const glanceAt = (logs: readonly number[]): Look | null => {
  if (logs.length < glanceForks) return null
  const range = studentRange(logs, glanceAlpha)
  if (range.low > leastGlance) return { verdict: 'improved', range, final: true }
  return range.high < -leastGlance ? { verdict: 'regressed', range, final: true } : null
}

/**
 * For a session that has other candidates to try: shorter forks, and what does not look better by 5 % at a look is not measured on. Giving
 * up can only turn a `no-change` or a small `improved` into `inconclusive`, never the other way.
 */
export const searchPlan: Plan = { ...fullPlan, giveUpBelow: Math.log(1.05) }
/** For a small size that stayed unclear where larger ones got better: so many forks more, with a chance of error of their own. */
export const patientPlan: Plan = { looks: [20, 28], alpha: 0.002 }

export type Precision = 'full' | 'quick' | 'search'
export const planOf: Readonly<Record<Precision, Plan>> = { full: fullPlan, quick: quickPlan, search: searchPlan }

/** Smaller differences are never called improved or regressed. */
export const margin = Math.log(1.02)
/** An interval within this is `no-change`. */
export const equivalence = Math.log(1.05)

/** Reads an interval. `improved` and `regressed` win over `no-change` where both would hold (between 2 and 5 %). */
export const verdictOf = (range: Range): LookVerdict => {
  if (range.low > margin) return 'improved'
  if (range.high < -margin) return 'regressed'
  if (range.low > -equivalence && range.high < equivalence) return 'no-change'
  return 'inconclusive'
}

export interface Look {
  readonly verdict: LookVerdict
  readonly range: Range
  /** False: more forks are wanted. */
  readonly final: boolean
}

/** `logs`: one log factor per fork so far. Null between two looks. */
export const lookAt = (logs: readonly number[], plan: Plan = fullPlan): Look | null => {
  const last = plan.looks.at(-1)!
  if (!plan.looks.includes(logs.length) && logs.length < last) return null
  const range = studentRange(logs, plan.alpha / plan.looks.length)
  const verdict = verdictOf(range)
  const hopeless = plan.giveUpBelow !== undefined && range.estimate < plan.giveUpBelow
  return { verdict, range, final: verdict !== 'inconclusive' || hopeless || logs.length >= last }
}

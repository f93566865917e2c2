/** From rows to the table by family. Pure. */
import type { Optimized, Trial } from './whole.ts'

export interface Row {
  readonly name: string
  readonly family: string
  readonly package: string
  readonly shape: string
  readonly trap: boolean
  /** Rules that propose something, best first; null: the code was not there as written down. */
  readonly matched: readonly string[] | null
  /** Only of a whole run. */
  readonly optimized: Optimized | null
  readonly hand: Trial | null
}

/** At least half of what the hand-written version gains, in logarithms, and not wrong. */
export const isSolved = ({ optimized, hand, trap }: Row): boolean => {
  if (trap || !optimized || optimized.wrong || optimized.verdict !== 'improved' || optimized.factor === null) return false
  return hand?.factor != null && hand.factor > 1 && Math.log(optimized.factor) >= 0.5 * Math.log(hand.factor)
}

const isAccepted = ({ optimized }: Row): boolean => optimized?.verdict === 'improved'

/** Of factors; what was not improved counts as 1. */
export const geometricMean = (factors: readonly number[]): number | null =>
  factors.length === 0 ? null : Math.exp(factors.reduce((sum, each) => sum + Math.log(each), 0) / factors.length)

const gainOf = (row: Row): number => (isAccepted(row) && !row.optimized?.wrong ? (row.optimized?.factor ?? 1) : 1)

export interface Counts {
  readonly functions: number
  readonly matched: number
  readonly missing: number
  readonly solved: number
  readonly unchanged: number
  readonly wrong: number
  readonly traps: number
  readonly trapsMatched: number
  readonly trapsAccepted: number
}

export const countsOf = (rows: readonly Row[]): Counts => {
  const functions = rows.filter(row => !row.trap)
  const traps = rows.filter(row => row.trap)
  return {
    functions: functions.length,
    matched: functions.filter(row => row.matched !== null && row.matched.length > 0).length,
    missing: rows.filter(row => row.matched === null).length,
    solved: functions.filter(isSolved).length,
    unchanged: functions.filter(row => row.optimized !== null && !isAccepted(row)).length,
    wrong: rows.filter(row => row.optimized?.wrong).length,
    traps: traps.length,
    trapsMatched: traps.filter(row => row.matched !== null && row.matched.length > 0).length,
    trapsAccepted: traps.filter(isAccepted).length,
  }
}

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

/** Markdown. `matched` alone says that a rule proposes something, not that it is right or faster. */
export const tableOf = (rows: readonly Row[], whole: boolean): string => {
  const families = [...new Set(rows.map(row => row.family))].toSorted()
  const cells = (counts: Counts): (string | number)[] => [
    counts.functions,
    counts.matched,
    ...(whole ? [counts.solved, counts.unchanged, counts.wrong] : []),
    counts.traps,
    whole ? counts.trapsAccepted : counts.trapsMatched,
  ]
  const head = [
    'family',
    'functions',
    'a rule matches',
    ...(whole ? ['solved', 'unchanged', 'wrong'] : []),
    'traps',
    whole ? 'accepted' : 'a rule matches',
  ]
  return [
    line(head),
    `|${head.map(() => '---|').join('')}`,
    ...families.map(family => line([family, ...cells(countsOf(rows.filter(row => row.family === family)))])),
    line(['together', ...cells(countsOf(rows))]),
  ].join('\n')
}

export const meansOf = (rows: readonly Row[]): { readonly solved: number | null; readonly all: number | null } => {
  const functions = rows.filter(row => !row.trap && row.optimized !== null)
  return { solved: geometricMean(functions.filter(isSolved).map(gainOf)), all: geometricMean(functions.map(gainOf)) }
}

/** What a rule is, what it is given, and what it hands back. A rule reads one function and writes edits; it never writes files. */
import type { FoundFunction } from '../../../languages/javascript/functions.ts'
import type { Scope } from '../../../languages/javascript/scope.ts'
import type { Style } from '../../../languages/javascript/style.ts'
import type { ts } from '../../../languages/javascript/syntax.ts'

/** Replaces `[start, end)` of the file's text; `start === end` inserts. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Site {
  /** Tells sites of one rule in one function apart, and the same site from itself after other edits: the text of what is replaced. */
  readonly key: string
  /** Continues "Set instead of repeated scan": `of known`. May be empty. */
  readonly subject: string
  readonly reason: string
  readonly edits: readonly Edit[]
  /** Preconditions, each with how it was met: `proved: ...`, `guarded: ...`, `accepted: ...`. */
  readonly facts: readonly string[]
  /** JavaScript source of arrays of argument lists. */
  readonly probes: readonly string[]
}

export interface Rule {
  readonly id: string
  /** "Set instead of repeated scan" */
  readonly title: string
  readonly shortName: string
  readonly riskClass: 'A' | 'B' | 'C'
  /** Measured factors, ascending by size (catalogue). */
  readonly gains: readonly (readonly [size: number, factor: number])[]
  readonly memoizes?: boolean
  match(context: RuleContext): readonly Site[]
}

export interface RuleContext {
  readonly scope: Scope
  readonly style: Style
  readonly target: FoundFunction
  /** Sizes at which the operator will measure; empty when not known. */
  readonly sizes: readonly number[]
  /** Length above which an index pays, where it is not the usual one: a loop by hand is cheaper than a method with a callback. */
  readonly pays?: number
  /** Parameters of a helper that the callers at hand leave out, with what they are then. */
  readonly leftOut?: ReadonlyMap<ts.Symbol, { readonly value: number | boolean | undefined | null }>
  /** A name that the function does not use yet. The same wish gives the same name within one match. */
  name(wish: string): string
}

/** The factor to expect at `size`, on a log-log line between the measured ones. */
export function expectedGain(rule: Rule, size: number | undefined): number | null {
  const gains = rule.gains
  const last = gains.at(-1)
  if (size === undefined || !last) return last?.[1] ?? null
  const above = gains.findIndex(([at]) => at >= size)
  if (above === -1) return last[1]
  const [highSize, high] = gains[above]!
  if (above === 0) return high
  const [lowSize, low] = gains[above - 1]!
  const share = (Math.log(size) - Math.log(lowSize)) / (Math.log(highSize) - Math.log(lowSize))
  return Math.round(Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low))) * 100) / 100
}

/** An argument list as probe: the values' sources of one call. */
export const probe = (...lists: readonly string[]): string => `[${lists.map(each => `[${each}]`).join(', ')}]`

export type Node = ts.Node

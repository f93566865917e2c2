/**
 * A reading says in other words what a piece of code does, with the same result for every input. It is no improvement by itself: it is
 * made so that a rule recognises what it would not have seen, and shown only together with what the rule makes of it.
 */
import type { ts } from '../../../languages/javascript/syntax.ts'
import type { Edit, RuleContext } from '../rules/rule.ts'

export interface Reading {
  /** Text of what is said in other words. */
  readonly key: string
  readonly edits: readonly Edit[]
  readonly facts: readonly string[]
  /** The code as it was, to stay where a rule keeps `search` as the old way: it costs what it did. */
  readonly asBefore?: { readonly search: string; readonly text: string }
}

export type Reader = (context: RuleContext, node: ts.Node) => Reading | null

/** What the judge asks the shim and what comes back, as plain JSON. Answers are claims of a hostile process: `boxes.ts` checks them. */
import type { Encoded } from './codec.ts'
import type { Observation } from './observe.ts'

/** Where the arguments of a call come from. Functions cannot cross the wall, so such arguments are made inside. */
export type Source =
  | { readonly kind: 'data'; readonly args: Encoded }
  | { readonly kind: 'generated'; readonly seed: number; readonly size: number }
  | { readonly kind: 'probe'; readonly text: string; readonly index: number }

export interface Call {
  /** Number of the call in the run: decides the clock and `Math.random` that it sees. */
  readonly at: number
  readonly source: Source
  readonly limitMs: number
  /** Afterwards the same argument objects get this content and the function is called again. */
  readonly next: Encoded | null
  /** Afterwards the result is changed in place, as a caller may do with what is his. */
  readonly spoil: boolean
}
export interface CallAnswer {
  readonly first: Observation
  readonly second: Observation | null
  /** The arguments before the call, when they were made inside. */
  readonly before: Encoded | null
}

export interface Target {
  /** Absolute in the box. */
  readonly path: string
  readonly name: string
}
export type Request =
  | { readonly op: 'load'; readonly subject: Target | null; readonly inputs: Target | null }
  | { readonly op: 'make'; readonly sources: readonly Source[] }
  | { readonly op: 'probe'; readonly text: string }
  | { readonly op: 'calls'; readonly calls: readonly Call[] }

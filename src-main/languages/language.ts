/**
 * What a language must be able to answer about a change before anybody runs it. Every check is required: a file whose language has no
 * answer is refused, never passed. The gates own the questions; who answers is chosen by the path alone.
 */
import type { FileChange } from '../../src-shared/domain/candidate.ts'

export interface Finding {
  /** A whole sentence: what, where, why it matters. */
  readonly message: string
  /** 1-based, in the text after the change; null where no line is meant. */
  readonly line: number | null
}

/** @typeParam Context what a gate knows beside the file: the project, what may change, the metric. */
export interface Language<Context> {
  readonly id: string
  handles(path: string): boolean
  readonly checks: {
    /** Whether exactly this text can be read at all. */
    parse(path: string, after: string): Finding | null
    /** Whether only what may change does change. */
    topLevel(file: FileChange, context: Context): Finding | null
    /** Whether it reaches outside of the values that it is given, or hides what it does. */
    danger(file: FileChange, context: Context): Finding | null
    /** Whether it keeps anything from one call to the next. */
    purity(file: FileChange, context: Context): Finding | null
  }
}

export const languageOf = <Context>(path: string, languages: readonly Language<Context>[]): Language<Context> | null =>
  languages.find(each => each.handles(path)) ?? null

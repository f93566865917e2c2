/**
 * A textbook method that is written the slow way: the slow ways as code, the conditions under which another algorithm gives the very
 * same result, and that algorithm. The conditions are asked at run time; where they do not hold, the old code runs.
 */
import type { Mode } from './form.ts'

export interface Shape {
  /**
   * Statements in plain JavaScript. `«a|b»` stands for either text. Names that are not set stand for anything that is not set by the
   * code that matches. The last statement is a `return`, or what follows goes on with `results`.
   */
  readonly slow: readonly string[]
  readonly mode?: Mode
  /** Names that the slow code sets and that are used behind it; the fast code sets them too. */
  readonly results?: readonly string[]
  /** Arrays that are checked to hold whole numbers of 32 bits only, without -0 and holes. */
  readonly lists?: readonly string[]
  /** Arrays that are checked to hold numbers only, without NaN, -0 and holes. */
  readonly numbers?: readonly string[]
  /** Further conditions on what the names stand for, in plain JavaScript, the cheapest first. */
  readonly when: readonly string[]
  /** Lines without semicolons, two spaces a level. `⟨: number⟩` is written in TypeScript only. */
  readonly fast: string
  /** In the place of those of the classic, where these would run for ever. */
  readonly probes?: Readonly<Record<number, readonly string[]>>
}

export interface Classic {
  readonly id: string
  readonly title: string
  readonly shortName: string
  readonly gains: readonly (readonly [size: number, factor: number])[]
  /** One sentence: what was done again and again, and what is done now. */
  readonly reason: string
  readonly facts: readonly string[]
  readonly shapes: readonly Shape[]
  /** Arguments that break a careless version, by the number of parameters. */
  readonly probes: Readonly<Record<number, readonly string[]>>
}

/** Every text that a pattern with `«a|b»` stands for. */
export function spellings(text: string): readonly string[] {
  const found = /«([^«»]*)»/.exec(text)
  if (!found) return [text]
  return found[1]!
    .split('|')
    .flatMap(each => spellings(text.slice(0, found.index) + each + text.slice(found.index + found[0].length)))
}

/**
 * Inputs at the edges of what a function may be given, made one by one on purpose instead of by chance: arguments and options left
 * out, lists emptied, the sizes, numbers and texts on which the code decides, and every kind of value where a place is open. Which
 * of them a caller may pass is the declaration's word; where nothing is declared, anything.
 */
import type { Conditions } from '../../languages/javascript/conditions.ts'
import type { Declared, Parameter } from '../../languages/javascript/declared-inputs.ts'
import { open, other, type Shape } from '../../languages/javascript/shape.ts'
import { atConditions } from './edge-conditions.ts'
import { sameKeys } from './edge-keys.ts'
import { openKinds } from './edge-kinds.ts'
import { rareLetters } from './edge-letters.ts'
import { longLists } from './edge-long.ts'
import { meaningful } from './edge-meanings.ts'
import { leftOut } from './edge-options.ts'
import { soups } from './edge-soups.ts'
import { sharing } from './edge-sharing.ts'
import { tellingValues } from './edge-values.ts'
import type { Shapes } from './sites.ts'

export interface Edge {
  readonly args: unknown[]
  /** Holds a kind of value at an open place, or lacks one, as nobody was seen to pass it. */
  readonly foreign: boolean
  /** A list or text was made this long, or a bound this large. */
  readonly length?: number
  /** Large on purpose: an original that is slow there gets the time. */
  readonly patient?: true
}
export interface EdgeRequest {
  /** Small argument lists that the generator or a probe made. */
  readonly bases: readonly (readonly unknown[])[]
  readonly declared: Signature
  readonly conditions: Conditions
  readonly random: () => number
}

/** What is known of the arguments: of a declaration, or that there is none. */
export interface Signature extends Shapes {
  readonly parameters: readonly Parameter[]
  /** Whether this argument and all behind it may be left out. */
  readonly mayEndAt: (argument: number) => boolean
  readonly undeclared: (argument: number) => boolean
  readonly uses: (argument: number) => Parameter['uses'] | null
}

export const signatureOf = (declared: Declared | null, typed: boolean): Signature => {
  const parameters = declared?.parameters ?? []
  const last = parameters.at(-1)
  const parameter = (argument: number): Parameter | undefined => parameters[argument] ?? (last?.rest ? last : undefined)
  const beyond = declared === null ? typed : !declared.readsArguments
  const at = (argument: number): Shape => {
    const found = parameter(argument)
    if (!found) return typed ? other : open
    if (!found.rest) return found.shape
    const { shape } = found
    const position = argument - parameters.length + 1
    if (shape.kind === 'tuple') return shape.items[position] ?? shape.rest ?? other
    return shape.kind === 'list' ? shape.of : open
  }
  return {
    parameters,
    at,
    uses: argument => parameters[argument]?.uses ?? null,
    undeclared: argument => parameter(argument)?.undeclared ?? !typed,
    mayEndAt: argument => {
      if (argument >= parameters.length) return declared !== null || !beyond
      return parameters.slice(argument).every(each => each.optional)
    },
  }
}

/** The most telling ones first; each group keeps within its share. */
export const edgeInputs = (request: EdgeRequest): readonly Edge[] => [
  ...leftOut(request),
  ...sharing(request),
  ...sameKeys(request),
  ...meaningful(request),
  ...atConditions(request),
  ...tellingValues(request),
  ...rareLetters(request),
  ...soups(request),
  ...openKinds(request),
  ...longLists(request),
]

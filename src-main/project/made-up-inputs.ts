/** Arguments for a function that somebody points at without saying what it gets: a guess from its text, good for a first look. */
import { findFunctions } from '../languages/javascript/functions.ts'
import { inspectSource } from '../languages/javascript/inspect.ts'
import { parse } from '../languages/javascript/syntax.ts'
import { ownName } from './function-names.ts'
import { inputsText } from './starter-inputs.ts'
import { measurableOf } from './worth-measuring.ts'

export interface MadeUpInputs {
  /** Text of the module that makes them. */
  readonly text: string
  /** Each parameter with what it is given, for people. */
  readonly kinds: readonly string[]
}

/** Null where the text does not show the function. */
export const madeUpInputs = (path: string, text: string, name: string): MadeUpInputs | null => {
  if (!inspectSource(path, text).ok) return null
  const own = ownName(path, text, name)
  const all = findFunctions(parse(path, text)).filter(each => each.name === own)
  // Of overloads the one with the body.
  const found = all.findLast(each => each.node.body !== undefined)
  if (!found) return null
  const measurable = measurableOf(path, found)
  return {
    text: inputsText(measurable),
    kinds: measurable.parameters.map(each => `${each.name}: ${each.kind}`),
  }
}

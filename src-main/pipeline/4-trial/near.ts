/**
 * Two answers in a world whose clock nobody holds still. An original that reads the clock does not answer twice alike there, so a place
 * in which it differs between the two worlds may differ a little between two runs, as far as the time between them explains. Every other
 * place must be equal. Pure.
 */
import type { State } from '../../languages/javascript/harness/state.ts'
import { parsed } from './compare.ts'
import type { CallResult } from './shim.ts'

/** Time that may lie between two runs of one comparison, as it shows in a number that a call measured. */
const slack = 1_000
/** A clock of another world is far away: what is this much nearer is the same clock. */
const nearness = 0.05

const shape = (text: string): string => text.replaceAll(/\d+/g, '0')

const nearAtoms = (mine: unknown, theirs: unknown, told: unknown): boolean => {
  if (typeof mine !== typeof theirs) return false
  if (typeof mine === 'string') return shape(mine) === shape(theirs as string)
  if (typeof mine !== 'number') return false
  const apart = Math.abs(mine - (theirs as number))
  return apart <= slack || (typeof told === 'number' && apart <= nearness * Math.abs(mine - told))
}

/** `told`: the same part of the original's answer in the other world; where it equals `mine`, the clock is not in it. */
const near = (mine: unknown, theirs: unknown, told: unknown): boolean => {
  if (Object.is(mine, theirs)) return true
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    const other: readonly unknown[] = Array.isArray(told) ? told : []
    return mine.length === theirs.length && mine.every((item, at) => near(item, theirs[at], other[at]))
  }
  return !Object.is(mine, told) && nearAtoms(mine, theirs, told)
}

const lookOf = (state: State | null): unknown => {
  if (state === null) return null
  const { root, nodes } = parsed(state)
  return [root, nodes, state.hidden, state.classes, state.large?.digest ?? null]
}
const stateOf = (answer: CallResult): unknown => [
  lookOf(answer.before),
  ...[answer.first, answer.second, answer.view].flatMap(seen =>
    seen === null ? [null] : [seen.kind, seen.async, seen.shared, ...[seen.state, seen.end, seen.moved].map(lookOf)],
  ),
]

/** Of one input in the world without stand-ins; `told`: what the original answered in the other one. */
export const nearlySame = (mine: CallResult, theirs: CallResult, told: CallResult): boolean =>
  near(stateOf(mine), stateOf(theirs), stateOf(told))

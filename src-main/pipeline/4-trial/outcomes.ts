/** Whether two outcomes of one input are the same, and whether the original's can serve as the measure at all. Pure. */
import type { Case } from './case.ts'
import { compareObservations, isEngineError, isObservable, isSame, type Compared } from './compare.ts'
import type { Outcome } from './side.ts'

export type Which = 'before' | 'first' | 'second' | 'view'
export interface ComparedOutcome extends Compared {
  readonly which: Which
}

export const compareOutcomes = (original: Outcome, candidate: Outcome): ComparedOutcome => {
  if (original.kind !== 'answered' || candidate.kind !== 'answered') return { place: 'kind', unseen: [], which: 'first' }
  const [mine, theirs] = [original.answer, candidate.answer]
  if (!isSame(mine.before, theirs.before)) return { place: 'state', unseen: [], which: 'before' }
  const unseen: string[] = []
  for (const which of ['first', 'second', 'view'] as const) {
    const [left, right] = [mine[which], theirs[which]]
    if (!left?.steady || !isObservable(left)) continue
    if (!right) return { place: 'kind', unseen: [], which }
    const compared = compareObservations(left, right)
    if (compared.place) return { ...compared, which }
    unseen.push(...compared.unseen)
  }
  return { place: null, unseen, which: 'first' }
}

export const sameOutcome = (original: Outcome, candidate: Outcome): boolean => compareOutcomes(original, candidate).place === null

export const serves = (original: Outcome): boolean => original.kind === 'answered' && isObservable(original.answer.first)

export const nothing: Outcome = { kind: 'none', detail: '', ownExit: false }

/** Ends with an error of the engine: weak evidence. */
export const isWeak = (original: Outcome): boolean =>
  original.kind === 'answered' &&
  (isEngineError(original.answer.first) || (original.answer.second !== null && isEngineError(original.answer.second)))

/**
 * A kind of value that nobody declared or passes, on which the original breaks somewhere and the candidate answers, as one does
 * that stops at the first hit: says nothing for or against it.
 */
export const saysNothing = (item: Case, original: Outcome, candidate: Outcome): boolean => {
  if (!item.foreign || original.kind !== 'answered' || candidate.kind !== 'answered') return false
  const [mine, theirs] = [original.answer, candidate.answer]
  if (isEngineError(mine.first) && theirs.first.kind === 'value') return true
  if (compareObservations(mine.first, theirs.first).place !== null) return false
  return mine.second !== null && isEngineError(mine.second) && theirs.second?.kind === 'value'
}

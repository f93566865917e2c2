/** Which modification is to be rolled back, asked from a notice on any page; one dialog, in the frame. */
import { useSyncExternalStore } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'

let row: CandidateRow | null = null
const listeners = new Set<() => void>()

export const askRollBack = (wanted: CandidateRow | null): void => {
  row = wanted
  for (const listener of listeners) listener()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useAskedRollBack = (): CandidateRow | null => useSyncExternalStore(watch, () => row)

/** The one transition table which the store and the buttons share. Pure and without zod, so that pages can have it for nothing. */
import type { CandidateState } from './candidate.ts'

export const transitions: Readonly<Record<CandidateState, readonly CandidateState[]>> = {
  generated: ['rejected', 'awaiting-review'],
  rejected: [],
  // Rejected: another trial did not prove it again.
  'awaiting-review': ['declined', 'approved', 'rejected'],
  // A decline can be taken back as long as its evidence and files still fit.
  declined: ['awaiting-review'],
  // Back to review when the files changed between approval and a restart: nothing was applied.
  approved: ['applied', 'awaiting-review'],
  applied: ['kept', 'rolling-back'],
  kept: ['rolling-back'],
  // Back when a rollback finds a conflict before it touched anything.
  'rolling-back': ['rolled-back', 'kept'],
  'rolled-back': [],
}
export const mayMove = (from: CandidateState, to: CandidateState): boolean => transitions[from].includes(to)

/** Puts a proved candidate into the queue, or out of the way. Decides nothing that the evidence has not decided. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Clock } from '../../platform/ports.ts'
import type { Stores } from '../../stores/stores.ts'

export interface ReviewPorts {
  readonly stores: Stores
  readonly clock: Clock
}
export interface CandidateKey {
  readonly projectId: string
  readonly id: string
}

/**
 * Reads the evidence from the store: `improved` goes to the queue, everything else is rejected with its first reason, because a
 * reviewer is not asked to find what the trial has found. `stale-state` when it was submitted before.
 */
export function submit(
  { projectId, id }: CandidateKey,
  { stores, clock }: ReviewPorts,
): 'awaiting-review' | 'rejected' | Refused {
  const evidence = stores.evidence.get(projectId, id)
  if (!evidence)
    return refuse('bad-input', `Candidate ${id} has no evidence yet. Nothing was changed.`, 'Verify it and try it out first.')
  const to = evidence.verdict === 'improved' ? 'awaiting-review' : 'rejected'
  const note = `${evidence.verdict}${evidence.reasons[0] ? `: ${evidence.reasons[0]}` : ''}`
  if (!stores.candidates.move(projectId, id, 'generated', to, clock.nowMs(), note))
    return notIn('generated', { projectId, id }, stores)
  stores.journal.append('note', { projectId, action: 'submit', subject: id, detail: `${to}; ${note}` }, clock.nowMs())
  return to
}

/**
 * After another trial of what waits in the queue: stays where the new evidence proves it too, else leaves it, since nobody shall approve
 * what the latest trial does not prove. Also for recovery, which finds a trial whose end was not written down.
 */
export function judgeAgain(
  { projectId, id }: CandidateKey,
  { stores, clock }: ReviewPorts,
): 'awaiting-review' | 'rejected' | Refused {
  if (stores.evidence.summary(projectId, id)?.verdict === 'improved') return 'awaiting-review'
  const evidence = stores.evidence.get(projectId, id)
  const reason = evidence?.reasons[0] ? `: ${evidence.reasons[0]}` : ''
  const note = `another trial did not prove it again: ${evidence?.verdict ?? 'no evidence'}${reason}`
  if (!stores.candidates.move(projectId, id, 'awaiting-review', 'rejected', clock.nowMs(), note))
    return notIn('awaiting-review', { projectId, id }, stores)
  stores.journal.append('note', { projectId, action: 'submit', subject: id, detail: `rejected; ${note}` }, clock.nowMs())
  return 'rejected'
}

/** Why a claim was lost: the candidate is unknown, or somebody was faster. */
export function notIn(wanted: string, { projectId, id }: CandidateKey, stores: Stores): Refused {
  const now = stores.candidates.get(projectId, id)?.state
  if (!now) return refuse('not-found', `There is no candidate ${id}. Nothing was changed.`, 'List what there is: asis candidates')
  return refuse(
    'stale-state',
    `Candidate ${id} is ${now}, not ${wanted}. Nothing was changed.`,
    'Look at it again; somebody may have decided already.',
  )
}

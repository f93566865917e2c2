/** Declining: nobody asks about these bytes again. */
import type { Refused } from '../../../src-shared/errors.ts'
import { notIn, type CandidateKey, type ReviewPorts } from './submit.ts'

export interface Declination extends CandidateKey {
  readonly by: string
  readonly reason: string
}

/** `stale-state` or `not-found` when it does not await review. */
export function decline({ projectId, id, by, reason }: Declination, { stores, clock }: ReviewPorts): null | Refused {
  const candidate = stores.candidates.get(projectId, id)
  const nowMs = clock.nowMs()
  if (!candidate || !stores.candidates.move(projectId, id, 'awaiting-review', 'declined', nowMs, reason))
    return notIn('awaiting-review', { projectId, id }, stores)
  stores.decisions.add(projectId, id, { verb: 'declined', by, reason, diffSha256: candidate.diffSha256, tMs: nowMs })
  const detail = `declined by ${by}: diff ${candidate.diffSha256}; ${reason}`
  stores.journal.append('decision', { projectId, action: 'decline', subject: id, detail }, nowMs)
  return null
}

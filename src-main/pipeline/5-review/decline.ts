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
  if (!candidate || !stores.candidates.move(projectId, id, 'awaiting-review', 'declined', clock.nowMs(), reason))
    return notIn('awaiting-review', { projectId, id }, stores)
  recordDecline({ projectId, id, by, reason }, candidate.diffSha256, { stores, clock })
  return null
}

/** What is written down about a decline after its claim. The decision last: where it is, the journal has its record. */
export function recordDecline(
  { projectId, id, by, reason }: Declination,
  diffSha256: string,
  { stores, clock }: ReviewPorts,
): void {
  const tMs = clock.nowMs()
  const detail = `declined by ${by}: diff ${diffSha256}; ${reason}`
  stores.journal.append('decision', { projectId, action: 'decline', subject: id, detail }, tMs)
  stores.decisions.add(projectId, id, { verb: 'declined', by, reason, diffSha256, tMs })
}

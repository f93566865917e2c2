/** When a chosen part is proved, the whole change is over: the operator kept those hunks and refused the others. */
import { isRefused } from '../../../src-shared/errors.ts'
import { hunkNames } from '../../pipeline/5-review/choose-hunks.ts'
import { decline, recordDecline } from '../../pipeline/5-review/decline.ts'
import type { ReviewPorts } from '../../pipeline/5-review/submit.ts'
import type { Stores } from '../../stores/stores.ts'

/** False when the whole one does not wait any more, or the part does not. */
export function declineContinued(projectId: string, partId: string, ports: ReviewPorts): boolean {
  const whole = continuedAs(projectId, partId, ports.stores)
  return whole !== null && !isRefused(decline({ projectId, ...whole, by: 'operator' }, ports))
}

function continuedAs(projectId: string, partId: string, stores: Stores): { readonly id: string; readonly reason: string } | null {
  const whole = stores.origins.partOf(projectId, partId)
  if (whole === null || stores.candidates.get(projectId, partId)?.state !== 'awaiting-review') return null
  return { id: whole.id, reason: `continued as ${partId} with ${hunkNames(whole.hunks)}` }
}

/** For recovery: parts of this session that are proved, and whose whole was not, or not completely, declined when ASIS stopped. */
export function declineLeftWholes(projectId: string, sessionId: string, ports: ReviewPorts): readonly string[] {
  return ports.stores.candidates
    .list(projectId, ['awaiting-review'], 500)
    .filter(
      candidate =>
        candidate.sessionId === sessionId &&
        (declineContinued(projectId, candidate.id, ports) || completeDecline(projectId, candidate.id, ports)),
    )
    .map(candidate => candidate.id)
}

/** The claim was made and its record was not. */
function completeDecline(projectId: string, partId: string, ports: ReviewPorts): boolean {
  const { candidates, decisions } = ports.stores
  const whole = continuedAs(projectId, partId, ports.stores)
  const candidate = whole && candidates.get(projectId, whole.id)
  if (candidate?.state !== 'declined' || candidate.note !== whole?.reason) return false
  if (decisions.list(projectId, whole.id)[0]?.reason === whole.reason) return false
  recordDecline({ projectId, ...whole, by: 'operator' }, candidate.diffSha256, ports)
  return true
}

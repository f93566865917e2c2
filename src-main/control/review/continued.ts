/** When a chosen part is proved, the whole change is over: the operator kept those hunks and refused the others. */
import { isRefused } from '../../../src-shared/errors.ts'
import { hunkNames } from '../../pipeline/5-review/choose-hunks.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import type { ReviewPorts } from '../../pipeline/5-review/submit.ts'

/** False when the whole one does not wait any more, or the part does not. */
export function declineContinued(projectId: string, partId: string, ports: ReviewPorts): boolean {
  const { stores } = ports
  const whole = stores.origins.partOf(projectId, partId)
  if (whole === null || stores.candidates.get(projectId, partId)?.state !== 'awaiting-review') return false
  const reason = `continued as ${partId} with ${hunkNames(whole.hunks)}`
  return !isRefused(decline({ projectId, id: whole.id, by: 'operator', reason }, ports))
}

/** For recovery: parts of this session whose trial was judged, and whose whole still waits because ASIS stopped in between. */
export function declineLeftWholes(projectId: string, sessionId: string, ports: ReviewPorts): readonly string[] {
  const { stores } = ports
  return stores.candidates
    .list(projectId, ['awaiting-review'], 500)
    .filter(candidate => candidate.sessionId === sessionId && declineContinued(projectId, candidate.id, ports))
    .map(candidate => candidate.id)
}

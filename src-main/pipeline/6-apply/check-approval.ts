/** Whether what is about to be written is what was approved. Reads the stores, no file. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { diffOf } from '../../stores/diff-of.ts'
import { sha256Of } from '../../stores/sha256.ts'
import type { StoredCandidate, Stores } from '../../stores/stores.ts'

/** null when the newest decision approves exactly these bytes. */
export function checkApproval(candidate: StoredCandidate, stores: Stores): Refused | null {
  const { projectId, id, proposal, diff, diffSha256 } = candidate
  const decision = stores.decisions.list(projectId, id)[0]
  if (decision?.verb !== 'approved' || decision.diffSha256 !== diffSha256) return differs(id, 'nobody approved this diff')
  if (sha256Of(diff) !== diffSha256 || diffOf(proposal.files).diff !== diff) return differs(id, 'its diff is not the stored one')
  const damaged = proposal.files.find(
    file => sha256Of(file.before) !== file.beforeSha256 || sha256Of(file.after) !== file.afterSha256,
  )
  return damaged ? differs(id, `the stored text of ${damaged.path} is not the approved one`) : null
}

const differs = (id: string, why: string): Refused =>
  refuse(
    'not-approved',
    `Candidate ${id} was not applied: ${why}. Nothing was changed.`,
    'Look at the diff as it is now, then decide again.',
  )

/** What a decision sets in motion: approve then apply, and roll back with its journal. The decisions themselves are stage 5's. */
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { approve, type Approval, type Recorded } from '../pipeline/5-review/approve.ts'
import { applyCandidate } from '../pipeline/6-apply/apply.ts'
import { rollbackModification } from '../pipeline/8-rollback/rollback.ts'
import type { Workspace } from './workspace.ts'

export interface ApproveRequest extends Omit<Approval, 'projectId'> {
  /** Asked at the moment of the claim, which may have had to wait for its turn. */
  readonly unless?: () => Refused | null
}

/** The claim comes first, so that of two clicks one applies; what is applied is read from the store, never from the caller. */
export async function approveAndApply(workspace: Workspace, request: ApproveRequest): Promise<Refused | Recorded | null> {
  const { stores, project, clock } = workspace
  const approvalsForHigh = workspace.settings.number('review.approvalsForHigh')
  return workspace.files(async () => {
    // It may have waited its turn while somebody stopped everything, or asked for another trial.
    const approved =
      workspace.stop.refusal() ??
      request.unless?.() ??
      approve({ projectId: project.id, approvalsForHigh, account: workspace.account, ...request }, { stores, clock })
    if (isRefused(approved)) return approved
    if ('missing' in approved) return approved
    const applied = applyCandidate({ projectId: project.id, id: request.id }, { stores, project, clock })
    return isRefused(applied) ? applied : null
  })
}

export interface RollbackRequest {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly overwriteEdits: boolean
  /** Asked when its turn has come. */
  readonly unless?: () => Refused | null
}

export async function rollBack(workspace: Workspace, request: RollbackRequest): Promise<Refused | null> {
  const { stores, project, clock } = workspace
  return workspace.files(async () => {
    const done = request.unless?.() ?? rollbackModification({ projectId: project.id, ...request }, { stores, project, clock })
    return isRefused(done) ? done : null
  })
}

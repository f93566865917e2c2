/**
 * Approval: a person or a named policy says yes to exact bytes. It names the SHA-256 of the diff that was seen, and it claims the
 * candidate before any file is touched, so that a second click or a second window cannot apply twice. Applies nothing.
 */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { diffOf } from '../../stores/diff-of.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import { notIn, type CandidateKey, type ReviewPorts } from './submit.ts'

export interface Approval extends CandidateKey {
  readonly diffSha256: string
  /** The short name, typed: needed for HIGH risk. */
  readonly confirm?: string
  /** `operator`, the name that the caller goes by, or `policy:NAME`. */
  readonly by: string
  readonly reason: string
  /** Different names that HIGH risk needs: 1 (default) or 2. */
  readonly approvalsForHigh?: number
}

/** The approval stands and counts, and another one is needed before anything is applied. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly missing: number
}

/** The claimed candidate, or that this was the first of two approvals; `stale-state`, `not-approved` or `not-found` otherwise, with nothing changed. */
export function approve(approval: Approval, { stores, clock }: ReviewPorts): StoredCandidate | Recorded | Refused {
  const { projectId, id, diffSha256, by, reason } = approval
  const candidate = stores.candidates.get(projectId, id)
  if (candidate?.state !== 'awaiting-review') return notIn('awaiting-review', approval, stores)
  if (diffSha256 !== candidate.diffSha256 || diffOf(candidate.proposal.files).diffSha256 !== diffSha256)
    return refuse(
      'not-approved',
      `The diff of candidate ${id} does not have the SHA-256 that was approved. Nothing was changed.`,
      'Look at the diff as it is now, then decide again.',
    )
  const evidence = stores.evidence.summary(projectId, id)
  if (!evidence)
    return refuse('not-approved', `Candidate ${id} has no evidence. Nothing was changed.`, 'Run a new session to prove it.')
  if (evidence.verdict !== 'improved')
    return refuse(
      'not-approved',
      `Candidate ${id} is not proved by its latest trial (${evidence.verdict}). Nothing was changed.`,
      `Try it again: asis retry ${id}`,
    )
  if (evidence.risk === 'HIGH' && approval.confirm !== candidate.shortName)
    return refuse(
      'not-approved',
      `Candidate ${id} has HIGH risk: its short name must be typed to confirm. Nothing was changed.`,
      `Confirm with: ${candidate.shortName}`,
    )
  const nowMs = clock.nowMs()
  const needed = evidence.risk === 'HIGH' ? (approval.approvalsForHigh ?? 1) : 1
  const before = approvedBy(approval, stores)
  // Where all of them had approved and it could not be applied, any of them may say so again.
  if (before.length < needed && before.includes(by) && needed > 1)
    return refuse(
      'not-approved',
      `Candidate ${id} has HIGH risk and needs ${needed} different people; "${by}" has approved it already. Nothing was changed.`,
      'Somebody else approves the same diff under another name.',
    )
  if (before.length + 1 < needed) {
    stores.decisions.add(projectId, id, { verb: 'approved', by, reason, diffSha256, tMs: nowMs })
    const first = `approved by ${by}, ${before.length + 1} of ${needed}: diff ${diffSha256}, risk ${evidence.risk}; ${reason}`
    stores.journal.append('decision', { projectId, action: 'approve', subject: id, detail: first }, nowMs)
    return { kind: 'recorded', missing: needed - before.length - 1 }
  }
  if (!stores.candidates.move(projectId, id, 'awaiting-review', 'approved', nowMs, `approved by ${by}`))
    return notIn('awaiting-review', approval, stores)
  stores.decisions.add(projectId, id, { verb: 'approved', by, reason, diffSha256, tMs: nowMs })
  const detail = `approved by ${by}: diff ${diffSha256}, risk ${evidence.risk}; ${reason}`
  stores.journal.append('decision', { projectId, action: 'approve', subject: id, detail }, nowMs)
  return { ...candidate, state: 'approved', updatedMs: nowMs, note: `approved by ${by}` }
}

/** Names that approved exactly these bytes, since anybody last decided against them. */
function approvedBy({ projectId, id, diffSha256 }: Approval, stores: ReviewPorts['stores']): readonly string[] {
  const names: string[] = []
  for (const { verb, by, diffSha256: bytes } of stores.decisions.list(projectId, id)) {
    if (verb !== 'approved') break
    if (bytes === diffSha256 && !by.startsWith('policy:') && !names.includes(by)) names.push(by)
  }
  return names
}

/**
 * Approval: a person or a named policy says yes to exact bytes, by the evidence of the newest trial. It names the SHA-256 of the diff that
 * was seen, and it claims the candidate before any file is touched, so that a second click or a second window cannot apply twice. Applies
 * nothing.
 */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { isPerson, isSamePerson, isScript, nameIn } from '../../../src-shared/domain/person.ts'
import { diffOf } from '../../stores/diff-of.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import { approvalsOf, type ApprovalRules } from './approvals.ts'
import { notIn, type CandidateKey, type ReviewPorts } from './submit.ts'

export interface Approval extends CandidateKey, ApprovalRules {
  readonly diffSha256: string
  /** Number of the trial whose evidence was seen; without it the newest one is meant. */
  readonly trial?: number
  /** The short name, typed: needed for HIGH risk. */
  readonly confirm?: string
  /** `operator`, `operator:NAME`, `script`, `script:NAME` or `policy:NAME`. */
  readonly by: string
  readonly reason: string
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
  // Whoever edited the record may have edited what is about to be approved.
  const journal = stores.journal.verify()
  if (!journal.ok)
    return refuse(
      'not-approved',
      `The journal is not as it was written: ${journal.detail} Candidate ${id} was not approved. Nothing was changed.`,
      'Look at it with asis journal verify; put the stores back as they were, or go on in a new data folder (ASIS_HOME).',
    )
  const nowMs = clock.nowMs()
  const { needed, given, trial } = approvalsOf(approval, stores, approval)
  if (approval.trial !== undefined && approval.trial !== trial)
    return refuse(
      'not-approved',
      `Candidate ${id} was tried again since its evidence was looked at. Nothing was changed.`,
      'Look at the newest evidence, then decide again.',
    )
  if (needed > 1 && isScript(by))
    return refuse(
      'not-approved',
      `Candidate ${id} has HIGH risk and needs ${needed} different people, and a program is none. Nothing was changed.`,
      'They approve it on a page (asis serve --approve --approver NAME), or at a terminal.',
    )
  const saying = { verb: 'approved', by, reason, diffSha256, tMs: nowMs } as const
  // Where all of them had approved and it could not be applied, any of them may say so again.
  if (given.length < needed && needed > 1 && given.some(each => isSamePerson(each.by, by, approval.account)))
    return refuse(
      'not-approved',
      `Candidate ${id} has HIGH risk and needs ${needed} different people; "${nameIn(by)}" has approved it already. Nothing was changed.`,
      'Somebody else approves it, for example in the browser: asis serve --approve --approver NAME',
    )
  // What decides without being a person may stand in the record, and is none of them.
  const counted = given.length + (isPerson(by) ? 1 : 0)
  if (needed > 1 && counted < needed) {
    const first = `approved by ${by}, ${counted} of ${needed}: diff ${diffSha256}, trial ${trial}, risk ${evidence.risk}; ${reason}`
    // The decision last: where it counts, the journal has its record.
    stores.journal.append('decision', { projectId, action: 'approve', subject: id, detail: first }, nowMs)
    stores.decisions.add(projectId, id, saying, trial)
    return { kind: 'recorded', missing: needed - counted }
  }
  if (!stores.candidates.move(projectId, id, 'awaiting-review', 'approved', nowMs, `approved by ${by}`))
    return notIn('awaiting-review', approval, stores)
  stores.decisions.add(projectId, id, saying, trial)
  const detail = `approved by ${by}: diff ${diffSha256}, trial ${trial}, risk ${evidence.risk}; ${reason}`
  stores.journal.append('decision', { projectId, action: 'approve', subject: id, detail }, nowMs)
  return { ...candidate, state: 'approved', updatedMs: nowMs, note: `approved by ${by}` }
}

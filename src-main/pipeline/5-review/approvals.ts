/**
 * Which approvals of a candidate count now: of exactly these bytes, seen with the evidence of the newest trial, by different people, since
 * anybody last decided against them. Reads only.
 */
import { isPerson, isSamePerson } from '../../../src-shared/domain/person.ts'
import type { Stores } from '../../stores/stores.ts'
import type { CandidateKey } from './submit.ts'

export interface ApprovalRules {
  /** Different people that HIGH risk needs: 1 (default) or 2. */
  readonly approvalsForHigh?: number
  /** The operating system's user: who decides without a name. */
  readonly account?: string | undefined
}

export interface Given {
  readonly by: string
  readonly tMs: number
}

export interface Approvals {
  readonly needed: number
  /** Oldest first. */
  readonly given: readonly Given[]
  /** Number of the newest trial, whose evidence is the one to decide by; null before the first. */
  readonly trial: number | null
}

export function approvalsOf(
  { projectId, id }: CandidateKey,
  stores: Stores,
  { approvalsForHigh = 1, account }: ApprovalRules,
): Approvals {
  const trial = stores.trials.newest(projectId, id)
  const risk = stores.evidence.summary(projectId, id)?.risk
  const diffSha256 = stores.candidates.summary(projectId, id)?.diffSha256
  const since = stores.decisions.withTrials(projectId, id)
  const against = since.findIndex(({ verb }) => verb !== 'approved')
  const given: Given[] = []
  for (const each of (against === -1 ? since : since.slice(0, against)).toReversed()) {
    // A policy is nobody. Older stores did not note the trial: what was seen then is not known, and does not count.
    const sawThis = each.trial !== null && each.trial === trial && each.diffSha256 === diffSha256
    if (sawThis && isPerson(each.by) && !given.some(({ by }) => isSamePerson(by, each.by, account)))
      given.push({ by: each.by, tMs: each.tMs })
  }
  return { needed: risk === 'HIGH' ? approvalsForHigh : 1, given, trial }
}

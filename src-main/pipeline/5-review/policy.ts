/**
 * Policies: what may be applied without a person. Plain data and one pure function; whatever a policy does not name is not
 * allowed, and where there is no policy nothing is.
 */
import type { Generator, Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Evidence, Risk } from '../../../src-shared/domain/evidence.ts'

export interface Policy {
  /** Stands in decisions as `policy:NAME`. */
  readonly name: string
  readonly risks: readonly Risk[]
  readonly generators: readonly Generator[]
  /** Safety score, 0 to 1. */
  readonly minScore: number
}

/** For the working copy of the bundled project only. */
export const bundledPolicy: Policy = { name: 'bundled-low-risk', risks: ['LOW'], generators: ['rule', 'search'], minScore: 0.9 }

/** A proved improvement is needed always, in a contained trial, whatever the policy says; an unclear one waits for a person. */
export function policyAllows(policy: Policy | null, proposal: Pick<Proposal, 'generator'>, evidence: Evidence): boolean {
  return (
    policy !== null &&
    evidence.verdict === 'improved' &&
    evidence.isolation !== 'none' &&
    policy.risks.includes(evidence.safety.risk) &&
    policy.generators.includes(proposal.generator) &&
    evidence.safety.score >= policy.minScore
  )
}

/**
 * Policies: what may be applied without a person. Plain data and one pure function; whatever no policy allows waits for a person, and
 * where there is no policy everything does. An unclear trial, a weaker sandbox and a figure that is missing allow nothing.
 */
import type { StructuredPatch } from 'diff'
import { parsePatch } from 'diff'
import type { Generator } from '../../../src-shared/domain/candidate.ts'
import type { IsolationReport, Risk, Verdict } from '../../../src-shared/domain/evidence.ts'
import type { Policy } from '../../../src-shared/domain/policy.ts'
import { matchesFiles } from '../../project/changeable.ts'
import type { EvidenceSummary, StoredCandidate } from '../../stores/stores.ts'

/** For the working copy of the bundled project, until the operator changes it. */
export const bundledPolicy: Policy = {
  name: 'bundled-low-risk',
  enabled: true,
  risks: ['LOW'],
  generators: ['rule', 'search'],
  paths: ['**'],
  minScore: 0.9,
  minImprovement: 1,
  maxChangedLines: 400,
}

/** What a careful operator may begin with: LOW risk, rules, proved at least a tenth better, small. */
export const suggestedPolicy: Policy = {
  name: 'low-risk-rules',
  enabled: true,
  risks: ['LOW'],
  generators: ['rule'],
  paths: ['**'],
  minScore: 0.9,
  minImprovement: 1.1,
  maxChangedLines: 60,
}

/** What a policy looks at. */
export interface PolicySubject {
  readonly generator: Generator
  /** POSIX, relative to the project's folder. */
  readonly paths: readonly string[]
  /** Added and removed together. */
  readonly changedLines: number
  readonly verdict: Verdict
  readonly risk: Risk
  readonly score: number
  /** Lower end of the improvement's interval, a factor; null when it was not measured. */
  readonly improvementLow: number | null
  readonly isolation: IsolationReport['tier']
}

export interface PolicyAnswer {
  readonly apply: boolean
  /** The first condition that does not hold; what was met otherwise. One sentence. */
  readonly why: string
}

export const policySubject = (
  candidate: Pick<StoredCandidate, 'proposal' | 'paths' | 'diff'>,
  { verdict, risk, score, improvement }: EvidenceSummary,
  isolation: IsolationReport['tier'],
): PolicySubject => ({
  generator: candidate.proposal.generator,
  paths: candidate.paths,
  changedLines: changedLines(candidate.diff),
  verdict,
  risk,
  score,
  improvementLow: improvement?.low ?? null,
  isolation,
})

/** @param approvalsForHigh with 2, HIGH risk needs two people and no policy is one. Says nothing about `enabled`. */
export function policyAnswer(policy: Policy, subject: PolicySubject, approvalsForHigh: number): PolicyAnswer {
  const { risk, score, improvementLow, changedLines: lines } = subject
  const outside = subject.paths.find(path => !matchesFiles(path, policy.paths))
  const obstacles: readonly (string | null)[] = [
    unless(subject.verdict === 'improved', `its verdict is ${subject.verdict}, not improved`),
    unless(subject.isolation === 'strong', `it was tried with isolation ${subject.isolation}, not strong`),
    unless(risk !== 'HIGH' || approvalsForHigh < 2, 'HIGH risk needs two people'),
    unless(policy.risks.includes(risk), `its risk is ${risk}, not ${policy.risks.join(' or ')}`),
    unless(
      policy.generators.includes(subject.generator),
      `it was written by ${subject.generator}, not by ${policy.generators.join(' or ')}`,
    ),
    unless(subject.paths.length > 0, 'it changes no file'),
    unless(outside === undefined, `its file ${outside ?? ''} is outside of ${policy.paths.join(', ')}`),
    unless(score >= policy.minScore, `its safety score is ${score.toFixed(2)}, below ${policy.minScore}`),
    unless(improvementLow !== null, 'its improvement was not measured'),
    unless(
      (improvementLow ?? 0) >= policy.minImprovement,
      `it is proved ${(improvementLow ?? 0).toFixed(2)} times as good, less than ${policy.minImprovement}`,
    ),
    unless(lines <= policy.maxChangedLines, `it changes ${lines} lines, more than ${policy.maxChangedLines}`),
  ]
  const why = obstacles.find(obstacle => obstacle !== null)
  return why === undefined || why === null
    ? {
        apply: true,
        why: `${risk} risk, safety ${score.toFixed(2)}, proved at least ${(improvementLow ?? 0).toFixed(2)} times as good, ${lines} lines by ${subject.generator}.`,
      }
    : { apply: false, why: `${why[0]?.toUpperCase()}${why.slice(1)}.` }
}

const unless = (holds: boolean, obstacle: string): string | null => (holds ? null : obstacle)

/** The first enabled policy that allows it, with what it met; null: a person decides. */
export function firstAllowing(
  policies: readonly Policy[],
  subject: PolicySubject,
  approvalsForHigh: number,
): { readonly policy: Policy; readonly why: string } | null {
  for (const policy of policies) {
    if (!policy.enabled) continue
    const { apply, why } = policyAnswer(policy, subject, approvalsForHigh)
    if (apply) return { policy, why }
  }
  return null
}

/** Of a diff made by `diffOf`. What cannot be read is larger than any policy allows. */
export function changedLines(diff: string): number {
  let patches: StructuredPatch[]
  try {
    patches = parsePatch(diff)
  } catch {
    return Number.POSITIVE_INFINITY
  }
  const lines = patches.flatMap(patch => patch.hunks.flatMap(hunk => hunk.lines))
  const count = lines.filter(line => line.startsWith('+') || line.startsWith('-')).length
  return count === 0 ? Number.POSITIVE_INFINITY : count
}

/** One opportunity: some proposals are proved one after the other until one is improved, which goes to review (or to the policy). */
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence, TestReport, Verdict } from '../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import type { Session, SessionRow } from '../../src-shared/domain/session.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { submit } from '../pipeline/5-review/submit.ts'
import { whyNotReplaceable } from '../platform/replaceable.ts'
import { diffOf } from '../stores/diff-of.ts'
import type { StoredCandidate } from '../stores/stores.ts'
import { approveAndApply } from './decisions.ts'
import { decidedByPolicy } from './policies.ts'
import { proposalsFor, triedBefore } from './proposals.ts'
import { proveCandidate } from './prove-candidate.ts'
import { figuresOf, headOf, rowInEffect, rowUntried, rowWaiting } from './session-rows.ts'
import type { Steps } from './session-steps.ts'
import type { Watching } from './watching.ts'
import type { Workspace } from './workspace.ts'

export interface Attempt {
  readonly session: Session
  readonly metric: MetricDeclaration
  readonly tests: TestReport | null
  readonly steps: Steps
  readonly signal: AbortSignal
  /** No new trial is begun after the session's budget is used up. */
  readonly outOfTime: () => boolean
  /** Hashes of the diffs that this session tried for this metric before; what is tried now is added. */
  readonly tried: Set<string>
  /** Proposals that are tried at most. */
  readonly most: number
}

export interface Attempted {
  readonly row: SessionRow
  /** Something is left that could be tried next, and nothing was gained. */
  readonly more: boolean
}

/** Nothing is left to try, or nothing more is wanted. */
const only = (row: SessionRow): Attempted => ({ row, more: false })

export async function attempt(workspace: Workspace, watching: Watching, input: Attempt): Promise<Attempted> {
  const { metric, steps, signal, tried, most } = input
  steps.tell('generate', `${metric.title}: looking for rewrites`, metric.id)
  const proposals = await proposalsFor(workspace, metric, signal)
  const fresh = proposals.filter(proposal => !tried.has(hashOf(proposal)) && !triedBefore(workspace, proposal))
  if (proposals.length === 0) {
    const off = 'the rewrite rules are turned off in the settings'
    const why = workspace.settings.toggle('generators.rule') ? 'no rule matches the code behind this metric' : off
    return only(await rowInEffect(workspace, metric, signal, why))
  }
  if (fresh.length === 0) {
    const why = 'everything that the rules propose was tried already'
    return only(rowWaiting(workspace, metric) ?? (await rowInEffect(workspace, metric, signal, why)))
  }

  let best: { readonly candidate: StoredCandidate; readonly evidence: Evidence } | null = null
  for (const proposal of fresh.slice(0, most)) {
    if (signal.aborted || (best !== null && input.outOfTime())) break
    tried.add(hashOf(proposal))
    const proved = await proveOne(workspace, proposal, input)
    if (isRefused(proved)) return only(rowUntried(workspace, metric, proved.message))
    if (best === null || order(proved.evidence.verdict) < order(best.evidence.verdict)) best = proved
    if (proved.evidence.verdict === 'improved') return only(await finish(workspace, watching, proved, input))
  }
  if (best === null) return only(rowUntried(workspace, metric, 'cancelled before it was tried'))
  const row: SessionRow = {
    ...headOf(metric),
    ...figuresOf(best.evidence.measurement),
    verdict: best.evidence.verdict,
    candidateId: best.candidate.id,
    outcome: 'none',
    what: `Nothing. Tried: ${best.candidate.proposal.title}.`,
    // All of them: a factor beside "regressed" reads as a contradiction without the size that lost.
    why: best.evidence.reasons.slice(0, 4).join(' '),
  }
  return { row, more: fresh.length > most && !signal.aborted }
}

const hashOf = (proposal: Proposal): string => diffOf(proposal.files).diffSha256

/** An accuracy and its like: every sample the same, and more is better. Rules keep behaviour, so they cannot move it. */
export function isFixedQuality(workspace: Workspace, metric: MetricDeclaration): boolean {
  const baseline = workspace.stores.samples.baseline(workspace.project.id, metric.id)
  return (
    metric.direction === 'higher' &&
    metric.benchmark.kind === 'module' &&
    baseline !== null &&
    baseline.count >= 2 &&
    baseline.mad === 0
  )
}

const ranking: readonly Verdict[] = ['improved', 'inconclusive', 'no-change', 'regressed', 'incorrect', 'unsafe']
const order = (verdict: Verdict): number => ranking.indexOf(verdict)

const rankOf = ({ verdict }: SessionRow): number => ranking.findIndex(each => each === verdict)

/** Of two attempts at one metric: the later one where it got further. */
export const furtherRow = (before: SessionRow, after: SessionRow): SessionRow =>
  rankOf(after) >= 0 && rankOf(after) < rankOf(before) ? after : before

async function proveOne(workspace: Workspace, proposal: Proposal, { metric, session, tests, steps, signal }: Attempt) {
  const { stores, project, clock } = workspace
  for (const { path } of proposal.files) {
    const absolute = project.resolve(path)
    const obstacle = isRefused(absolute) ? absolute : whyNotReplaceable(absolute, path)
    if (obstacle) return obstacle
  }
  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return sandbox
  const candidate = stores.candidates.add(
    project.id,
    { proposal, metricId: metric.id, metricTitle: metric.title, unit: metric.unit, sessionId: session.id },
    clock.nowMs(),
  )
  stores.journal.append(
    'note',
    {
      projectId: project.id,
      action: 'generate',
      subject: candidate.id,
      detail: `${proposal.generator} ${proposal.rule}: ${proposal.title}`,
    },
    clock.nowMs(),
  )
  const evidence = await proveCandidate(workspace, candidate, { metric, tests, sandbox, precision: 'search', steps, signal })
  if (isRefused(evidence)) return evidence
  submit({ projectId: project.id, id: candidate.id }, { stores, clock })
  return { candidate, evidence }
}

async function finish(
  workspace: Workspace,
  watching: Watching,
  proved: { readonly candidate: StoredCandidate; readonly evidence: Evidence },
  { metric, steps, signal }: Attempt,
): Promise<SessionRow> {
  const { stores, project } = workspace
  const { candidate, evidence } = proved
  const row = {
    ...headOf(metric),
    ...figuresOf(evidence.measurement),
    verdict: evidence.verdict,
    candidateId: candidate.id,
    what: `${candidate.proposal.title}.`,
    why: candidate.proposal.reason,
  }
  const allowed = decidedByPolicy(workspace, candidate, evidence)
  if (allowed === null) return { ...row, outcome: 'awaiting-review' }
  steps.tell('apply', `${candidate.proposal.title}: applying`, metric.id)
  const refused = await approveAndApply(workspace, {
    id: candidate.id,
    diffSha256: candidate.diffSha256,
    by: `policy:${allowed.policy.name}`,
    reason: allowed.why,
    confirm: candidate.shortName,
  })
  if (refused) return { ...row, outcome: 'awaiting-review', why: isRefused(refused) ? refused.message : row.why }
  // A cancelled session does not wait: the watch goes on by itself, also after a restart.
  await Promise.race([
    watching.runAfterTrial(
      candidate.id,
      message => signal.aborted || steps.tell('watch', `${candidate.proposal.title}: ${message}`, metric.id),
    ),
    aborted(signal),
  ])
  const state = stores.candidates.get(project.id, candidate.id)?.state
  return state === 'rolled-back'
    ? { ...row, outcome: 'rolled-back', why: stores.watches.get(project.id, candidate.id)?.detail ?? row.why }
    : { ...row, outcome: 'applied' }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

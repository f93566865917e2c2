/**
 * Another trial of the same bytes, with full precision. What waits keeps its id and gets new evidence; what is over becomes a new
 * candidate. Proved or not, nothing is applied by it: the most that comes of it is a place in the queue.
 */
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { Session } from '../../../src-shared/domain/session.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { copyComments } from '../../pipeline/5-review/comment.ts'
import { filesAsTried } from '../../pipeline/5-review/files-as-tried.ts'
import { judgeAgain, notIn, submit } from '../../pipeline/5-review/submit.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import type { Sessions } from '../sessions.ts'
import type { Workspace } from '../workspace.ts'
import { tellChanged } from './tell-changed.ts'
import { afterTrial, metricOf, tryCandidate, type OnDemand } from './try-candidate.ts'
import { waitingTwin } from './waiting-twin.ts'

const over: ReadonlySet<string> = new Set(['rejected', 'declined', 'rolled-back'])

/** The running session. `stale-state`: it is in effect or on its way; `stale-file`; `not-found`; `busy`. */
export function startRetry(workspace: Workspace, sessions: Sessions, id: string, prove?: OnDemand['prove']): Session | Refused {
  const { stores, project } = workspace
  const candidate = stores.candidates.get(project.id, id)
  if (!candidate) return notIn('awaiting-review', { projectId: project.id, id }, stores)
  const waits = candidate.state === 'awaiting-review'
  if (!waits && !over.has(candidate.state))
    return refuse(
      'stale-state',
      `Candidate ${id} is ${candidate.state}: only what waits, was rejected, declined or rolled back is tried again. Nothing was changed.`,
      'Look at it again, then decide.',
    )
  const metric = metricOf(workspace, candidate)
  if (isRefused(metric)) return metric
  const refused =
    (waits ? null : waitingTwin(workspace, candidate.diffSha256, id)) ?? filesAsTried(project, candidate.proposal.files)
  if (refused) return refused
  return sessions.begin({
    kind: 'trial',
    metricIds: [metric.id],
    goals: {},
    detail: `another trial of ${id}`,
    trying: [id],
    run: (session, steps, signal) => {
      const input = { metric, steps, signal, ...(prove ? { prove } : {}) }
      return waits ? tryWaiting(workspace, candidate, input) : tryAnew(workspace, candidate, session.id, input)
    },
  })
}

type Input = OnDemand & { readonly metric: MetricDeclaration }

/** Refused: it stays in the queue with the evidence that it had. */
async function tryWaiting(workspace: Workspace, candidate: StoredCandidate, input: Input): Promise<Partial<Session>> {
  const { stores, project } = workspace
  const tried = await tryCandidate(workspace, candidate, input)
  if (isRefused(tried))
    return afterTrial(workspace, candidate, input.metric, tried, reason => `${reason} It keeps the evidence that it had.`)
  if (judgeAgain({ projectId: project.id, id: candidate.id }, { stores, clock: workspace.clock }) === 'awaiting-review')
    tellChanged(workspace, candidate.id)
  return afterTrial(workspace, candidate, input.metric, tried, reason => reason)
}

async function tryAnew(
  workspace: Workspace,
  earlier: StoredCandidate,
  sessionId: string,
  input: Input,
): Promise<Partial<Session>> {
  const { stores, project, clock } = workspace
  const { proposal, metricId, metricTitle, unit } = earlier
  const candidate = stores.candidates.add(project.id, { proposal, metricId, metricTitle, unit, sessionId }, clock.nowMs())
  const whole = stores.origins.partOf(project.id, earlier.id)
  if (whole) stores.origins.setPartOf(project.id, candidate.id, whole)
  copyComments(project.id, earlier.id, candidate.id, workspace)
  stores.journal.append(
    'note',
    {
      projectId: project.id,
      action: 'retry',
      subject: candidate.id,
      detail: `the bytes of ${earlier.id} again: ${earlier.title}`,
    },
    clock.nowMs(),
  )
  const tried = await tryCandidate(workspace, candidate, input)
  if (!isRefused(tried)) submit({ projectId: project.id, id: candidate.id }, workspace)
  return afterTrial(workspace, candidate, input.metric, tried, reason => reason)
}

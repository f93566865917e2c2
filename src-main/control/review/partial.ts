/**
 * Partial approval: the chosen hunks become a candidate of their own and are tried from the beginning. Approves nothing; the whole
 * change is declined only when the part is proved, and stays in the queue otherwise.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { Session } from '../../../src-shared/domain/session.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { chooseHunks, hunkNames } from '../../pipeline/5-review/choose-hunks.ts'
import { filesAsTried } from '../../pipeline/5-review/files-as-tried.ts'
import { notIn, submit } from '../../pipeline/5-review/submit.ts'
import { diffOf } from '../../stores/diff-of.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import type { Sessions } from '../sessions.ts'
import type { Workspace } from '../workspace.ts'
import { declineContinued } from './continued.ts'
import { afterTrial, metricOf, tryCandidate, type OnDemand } from './try-candidate.ts'
import { waitingTwin } from './waiting-twin.ts'

export interface PartialRequest {
  readonly id: string
  readonly diffSha256: string
  /** From 0. */
  readonly hunks: readonly number[]
  /** Who chose them; for the journal. */
  readonly by: string
}

/**
 * The running session. `stale-state`: does not await review, or this part waits already; `not-approved`: another diff was shown;
 * `bad-input`: none, all or unknown hunks; `stale-file`; `busy`.
 */
export function startPartial(
  workspace: Workspace,
  sessions: Sessions,
  { id, diffSha256, hunks, by }: PartialRequest,
  prove?: OnDemand['prove'],
): Session | Refused {
  const { stores, project } = workspace
  const whole = stores.candidates.get(project.id, id)
  if (whole?.state !== 'awaiting-review') return notIn('awaiting-review', { projectId: project.id, id }, stores)
  if (diffSha256 !== whole.diffSha256)
    return refuse(
      'not-approved',
      `The diff of candidate ${id} does not have the SHA-256 whose hunks were chosen. Nothing was changed.`,
      'Look at the diff as it is now, then choose again.',
    )
  const proposal = chooseHunks(whole.proposal, hunks)
  if (isRefused(proposal)) return proposal
  const metric = metricOf(workspace, whole)
  if (isRefused(metric)) return metric
  const refused = waitingTwin(workspace, diffOf(proposal.files).diffSha256, id) ?? filesAsTried(project, whole.proposal.files)
  if (refused) return refused
  const chosen = [...new Set(hunks)].toSorted((a, b) => a - b)
  return sessions.begin({
    kind: 'trial',
    metricIds: [metric.id],
    goals: {},
    detail: `trial of ${hunkNames(chosen)} of ${id}`,
    trying: [id],
    run: (session, steps, signal) =>
      tryPart(
        workspace,
        { whole, proposal, chosen, by, sessionId: session.id },
        { metric, steps, signal, ...(prove ? { prove } : {}) },
      ),
  })
}

interface Part {
  readonly whole: StoredCandidate
  readonly proposal: Proposal
  readonly chosen: readonly number[]
  readonly by: string
  readonly sessionId: string
}

async function tryPart(
  workspace: Workspace,
  { whole, proposal, chosen, by, sessionId }: Part,
  input: OnDemand & { readonly metric: MetricDeclaration },
): Promise<Partial<Session>> {
  const { stores, project, clock } = workspace
  const { metricId, metricTitle, unit } = whole
  const part = stores.candidates.add(project.id, { proposal, metricId, metricTitle, unit, sessionId }, clock.nowMs())
  stores.origins.setPartOf(project.id, part.id, { id: whole.id, hunks: chosen })
  stores.journal.append(
    'note',
    {
      projectId: project.id,
      action: 'partial',
      subject: part.id,
      detail: `${hunkNames(chosen)} of ${whole.id} by ${by}: ${part.title}`,
    },
    clock.nowMs(),
  )
  const tried = await tryCandidate(workspace, part, input)
  const submitted = isRefused(tried) ? tried : submit({ projectId: project.id, id: part.id }, workspace)
  const continued = submitted === 'awaiting-review' && declineContinued(project.id, part.id, workspace)
  return afterTrial(workspace, part, input.metric, tried, reason =>
    continued ? `${reason} The whole change is declined.` : `${reason} The whole change stays in the queue.`,
  )
}

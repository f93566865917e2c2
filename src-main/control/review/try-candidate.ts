/** One trial on demand: the project's tests as they are now, then gates, behaviour and measurement with full precision. */
import type { Evidence } from '../../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { Session, SessionRow } from '../../../src-shared/domain/session.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import { projectTests } from '../project-tests.ts'
import { proveCandidate, setAside, type ProofOf } from '../prove-candidate.ts'
import { figuresOf, headOf, rowUntried } from '../session-rows.ts'
import type { Steps } from '../session-steps.ts'
import type { Workspace } from '../workspace.ts'

export interface OnDemand extends Pick<ProofOf, 'metric' | 'signal' | 'prove'> {
  readonly steps: Steps
}

/** Evidence is stored and the candidate not yet judged. Refused: a new candidate is `rejected`, another one is as it was. */
export async function tryCandidate(
  workspace: Workspace,
  candidate: StoredCandidate,
  { metric, steps, signal, prove }: OnDemand,
): Promise<Evidence | Refused> {
  const refused = (why: Refused): Refused => {
    setAside(workspace, candidate, why.message)
    return why
  }
  steps.expect(2)
  steps.tell('measure', "running the project's own tests", metric.id)
  const tests = await projectTests(workspace, signal)
  if (isRefused(tests)) return refused(tests)
  steps.step()
  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return refused(sandbox)
  const evidence = await proveCandidate(workspace, candidate, {
    metric,
    tests,
    sandbox,
    precision: 'full',
    steps,
    signal,
    ...(prove ? { prove } : {}),
  })
  steps.step()
  return evidence
}

/** The candidate's metric as it is declared now. */
export function metricOf({ project }: Workspace, { id, metricId }: StoredCandidate): MetricDeclaration | Refused {
  return (
    project.manifest.metrics.find(metric => metric.id === metricId) ??
    refuse(
      'not-found',
      `The metric ${metricId} of candidate ${id} is not declared any more. Nothing was changed.`,
      'Declare it in asis.config.json again.',
    )
  )
}

/** How a session ends whose only candidate was tried. */
export function afterTrial(
  workspace: Workspace,
  candidate: StoredCandidate,
  metric: MetricDeclaration,
  tried: Evidence | Refused,
  why: (reason: string) => string,
): Partial<Session> {
  if (isRefused(tried)) {
    const { code, message, next } = tried
    const row: SessionRow = { ...rowUntried(workspace, metric, why(message)), candidateId: candidate.id }
    const note = `${message} ${next}`
    return code === 'cancelled'
      ? { state: 'cancelled', note, rows: [row] }
      : { state: 'failed', note, rows: [row], refusal: { code, message, next } }
  }
  const improved = tried.verdict === 'improved'
  return {
    rows: [
      {
        ...headOf(metric),
        ...figuresOf(tried.measurement),
        verdict: tried.verdict,
        candidateId: candidate.id,
        outcome: improved ? 'awaiting-review' : 'none',
        what: improved ? `${candidate.title}.` : `Nothing. Tried: ${candidate.title}.`,
        why: why(tried.reasons[0] ?? ''),
      },
    ],
  }
}

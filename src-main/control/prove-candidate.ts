/** One stored candidate through gates and trial, with what is written down about it. Decides nothing: whoever asked moves it on. */
import type { Evidence, TestReport } from '../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { prove, type ProofPorts } from '../pipeline/pipeline.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { StoredCandidate } from '../stores/stores.ts'
import type { Steps } from './session-steps.ts'
import type { Workspace } from './workspace.ts'

export interface ProofOf {
  readonly metric: MetricDeclaration
  readonly tests: TestReport | null
  readonly sandbox: Sandbox
  readonly precision: ProofPorts['precision']
  readonly steps: Pick<Steps, 'tell'>
  readonly signal: AbortSignal
  /** Stages 3 and 4; another one in tests of what stands around it. */
  readonly prove?: typeof prove
}

/**
 * Evidence and its trial are stored; a rule's outcome counts where the change is the rule's own and not a chosen part. A candidate that
 * cannot be tried is `rejected` with the reason when nobody had tried it before, and stays as it is otherwise.
 */
export async function proveCandidate(
  workspace: Workspace,
  candidate: StoredCandidate,
  { metric, tests, sandbox, precision, steps, signal, prove: proveIt = prove }: ProofOf,
): Promise<Evidence | Refused> {
  const { stores, project, clock } = workspace
  const { id, proposal } = candidate
  const evidence = await proveIt(
    proposal,
    { project, metric, baselineTests: tests },
    {
      sandbox,
      clock,
      random: workspace.random,
      signal,
      sandboxFolder: workspace.sandboxFolder,
      harnessDir: workspace.harnessDir,
      files: workspace.files,
      measuring: workspace.measuring,
      precision,
      tell: (stage, message) => steps.tell(stage, message, metric.id),
    },
  ).catch((error: unknown) => {
    setAside(workspace, candidate, 'a defect of ASIS stood in the way of its trial')
    throw error
  })
  if (isRefused(evidence)) {
    setAside(workspace, candidate, evidence.message)
    return evidence
  }
  stores.evidence.put(project.id, id, evidence, clock.nowMs())
  if (stores.origins.partOf(project.id, id) === null)
    stores.rules.record(
      project.id,
      {
        rule: proposal.rule,
        generator: proposal.generator,
        candidateId: id,
        verdict: evidence.verdict,
        gain: evidence.measurement?.improvement.estimate ?? null,
      },
      clock.nowMs(),
    )
  stores.journal.append(
    'check',
    { projectId: project.id, action: 'trial', subject: id, detail: `${evidence.verdict}: ${evidence.reasons[0] ?? ''}` },
    clock.nowMs(),
  )
  return evidence
}

/** A new candidate that could not be tried is over; one that was tried before keeps the state and the evidence that it has. */
export function setAside({ stores, project, clock }: Workspace, { id, state }: StoredCandidate, why: string): void {
  if (state === 'generated') stores.candidates.move(project.id, id, 'generated', 'rejected', clock.nowMs(), why)
}

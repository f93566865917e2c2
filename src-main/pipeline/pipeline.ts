/**
 * The table of contents: what happens to one candidate between its generator and the operator. Stages never import each other;
 * what one needs from another comes through here.
 *
 *   1-analyze   samples -> opportunities          5-review    queue, decisions, policies
 *   2-generate  opportunity -> proposals          6-apply     backup, then atomic writes
 *   3-verify    proposal -> gates, safety, risk   7-watch     guardrails after the apply
 *   4-trial     proposal -> verdict, evidence     8-rollback  restore, idempotent
 */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence, MeasurementReport, GateReport, TestReport } from '../../src-shared/domain/evidence.ts'
import { behaviourMayChange, type MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { measureProven } from '../measurement/proven.ts'
import { isLeftOpen } from '../measurement/report.ts'
import type { Clock, RandomBytes } from '../platform/ports.ts'
import { canReach } from '../project/files-behind.ts'
import type { Project } from '../project/project.ts'
import { attentive } from '../sandbox/not-started.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { notClearAtASize, reportedByCode, typesNotChecked } from './3-verify/safety.ts'
import { verify } from './3-verify/verify.ts'
import { runTrial } from './4-trial/trial.ts'
import { checkTypes } from './4-trial/types/check.ts'

export interface ProofPorts {
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly random: RandomBytes
  readonly signal: AbortSignal
  /** `asis_sandbox/`: this trial's folder is made in it and removed. */
  readonly sandboxFolder: string
  readonly harnessDir: string
  /** Both copies are made in here, so that no other change gets between them. */
  readonly files: <T>(work: () => Promise<T>) => Promise<T>
  /** Everything that times something runs in here. */
  readonly measuring: <T>(work: () => Promise<T>) => Promise<T>
  /** `search` in a session, which has other candidates to try. */
  readonly precision: 'full' | 'search'
  readonly tell: (stage: 'verify' | 'trial', message: string) => void
}

export interface ProofSubject {
  readonly project: Project
  readonly metric: MetricDeclaration
  /** Of the project before any change; null when it declares no tests. */
  readonly baselineTests: TestReport | null
}

/** Stages 3 and 4: decides without running it, then by running it in the sandbox. The project's files are only read. */
export async function prove(proposal: Proposal, subject: ProofSubject, ports: ProofPorts): Promise<Evidence | Refused> {
  const { project, metric } = subject
  const startedMs = ports.clock.monotonicMs()
  ports.tell('verify', `${proposal.title}: gates`)
  const report = await verify(proposal, { project, metric })
  if (report.passed) return tryOut(proposal, subject, report, ports)
  const failed = report.gates.find(gate => !gate.passed)
  return {
    ...withoutTrial(report, ports),
    verdict: 'unsafe',
    reasons: [`Gate ${failed?.gate ?? 'unknown'}: ${failed?.message ?? 'not passed'}`],
    cost: { elapsedMs: ports.clock.monotonicMs() - startedMs, cpuMs: 0 },
  }
}

const withoutTrial = ({ gates, safety }: GateReport, { sandbox }: ProofPorts) => ({
  gates,
  safety,
  tests: null,
  behaviour: null,
  measurement: null,
  isolation: sandbox.isolation.tier,
})

/** Stage 4 alone: what the judge sees when every gate has let a candidate through. A proof goes through `prove`. */
export async function tryOut(
  proposal: Proposal,
  subject: ProofSubject,
  report: GateReport,
  given: ProofPorts,
): Promise<Evidence | Refused> {
  const { project, metric } = subject
  const boxes = attentive(given.sandbox)
  const ports = { ...given, sandbox: boxes.sandbox }
  const { trialMs, ...limits } = project.manifest.limits
  const evidence = withoutTrial(report, ports)
  const startedMs = ports.clock.monotonicMs()
  const costSince = (ms: number) => ({ elapsedMs: ports.clock.monotonicMs() - ms, cpuMs: 0 })
  const folder = path.join(ports.sandboxFolder, `trial-${Buffer.from(ports.random(6)).toString('hex')}`)
  try {
    await mkdir(ports.sandboxFolder, { recursive: true })
    const [beforeDir, afterDir] = [path.join(folder, 'before'), path.join(folder, 'after')]
    const overlay = new Map(proposal.files.map(file => [file.path, file.after]))
    const refused = await ports.files(async () => (await project.copyTo(beforeDir)) ?? (await project.copyTo(afterDir, overlay)))
    if (refused) return refused
    ports.tell('trial', `${proposal.title}: whether it compiles`)
    const types = await checkTypes(
      {
        files: proposal.files,
        beforeDir,
        afterDir,
        root: project.root,
        nodeModules: project.nodeModules,
        workDir: path.join(folder, 'types'),
      },
      ports,
    )
    if (isRefused(types)) return types
    if (types?.status === 'broken')
      return { ...evidence, verdict: 'incorrect', reasons: [types.text], cost: costSince(startedMs) }
    const comparison = {
      benchmark: metric.benchmark,
      direction: metric.direction,
      unit: metric.unit,
      nodeModules: project.nodeModules,
      limits,
      beforeDir,
      afterDir,
      precision: ports.precision,
    }
    const trial = await runTrial(
      {
        proposal,
        benchmark: metric.benchmark,
        mayChange: behaviourMayChange(metric) ? { guardrails: guardrailsOf(project, metric, proposal) } : null,
        beforeDir,
        afterDir,
        nodeModules: project.nodeModules,
        limits,
        trialMs,
        tests: project.manifest.tests,
        baselineTests: subject.baselineTests,
        measure: timed =>
          ports.measuring(() =>
            timed(within =>
              measureProven(comparison, {
                ...ports,
                ...within,
                onProgress: message => ports.tell('trial', `${proposal.title}: ${message}`),
              }),
            ),
          ),
      },
      { ...ports, tell: (message: string) => ports.tell('trial', `${proposal.title}: ${message}`) },
    )
    if (isRefused(trial)) return trial
    // Code that was not run in one of its boxes is not judged by what the others said.
    const notStarted = ports.signal.aborted ? null : boxes.refused()
    if (notStarted) return notStarted
    const measured = safetyAfter(evidence.safety, trial.measurement)
    const safety = types?.status === 'not-checked' ? typesNotChecked(measured) : measured
    return { ...evidence, ...trial, reasons: [...trial.reasons, ...(types ? [types.text] : [])], safety }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      return refuse(
        'disk',
        'There is no space left for the trial. Nothing was changed.',
        'Free some space in the data folder and try again.',
      )
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Metrics that would take the change back: what cannot be reached by it does not watch it. */
const guardrailsOf = (project: Project, metric: MetricDeclaration, proposal: Proposal): number => {
  const paths = proposal.files.map(file => file.path)
  const others = project.manifest.metrics.filter(other => other.id !== metric.id && other.guardrail === true)
  return others.filter(other => canReach(project, other.benchmark, paths)).length
}

/** Where generators may look: the declared targets, else the file that the benchmark measures. */
export const targetsOf = (metric: MetricDeclaration): readonly string[] => {
  if (metric.targets.length > 0) return metric.targets
  return metric.benchmark.kind === 'function' ? [`${metric.benchmark.file}#${metric.benchmark.function}`] : []
}

/** What the measurement adds to the doubts that the text gave. */
const safetyAfter = (safety: Evidence['safety'], measurement: MeasurementReport | null): Evidence['safety'] => {
  const isOpen = measurement?.verdict === 'improved' && measurement.bySize.some(size => isLeftOpen(size, measurement.bySize) && size.improvement.low < leastClear) // prettier-ignore
  const open = isOpen ? notClearAtASize(safety) : safety
  return measurement?.reportedByCode ? reportedByCode(open) : open
}
/** What stays above needs no look: 5 % is no slowdown (`equivalence`). */
const leastClear = 0.95

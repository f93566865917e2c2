/**
 * The trial of one candidate: the project's tests, then behaviour against the original, then the measurement, and the first of them
 * that fails ends it. Everything runs in the sandbox on copies; nothing in the project is touched.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { BehaviourReport, Evidence, MeasurementReport, TestReport } from '../../../src-shared/domain/evidence.ts'
import type { Benchmark, Manifest } from '../../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { Limits, Sandbox } from '../../sandbox/sandbox.ts'
import { compareProposal } from './comparisons.ts'
import type { TrialPorts } from './ports.ts'
import { runTests } from './tests.ts'
import { afterBehaviour, afterTests, decide, type Decided } from './verdict.ts'

export interface TrialRequest {
  readonly proposal: Proposal
  readonly benchmark: Benchmark
  /** Copies of the project: as it is, and with the candidate's files. */
  readonly beforeDir: string
  readonly afterDir: string
  readonly nodeModules: readonly string[]
  readonly limits?: Partial<Limits>
  readonly tests: Manifest['tests']
  /** As `baselineTests` gave it; null when the project declares none. */
  readonly baselineTests: TestReport | null
  readonly measure: (signal?: AbortSignal) => Promise<MeasurementReport | Refused>
}
export type TrialResult = Pick<Evidence, 'verdict' | 'reasons' | 'tests' | 'behaviour' | 'measurement' | 'cost'>

export const runTrial = async (
  request: TrialRequest,
  ports: TrialPorts & { readonly tell?: (message: string) => void },
): Promise<TrialResult | Refused> => {
  const { proposal } = request
  const beganMs = ports.clock.monotonicMs()
  const meter = metered(ports.sandbox)
  const inside = { ...ports, sandbox: meter.sandbox }
  const limits = request.limits ? { limits: request.limits } : {}
  let tests: TestReport | null = null
  let behaviour: BehaviourReport | null = null
  let measurement: MeasurementReport | null = null
  const result = ({ verdict, reasons }: Decided): TrialResult => ({
    verdict,
    reasons: [...reasons],
    tests,
    behaviour,
    measurement,
    cost: { elapsedMs: ports.clock.monotonicMs() - beganMs, cpuMs: meter.cpuMs() },
  })

  if (request.tests.length > 0) {
    ports.tell?.("the project's tests")
    const ran = await runTests(
      {
        copyDir: request.afterDir,
        tests: request.tests,
        nodeModules: request.nodeModules,
        ...limits,
        changed: proposal.files.map(file => file.path),
        baseline: request.baselineTests,
      },
      inside,
    )
    if (isRefused(ran)) return ran
    const { status, passed, failed, elapsedMs, detail } = ran
    tests = { status, passed, failed, elapsedMs, detail }
    const decided = afterTests(tests)
    if (decided) return result(decided)
  }

  if (proposal.sameBehaviour) {
    ports.tell?.('behaviour against the original')
    const compared = await compareProposal(
      proposal,
      request.benchmark,
      { dir: request.beforeDir, nodeModules: request.nodeModules, ...limits },
      { dir: request.afterDir, nodeModules: request.nodeModules, ...limits },
      inside,
    )
    if (compared && 'kind' in compared) {
      if (compared.kind === 'refused') return compared
      return result({ verdict: 'unsafe', reasons: [`The candidate interfered with the judge: ${compared.reason}.`] })
    }
    behaviour = compared
    const decided = behaviour && afterBehaviour(behaviour)
    if (decided) return result(decided)
  }

  ports.tell?.('measurement')
  const measured = await request.measure(ports.signal)
  if (isRefused(measured)) return measured
  measurement = measured
  return result(decide(tests, behaviour, measured, proposal.sameBehaviour))
}

/** The same sandbox, and the CPU time of all that ran in it. */
const metered = (sandbox: Sandbox): { readonly sandbox: Sandbox; cpuMs(): number } => {
  let cpuMs = 0
  return {
    cpuMs: () => cpuMs,
    sandbox: {
      isolation: sandbox.isolation,
      run: async (job, signal) => {
        const result = await sandbox.run(job, signal)
        cpuMs += result.cpuMs
        return result
      },
      open: async (job, signal) => {
        const box = await sandbox.open(job, signal)
        return {
          request: (payload, timeoutMs) => box.request(payload, timeoutMs),
          cpuMs: () => box.cpuMs(),
          freeze: () => box.freeze(),
          thaw: () => box.thaw(),
          close: async () => {
            const result = await box.close()
            cpuMs += result.cpuMs
            return result
          },
        }
      },
    },
  }
}

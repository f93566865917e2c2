/**
 * The trial of one candidate: the project's tests, then behaviour against the original, then the measurement, and the first of them
 * that fails ends it. Everything runs in the sandbox on copies; nothing in the project is touched. Who wrote the candidate is not asked.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { BehaviourReport, Evidence, MeasurementReport, TestReport } from '../../../src-shared/domain/evidence.ts'
import type { Benchmark, Manifest } from '../../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { After } from '../../platform/ports.ts'
import type { Limits } from '../../sandbox/sandbox.ts'
import { trialBudget, type Within } from './budget.ts'
import { compareProposal } from './comparisons.ts'
import { testsMeetBlocks, testsMeetChange, type Meets } from './meets.ts'
import { metered } from './metered.ts'
import type { TrialPorts } from './ports.ts'
import { runTests } from './tests.ts'
import { afterBehaviour, afterTests, decide, needsTests, timeUsedUp, type Decided } from './verdict.ts'

/** Runs the work as the phase of the measurement: what comes before it, as waiting for a turn, costs the trial nothing. */
export type Timed = <T>(work: (within: Within) => Promise<T>) => Promise<T>

export interface TrialRequest {
  readonly proposal: Proposal
  readonly benchmark: Benchmark
  /** From the manifest: answers may differ, and so many metrics are watched that the change can reach. */
  readonly mayChange?: { readonly guardrails: number } | null
  /** Copies of the project: as it is, and with the candidate's files. */
  readonly beforeDir: string
  readonly afterDir: string
  readonly nodeModules: readonly string[]
  readonly limits?: Partial<Limits>
  /** For the whole trial, beside three times what the tests took before the change. */
  readonly trialMs?: number
  readonly tests: Manifest['tests']
  /** As `baselineTests` gave it; null when the project declares none. */
  readonly baselineTests: TestReport | null
  readonly measure: (timed: Timed) => Promise<MeasurementReport | Refused>
}
export type TrialResult = Pick<Evidence, 'verdict' | 'reasons' | 'tests' | 'behaviour' | 'measurement' | 'cost'>

export const defaultTrialMs = 180_000

export const runTrial = async (
  request: TrialRequest,
  ports: TrialPorts & { readonly tell?: (message: string) => void; readonly after?: After },
): Promise<TrialResult | Refused> => {
  const { proposal, mayChange = null, nodeModules, baselineTests } = request
  const beganMs = ports.clock.monotonicMs()
  const totalMs = (request.trialMs ?? defaultTrialMs) + 3 * (baselineTests?.elapsedMs ?? 0)
  const budget = trialBudget(totalMs, ports.clock, ports.signal, ports.after)
  const meter = metered(ports.sandbox)
  const inside = (signal: AbortSignal): TrialPorts => ({ ...ports, sandbox: meter.sandbox, signal })
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
  /** What a phase that was cut short says is not looked at. Whoever cancels a trial is told so instead. */
  const cutShort = (): TrialResult | null => {
    const phase = budget.usedUpIn()
    return phase === null || ports.signal?.aborted ? null : result(timeUsedUp(totalMs, phase, budget.spent()))
  }

  if (request.tests.length > 0) {
    ports.tell?.("the project's tests")
    const ran = await budget.run("the project's tests", ({ signal }) =>
      runTests(
        {
          copyDir: request.afterDir,
          tests: request.tests,
          nodeModules,
          ...limits,
          changed: proposal.files.map(file => file.path),
          baseline: baselineTests,
        },
        inside(signal),
      ),
    )
    const over = cutShort()
    if (over) return over
    if (isRefused(ran)) return ran
    const { status, passed, failed, elapsedMs, detail, meetsChange, setAside } = ran
    tests = { status, passed, failed, elapsedMs, detail, meetsChange, ...(setAside === undefined ? {} : { setAside }) }
    const decided = afterTests(tests)
    if (decided) return result(decided)
  }

  ports.tell?.('behaviour against the original')
  const compared = await budget.run('behaviour against the original', ({ signal }) =>
    compareProposal(
      proposal,
      request.benchmark,
      { dir: request.beforeDir, nodeModules, ...limits },
      { dir: request.afterDir, nodeModules, ...limits },
      inside(signal),
    ),
  )
  const over = cutShort()
  if (over) return over
  if (compared && 'kind' in compared) {
    if (compared.kind === 'refused') return compared
    return result({ verdict: 'unsafe', reasons: [`The candidate interfered with the judge: ${compared.reason}.`] })
  }
  behaviour = compared
  const different = behaviour && mayChange === null ? afterBehaviour(behaviour) : null
  if (different) return result(different)

  ports.tell?.('measurement')
  const measured = await request.measure(work => budget.run('the measurement', work))
  if (isRefused(measured)) return cutShort() ?? measured
  measurement = measured

  const state = { tests, behaviour, measurement: measured, mayChange }
  if (tests === null || !needsTests(state)) return result(decide(state))
  ports.tell?.('whether the tests meet the change')
  const { beforeDir, afterDir } = request
  const asked = {
    beforeDir,
    afterDir,
    files: proposal.files,
    tests: request.tests,
    nodeModules,
    ...limits,
    baseline: baselineTests,
  }
  const ask = (what: (within: TrialPorts) => Promise<Meets | Refused>): Promise<Meets | Refused> =>
    budget.run('whether the tests meet the change', ({ signal }) => what(inside(signal)))
  const met = await ask(within => testsMeetChange(asked, within))
  if (isRefused(met)) return cutShort() ?? met
  tests = { ...tests, meetsChange: met.meetsChange, detail: tests.detail || notMetText(met.notMet) }
  const open = mayChange === null && met.meetsChange === 'yes' ? (behaviour?.notMet ?? []) : []
  const blocks = open.length === 0 ? null : await ask(within => testsMeetBlocks(asked, open, within))
  if (isRefused(blocks)) return cutShort() ?? blocks
  return result(decide({ ...state, tests, untested: met.notMet, blocksMet: blocks?.meetsChange === 'yes' }))
}

const notMetText = (notMet: readonly string[]): string => (notMet.length === 0 ? '' : `Not met by a test: ${notMet.join(', ')}`)

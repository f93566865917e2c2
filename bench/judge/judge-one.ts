/**
 * One case through the same proof as `asis trial`, in a sandbox that is opened once. `gates: false` leaves the decision to what the judge
 * sees; `decideOnly` takes every measurement for a gain, so that gates and behaviour alone decide. Neither exists outside of this folder.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { externalProposal } from '../../src-main/control/external-proposal.ts'
import { oneAtATime } from '../../src-main/platform/turnstile.ts'
import { verify } from '../../src-main/pipeline/3-verify/verify.ts'
import { prove, tryOut, type ProofPorts } from '../../src-main/pipeline/pipeline.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { systemRandom } from '../../src-main/platform/random.ts'
import { adHocProject } from '../../src-main/project/ad-hoc-project.ts'
import type { Sandbox } from '../../src-main/sandbox/sandbox.ts'
import type { Evidence, MeasurementReport, Verdict } from '../../src-shared/domain/evidence.ts'
import { isRefused } from '../../src-shared/errors.ts'
import type { JudgeCase } from './case-files.ts'

export interface JudgeOptions {
  /** `only`: nothing is run at all. */
  readonly gates: 'on' | 'off' | 'only'
  readonly decideOnly: boolean
  readonly precision: 'full' | 'search'
  /** Longer than this and the case counts as `too long`. */
  readonly wallMs: number
}

export interface Judged {
  readonly verdict: Verdict | 'refused' | 'too long' | 'crashed'
  readonly reason: string
  readonly stage: 'gates' | 'behaviour' | 'clock' | 'none'
  readonly elapsedMs: number
}

/** Stands for a clear gain where nothing is timed. */
const clearGain: MeasurementReport = {
  unit: 'us',
  verdict: 'improved',
  improvement: { low: 4, estimate: 5, high: 6 },
  bySize: [],
  split: { improvement: { low: 4, estimate: 5, high: 6 }, agrees: true, note: '' },
  allocatedBytes: null,
  reportedByCode: false,
  reasons: ['Not timed.'],
}

const stageOf = (evidence: Evidence): Judged['stage'] => {
  if (evidence.gates.some(gate => !gate.passed)) return 'gates'
  return evidence.measurement ? 'clock' : 'behaviour'
}

export const judgeOne = async (
  subject: JudgeCase,
  options: JudgeOptions,
  place: { readonly sandbox: Sandbox; readonly folder: string; readonly harnessDir: string },
): Promise<Judged> => {
  const startedMs = systemClock.monotonicMs()
  const dir = join(place.folder, `${subject.list}-${subject.kind}-${subject.name}`)
  mkdirSync(dir, { recursive: true })
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), options.wallMs)
  const done = (verdict: Judged['verdict'], reason: string, stage: Judged['stage']): Judged => ({
    verdict: abort.signal.aborted ? 'too long' : verdict,
    reason,
    stage,
    elapsedMs: Math.round(systemClock.monotonicMs() - startedMs),
  })
  try {
    // No word of ours in the names: a candidate may read them.
    const file = join(dir, `code.${subject.original.ending}`)
    const inputs = join(dir, 'values.mjs')
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
    writeFileSync(file, subject.original.text)
    writeFileSync(inputs, subject.inputs)
    const project = adHocProject({ file, functionName: subject.functionName, inputs, sizes: subject.sizes })
    if (isRefused(project)) return done('refused', project.message, 'none')
    const metric = project.manifest.metrics[0]
    const source = project.read(project.changeableFiles()[0] ?? '')
    if (!metric || isRefused(source)) return done('refused', 'The case has no file that can be changed.', 'none')
    const proposal = externalProposal(source, subject.candidate.text, 'Candidate')
    const ports: ProofPorts = {
      sandbox: place.sandbox,
      clock: systemClock,
      random: systemRandom,
      signal: abort.signal,
      sandboxFolder: join(place.folder, 'boxes'),
      harnessDir: place.harnessDir,
      files: oneAtATime(),
      measuring: options.decideOnly ? async <T>() => clearGain as T : oneAtATime(),
      precision: options.precision,
      tell: () => {},
    }
    const about = { project, metric, baselineTests: null }
    if (options.gates === 'only') {
      const { passed, gates } = await verify(proposal, about)
      const failed = gates.find(gate => !gate.passed)
      return passed
        ? done('improved', 'Nothing was run.', 'none')
        : done('unsafe', `${failed?.gate}: ${failed?.message}`, 'gates')
    }
    const evidence =
      options.gates === 'on'
        ? await prove(proposal, about, ports)
        : await tryOut(proposal, about, { passed: true, gates: [], safety: { score: 0, risk: 'HIGH', reasons: [] } }, ports)
    if (isRefused(evidence)) return done('refused', evidence.message, 'none')
    return done(evidence.verdict, evidence.reasons[0] ?? '', stageOf(evidence))
  } catch (error) {
    return done('crashed', error instanceof Error ? error.message : String(error), 'none')
  } finally {
    clearTimeout(timer)
    rmSync(dir, { recursive: true, force: true })
  }
}

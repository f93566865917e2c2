/**
 * `asis optimize` and `asis trial`: one function of any file, without a manifest. Same gates, same behaviour comparison, same A/B as in
 * a session. The data folder is opened only to write: looking never locks it.
 */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence, SideSummary, SizeResult, Verdict } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { Way } from '../api/caller.ts'
import { readBeside } from '../project/imported-files.ts'
import { endRestingThreads, generate, prepareToGenerate } from '../pipeline/2-generate/generate.ts'
import { prove, targetsOf, type ProofPorts } from '../pipeline/pipeline.ts'
import { measureLevel } from '../measurement/level.ts'
import type { Above } from '../platform/above.ts'
import type { ProgramPaths } from '../platform/paths.ts'
import { plainBytes } from '../platform/plain-file.ts'
import { silentLog, systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { whyNotReplaceable } from '../platform/replaceable.ts'
import { adHocProject } from '../project/ad-hoc-project.ts'
import type { Project } from '../project/project.ts'
import { decodeExactly, maxSourceBytes } from '../project/safe-path.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { diffOf } from '../stores/diff-of.ts'
import { externalProposal } from './external-proposal.ts'
import { oneAtATime } from '../platform/turnstile.ts'
import { preparedHarness } from './prepared-harness.ts'
import { mayWrite, writeOneFunction, type Written } from './write-one-function.ts'

export interface OneFunctionRequest {
  readonly file: string
  readonly functionName: string
  /** Null: made up from the signature. */
  readonly inputs: string | null
  readonly sizes: readonly number[]
}

/** Without the samples of each run: those are in the evidence. */
export type SizeSummary = Omit<SizeResult, 'before' | 'after'> & {
  readonly before: Omit<SideSummary, 'samples'>
  readonly after: Omit<SideSummary, 'samples'>
}

export interface OneFunctionResult {
  readonly verdict: Verdict
  /** Factor over all sizes, above 1 is faster; null when nothing was measured. */
  readonly speedup: Interval | null
  readonly bySize: readonly SizeSummary[]
  readonly unit: string
  readonly rule: string
  readonly title: string
  readonly diff: string
  readonly reasons: readonly string[]
  readonly isolation: string
  readonly elapsedMs: number
  readonly evidence: Evidence | null
  /** What else was tried, and what came of it. */
  readonly tried: readonly {
    readonly rule: string
    readonly title: string
    readonly verdict: Verdict
    readonly speedup: Interval | null
    readonly why: string
  }[]
  readonly written: Written | null
}

export interface OneFunction {
  optimize(options: { readonly write: boolean }): Promise<OneFunctionResult | Refused>
  trial(candidateFile: string): Promise<OneFunctionResult | Refused>
  cancel(): void
  close(): Promise<void>
}

const cancelled = refuse('cancelled', 'Stopped. Nothing was changed.', 'Run it again when you like.')
const summary = ({ median, low, high }: SideSummary): Omit<SideSummary, 'samples'> => ({ median, low, high })
const withoutSamples = (size: SizeResult): SizeSummary => ({ ...size, before: summary(size.before), after: summary(size.after) })

/** Proposals that are proved at most; the ranking puts the promising ones first. */
const maxTrials = 4

export async function openOneFunction(
  request: OneFunctionRequest,
  where: {
    readonly home: string
    readonly paths: ProgramPaths
    /** The rewrite rules will be asked: their thread reads what it needs while everything else is opened. */
    readonly generates?: boolean
    readonly progress: (text: string) => void
    readonly way: Way
    readonly above: Above
  },
): Promise<OneFunction | Refused> {
  if (where.generates) prepareToGenerate(where.paths.generator)
  const project = adHocProject(request)
  if (isRefused(project)) return project
  const metric = project.manifest.metrics[0]
  const changeable = project.changeableFiles()[0]
  if (!metric || changeable === undefined) return refuse('bad-input', `${request.file} cannot be changed.`, 'Name a source file.')
  const source = project.read(changeable)
  if (isRefused(source)) return source
  for (const note of project.notes ?? []) where.progress(note)
  const sandbox = await openSandbox({ nodePath: where.paths.node, home: where.home, log: silentLog })
  if (isRefused(sandbox)) return sandbox

  const abort = new AbortController()
  const startedMs = systemClock.monotonicMs()
  const ports: ProofPorts = {
    sandbox,
    clock: systemClock,
    random: systemRandom,
    signal: abort.signal,
    // Named after this process: an owner that starts meanwhile must not take it for a leftover.
    sandboxFolder: path.join(where.home, 'asis_sandbox', `alone-${process.pid}-${Buffer.from(systemRandom(6)).toString('hex')}`),
    harnessDir: preparedHarness(where.paths.harness, where.home, systemRandom),
    files: oneAtATime(),
    measuring: oneAtATime(),
    precision: 'full',
    tell: (stage, message) => where.progress(`${stage}: ${message}`),
  }
  const subject = { project, metric, baselineTests: null }
  const { benchmark } = metric

  const resultOf = (proposal: Proposal, evidence: Evidence, tried: OneFunctionResult['tried']): OneFunctionResult => ({
    verdict: evidence.verdict,
    speedup: evidence.measurement?.improvement ?? null,
    bySize: (evidence.measurement?.bySize ?? []).map(withoutSamples),
    unit: evidence.measurement?.unit ?? metric.unit,
    rule: proposal.rule,
    title: proposal.title,
    diff: diffOf(proposal.files).diff,
    reasons: [proposal.reason, ...evidence.reasons].filter(reason => reason !== ''),
    isolation: evidence.isolation,
    elapsedMs: Math.round(systemClock.monotonicMs() - startedMs),
    evidence,
    tried,
    written: null,
  })
  const nothing = (reasons: readonly string[], tried: OneFunctionResult['tried']): OneFunctionResult => ({
    verdict: 'no-change',
    speedup: null,
    bySize: [],
    unit: metric.unit,
    rule: '',
    title: '',
    diff: '',
    reasons,
    isolation: sandbox.isolation.tier,
    elapsedMs: Math.round(systemClock.monotonicMs() - startedMs),
    evidence: null,
    tried,
    written: null,
  })

  return {
    async optimize({ write }) {
      const target = project.resolve(changeable)
      const locked = write ? ((isRefused(target) ? target : whyNotReplaceable(target, changeable)) ?? mayWrite(where.home)) : null
      if (locked) return locked
      where.progress('generate: looking for rewrites')
      const proposals = await generate(
        {
          files: [source],
          imported: readBeside(project, targetsOf(metric), [source]),
          targets: targetsOf(metric),
          sizes: [...request.sizes],
          maxProposals: maxTrials,
        },
        { signal: abort.signal, ...where.paths.generator },
      ).catch((error: unknown) => {
        if (abort.signal.aborted) return cancelled
        throw error
      })
      if (isRefused(proposals)) return proposals
      const tried: OneFunctionResult['tried'][number][] = []
      let best: { readonly proposal: Proposal; readonly evidence: Evidence } | null = null
      for (const proposal of proposals.slice(0, maxTrials)) {
        const evidence = await prove(proposal, subject, ports)
        if (isRefused(evidence)) return evidence
        tried.push({
          rule: proposal.rule,
          title: proposal.title,
          verdict: evidence.verdict,
          speedup: evidence.measurement?.improvement ?? null,
          why: evidence.reasons[0] ?? '',
        })
        // The combined proposal comes first: what it proves, its parts need not repeat.
        if (evidence.verdict === 'improved') {
          best = { proposal, evidence }
          break
        }
      }
      if (best === null) {
        if (proposals.length > 0)
          return nothing(
            [
              `${tried.length === 1 ? 'One rewrite was' : `${tried.length} rewrites were`} tried and none is proved faster.`,
              ...tried.map(each => `${each.title}: ${each.verdict}. ${each.why}`),
            ],
            tried,
          )
        // Even so the inputs must be usable: a generator that throws is an answer of its own.
        const checked = await checkInputs(project)
        return checked ?? nothing(['No rule matches this function: nothing to try.'], tried)
      }
      const result = resultOf(best.proposal, best.evidence, tried)
      if (!write) return result
      const written = writeOneFunction({
        project,
        metric,
        proposal: best.proposal,
        evidence: best.evidence,
        home: where.home,
        way: where.way,
        above: where.above,
      })
      return isRefused(written) ? written : { ...result, written }
    },
    async trial(candidateFile) {
      const bytes = plainBytes(path.resolve(candidateFile), Number.MAX_SAFE_INTEGER)
      if (bytes === null)
        return refuse(
          'not-found',
          `There is no file ${candidateFile}. Nothing was changed.`,
          'Give the changed version of the file.',
        )
      const after = bytes.length > maxSourceBytes ? null : decodeExactly(bytes)
      if (after === null)
        return refuse(
          'bad-input',
          `${candidateFile} is not UTF-8 text of at most ${maxSourceBytes} bytes. Nothing was changed.`,
          'Give the changed version of the file.',
        )
      if (after === source.text) return nothing(['The candidate is the same as the original, byte for byte.'], [])
      const proposal = externalProposal(source, after, `Candidate ${path.basename(candidateFile)}`)
      const evidence = await prove(proposal, subject, ports)
      return isRefused(evidence) ? evidence : resultOf(proposal, evidence, [])
    },
    cancel: () => abort.abort(),
    async close() {
      await endRestingThreads()
      abort.abort()
      await rm(ports.sandboxFolder, { recursive: true, force: true })
    },
  }

  async function checkInputs(of: Project): Promise<Refused | null> {
    const folder = path.join(ports.sandboxFolder, `inputs-${Buffer.from(systemRandom(6)).toString('hex')}`)
    try {
      await mkdir(ports.sandboxFolder, { recursive: true })
      const refused = await of.copyTo(folder)
      if (refused) return refused
      const level = await measureLevel(
        {
          benchmark,
          direction: 'lower',
          unit: 'us',
          nodeModules: of.nodeModules,
          limits: of.manifest.limits,
          dir: folder,
          count: 1,
        },
        ports,
      )
      return isRefused(level) ? level : null
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

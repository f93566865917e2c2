/** One look of a watch: which metrics, in which copies of the project, and what came of it. What follows from that is `standing.ts`. */
import path from 'node:path'
import { rm } from 'node:fs/promises'
import type { Benchmark, MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { watch, type WatchResult } from '../../pipeline/7-watch/watch.ts'
import { canReach } from '../../project/files-behind.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import { copyBoth } from '../analysis.ts'
import type { Workspace } from '../workspace.ts'

/** Stage 7, or what a test puts in its place. */
export type Compare = typeof watch

export interface LookRequest {
  /** Metrics that must hold beside the guardrails. */
  readonly guardrails: readonly string[]
  /** False right after a trial: its target was measured a moment ago. */
  readonly alsoTarget: boolean
  /** After it was kept: the first run of each metric is a short one. */
  readonly light: boolean
  readonly signal: AbortSignal
  readonly tell: (message: string) => void
}

/** A metric's value is that of its largest size; the smaller ones were judged in the trial and shown to whoever approved. */
const asReported = (benchmark: Benchmark): Benchmark =>
  benchmark.kind === 'function' ? { ...benchmark, sizes: [Math.max(...benchmark.sizes)] } : benchmark

type Watched = MetricDeclaration & { readonly dryRun: boolean }

/** What the change can reach: guardrails, the target, and those that only tell what they would have meant. */
export function watchedMetrics(
  { project }: Pick<Workspace, 'project'>,
  candidate: StoredCandidate,
  { guardrails, alsoTarget }: Pick<LookRequest, 'guardrails' | 'alsoTarget'>,
): readonly Watched[] {
  return project.manifest.metrics.flatMap((metric): Watched[] => {
    const demanded = metric.guardrail === true || guardrails.includes(metric.id)
    const wanted = demanded || metric.guardrail === 'dry-run' || (alsoTarget && metric.id === candidate.metricId)
    if (!wanted || !canReach(project, metric.benchmark, candidate.paths)) return []
    return [
      {
        ...metric,
        benchmark: asReported(metric.benchmark),
        dryRun: metric.guardrail === 'dry-run' && !demanded,
      },
    ]
  })
}

/** Whether the files are what this change made of them. */
export const isUntouched = ({ project }: Pick<Workspace, 'project'>, { proposal }: StoredCandidate): boolean =>
  proposal.files.every(file => {
    const now = project.read(file.path)
    return !isRefused(now) && now.sha256 === file.afterSha256
  })

export async function lookOnce(
  workspace: Workspace,
  candidate: StoredCandidate,
  request: LookRequest,
  compare: Compare = watch,
): Promise<WatchResult | Refused> {
  const { project, clock } = workspace
  const { signal, tell } = request
  const metrics = watchedMetrics(workspace, candidate, request)
  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return sandbox
  const folder = path.join(workspace.sandboxFolder, `watch-${candidate.id}`)
  try {
    await rm(folder, { recursive: true, force: true })
    const [beforeDir, afterDir] = [path.join(folder, 'before'), path.join(folder, 'after')]
    const refused = await copyBoth(workspace, {
      beforeDir,
      overlay: new Map(candidate.proposal.files.map(file => [file.path, file.before])),
      afterDir,
    })
    if (refused) return refused
    return await workspace.measuring(() =>
      compare(
        {
          metrics,
          beforeDir,
          afterDir,
          nodeModules: project.nodeModules,
          limits: project.manifest.limits,
          threshold: project.manifest.thresholds.rollback,
          light: request.light,
        },
        { sandbox, random: workspace.random, clock, harnessDir: workspace.harnessDir, signal, onProgress: tell },
      ),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Measures metrics in the sandbox, appends the samples, and answers what falls short. */
import path from 'node:path'
import { mkdir, rm } from 'node:fs/promises'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { gapOf, type MetricView } from '../../src-shared/domain/metric.ts'
import { type Opportunity } from '../../src-shared/domain/opportunity.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { measureLevel } from '../measurement/level.ts'
import { baselineOf, goalOf, rankOpportunities } from '../pipeline/1-analyze/opportunities.ts'
import { failureOf, isOfMetric, noteMeasured } from './failed-measurements.ts'
import { inLanes } from './lanes.ts'
import { lastTry } from './last-try.ts'
import { estimatedGain, hintsNow } from './look.ts'
import { changedSince, editedMetrics, outdatedMetrics } from './outdated.ts'
import type { Workspace } from './workspace.ts'

/** Samples per metric in one analysis: enough for a median that one bad moment cannot move. */
const samplesPerAnalysis = 3
const recentSamples = 60

export type Goals = Readonly<Record<string, number>>
export interface Analysing {
  /** All when absent. */
  readonly metricIds?: readonly string[] | undefined
  /** At the start of each. */
  readonly tell?: (message: string, metricId: string) => void
  /** At the end of each, measured or not. */
  readonly step?: () => void
  readonly signal: AbortSignal
  readonly goals?: Goals
  /** Samples of one metric. */
  readonly countOf?: (metric: MetricDeclaration) => number
}

/** The metrics with these ids, all when absent; `not-found` names the first unknown one. */
export function chosenMetrics(
  workspace: Workspace,
  metricIds: readonly string[] | undefined,
): readonly MetricDeclaration[] | Refused {
  const { metrics } = workspace.project.manifest
  if (metricIds === undefined || metricIds.length === 0) return metrics
  const unknown = metricIds.find(id => !metrics.some(metric => metric.id === id))
  if (unknown !== undefined)
    return refuse(
      'not-found',
      `This project declares no metric ${unknown}. Nothing was changed.`,
      `Declared are: ${metrics.map(metric => metric.id).join(', ')}.`,
    )
  return metrics.filter(metric => metricIds.includes(metric.id))
}

/**
 * Measures each metric once and ranks what falls short. Nothing in the project is changed. A metric that cannot be measured is left out and
 * says so in its view; refused only where none can.
 */
export async function analyze(
  workspace: Workspace,
  { metricIds, tell, step, signal, goals = {}, countOf = () => samplesPerAnalysis }: Analysing,
): Promise<Opportunity[] | Refused> {
  const { stores, project, clock } = workspace
  const metrics = chosenMetrics(workspace, metricIds)
  if (isRefused(metrics)) return metrics
  const startedMs = clock.nowMs()
  const copy = path.join(workspace.sandboxFolder, `analysis-${Buffer.from(workspace.random(6)).toString('hex')}`)
  try {
    const copied = await copyProject(workspace, copy)
    if (copied) return copied
    let refused: Refused | null = null
    await inLanes(
      metrics,
      workspace.lanes,
      () => [],
      async metric => {
        if (refused) return
        tell?.(`measuring ${metric.title}`, metric.id)
        const failed = await measureMetric(workspace, metric, { dir: copy, copiedMs: startedMs }, countOf(metric), signal)
        noteMeasured(workspace, metric.id, failed)
        if (failed && !isOfMetric(failed)) refused ??= failed
        step?.()
      },
    )
    if (refused) return refused
    const failed = metrics.flatMap(({ id }) => failureOf(workspace, id) ?? [])
    if (failed[0] && failed.length === metrics.length) return failed[0]
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
  const opportunities = opportunitiesNow(workspace, metricIds, goals)
  stores.analyses.add(project.id, { startedMs, endedMs: clock.nowMs(), opportunities })
  return opportunities
}

export const copyProject = (workspace: Workspace, into: string): Promise<Refused | null> =>
  copyIn(workspace, async () => workspace.project.copyTo(into))

/** The project with `overlay` instead of some files, and as it is, with nothing changed between the two. */
export const copyBoth = (
  workspace: Workspace,
  { beforeDir, overlay, afterDir }: { beforeDir: string; overlay: ReadonlyMap<string, string>; afterDir: string },
): Promise<Refused | null> =>
  copyIn(
    workspace,
    async () => (await workspace.project.copyTo(beforeDir, overlay)) ?? (await workspace.project.copyTo(afterDir)),
  )

async function copyIn(workspace: Workspace, copy: () => Promise<Refused | null>): Promise<Refused | null> {
  try {
    await mkdir(workspace.sandboxFolder, { recursive: true })
  } catch (error) {
    return refuse(
      'disk',
      `${workspace.sandboxFolder} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Nothing was changed.`,
      'Check space and rights of the data folder.',
    )
  }
  return workspace.files(copy)
}

/**
 * Takes a few samples of one metric in a copy of the project and stores them with the new baseline; nothing is stored where what it runs was
 * changed since the copy was made.
 */
async function measureMetric(
  workspace: Workspace,
  metric: MetricDeclaration,
  copy: { readonly dir: string; readonly copiedMs: number },
  count: number,
  signal: AbortSignal,
): Promise<Refused | null> {
  const { stores, project, clock, hub } = workspace
  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return sandbox
  const level = await workspace.measuring(() =>
    measureLevel(
      {
        benchmark: metric.benchmark,
        direction: metric.direction,
        unit: metric.unit,
        nodeModules: project.nodeModules,
        limits: project.manifest.limits,
        dir: copy.dir,
        count,
      },
      { sandbox, random: workspace.random, clock, harnessDir: workspace.harnessDir, signal },
    ),
  )
  if (isRefused(level)) return level
  if (changedSince(workspace, metric, copy.copiedMs)) return null
  const nowMs = clock.nowMs()
  // One sample per value, in the order of measuring; equal times would make their order a matter of luck.
  const samples = level.values.map((value, index) => ({ tMs: nowMs - (level.values.length - 1 - index), value }))
  stores.samples.append(project.id, metric.id, samples)
  for (const sample of samples) hub.emit('metrics.sampled', { id: metric.id, sample })
  const baseline = baselineOf(stores.samples.recent(project.id, metric.id, Math.max(count, samplesPerAnalysis)))
  stores.samples.setReference(project.id, metric.id, baseline.median, nowMs)
  stores.samples.setBaseline(project.id, metric.id, baseline)
  return null
}

export function opportunitiesNow(workspace: Workspace, metricIds?: readonly string[], goals: Goals = {}): Opportunity[] {
  const { stores, project } = workspace
  const measured = project.manifest.metrics
    .filter(metric => metricIds === undefined || metricIds.length === 0 || metricIds.includes(metric.id))
    .map(metric => ({
      metric,
      reference: stores.samples.reference(project.id, metric.id),
      baseline: stores.samples.baseline(project.id, metric.id),
      goal: goals[metric.id],
    }))
  const gaps = rankOpportunities(measured, project.manifest.thresholds.gap)
  const outdated = new Set([...outdatedMetrics(workspace), ...editedMetrics(workspace)])
  const found = gaps.map(gap => {
    const hints = hintsNow(workspace, gap.metricId)
    return {
      ...gap,
      ...(outdated.has(gap.metricId)
        ? { outdated: true as const, rank: 0, why: `${gap.why}; measured before the last change, so it may be gone` }
        : {}),
      lastTry: lastTry(workspace, gap.metricId),
      trend: stores.samples.recent(project.id, gap.metricId, 40).map(sample => sample.value),
      hints,
      estimatedGain: estimatedGain(workspace, hints),
    }
  })
  return found.sort((a, b) => b.rank - a.rank)
}

const subjectOf = ({ benchmark, targets }: MetricDeclaration): string =>
  benchmark.kind === 'function' ? benchmark.file : (targets?.[0]?.split('#')[0] ?? '')

export function metricViews(workspace: Workspace): MetricView[] {
  const { stores, project } = workspace
  const outdated = new Set([...outdatedMetrics(workspace), ...editedMetrics(workspace)])
  return project.manifest.metrics.map(metric => {
    const reference = stores.samples.reference(project.id, metric.id)
    const baseline = stores.samples.baseline(project.id, metric.id)
    const recent = [...stores.samples.recent(project.id, metric.id, recentSamples)]
    const goal = goalOf({ metric, reference, baseline })
    const failed = failureOf(workspace, metric.id)
    return {
      ...(failed ? { failed: { message: failed.message, next: failed.next, tMs: failed.tMs } } : {}),
      ...(outdated.has(metric.id) ? { outdated: true as const } : {}),
      id: metric.id,
      title: metric.title,
      unit: metric.unit,
      direction: metric.direction,
      guardrail: metric.guardrail === true,
      subject: subjectOf(metric),
      goalFraction: metric.goal && 'improve' in metric.goal ? metric.goal.improve : null,
      goalValue: goal,
      reference,
      baseline,
      gap: goal === null || baseline === null ? null : gapOf(metric.direction, baseline.median, goal),
      latest: recent.at(-1) ?? null,
      recent,
    }
  })
}

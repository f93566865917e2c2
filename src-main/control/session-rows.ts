/** Rows of a session's table for metrics that got no new candidate. */
import path from 'node:path'
import { rm } from 'node:fs/promises'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import { gapOf } from '../../src-shared/domain/metric.ts'
import type { SessionRow } from '../../src-shared/domain/session.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { measureAb } from '../measurement/ab.ts'
import { goalOf } from '../pipeline/1-analyze/opportunities.ts'
import { canReach } from '../project/files-behind.ts'
import { copyBoth } from './analysis.ts'
import type { Workspace } from './workspace.ts'

export function rowUntried(workspace: Workspace, metric: MetricDeclaration, why: string): SessionRow {
  const level = workspace.stores.samples.baseline(workspace.project.id, metric.id)?.median ?? null
  return {
    ...headOf(metric),
    before: level,
    after: level,
    change: null,
    verdict: null,
    candidateId: null,
    outcome: 'none',
    what: 'Nothing:',
    why,
  }
}

export const headOf = (metric: MetricDeclaration) => ({
  metricId: metric.id,
  title: metric.title,
  unit: metric.unit,
  direction: metric.direction,
})

/** Figures of a measurement at its largest size. */
export function figuresOf(report: MeasurementReport | null): Pick<SessionRow, 'before' | 'after' | 'change'> {
  const largest = report?.bySize.at(-1)
  return { before: largest?.before.median ?? null, after: largest?.after.median ?? null, change: report?.improvement ?? null }
}

/** What waits for the operator since an earlier session, with the figures of its trial; null when nothing does. */
export function rowWaiting({ stores, project }: Workspace, metric: MetricDeclaration): SessionRow | null {
  const [waiting] = stores.candidates
    .list(project.id, ['awaiting-review'], 500)
    .filter(candidate => candidate.metricId === metric.id)
  const evidence = waiting && stores.evidence.get(project.id, waiting.id)
  if (!waiting || !evidence) return null
  const why = 'Found in an earlier session; it waits for your decision.'
  return {
    ...headOf(metric),
    ...figuresOf(evidence.measurement),
    verdict: evidence.verdict,
    candidateId: waiting.id,
    outcome: 'awaiting-review',
    what: `${waiting.title}.`,
    why,
  }
}

/**
 * A metric that needed nothing in this session. Where earlier modifications are in effect that can move it, it is measured now
 * against the first version: what was gained must still be there.
 */
export async function rowInEffect(
  workspace: Workspace,
  metric: MetricDeclaration,
  signal: AbortSignal,
  reason?: string,
): Promise<SessionRow> {
  const { stores, project } = workspace
  const reference = stores.samples.reference(project.id, metric.id)
  const baseline = stores.samples.baseline(project.id, metric.id)
  const goal = goalOf({ metric, reference, baseline })
  const goalWords =
    goal === null || baseline === null
      ? 'it has no goal'
      : gapOf(metric.direction, baseline.median, goal) === 0
        ? 'its goal is reached'
        : 'it is near its goal'
  const why = reason ?? goalWords
  const inEffect = stores.candidates
    .list(project.id, ['applied', 'kept'], 500)
    .filter(candidate => canReach(project, metric.benchmark, candidate.paths))
  const own = inEffect.filter(candidate => candidate.metricId === metric.id)
  if (own.length === 0) return rowUntried(workspace, metric, why)

  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return rowUntried(workspace, metric, sandbox.message)
  // Oldest last in the list, so the first version of each file is what stays in the map.
  const first = new Map(
    inEffect.flatMap(
      ({ id }) => stores.candidates.get(project.id, id)?.proposal.files.map(file => [file.path, file.before] as const) ?? [],
    ),
  )
  const folder = path.join(workspace.sandboxFolder, `effect-${Buffer.from(workspace.random(6)).toString('hex')}`)
  try {
    const [beforeDir, afterDir] = [path.join(folder, 'before'), path.join(folder, 'after')]
    const refused = await copyBoth(workspace, { beforeDir, overlay: first, afterDir })
    if (refused) return rowUntried(workspace, metric, refused.message)
    const report = await workspace.measuring(() =>
      measureAb(
        {
          benchmark: metric.benchmark,
          direction: metric.direction,
          unit: metric.unit,
          nodeModules: project.nodeModules,
          limits: project.manifest.limits,
          beforeDir,
          afterDir,
        },
        { sandbox, random: workspace.random, clock: workspace.clock, harnessDir: workspace.harnessDir, signal },
      ),
    )
    if (isRefused(report)) return rowUntried(workspace, metric, report.message)
    return {
      ...headOf(metric),
      ...figuresOf(report),
      verdict: report.verdict,
      candidateId: own[0]?.id ?? null,
      outcome: 'in-effect',
      what: `${own.map(candidate => candidate.title).join('; ')}.`,
      why: `Measured now against the first version; ${why}.`,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

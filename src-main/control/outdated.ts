/** Metrics whose level was measured before the last change of a file that they run: what is shown of them is of code that is gone. */
import { statSync } from 'node:fs'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { canReach } from '../project/files-behind.ts'
import { rememberedFiles } from './remembered-files.ts'
import type { Workspace } from './workspace.ts'

/** So many modifications are looked at; whatever was measured before all of them is out of date anyway. */
const mostModifications = 200

type Looking = Pick<Workspace, 'stores' | 'project'>

interface Change {
  readonly tMs: number
  readonly paths: readonly string[]
}

/** What was applied or taken back after `sinceMs`, newest first. */
function changesSince({ stores, project }: Looking, sinceMs: number): Change[] {
  const applied = stores.modifications
    .list(project.id, mostModifications)
    .map(({ appliedMs, files }) => ({ tMs: appliedMs, paths: files.map(({ path }) => path) }))
  const takenBack = stores.candidates
    .list(project.id, ['rolled-back'], mostModifications)
    .flatMap(({ id, paths }) => ({ tMs: stores.rollbacks.get(project.id, id)?.tMs ?? 0, paths }))
  return [...applied, ...takenBack].filter(({ tMs }) => tMs > sinceMs)
}

/** Whether something that this metric runs was applied or taken back at that time or later. */
export function changedSince(workspace: Looking, { benchmark }: Pick<MetricDeclaration, 'benchmark'>, sinceMs: number): boolean {
  const paths = changesSince(workspace, sinceMs - 1).flatMap(change => change.paths)
  return paths.length > 0 && canReach(workspace.project, benchmark, paths)
}

/** Those that an edit of a file made out of date, by whomever: nothing is measured for it unless somebody asks. */
export function editedMetrics({ stores, project, clock }: Looking & Pick<Workspace, 'clock'>): string[] {
  const nowMs = clock.nowMs()
  const writtenMs = new Map<string, number>()
  const written = (file: string): number => {
    const known = writtenMs.get(file)
    if (known !== undefined) return known
    const absolute = project.resolve(file)
    const stat = isRefused(absolute) ? undefined : statSync(absolute, { throwIfNoEntry: false })
    // A rename into its place keeps the time of writing, and moves this one.
    const latest = stat === undefined ? 0 : Math.max(stat.mtimeMs, stat.ctimeMs)
    // A time that has not come yet says nothing, and would for ever.
    const ms = latest > nowMs ? 0 : latest
    writtenMs.set(file, ms)
    return ms
  }
  return project.manifest.metrics.flatMap(metric => {
    const atMs = stores.samples.baseline(project.id, metric.id)?.toMs
    if (atMs === undefined) return []
    const behind = rememberedFiles(project, metric.benchmark)
    // A command may run anything; that something else was written says nothing of it.
    if (behind === 'everything') return []
    return [...behind].some(file => written(file) > atMs) ? [metric.id] : []
  })
}

/** Ids in the order of the manifest. A metric without a level is not out of date: it was never measured. */
export function outdatedMetrics(workspace: Looking): string[] {
  const { stores, project } = workspace
  const levels = project.manifest.metrics.flatMap(metric => {
    const baseline = stores.samples.baseline(project.id, metric.id)
    return baseline ? [{ metric, atMs: baseline.toMs }] : []
  })
  if (levels.length === 0) return []
  const changes = changesSince(workspace, Math.min(...levels.map(({ atMs }) => atMs)))
  return levels.flatMap(({ metric, atMs }) => {
    const paths = changes.filter(({ tMs }) => tMs > atMs).flatMap(change => change.paths)
    return paths.length > 0 && canReach(project, metric.benchmark, paths) ? [metric.id] : []
  })
}

/**
 * What could be done about a metric, without trying it: generators are asked once, and their answer is remembered as long as the files that
 * they looked at are the same.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import type { Opportunity, ProposalHint } from '../../src-shared/domain/opportunity.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { median } from '../pipeline/1-analyze/opportunities.ts'
import type { Project } from '../project/project.ts'
import { diffOf } from '../stores/diff-of.ts'
import type { FoundHint } from '../stores/stores.ts'
import { diffTriedBefore, filesForGenerators, proposalsFor } from './proposals.ts'
import type { Workspace } from './workspace.ts'

type Looking = Pick<Workspace, 'project' | 'stores'>

/**
 * @param spareCore where there is none, the generators wait for their turn among the measurements, so as not to disturb one.
 * @throws the signal's reason when it was stopped.
 */
export async function look(
  workspace: Workspace,
  metric: MetricDeclaration,
  signal: AbortSignal,
  spareCore: boolean,
): Promise<ProposalHint[]> {
  const { stores, project, clock } = workspace
  const files = filesForGenerators(workspace)
  const ask = () => proposalsFor(workspace, metric, signal, files)
  const proposals = await (spareCore ? ask() : workspace.measuring(ask))
  const hints = proposals.map(({ generator, rule, title, reason, expectedGain, files: changes }): FoundHint => {
    const { diffSha256 } = diffOf(changes)
    return { generator, rule, title, reason, expectedGain, diffSha256 }
  })
  stores.looks.put(project.id, metric.id, { filesSha256: fingerprint(files), hints }, clock.nowMs())
  return shown(workspace, hints)
}

/** Of the last look; null where nobody looked yet, or a file was changed, added or removed since. */
export function hintsNow(workspace: Looking, metricId: string): ProposalHint[] | null {
  const { stores, project } = workspace
  const known = stores.looks.get(project.id, metricId)
  return known && known.filesSha256 === fingerprint(filesNow(project)) ? shown(workspace, known.hints) : null
}

/** The same bytes may have been tried since the look. */
const shown = (workspace: Looking, hints: readonly FoundHint[]): ProposalHint[] =>
  hints.map(({ diffSha256, ...hint }) => ({ ...hint, triedBefore: diffTriedBefore(workspace, diffSha256) }))

/**
 * The median of what this project's own trials of these rules measured, also of those that gained nothing; else the largest promise of the
 * catalogue.
 */
export function estimatedGain(
  { stores, project }: Looking,
  hints: readonly Pick<ProposalHint, 'rule' | 'expectedGain'>[] | null,
): Opportunity['estimatedGain'] {
  if (hints === null) return null
  // A combined proposal is worth what it did as a whole, and what its parts did.
  const rules = new Set(hints.flatMap(({ rule }) => [rule, ...rule.split('+')]))
  const gains = [...rules].flatMap(rule => stores.rules.gains(project.id, rule))
  if (gains.length > 0) return { factor: median(gains), basis: 'trials', count: gains.length }
  const expected = hints.flatMap(hint => hint.expectedGain ?? [])
  return expected.length === 0 ? null : { factor: Math.max(...expected), basis: 'catalogue', count: hints.length }
}

interface FileHash {
  readonly path: string
  readonly sha256: string
}
const fingerprint = (files: readonly FileHash[]): string =>
  createHash('sha256')
    .update(JSON.stringify(files.map(({ path, sha256 }) => [path, sha256])))
    .digest('hex')

/** Hashes of files that have not been written since they were read, so that a list of opportunities need not read the project again. */
const read = new WeakMap<Project, Map<string, { readonly stamp: string; readonly sha256: string }>>()

function filesNow(project: Project): FileHash[] {
  const known = read.get(project) ?? new Map<string, { readonly stamp: string; readonly sha256: string }>()
  read.set(project, known)
  return project.changeableFiles().flatMap(path => {
    const stamp = stampOf(project, path)
    const before = known.get(path)
    if (stamp !== null && before?.stamp === stamp) return { path, sha256: before.sha256 }
    const source = project.read(path)
    if (isRefused(source)) return []
    if (stamp === null) known.delete(path)
    else known.set(path, { stamp, sha256: source.sha256 })
    return { path, sha256: source.sha256 }
  })
}

/** Null: read it. A file that was written within the last clock tick may be written again with the same times. */
function stampOf(project: Project, path: string): string | null {
  const absolute = project.resolve(path)
  if (isRefused(absolute)) return null
  const file = statSync(absolute, { bigint: true, throwIfNoEntry: false })
  if (!file || Date.now() - Number(file.ctimeMs) < 100) return null
  return `${file.ino} ${file.size} ${file.mtimeNs} ${file.ctimeNs}`
}

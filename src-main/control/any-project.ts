/**
 * What concerns a candidate wherever its project is: ids are unique in the data folder, so showing one and taking one back needs
 * neither the current folder nor a manifest that can be read. Opens the stores for as long as one answer takes.
 */
import type { JournalRecord, RollbackPreview, RollbackSincePreview } from '../../src-shared/api/contract.ts'
import type { CandidateDetail, CandidateRow, CandidateState } from '../../src-shared/domain/candidate.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { ArchiveFile } from '../../src-shared/domain/upkeep.ts'
import { previewRollback } from '../pipeline/8-rollback/preview.ts'
import { previewSince } from '../pipeline/8-rollback/preview-since.ts'
import { rollbackSince } from '../pipeline/8-rollback/rollback-since.ts'
import { rollbackModification } from '../pipeline/8-rollback/rollback.ts'
import type { Above } from '../platform/above.ts'
import { accountName } from '../platform/account.ts'
import { systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { exportLine } from '../stores/journal-chain.ts'
import { openStores } from '../stores/open-stores.ts'
import type { JournalCheck, Stores } from '../stores/stores.ts'
import { byAccount, recoverNow, withStores } from './at-stores.ts'
import { registeredProject, registeredRoot } from './registered-projects.ts'
import { candidateDetail } from './review/candidate-detail.ts'
import { folderValues } from './settings/folder-values.ts'

/** A row, and the folder of its project. */
export type PlacedRow = CandidateRow & { readonly project: string | null }

const projectOf = (stores: Stores, id: string): string | null => stores.candidates.projectOf(id)

export const noCandidate = (id: string): Refused =>
  refuse('not-found', `There is no candidate ${id}. Nothing was changed.`, 'List what there is: asis candidates, or asis history')

/** Folder of the project that a candidate belongs to. */
export const rootOfCandidate = (home: string, id: string): string | Refused =>
  withStores(home, 'read', 'asis', stores => {
    const projectId = projectOf(stores, id)
    return (projectId && registeredRoot(stores, projectId)) ?? noCandidate(id)
  })

export const showAnywhere = (
  home: string,
  id: string,
  above: Above,
): (CandidateDetail & { readonly project: string | null }) | Refused =>
  withStores(home, 'read', 'asis show', stores => {
    const projectId = projectOf(stores, id)
    if (projectId === null) return noCandidate(id)
    const project = registeredProject(stores, projectId)
    // Where the folder is gone nobody can approve it.
    const approvalsForHigh = project === null ? 1 : folderValues(stores, project, above).number('review.approvalsForHigh')
    const detail = candidateDetail(stores, { projectId, id, by: byAccount(), approvalsForHigh, account: accountName() })
    return detail ? { ...detail, project: registeredRoot(stores, projectId) } : noCandidate(id)
  })

/** Newest first. Of one project (by its id), or of all. */
export const rowsAnywhere = (
  home: string,
  projectId: string | null,
  states: readonly CandidateState[],
  limit: number,
): readonly PlacedRow[] | Refused =>
  withStores(home, 'read', 'asis history', stores => {
    const projects = projectId === null ? stores.candidates.projects() : [projectId]
    return projects
      .flatMap(each => stores.views.rows(each, states, limit).map(row => ({ ...row, project: registeredRoot(stores, each) })))
      .sort((a, b) => b.updatedMs - a.updatedMs)
      .slice(0, limit)
  })

const projectIsGone = (id: string, root: string | null): Refused =>
  refuse(
    'not-found',
    `The project of ${id} is not at ${root ?? 'any known folder'} any more. Nothing was changed.`,
    'Put the folder back where it was, then try again.',
  )

export interface RollbackAnywhere {
  readonly id: string
  readonly reason: string
  readonly overwriteEdits: boolean
}

/** `keptEdits`: ids of what was in the files and can be restored. */
export const rollbackAnywhere = (
  home: string,
  request: RollbackAnywhere,
): (PlacedRow & { readonly keptEdits: readonly string[] }) | Refused =>
  withStores(home, 'write', 'asis rollback', stores => {
    recoverNow(stores)
    const { id } = request
    const projectId = projectOf(stores, id)
    if (projectId === null) return noCandidate(id)
    const root = registeredRoot(stores, projectId)
    const project = registeredProject(stores, projectId)
    if (project === null) return projectIsGone(id, root)
    const done = rollbackModification({ projectId, by: byAccount(), ...request }, { stores, project, clock: systemClock })
    if (isRefused(done)) return done
    const row = stores.views.row(projectId, id)
    const keptEdits = stores.edits.ofChange(projectId, id).map(edit => edit.id)
    return row ? { ...row, project: project.root, keptEdits } : noCandidate(id)
  })

/** What `rollbackAnywhere` would do to each file; shows and changes nothing. */
export const previewAnywhere = (
  home: string,
  id: string,
): (RollbackPreview & { readonly id: string; readonly project: string }) | Refused =>
  withStores(home, 'read', 'asis rollback --preview', stores => {
    const projectId = projectOf(stores, id)
    if (projectId === null) return noCandidate(id)
    const project = registeredProject(stores, projectId)
    if (project === null) return projectIsGone(id, registeredRoot(stores, projectId))
    const preview = previewRollback({ projectId, id }, { stores, project })
    return isRefused(preview) ? preview : { id, project: project.root, ...preview }
  })

export const verifyJournal = (home: string): JournalCheck | Refused =>
  withStores(home, 'read', 'asis journal verify', stores => stores.journal.verify())

/** Newest first, of the whole data folder or of one project. */
export const journalRecords = (home: string, projectId: string | null, limit: number): readonly JournalRecord[] | Refused =>
  withStores(home, 'read', 'asis journal list', stores => stores.journal.list(projectId, null, limit))

/** Files with records that left the database, oldest first. */
export const journalArchives = (home: string): readonly ArchiveFile[] | Refused =>
  withStores(home, 'read', 'asis journal archives', stores => stores.journal.archives())

/** Records of one piece of an export. */
const piece = 1000

/** The whole chain, oldest first, as `write` takes it: lines as `exportLine` describes them. Answers the number of records. */
export async function exportJournal(home: string, write: (text: string) => Promise<void>): Promise<number | Refused> {
  const stores = openStores(home, { access: 'read', owner: 'asis journal export', clock: systemClock, random: systemRandom })
  if (isRefused(stores)) return stores
  try {
    let count = 0
    for (;;) {
      const records = stores.journal.from(count + 1, piece)
      if (records.length > 0) await write(records.map(exportLine).join(''))
      count += records.length
      if (records.length < piece) return count
    }
  } finally {
    stores.close()
  }
}

export interface TakenBack {
  readonly project: string
  readonly preview: RollbackSincePreview
  /** Empty for a preview. */
  readonly rolledBack: readonly string[]
}

/** Everything in one project since a time; `reason` null: only says what it would do. */
export const rollbackSinceAnywhere = (
  home: string,
  projectId: string,
  { sinceMs, reason }: { readonly sinceMs: number; readonly reason: string | null },
): TakenBack | Refused =>
  withStores(home, reason === null ? 'read' : 'write', 'asis rollback --since', stores => {
    if (reason !== null) recoverNow(stores)
    const project = registeredProject(stores, projectId)
    if (project === null)
      return refuse(
        'not-found',
        'ASIS has not worked in this folder yet. Nothing was changed.',
        'Go to the folder of the project.',
      )
    const preview = previewSince({ projectId, sinceMs }, { stores, project })
    if (isRefused(preview)) return preview
    if (reason === null || preview.ids.length === 0) return { project: project.root, preview, rolledBack: [] }
    const request = { projectId, sinceMs, ids: preview.ids, by: byAccount(), reason }
    const done = rollbackSince(request, { stores, project, clock: systemClock })
    return isRefused(done) ? done : { project: project.root, preview, rolledBack: done.map(each => each.id) }
  })

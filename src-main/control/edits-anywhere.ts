/** Kept edits from the command line: of any project of a data folder that no console owns. */
import type { KeptEdit, KeptEditPreview } from '../../src-shared/domain/kept-edit.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { noEdit, previewEdit, shownEdit } from '../pipeline/8-rollback/look-edit.ts'
import { restoreEdit } from '../pipeline/8-rollback/restore-edit.ts'
import { systemClock } from '../platform/ports.ts'
import type { Project } from '../project/project.ts'
import { diffOf } from '../stores/diff-of.ts'
import { sha256Of } from '../stores/sha256.ts'
import { diskRefusal } from '../stores/store-errors.ts'
import type { StoredEdit, Stores } from '../stores/stores.ts'
import { byAccount, recoverNow, withStores } from './at-stores.ts'
import { registeredProject, registeredRoot } from './registered-projects.ts'

/** And the folder of its project. */
type Placed = { readonly project: string | null }
export type PlacedEdit = KeptEdit & Placed

/** Newest first. Of one project (by its id), or of all. */
export const editsAnywhere = (home: string, projectId: string | null): readonly PlacedEdit[] | Refused =>
  withStores(home, 'read', 'asis edits', stores => {
    const projects = new Map<string, Project | null>()
    return stores.edits.list(projectId).map(edit => {
      const known = projects.get(edit.projectId)
      const project = known === undefined ? registeredProject(stores, edit.projectId) : known
      projects.set(edit.projectId, project)
      return { ...shownEdit(edit, stores, project), project: registeredRoot(stores, edit.projectId) }
    })
  })

const differenceOf = ({ edit: { path, sha256 }, now, kept }: KeptEditPreview): string =>
  diffOf([{ path, before: now ?? '', after: kept, beforeSha256: now === null ? 'missing' : sha256Of(now), afterSha256: sha256 }])
    .diff

const found = (stores: Stores, id: string): { readonly edit: StoredEdit; readonly project: Project } | Refused => {
  const edit = stores.edits.get(id)
  if (!edit) return noEdit(id)
  const project = registeredProject(stores, edit.projectId)
  return project
    ? { edit, project }
    : refuse(
        'not-found',
        `The project of ${id} is not at ${registeredRoot(stores, edit.projectId) ?? 'any known folder'} any more. Nothing was changed.`,
        'Put the folder back where it was, then try again.',
      )
}

/** `diff`: from what is in the file now to what is kept. */
export type PlacedPreview = KeptEditPreview & Placed & { readonly diff: string }

/** What restoring it would do; changes nothing. */
export const previewEditAnywhere = (home: string, id: string): PlacedPreview | Refused =>
  withStores(home, 'read', 'asis edits show', stores => {
    const placed = found(stores, id)
    if (isRefused(placed)) return placed
    try {
      const preview = previewEdit(placed.edit, stores, placed.project)
      return isRefused(preview) ? preview : { ...preview, project: placed.project.root, diff: differenceOf(preview) }
    } catch (error) {
      const refused = diskRefusal(error, `${placed.edit.path} cannot be looked at`)
      if (!refused) throw error
      return refused
    }
  })

export const restoreEditAnywhere = (
  home: string,
  { id, overwriteEdits }: { readonly id: string; readonly overwriteEdits: boolean },
): PlacedEdit | Refused =>
  withStores(home, 'write', 'asis edits restore', stores => {
    recoverNow(stores)
    const placed = found(stores, id)
    if (isRefused(placed)) return placed
    const { edit, project } = placed
    const request = { projectId: edit.projectId, id, by: byAccount(), overwriteEdits }
    const done = restoreEdit(request, { stores, project, clock: systemClock })
    return isRefused(done) ? done : { ...shownEdit(done, stores, project), project: project.root }
  })

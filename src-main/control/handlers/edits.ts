/** Versions of files that a rollback was told to overwrite: listed, shown, put back. */
import { unnamed } from '../../../src-shared/domain/person.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { noEdit, previewEdit, shownEdit } from '../../pipeline/8-rollback/look-edit.ts'
import { restoreEdit } from '../../pipeline/8-rollback/restore-edit.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { Parts, Some } from './parts.ts'

export function edits({ workspace }: Parts): Some<'edits.list' | 'edits.preview' | 'edits.restore'> {
  const { stores, project, clock } = workspace
  return {
    'edits.list': ({ id }) =>
      (id === undefined ? stores.edits.list(project.id) : stores.edits.ofChange(project.id, id)).map(edit =>
        shownEdit(edit, stores, project),
      ),
    'edits.preview': ({ id }) => previewOf(id),
    'edits.restore': async ({ id, overwriteEdits }, by = unnamed) => {
      const request = { projectId: project.id, id, by, overwriteEdits: overwriteEdits === true }
      const done = await workspace.files(async () => restoreEdit(request, { stores, project, clock }))
      return isRefused(done) ? done : shownEdit(done, stores, project)
    },
  }

  function previewOf(id: string) {
    const edit = stores.edits.get(id)
    if (edit?.projectId !== project.id) return noEdit(id)
    try {
      return previewEdit(edit, stores, project)
    } catch (error) {
      const refused = diskRefusal(error, `${edit.path} cannot be looked at`)
      if (!refused) throw error
      return refused
    }
  }
}

/** What a rollback would do to each file, for the person who is about to ask for it. */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { RollbackPreview } from '../../../src-shared/api/contract.ts'
import type { Project } from '../../project/project.ts'
import type { Stores } from '../../stores/stores.ts'
import { lookAt } from './look.ts'

export interface PreviewPorts {
  readonly stores: Stores
  readonly project: Project
}

/** @throws AsisError `backup-corrupt` */
export function previewRollback(
  { projectId, id }: { readonly projectId: string; readonly id: string },
  { stores, project }: PreviewPorts,
): RollbackPreview | Refused {
  const candidate = projectId === project.id ? stores.candidates.get(projectId, id) : null
  if (!candidate)
    return refuse('not-found', `There is no candidate ${id} in this project.`, 'List what there is: asis candidates')
  const found = lookAt(candidate, stores, project)
  if (isRefused(found)) return found
  return {
    files: found.files.map(({ file, now, state }) => ({
      path: file.path,
      now: now?.bytes.toString() ?? null,
      restored: stores.backups.read(file.beforeSha256).toString(),
      state,
    })),
    blockedBy: found.blockedBy.map(({ candidateId, title }) => ({ id: candidateId, title })),
  }
}

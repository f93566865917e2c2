/** What restoring a kept edit would meet on the disk and in the order of changes. Reads only. */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { CandidateState } from '../../../src-shared/domain/candidate.ts'
import type { KeptEdit, KeptEditPreview, KeptEditState } from '../../../src-shared/domain/kept-edit.ts'
import { readNow, type FileNow } from '../../platform/swap-files.ts'
import type { Project } from '../../project/project.ts'
import type { Modification, StoredEdit, Stores } from '../../stores/stores.ts'

export interface EditFound {
  readonly edit: StoredEdit
  readonly absolute: string
  readonly now: FileNow | null
  readonly state: Exclude<KeptEditState, 'out-of-reach'>
  /** In effect, applied after it was kept, and in the same file: newest first. */
  readonly blockedBy: readonly Modification[]
}

const inEffect: readonly CandidateState[] = ['applied', 'kept', 'rolling-back']

export const noEdit = (id: string): Refused =>
  refuse('not-found', `There is no kept edit ${id}. Nothing was changed.`, 'List what is kept: asis edits --all')

/** @throws what the file system says, as `readNow`. */
export function lookAtEdit(edit: StoredEdit, stores: Stores, project: Project): EditFound | Refused {
  const { projectId, path } = edit
  const absolute = project.resolve(path)
  if (isRefused(absolute)) return absolute
  const now = readNow(absolute)
  const blockedBy = stores.modifications
    .touchingAfter(projectId, path, edit.afterSeq)
    .filter(later => inEffect.includes(stores.candidates.summary(projectId, later.candidateId)?.state ?? 'rejected'))
  return { edit, absolute, now, state: stateOf(edit, now, stores), blockedBy }
}

function stateOf({ projectId, path, sha256 }: StoredEdit, now: FileNow | null, stores: Stores): EditFound['state'] {
  if (!now) return 'missing'
  if (now.sha256 === sha256) return 'there'
  return stores.edits.isKnown(projectId, path, now.sha256) ? 'replaced' : 'edited-since'
}

/** As it is shown. `project` null: its folder is gone. */
export function shownEdit(edit: StoredEdit, stores: Stores, project: Project | null): KeptEdit {
  const { id, candidateId, path, sha256, bytes, tMs, cause } = edit
  const title = stores.candidates.summary(edit.projectId, candidateId)?.title ?? ''
  return { id, candidateId, title, path, sha256, bytes, tMs, cause, state: stateNow(edit, stores, project) }
}

/** A list shows the others too where one cannot be reached. */
function stateNow(edit: StoredEdit, stores: Stores, project: Project | null): KeptEditState {
  if (!project) return 'out-of-reach'
  try {
    const found = lookAtEdit(edit, stores, project)
    if (!isRefused(found)) return found.state
    return found.code === 'not-found' ? 'missing' : 'out-of-reach'
  } catch {
    return 'out-of-reach'
  }
}

/** @throws AsisError `backup-corrupt` */
export function previewEdit(edit: StoredEdit, stores: Stores, project: Project): KeptEditPreview | Refused {
  const found = lookAtEdit(edit, stores, project)
  if (isRefused(found)) return found
  return {
    edit: shownEdit(edit, stores, project),
    now: found.now?.bytes.toString() ?? null,
    kept: stores.backups.read(edit.sha256).toString(),
    blockedBy: found.blockedBy.map(({ candidateId, title }) => ({ id: candidateId, title })),
  }
}

/**
 * Puts a version back that was kept when a rollback was told to overwrite it: look, keep what is there now, intent, swap, outcome. Twice gives the first
 * answer. No candidate changes its state. Synchronous; what a crash leaves open is closed by `control/close-edit-restore.ts`.
 */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { whyNotReplaceable } from '../../platform/replaceable.ts'
import { swapFiles } from '../../platform/swap-files.ts'
import { swapText } from '../../platform/swap-text.ts'
import { noStep } from '../../platform/durable-file.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { StoredEdit } from '../../stores/stores.ts'
import { lookAtEdit, noEdit, type EditFound } from './look-edit.ts'
import type { RollbackPorts } from './rollback.ts'

export interface RestoreEditRequest {
  readonly projectId: string
  /** Of the kept edit. */
  readonly id: string
  readonly by: string
  readonly overwriteEdits: boolean
}

/** Of intents in the journal; their subject is the kept edit. */
export const restoreEditAction = 'restore-edit'

/** Detail of the intent. The path comes first, so that it is read back for certain. */
export const restoreEditIntent = ({ path, sha256 }: Pick<StoredEdit, 'path' | 'sha256'>, from: string | null, by: string) =>
  `${swapText([{ path, from, to: sha256 }])}; by ${by}`

/**
 * @returns the kept edit, which is in the file now. `stale-file`: the file was edited or removed since; `stale-state`: a later modification in
 *   effect is in the same file (named). `not-found`, `outside-project`, `disk`. Nothing was changed then.
 * @throws AsisError `backup-corrupt` before anything is touched; `internal` when the file could neither be restored nor left.
 */
export function restoreEdit(request: RestoreEditRequest, ports: RollbackPorts): StoredEdit | Refused {
  const { stores, project } = ports
  const edit = stores.edits.get(request.id)
  if (!edit || edit.projectId !== request.projectId || edit.projectId !== project.id) return noEdit(request.id)
  try {
    const found = lookAtEdit(edit, stores, project)
    if (isRefused(found)) return found
    if (found.state === 'there') return edit
    return obstacle(found, request) ?? restore(found, request, ports)
  } catch (error) {
    const refused = diskRefusal(error, `${edit.path} was not restored`)
    if (!refused) throw error
    return refused
  }
}

function obstacle({ edit, absolute, state, blockedBy }: EditFound, { overwriteEdits }: RestoreEditRequest): Refused | null {
  if (blockedBy.length > 0) {
    const names = blockedBy.map(later => `${later.candidateId} (${later.title})`).join(', ')
    return refuse(
      'stale-state',
      `${edit.path} was modified after this version was kept, and restoring it would take that back: ${names}. Nothing was changed.`,
      `Roll back ${blockedBy[0]!.candidateId} first, or take over by hand what you need: asis edits show ${edit.id}`,
    )
  }
  if ((state === 'edited-since' || state === 'missing') && !overwriteEdits)
    return refuse(
      'stale-file',
      `${edit.path} was ${state === 'missing' ? 'removed' : 'edited'} since. Nothing was changed.`,
      `Look at the difference: asis edits show ${edit.id}. Say that edits may be overwritten if they may; they are kept then.`,
    )
  return whyNotReplaceable(absolute, edit.path)
}

function restore({ edit, absolute, now }: EditFound, request: RestoreEditRequest, ports: RollbackPorts): StoredEdit | Refused {
  const { stores, clock, step = noStep } = ports
  const { projectId, candidateId, id, path } = edit
  // Read and verified before anything is touched.
  const bytes = stores.backups.read(edit.sha256)
  if (now) stores.edits.keep(projectId, { candidateId, path, bytes: now.bytes, mode: now.mode, cause: 'restore' }, clock.nowMs())
  step('edits kept')
  const from = now?.sha256 ?? null
  const detail = restoreEditIntent(edit, from, request.by)
  const intent = stores.journal.intent({ projectId, action: restoreEditAction, subject: id, detail }, clock.nowMs())
  const failed = (refused: Refused): Refused => {
    try {
      stores.journal.outcome(intent.seq, `not restored: ${refused.message}`, clock.nowMs())
    } catch (error) {
      // On a full disk: the next start writes it.
      if (!diskRefusal(error, '')) throw error
    }
    return refused
  }
  try {
    step('intent')
    const refused = swapFiles([{ path, absolute, from, to: edit.sha256, bytes, mode: edit.mode }], id, step)
    if (refused) return failed(refused)
  } catch (error) {
    const refused = diskRefusal(error, `${path} was not restored`)
    if (!refused) throw error
    return failed(refused)
  }
  try {
    stores.journal.outcome(intent.seq, `restored ${path} as it was kept`, clock.nowMs())
    return edit
  } catch (error) {
    const refused = diskRefusal(error, `${path} is restored, but that could not be recorded`, 'The next start records it.')
    if (!refused) throw error
    return refused
  }
}

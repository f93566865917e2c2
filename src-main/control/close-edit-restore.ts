/** Closes the restoring of a kept edit that a crash left open: finished where the file is one of its two versions, left as it is otherwise. */
import { restoreEditAction, restoreEditIntent } from '../pipeline/8-rollback/restore-edit.ts'
import type { OpenIntent } from '../stores/stores.ts'
import { finish, locateAll, notNamed, projectIsGone, type CloseWork, type Closing } from './close-intent.ts'
import { namedIntent } from './named-intent.ts'

export function closeEditRestore({ seq, subject, projectId }: OpenIntent, work: CloseWork): Closing {
  const { stores, clock, step } = work
  const intent = work.isJournalWhole() ? namedIntent(stores, { seq, action: restoreEditAction, subject, projectId }) : null
  const edit = stores.edits.get(subject)
  const [, version, by] = /^.+ ([0-9a-f]{64}|missing) -> [0-9a-f]{64}; by (.*)$/s.exec(intent?.detail ?? '') ?? []
  if (!intent || !edit || edit.projectId !== projectId || version === undefined || by === undefined) return notNamed
  const from = version === 'missing' ? null : version
  // Path and hash are the store's; what is written is what the journal names.
  if (restoreEditIntent(edit, from, by) !== intent.detail) return notNamed
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  const file = { path: edit.path, from, to: edit.sha256, mode: edit.mode, bytes: stores.backups.read }
  const done = finish(locateAll([file], project), edit.id, step)
  const sentence = done
    ? `restored ${edit.path} as it was kept; finished after an interruption`
    : `not restored: ASIS stopped meanwhile and ${edit.path} was changed since; it stays as it is`
  stores.journal.outcome(seq, sentence, clock.nowMs())
  return { done: true, sentence }
}

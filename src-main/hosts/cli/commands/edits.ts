/** What a rollback was told to overwrite: listed, shown beside what is there now, put back. */
import type { Command } from 'commander'
import { keptEditId, type KeptEditPreview, type KeptEditState } from '../../../../src-shared/domain/kept-edit.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import {
  editsAnywhere,
  previewEditAnywhere,
  restoreEditAnywhere,
  type PlacedEdit,
  type PlacedPreview,
} from '../../../control/edits-anywhere.ts'
import { home, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'
import { ago, diffText, safe, table } from '../print.ts'
import { projectIdHere } from './journal.ts'

const stateWords: Readonly<Record<KeptEditState, string>> = {
  there: 'in the file now',
  replaced: 'can be restored',
  'edited-since': 'file edited since',
  missing: 'file removed since',
  'out-of-reach': 'file cannot be reached',
}

const listText = (edits: readonly PlacedEdit[], withProject: boolean): string =>
  edits.length === 0
    ? 'No edits are kept. A rollback with --overwrite-edits keeps what it replaces.'
    : table(
        ['id', 'kept', 'replaced by', 'bytes', 'SHA-256', 'state', ...(withProject ? ['project'] : []), 'file'],
        edits.map(edit => [
          edit.id,
          ago(edit.tMs, Date.now()),
          edit.cause === 'rollback' ? `rollback of ${edit.candidateId}` : 'another kept edit',
          edit.bytes.toLocaleString('en-US'),
          edit.sha256.slice(0, 12),
          stateWords[edit.state],
          ...(withProject ? [safe(edit.project ?? '-')] : []),
          safe(edit.path),
        ]),
        [3],
      )

/** Null: nothing does. */
function inTheWay({ edit, blockedBy }: KeptEditPreview): string | null {
  if (blockedBy.length > 0)
    return `Later modifications are in the same file, and must be rolled back first: ${blockedBy.map(({ id, title }) => `${id} (${safe(title)})`).join(', ')}`
  if (edit.state === 'edited-since')
    return 'The file was edited since: only with --overwrite-edits, which keeps what is there now as well.'
  return edit.state === 'missing' ? 'The file was removed since: only with --overwrite-edits.' : null
}

function differenceText(preview: PlacedPreview): string {
  const { edit, diff } = preview
  const head = `${edit.id}: ${safe(edit.path)} in ${safe(preview.project ?? '')}, ${edit.bytes.toLocaleString('en-US')} bytes, SHA-256 ${edit.sha256}`
  if (edit.state === 'there') return `${head}\nThe file is exactly so now.`
  return [head, diffText(diff.trimEnd()), inTheWay(preview) ?? `Restore it: asis edits restore ${edit.id}`].join('\n')
}

function previewText(preview: PlacedPreview): string {
  const { edit } = preview
  const what =
    edit.state === 'there'
      ? `Nothing would be done: ${safe(edit.path)} is exactly so now.`
      : `Would be restored in ${safe(preview.project ?? '')}: ${safe(edit.path)}. Nothing was changed.`
  const obstacle = inTheWay(preview)
  return obstacle === null ? what : `${what}\n${obstacle}`
}

const noId = (id: string): Refused | null =>
  keptEditId.safeParse(id).success
    ? null
    : refuse(
        'bad-input',
        `${id.slice(0, 80)} is no id of a kept edit: those look like e_0123456789. Nothing was changed.`,
        'List what is kept: asis edits --all',
      )

export function addEditCommands(asis: Command): void {
  const edits = asis
    .command('edits')
    .description('what a rollback was told to overwrite, newest first; of all projects where the folder has no manifest')
    .option('--all', 'of all projects')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { all?: boolean }>()
      const output = { json: options.json === true }
      const projectId = options.all ? null : await projectIdHere(options)
      if (isRefused(projectId)) return showRefusal(output, projectId)
      showOrRefuse(output, editsAnywhere(home(), projectId), found => listText(found, projectId === null))
    })
  edits
    .command('show <id>')
    .description('one of them beside what is in the file now')
    .action((id: string, _: unknown, command: Command) =>
      showOrRefuse(
        { json: command.optsWithGlobals<GlobalOptions>().json === true },
        noId(id) ?? previewEditAnywhere(home(), id),
        differenceText,
      ),
    )
  edits
    .command('restore <id>')
    .description('put one back into its file; what is there now is kept in turn')
    .option('--preview', 'only say what would be done; changes nothing')
    .option('--overwrite-edits', 'also where the file was edited or removed since; what is there is kept')
    .action((id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { preview?: boolean; overwriteEdits?: boolean }>()
      const output = { json: options.json === true }
      if (options.preview && options.overwriteEdits)
        return showRefusal(
          output,
          refuse(
            'bad-input',
            '--overwrite-edits has no use with --preview, which changes nothing. Nothing was changed.',
            'Leave --overwrite-edits out. See: asis edits restore --help',
          ),
        )
      if (options.preview) return showOrRefuse(output, noId(id) ?? previewEditAnywhere(home(), id), previewText)
      showOrRefuse(
        output,
        noId(id) ?? restoreEditAnywhere(home(), { id, overwriteEdits: options.overwriteEdits === true }),
        edit => `${safe(edit.path)} in ${safe(edit.project ?? '')} is as it was kept (${edit.id}). See what is kept: asis edits`,
      )
    })
}

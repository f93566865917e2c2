/**
 * Candidates and what becomes of them: list, show, approve, decline, roll back, history. An id is enough to say which project
 * is meant, so these commands work from any folder, and without a manifest where nothing is measured.
 */
import type { Command } from 'commander'
import type { RollbackPreview } from '../../../../src-shared/api/contract.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { previewAnywhere, rollbackAnywhere, rowsAnywhere, showAnywhere } from '../../../control/any-project.ts'
import { detailText, rowsText } from '../candidate-text.ts'
import { above, callAndShow, home, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'
import { safe } from '../print.ts'
import { addApproveCommand } from './approve.ts'
import { atProjectOf } from './at-project.ts'
import { rollBackSince } from './control.ts'
import { projectIdHere } from './journal.ts'
import { addAgainCommands } from './try-again.ts'
import { addWatchAnswers } from './watch-answers.ts'

const byHand = 'by hand'
const inEffect = ['approved', 'applied', 'kept', 'rolling-back', 'rolled-back'] as const

interface RollbackOptions {
  readonly reason: string
  readonly overwriteEdits?: boolean
  readonly since?: string
  readonly preview?: boolean
}

const useless = (option: string, why: string): Refused =>
  refuse('bad-input', `${option} ${why}. Nothing was changed.`, `Leave ${option} out. See: asis rollback --help`)

/** An option that would be left out of account is refused: it was meant for something. */
function optionWithoutUse({ since, preview, overwriteEdits, reason }: RollbackOptions): Refused | null {
  if (preview && overwriteEdits) return useless('--overwrite-edits', 'has no use with --preview, which changes nothing')
  if (preview && reason !== byHand) return useless('--reason', 'has no use with --preview, which changes nothing')
  if (since !== undefined && overwriteEdits)
    return useless('--overwrite-edits', 'has no use with --since, which never overwrites edits')
  return null
}

const stateText = {
  'as-applied': 'restored as it was before the change',
  'already-restored': 'is as it was before the change',
  'edited-since': 'edited since: only with --overwrite-edits, which keeps the edits',
  missing: 'removed since: only with --overwrite-edits',
} as const

export function previewText(preview: RollbackPreview & { readonly id: string; readonly project: string }): string {
  return [
    `Would be done to roll ${preview.id} back in ${safe(preview.project)}; nothing was changed:`,
    ...preview.files.map(file => `  ${safe(file.path)}: ${stateText[file.state]}`),
    ...(preview.blockedBy.length === 0
      ? []
      : [
          'Later modifications changed the same files, and must be rolled back first:',
          ...preview.blockedBy.map(({ id, title }) => `  ${id}  ${safe(title)}`),
        ]),
  ].join('\n')
}

export function addReviewCommands(asis: Command): void {
  asis
    .command('candidates')
    .description('what was proposed, and where each proposal stands')
    .option('--waiting', 'only those that wait for you')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { waiting?: boolean }>()
      await callAndShow(
        options,
        'read',
        'candidates.list',
        { limit: 200, ...(options.waiting ? { states: ['awaiting-review'] } : {}) },
        rows => rowsText(rows, 'No candidates yet. Next: asis improve'),
      )
    })
  asis
    .command('show <id>')
    .description('diff and evidence of one candidate of any project')
    .action((id: string, _: unknown, command: Command) =>
      showOrRefuse(
        { json: command.optsWithGlobals<GlobalOptions>().json === true },
        showAnywhere(home(), id, above()),
        detailText,
      ),
    )
  addApproveCommand(asis)
  asis
    .command('decline <id>')
    .description('decline a candidate')
    .requiredOption('--reason <text>', 'why')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason: string }>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await callAndShow(
        placed,
        'write',
        'candidates.decline',
        { id, reason: options.reason },
        row => `${row.id} is declined. Nothing was changed.`,
      )
    })
  addAgainCommands(asis)
  addWatchAnswers(asis)
  asis
    .command('rollback [id]')
    .description('take a modification of any project back, or everything since a time in this one')
    .option('--since <time>', 'instead of an id: everything applied since then in this project; 2h, 1d, 2026-03-01T14:00')
    .option('--preview', 'only say what would be done to each file; changes nothing')
    .option('--reason <text>', 'why', byHand)
    .option('--overwrite-edits', 'also where the file was edited since; the edits are kept: asis edits')
    .action(async (id: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & RollbackOptions>()
      const { since } = options
      if ((id === undefined) === (since === undefined))
        return showRefusal(
          { json: options.json === true },
          refuse('bad-input', 'Either an id or --since is needed. Nothing was changed.', 'See what is in effect: asis history'),
        )
      const output = { json: options.json === true }
      const unused = optionWithoutUse(options)
      if (unused) return showRefusal(output, unused)
      if (since !== undefined) return rollBackSince({ ...options, since })
      if (options.preview) return showOrRefuse(output, previewAnywhere(home(), id ?? ''), previewText)
      const done = rollbackAnywhere(home(), {
        id: id ?? '',
        reason: options.reason.trim().slice(0, 500) || byHand,
        overwriteEdits: options.overwriteEdits === true,
      })
      showOrRefuse({ json: options.json === true }, done, row =>
        [
          `${row.id} is rolled back: ${row.paths.map(file => safe(file)).join(', ')} restored in ${safe(row.project ?? '')}.`,
          ...row.keptEdits.map(edit => `What you had there is kept: asis edits show ${edit}`),
        ].join('\n'),
      )
    })
  asis
    .command('history')
    .description('modifications, newest first; of all projects where the folder has no manifest')
    .option('--all', 'of all projects')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { all?: boolean }>()
      const output = { json: options.json === true }
      const projectId = options.all ? null : await projectIdHere(options)
      if (isRefused(projectId)) return showRefusal(output, projectId)
      showOrRefuse(output, rowsAnywhere(home(), projectId, inEffect, 500), rows =>
        rowsText(rows, 'Nothing was changed yet.', projectId === null),
      )
    })
}

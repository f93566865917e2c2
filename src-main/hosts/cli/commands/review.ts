/**
 * Candidates and what becomes of them: list, show, approve, decline, roll back, history. An id is enough to say which project
 * is meant, so these commands work from any folder, and without a manifest where nothing is measured.
 */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { candidateId, type CandidateRow } from '../../../../src-shared/domain/candidate.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { rollbackAnywhere, rootOfCandidate, rowsAnywhere, showAnywhere } from '../../../control/any-project.ts'
import type { Core } from '../../../core-types.ts'
import {
  callAndShow,
  home,
  progress,
  show,
  showOrRefuse,
  showRefusal,
  whileInterruptible,
  withCore,
  type GlobalOptions,
} from '../context.ts'
import { projectIdHere } from './journal.ts'
import { detailText, rowsText } from '../candidate-text.ts'
import { safe } from '../print.ts'

const inEffect = ['approved', 'applied', 'kept', 'rolling-back', 'rolled-back'] as const

/** The options with the folder of the candidate's project, unless the caller named one. */
function atProjectOf(id: string, options: GlobalOptions): GlobalOptions | Refused {
  if (!candidateId.safeParse(id).success)
    return refuse(
      'bad-input',
      `${id.slice(0, 80)} is no id of a candidate: those look like c_0123456789. Nothing was changed.`,
      'List what there is: asis candidates',
    )
  if (options.project !== undefined || options.bundled) return options
  const root = rootOfCandidate(home(), id)
  if (isRefused(root)) return root
  return root === path.join(home(), 'bundled-project') ? { ...options, bundled: true } : { ...options, project: root }
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
      showOrRefuse({ json: command.optsWithGlobals<GlobalOptions>().json === true }, showAnywhere(home(), id), detailText),
    )
  asis
    .command('approve <id>')
    .description('approve exactly what `show` prints, apply it and watch it')
    .option('--diff <sha256>', 'hash of the diff that was read; default: the one stored now')
    .option('--confirm <name>', 'short name of the modification, needed for HIGH risk')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { diff?: string; confirm?: string }>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await withCore(placed, 'write', 'asis approve', async (core, context) => {
        const detail = await core.call('candidates.get', { id }, 'approve')
        if (isRefused(detail)) return showRefusal(context, detail)
        const applied = await core.call(
          'candidates.approve',
          { id, diffSha256: options.diff ?? detail.diffSha256, ...(options.confirm ? { confirm: options.confirm } : {}) },
          'approve',
        )
        if (isRefused(applied)) return showRefusal(context, applied)
        const end = applied.state === 'applied' ? await afterWatch(core, id) : applied
        if (isRefused(end)) return showRefusal(context, end)
        show(
          context,
          end,
          () =>
            `${end.id} is ${end.state}: ${safe(end.title)}${end.note ? ` (${safe(end.note)})` : ''}${end.state === 'rolled-back' ? '' : `\nUndo: asis rollback ${end.id}`}`,
        )
      })
    })
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
  asis
    .command('rollback <id>')
    .description('take a modification of any project back')
    .option('--reason <text>', 'why', 'by hand')
    .option('--overwrite-edits', 'also where the file was edited since; the edits are backed up')
    .action((id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason: string; overwriteEdits?: boolean }>()
      const done = rollbackAnywhere(home(), {
        id,
        reason: options.reason.trim().slice(0, 500) || 'by hand',
        overwriteEdits: options.overwriteEdits === true,
      })
      showOrRefuse(
        { json: options.json === true },
        done,
        row =>
          `${row.id} is rolled back: ${row.paths.map(file => safe(file)).join(', ')} restored in ${safe(row.project ?? '')}.`,
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

const betweenLooksMs = 500

/**
 * Waits until the watch after an apply has decided: kept, rolled back, or unclear, which leaves the change applied. Ctrl-C stops
 * waiting only; the watch goes on the next time ASIS runs.
 */
async function afterWatch(core: Core, id: string): Promise<CandidateRow | Refused> {
  progress(`${id} is applied; watching the guardrails ...`)
  const stopped = new AbortController()
  return whileInterruptible(
    () => stopped.abort(),
    async () => {
      for (;;) {
        const now = await core.call('candidates.get', { id }, 'read')
        if (isRefused(now)) return now
        const {
          watch,
          reason: _r,
          facts: _f,
          changedFunctions: _c,
          memoizes: _m,
          files: _files,
          diff: _d,
          evidence: _e,
          ...row
        } = now
        if (now.state !== 'applied' && now.state !== 'rolling-back') return row
        if (watch.status === 'unclear' || watch.status === 'degraded') return { ...row, note: watch.detail }
        if (stopped.signal.aborted) return { ...row, note: 'its watch goes on the next time ASIS runs' }
        await sleep(betweenLooksMs, undefined, { signal: stopped.signal }).catch(() => {})
      }
    },
  )
}

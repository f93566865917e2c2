/** Candidates and what becomes of them: list, show, approve, decline, roll back, history, journal. */
import type { Command } from 'commander'
import type { CandidateDetail, CandidateRow } from '../../../../src-shared/domain/candidate.ts'
import { isRefused } from '../../../../src-shared/errors.ts'
import { callAndShow, show, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { ago, colour, diffText, factor, number, safe, table, verdictText } from '../print.ts'

const rowsText = (rows: readonly CandidateRow[], empty: string): string =>
  rows.length === 0
    ? empty
    : table(
        ['id', 'state', 'metric', 'change', 'risk', 'when', 'what'],
        rows.map(row => [row.id, row.state, row.metricId, factor(row.improvement), row.risk ?? '-', ago(row.updatedMs, Date.now()), safe(row.note ? `${row.title} (${row.note})` : row.title)]),
      )

function evidenceText(detail: CandidateDetail): string {
  const { evidence } = detail
  if (!evidence) return 'No evidence: the trial did not run.'
  const lines = [
    `Verdict      ${verdictText(evidence.verdict)}  ${factor(evidence.measurement?.improvement)}`,
    ...evidence.reasons.map(reason => `             ${safe(reason)}`),
  ]
  for (const size of evidence.measurement?.bySize ?? []) {
    lines.push(`  size ${String(size.size ?? '-').padStart(6)}  ${verdictText(size.verdict)} ${factor(size.improvement)}  ${number(size.before.median)} -> ${number(size.after.median)} ${safe(evidence.measurement?.unit ?? '')}`)
  }
  if (evidence.behaviour) lines.push(`Behaviour    ${evidence.behaviour.compared} inputs compared, ${evidence.behaviour.differences} differences`)
  for (const example of evidence.behaviour?.examples ?? []) lines.push(`  input ${safe(example.input)}\n    original  ${safe(example.original)}\n    candidate ${safe(example.candidate)}`)
  if (evidence.tests) lines.push(`Tests        ${evidence.tests.status}: ${evidence.tests.passed} passed, ${evidence.tests.failed} failed`)
  lines.push(`Safety       ${evidence.safety.score.toFixed(2)} ${evidence.safety.risk}`, ...evidence.safety.reasons.map(reason => `             ${safe(reason)}`))
  lines.push(`Isolation    ${evidence.isolation}`, `Cost         ${(evidence.cost.elapsedMs / 1000).toFixed(1)} s, ${(evidence.cost.cpuMs / 1000).toFixed(1)} s CPU`)
  return lines.join('\n')
}

const detailText = (detail: CandidateDetail): string =>
  [
    colour('bold', safe(detail.title)),
    `${detail.id}  ${detail.state}  ${detail.generator} ${safe(detail.rule)}  diff ${detail.diffSha256}`,
    '',
    safe(detail.reason),
    ...detail.facts.map(fact => `  ${safe(fact)}`),
    '',
    diffText(detail.diff),
    evidenceText(detail),
    detail.state === 'awaiting-review' ? `\nNext: asis approve ${detail.id}   or   asis decline ${detail.id} --reason "..."` : '',
  ].join('\n')

export function addReviewCommands(asis: Command): void {
  asis
    .command('candidates')
    .description('what was proposed, and where each proposal stands')
    .option('--waiting', 'only those that wait for you')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { waiting?: boolean }>()
      await callAndShow(options, 'read', 'candidates.list', { limit: 200, ...(options.waiting ? { states: ['awaiting-review'] } : {}) }, rows =>
        rowsText(rows, 'No candidates yet. Next: asis improve'),
      )
    })
  asis
    .command('show <id>')
    .description('diff and evidence of one candidate')
    .action(async (id: string, _: unknown, command: Command) => callAndShow(command.optsWithGlobals(), 'read', 'candidates.get', { id }, detailText))
  asis
    .command('approve <id>')
    .description('approve exactly what `show` prints, and apply it')
    .option('--diff <sha256>', 'hash of the diff that was read; default: the one stored now')
    .option('--confirm <name>', 'short name of the modification, needed for HIGH risk')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { diff?: string; confirm?: string }>()
      await withCore(options, 'write', 'asis approve', async (core, context) => {
        const detail = await core.call('candidates.get', { id }, 'approve')
        if (isRefused(detail)) return showRefusal(context, detail)
        const applied = await core.call('candidates.approve', { id, diffSha256: options.diff ?? detail.diffSha256, ...(options.confirm ? { confirm: options.confirm } : {}) }, 'approve')
        if (isRefused(applied)) return showRefusal(context, applied)
        const end = applied.state === 'applied' ? await settled(core, id) : applied
        show(context, end, () => `${end.id} is ${end.state}: ${safe(end.title)}${end.note ? ` (${safe(end.note)})` : ''}\nUndo: asis rollback ${end.id}`)
      })
    })
  asis
    .command('decline <id>')
    .description('decline a candidate')
    .requiredOption('--reason <text>', 'why')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason: string }>()
      await callAndShow(options, 'write', 'candidates.decline', { id, reason: options.reason }, row => `${row.id} is declined. Nothing was changed.`)
    })
  asis
    .command('rollback <id>')
    .description('take a modification back')
    .option('--reason <text>', 'why', 'by hand')
    .option('--overwrite-edits', 'also where the file was edited since')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason: string; overwriteEdits?: boolean }>()
      await callAndShow(options, 'write', 'modifications.rollback', { id, reason: options.reason, overwriteEdits: options.overwriteEdits === true }, row => `${row.id} is rolled back: ${row.paths.map(path => safe(path)).join(', ')} restored.`)
    })
  asis
    .command('history')
    .description('modifications, newest first')
    .action(async (_: unknown, command: Command) =>
      callAndShow(command.optsWithGlobals(), 'read', 'candidates.list', { states: ['approved', 'applied', 'kept', 'rolling-back', 'rolled-back'], limit: 500 }, rows => rowsText(rows, 'Nothing was changed yet.')),
    )
  const journal = asis.command('journal').description('the record of every intent, outcome and decision')
  journal
    .command('verify')
    .description('checks the hash chain')
    .action(async (_: unknown, command: Command) => {
      await withCore(command.optsWithGlobals(), 'read', 'asis journal verify', async (core, context) => {
        const result = await core.call('journal.verify', {}, 'read')
        if (isRefused(result)) return showRefusal(context, result)
        show(context, result, () => `${result.ok ? 'The journal is whole' : 'The journal was changed'}: ${result.detail}`, result.ok ? 0 : 4)
      })
    })
  journal
    .command('list')
    .description('newest records')
    .option('--limit <n>', 'how many', '50')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { limit: string }>()
      await callAndShow(options, 'read', 'journal.list', { limit: Math.min(500, Math.max(1, Number(options.limit) || 50)) }, records =>
        table(['seq', 'when', 'kind', 'action', 'subject', 'detail'], records.map(r => [String(r.seq), new Date(r.tMs).toISOString(), r.kind, safe(r.action), safe(r.subject), safe(r.detail)]), [0]),
      )
    })
}

/** Waits until the watch after an apply has decided: kept or rolled back. */
async function settled(core: import('../../../core-types.ts').Core, id: string): Promise<CandidateRow> {
  return new Promise(resolve => {
    const check = (row: CandidateRow): void => {
      if (row.id !== id || row.state === 'applied' || row.state === 'rolling-back') return
      stop()
      resolve(row)
    }
    const stop = core.subscribe('candidates.changed', check)
    void core.call('candidates.get', { id }, 'read').then(row => (isRefused(row) ? undefined : check(row)))
  })
}

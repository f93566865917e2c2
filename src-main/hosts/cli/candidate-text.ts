/** Candidates as text: the list, and the detail with diff and evidence. */
import type { CandidateDetail, CandidateRow, Decision } from '../../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../../src-shared/domain/evidence.ts'
import { weakPoints, type WeakPoint } from '../../../src-shared/domain/weak-points.ts'
import { nameIn, whoOf } from '../../../src-shared/domain/person.ts'
import { ago, colour, diffText, factor, number, safe, table, verdictText } from './print.ts'

export const rowsText = (
  rows: readonly (CandidateRow & { readonly project?: string | null })[],
  empty: string,
  withProject = false,
): string =>
  rows.length === 0
    ? empty
    : table(
        ['id', 'state', 'metric', 'change', 'risk', 'when', ...(withProject ? ['project'] : []), 'what'],
        rows.map(row => [
          row.id,
          row.state,
          row.metricId,
          factor(row.improvement),
          row.risk ?? '-',
          ago(row.updatedMs, Date.now()),
          ...(withProject ? [safe(row.project ?? '-')] : []),
          safe(noteOf(row) ? `${row.title} (${noteOf(row)})` : row.title),
        ]),
      )

const noteOf = ({ rollback, note }: CandidateRow): string =>
  rollback === null ? note : `rolled back by ${whoOf(rollback.by)}${rollback.reason ? `: ${rollback.reason}` : ''}`

/** What of a part weighs less than it looks, a line each. */
export const weakText = (evidence: Evidence, part: WeakPoint['part'], indent = '             '): readonly string[] =>
  weakPoints(evidence)
    .filter(point => point.part === part)
    .map(({ name, value }) => `${indent}${name}: ${safe(value)}`)

function evidenceText(detail: CandidateDetail): string {
  const { evidence } = detail
  if (!evidence) return 'No evidence: the trial did not run.'
  const lines = [
    `Verdict      ${verdictText(evidence.verdict)}  ${factor(evidence.measurement?.improvement)}`,
    ...evidence.reasons.map(reason => `             ${safe(reason)}`),
  ]
  for (const size of evidence.measurement?.bySize ?? []) {
    lines.push(
      `  size ${String(size.size ?? '-').padStart(6)}  ${verdictText(size.verdict)} ${factor(size.improvement)}  ${number(size.before.median)} -> ${number(size.after.median)} ${safe(evidence.measurement?.unit ?? '')}`,
    )
  }
  lines.push(...weakText(evidence, 'measurement', '  '))
  if (evidence.behaviour)
    lines.push(
      `Behaviour    ${evidence.behaviour.compared} inputs compared, ${evidence.behaviour.differences} differences`,
      ...weakText(evidence, 'behaviour'),
    )
  for (const example of evidence.behaviour?.examples ?? [])
    lines.push(
      `  input ${safe(example.input)}\n    original  ${safe(example.original)}\n    candidate ${safe(example.candidate)}`,
    )
  if (evidence.tests)
    lines.push(
      `Tests        ${evidence.tests.status}: ${evidence.tests.passed} passed, ${evidence.tests.failed} failed${evidence.tests.setAside ? `, ${evidence.tests.setAside} set aside` : ''}`,
      ...weakText(evidence, 'tests'),
    )
  lines.push(
    `Safety       ${evidence.safety.score.toFixed(2)} ${evidence.safety.risk}`,
    ...evidence.safety.reasons.map(reason => `             ${safe(reason)}`),
  )
  lines.push(
    `Isolation    ${evidence.isolation}`,
    `Cost         ${(evidence.cost.elapsedMs / 1000).toFixed(1)} s, ${(evidence.cost.cpuMs / 1000).toFixed(1)} s CPU`,
  )
  return lines.join('\n')
}

/** Numbered as `asis approve --hunks` takes them; nothing where there is nothing to choose. */
function hunksText(detail: CandidateDetail): readonly string[] {
  if (detail.hunks.length < 2) return []
  const rows = detail.hunks.map(hunk => [
    String(hunk.index + 1),
    safe(hunk.path),
    span(hunk.beforeStart, hunk.beforeLines),
    span(hunk.afterStart, hunk.afterLines),
  ])
  return [table(['hunk', 'file', 'lines before', 'lines after'], rows, [0]), '']
}

const span = (start: number, lines: number): string =>
  lines === 0 ? `none, at ${start}` : lines === 1 ? String(start) : `${start} - ${start + lines - 1}`

const commentsText = ({ comments }: CandidateDetail): readonly string[] =>
  comments.length === 0
    ? []
    : [
        'Comments',
        ...comments.map(
          each => `  ${each.id}  ${safe(each.path)}:${each.line} (${each.side})  ${safe(each.text)}  ${safe(nameIn(each.by))}`,
        ),
        '',
      ]

/** Only where there is more than the trial that the evidence is of. */
const trialsText = ({ trials }: CandidateDetail): readonly string[] =>
  trials.length < 2
    ? []
    : [
        'Earlier trials',
        ...trials
          .slice(1)
          .map(each => `  ${ago(each.tMs, Date.now())}  ${verdictText(each.verdict)}  ${factor(each.improvement)}`),
      ]

/** Only where more than one person is asked. */
function approvalsText({ state, approvals: { needed, given, yours } }: CandidateDetail): readonly string[] {
  if (state !== 'awaiting-review' || needed < 2) return []
  const who = given.map(each => `by ${safe(whoOf(each.by))} ${ago(each.tMs, Date.now())}`).join(', ')
  const rest =
    given.length >= needed
      ? 'it could not be applied, and any of them may approve it again'
      : given.length === 0
        ? `${needed} different people are needed`
        : `one more by somebody ${yours ? 'other than you' : 'else'} is needed`
  return [`Approvals    ${given.length} of ${needed}${who === '' ? '' : `: ${who}`}; ${rest}`]
}

/** What became of it after its trial, and by whom. */
const afterwardsText = ({ state, decision, rollback, watch }: CandidateDetail): readonly string[] => [
  ...(decision && state !== 'awaiting-review'
    ? [`${decision.verb === 'approved' ? 'Approved ' : 'Declined '}    ${whoWhenWhy(decision)}`]
    : []),
  ...(watch.status === 'none' ? [] : [`Watch        ${watch.status}: ${safe(watch.detail)}`]),
  ...(rollback ? [`Rolled back  ${whoWhenWhy(rollback)}`] : []),
]

const whoWhenWhy = ({ by, tMs, reason }: Pick<Decision, 'by' | 'tMs' | 'reason'>): string =>
  `by ${safe(whoOf(by))}, ${ago(tMs, Date.now())}${reason ? `: ${safe(reason)}` : ''}`

/** What can be said where the watch of a change asks. */
export const answersText = (id: string): string => `Next: asis keep ${id}   or   asis look-again ${id}   or   asis rollback ${id}`

function nextText({ id, state, hunks, approvals, watch }: CandidateDetail): string {
  if (watch.asks) return `\n${answersText(id)}`
  if (state === 'awaiting-review' && approvals.yours && approvals.given.length < approvals.needed)
    return `\nNext: somebody else approves it, for example with: asis serve --approve --approver NAME`
  if (state === 'awaiting-review') {
    const some = hunks.length > 1 ? `   or   asis approve ${id} --hunks 1` : ''
    return `\nNext: asis approve ${id}${some}   or   asis decline ${id} --reason "..."`
  }
  if (state === 'declined') return `\nNext: asis undecline ${id}   or   asis retry ${id}`
  return state === 'rejected' || state === 'rolled-back' ? `\nNext: asis retry ${id}` : ''
}

export const detailText = (detail: CandidateDetail): string =>
  [
    colour('bold', safe(detail.title)),
    `${detail.id}  ${detail.state}  ${detail.generator} ${safe(detail.rule)}  diff ${detail.diffSha256}`,
    '',
    ...(detail.partOf
      ? [`Hunks ${detail.partOf.hunks.map(index => index + 1).join(', ')} of ${detail.partOf.id}: ${safe(detail.partOf.title)}`]
      : []),
    safe(detail.reason),
    ...detail.facts.map(fact => `  ${safe(fact)}`),
    '',
    diffText(detail.diff),
    ...hunksText(detail),
    ...commentsText(detail),
    evidenceText(detail),
    ...trialsText(detail),
    ...approvalsText(detail),
    ...afterwardsText(detail),
    nextText(detail),
  ].join('\n')

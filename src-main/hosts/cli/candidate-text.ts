/** Candidates as text: the list, and the detail with diff and evidence. */
import type { CandidateDetail, CandidateRow } from '../../../src-shared/domain/candidate.ts'
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
          safe(row.note ? `${row.title} (${row.note})` : row.title),
        ]),
      )

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
  if (evidence.behaviour)
    lines.push(`Behaviour    ${evidence.behaviour.compared} inputs compared, ${evidence.behaviour.differences} differences`)
  for (const example of evidence.behaviour?.examples ?? [])
    lines.push(
      `  input ${safe(example.input)}\n    original  ${safe(example.original)}\n    candidate ${safe(example.candidate)}`,
    )
  if (evidence.tests)
    lines.push(`Tests        ${evidence.tests.status}: ${evidence.tests.passed} passed, ${evidence.tests.failed} failed`)
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

export const detailText = (detail: CandidateDetail): string =>
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

/** One change on paper: decision, figures as tables, the whole diff as text, the hashes. Instead of the page, while it is printed. */
import { createPortal } from 'react-dom'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { exactTime } from '../ui/format.ts'
import { oneLine, visible } from '../ui/visible.ts'
import { decidersOf } from './approvals.ts'
import { PrintDiff } from './print-diff.tsx'
import { PrintEvidence } from './print-evidence.tsx'
import { usePrinting } from './printing.ts'
import { stagesOf } from './stages.ts'
import './print.css'

const decisionWords = (detail: CandidateDetail): string => {
  const { decision, note } = detail
  if (decision === null) return 'No decision yet.'
  const why = [decision.reason, note].filter(text => text !== '')
  return `${decision.verb} by ${oneLine(decidersOf(detail) ?? '', 120)}, ${exactTime(decision.tMs)}${why.length === 0 ? '' : `: ${[...new Set(why)].map(text => oneLine(text)).join('; ')}`}`
}

const Sheet = ({ detail, printedMs }: { readonly detail: CandidateDetail; readonly printedMs: number }) => (
  <div className="asis-print">
    <h1>{oneLine(detail.title)}</h1>
    <table>
      <tbody>
        {(
          [
            ['Change', `${detail.id}, ${detail.generator} ${oneLine(detail.rule, 40)}, ${exactTime(detail.createdMs)}`],
            ['Metric', oneLine(detail.metricTitle, 120)],
            [
              'State',
              stagesOf(detail)
                .map(s => `${s.name}: ${s.status}${s.note === '' ? '' : ` (${oneLine(s.note, 40)})`}`)
                .join('; '),
            ],
            ['Decision', decisionWords(detail)],
            [
              'Part of',
              detail.partOf === null
                ? ''
                : `${oneLine(detail.partOf.title, 120)} (${detail.partOf.id}), hunks ${detail.partOf.hunks.map(h => h + 1).join(', ')}`,
            ],
            ['Why', visible(detail.reason)],
          ] as const
        )
          .filter(([, text]) => text !== '')
          .map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{text}</td>
            </tr>
          ))}
      </tbody>
    </table>
    <PrintEvidence detail={detail} />
    <h2>Diff</h2>
    <p>{`SHA-256 of the diff, which a decision names: ${detail.diffSha256}`}</p>
    <PrintDiff diff={detail.diff} />
    <h2>Files</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">path</th>
          <th scope="col">SHA-256 before and after</th>
        </tr>
      </thead>
      <tbody>
        {detail.files.map(file => (
          <tr key={file.path}>
            <td className="mono">{oneLine(file.path)}</td>
            <td className="mono">
              {file.beforeSha256}
              <br />
              {file.afterSha256}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    <p className="foot">{`Printed by ASIS, ${exactTime(printedMs)}. Invisible characters are written as ⟦U+…⟧.`}</p>
  </div>
)

export const PrintSheet = ({ detail }: { readonly detail: CandidateDetail }) => {
  const printedMs = usePrinting()
  return printedMs === null ? null : createPortal(<Sheet detail={detail} printedMs={printedMs} />, document.body)
}

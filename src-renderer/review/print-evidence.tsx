/** The evidence as tables: every figure that the page draws. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import { weakPoints } from '../../src-shared/domain/weak-points.ts'
import { nameIn } from '../../src-shared/domain/person.ts'
import { count, duration, exactTime, factorWithInterval, number, plural, withUnit } from '../ui/format.ts'
import { oneLine, visible } from '../ui/visible.ts'

const Rows = ({ rows }: { readonly rows: readonly (readonly [string, string])[] }) => (
  <table>
    <tbody>
      {rows.map(([name, text]) => (
        <tr key={`${name} ${text}`}>
          <th scope="row">{name}</th>
          <td>{text}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const Sizes = ({ measurement: { bySize, unit } }: { readonly measurement: MeasurementReport }) => (
  <table>
    <thead>
      <tr>
        {['size', 'verdict', 'factor (interval)', 'before', 'after', 'forks'].map(name => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {bySize.map(s => (
        <tr key={s.size ?? 'all'}>
          <td>{s.size === null ? 'all' : count(s.size)}</td>
          <td>{s.verdict}</td>
          <td>{factorWithInterval(s.improvement)}</td>
          <td>{`${withUnit(s.before.median, unit)} (${number(s.before.low)}–${number(s.before.high)})`}</td>
          <td>{`${withUnit(s.after.median, unit)} (${number(s.after.low)}–${number(s.after.high)})`}</td>
          <td>{count(s.forks)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

export const PrintEvidence = ({ detail }: { readonly detail: CandidateDetail }) => {
  const { evidence, trials, comments } = detail
  if (evidence === null) return <p>No evidence yet.</p>
  const { measurement, behaviour, tests, safety, gates } = evidence
  return (
    <>
      <h2>{`Evidence: ${evidence.verdict}`}</h2>
      <ul>
        {[...new Set([...evidence.reasons, ...(measurement?.reasons ?? [])])].map(reason => (
          <li key={reason}>{visible(reason)}</li>
        ))}
      </ul>
      {measurement === null ? null : <Sizes measurement={measurement} />}
      <Rows
        rows={[
          ['Over all sizes', measurement === null ? 'not measured' : factorWithInterval(measurement.improvement)],
          [
            'From outside of the box',
            measurement?.split == null
              ? measurement?.reportedByCode
                ? 'not measured: reported by the code under test'
                : 'not measured'
              : `${factorWithInterval(measurement.split.improvement)}, ${measurement.split.agrees ? 'agrees' : 'does not agree'}: ${oneLine(measurement.split.note)}`,
          ],
          [
            'Behaviour',
            behaviour === null
              ? 'not compared'
              : `${plural(behaviour.compared, 'input')} compared, ${plural(behaviour.differences, 'difference')}, ${count(behaviour.skipped)} not comparable`,
          ],
          ...(behaviour?.examples ?? []).map(
            (e, i) =>
              [
                `Difference ${i + 1}`,
                `${visible(e.input)}: original ${visible(e.original)}, candidate ${visible(e.candidate)}`,
              ] as const,
          ),
          [
            'Tests',
            tests === null
              ? 'not run'
              : `${tests.status}: ${count(tests.passed)} passed, ${count(tests.failed)} failed${tests.detail === '' ? '' : `; ${visible(tests.detail)}`}`,
          ],
          ...weakPoints(evidence).map(({ part, name, value }) => [capital(part), `${name}: ${oneLine(value)}`] as const),
          ['Safety', `${safety.score.toFixed(2)} of 1, ${safety.risk} risk: ${safety.reasons.map(r => oneLine(r)).join('; ')}`],
          ['Gates', gates.map(g => `${g.gate} ${g.passed ? 'passed' : `failed: ${oneLine(g.message)}`}`).join('; ')],
          ['Facts', detail.facts.map(fact => oneLine(fact)).join('; ')],
          ['Isolation', evidence.isolation],
          ['Cost', `${duration(evidence.cost.elapsedMs)}, ${duration(evidence.cost.cpuMs)} of CPU`],
          ...trials.map(
            (t, i) =>
              [
                `Trial ${trials.length - i}`,
                `${exactTime(t.tMs)}: ${t.verdict}${t.improvement === null ? '' : ` ${factorWithInterval(t.improvement)}`}, ${duration(t.elapsedMs)}`,
              ] as const,
          ),
          ...comments.map(
            (c, i) =>
              [
                `Remark ${i + 1}`,
                `${oneLine(c.path, 120)}, line ${c.line} ${c.side}, ${oneLine(nameIn(c.by), 60)}: ${visible(c.text)}`,
              ] as const,
          ),
        ]}
      />
    </>
  )
}

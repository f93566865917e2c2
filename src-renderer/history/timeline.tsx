/** Modifications by day, one line each. The line's link chooses it; what can be done with it is beside. */
import { memo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { addressOf } from '../routing/route.ts'
import { bounds, clockTime, dayName, exactTime, factor, number, signOf, unitOf } from '../ui/format.ts'
import { intoView } from '../ui/into-view.ts'
import { StateTag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './history.module.css'

export interface BeforeAfter {
  readonly before: number
  readonly after: number
}
export type Figures = ReadonlyMap<string, BeforeAfter>

/** When it became what it is. */
export const timeOf = (row: CandidateRow): number => row.decision?.tMs ?? row.updatedMs

const byDay = (rows: readonly CandidateRow[], nowMs: number): { day: string; rows: CandidateRow[] }[] => {
  const days: { day: string; rows: CandidateRow[] }[] = []
  for (const row of rows) {
    const day = dayName(timeOf(row), nowMs)
    const last = days.at(-1)
    if (last?.day === day) last.rows.push(row)
    else days.push({ day, rows: [row] })
  }
  return days
}

const Change = ({ row, figures }: { readonly row: CandidateRow; readonly figures: BeforeAfter | undefined }) => (
  <span className={styles['change']}>
    <span className="quiet">
      {figures === undefined ? '' : `${number(figures.before)} → ${number(figures.after)} ${unitOf(row.unit)}`}
    </span>
    {row.improvement === null ? (
      <span className="faint">not measured</span>
    ) : (
      <span
        className={styles['factor']}
        data-sign={
          row.state === 'rolled-back' || row.state === 'declined' || row.state === 'rejected'
            ? 'unclear'
            : signOf(row.improvement)
        }
      >
        {factor(row.improvement.estimate)} <span className="faint">{bounds(row.improvement)}</span>
      </span>
    )}
  </span>
)

const Row = memo(
  ({
    row,
    figures,
    selected,
  }: {
    readonly row: CandidateRow
    readonly figures: BeforeAfter | undefined
    readonly selected: boolean
  }) => (
    <li>
      <a
        ref={selected ? intoView : null}
        href={addressOf('history', row.id)}
        className={styles['row']}
        aria-current={selected ? 'true' : undefined}
      >
        <time className="faint" title={exactTime(timeOf(row))} dateTime={new Date(timeOf(row)).toISOString()}>
          {clockTime(timeOf(row))}
        </time>
        <span className={styles['what']}>
          <span className="cut foreign">{oneLine(row.title, 160)}</span>
          <span className="quiet cut foreign">{oneLine(`${row.paths.join(', ')}, ${row.metricTitle}`, 200)}</span>
        </span>
        <Change row={row} figures={figures} />
        <StateTag state={row.state} />
        <span className={`${styles['by'] ?? ''} quiet cut foreign`}>
          {row.decision === null ? '' : oneLine(row.decision.by, 60)}
        </span>
      </a>
    </li>
  ),
)
Row.displayName = 'Row'

export const Timeline = ({
  rows,
  figures,
  selected,
  nowMs,
}: {
  readonly rows: readonly CandidateRow[]
  readonly figures: Figures
  readonly selected: string | null
  readonly nowMs: number
}) => {
  return (
    <div>
      {byDay(rows, nowMs).map(({ day, rows: inDay }) => (
        <section key={day} aria-label={day}>
          <h2 className={styles['day']}>{day}</h2>
          <ul>
            {inDay.map(row => (
              <Row key={row.id} row={row} figures={figures.get(row.id)} selected={row.id === selected} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

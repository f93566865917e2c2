/** One line of the timeline: what, where, before and after, state, by whom, when. Its link chooses it. */
import { memo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { whoOf } from '../../src-shared/domain/person.ts'
import { addressOf, go } from '../routing/route.ts'
import { bounds, clockTime, exactTime, factor, number, signOf, unitOf } from '../ui/format.ts'
import { StateTag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import { timeOf } from './filters.ts'
import type { BeforeAfter } from './use-history.ts'
import { AsksTag } from './watch-asks.tsx'
import styles from './history.module.css'

const withoutEffect = new Set(['rolled-back', 'declined', 'rejected'])

const Change = ({ row, figures }: { readonly row: CandidateRow; readonly figures: BeforeAfter | undefined }) => (
  <span className={styles['change']}>
    <span className="quiet">
      {figures === undefined ? '' : `${number(figures.before)} → ${number(figures.after)} ${unitOf(row.unit)}`}
    </span>
    {row.improvement === null ? (
      <span className="faint">not measured</span>
    ) : (
      <span className={styles['factor']} data-sign={withoutEffect.has(row.state) ? 'unclear' : signOf(row.improvement)}>
        {factor(row.improvement.estimate)} <span className="faint">{bounds(row.improvement)}</span>
      </span>
    )}
  </span>
)

/** Who decided, and who took it back where that was somebody else. */
const byWhom = ({ decision, rollback }: CandidateRow): string => {
  const decided = decision === null ? '' : whoOf(decision.by)
  if (rollback === null) return decided
  const back = whoOf(rollback.by)
  return back === decided ? decided : `${decided}, back by ${back}`
}

interface TimelineRowProps {
  readonly row: CandidateRow
  readonly figures: BeforeAfter | undefined
  /** Its watch asks a person. */
  readonly asks: boolean
  readonly selected: boolean
  readonly top: number
  readonly onMenu: (row: CandidateRow, at: { readonly x: number; readonly y: number }) => void
}

export const TimelineRow = memo(({ row, figures, asks, selected, top, onMenu }: TimelineRowProps) => (
  <li className={styles['item']} style={{ transform: `translateY(${top}px)` }}>
    <a
      href={addressOf('history', row.id)}
      className={styles['row']}
      aria-current={selected ? 'true' : undefined}
      // A choice inside of the page: Back leaves the page.
      onClick={event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        go('history', row.id, true)
      }}
      onDoubleClick={() => go('review', row.id)}
      onContextMenu={event => {
        event.preventDefault()
        go('history', row.id, true)
        onMenu(row, { x: event.clientX, y: event.clientY })
      }}
    >
      <time className="faint" title={exactTime(timeOf(row))} dateTime={new Date(timeOf(row)).toISOString()}>
        {clockTime(timeOf(row))}
      </time>
      <span className={styles['what']}>
        <span className="cut foreign">{oneLine(row.title, 160)}</span>
        <span className="quiet cut foreign">
          {oneLine(row.paths.map(p => oneLine(p, 100)).join(', '), 140)}, {oneLine(row.metricTitle, 80)}
        </span>
      </span>
      <Change row={row} figures={figures} />
      {asks ? <AsksTag /> : <StateTag state={row.state} />}
      <span className={`${styles['by'] ?? ''} quiet cut foreign`}>{oneLine(byWhom(row), 100)}</span>
    </a>
  </li>
))
TimelineRow.displayName = 'TimelineRow'

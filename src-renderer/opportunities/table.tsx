/** The ranked table: header that stays, sorted by its buttons, rows drawn only where they can be seen. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useRef } from 'react'
import type { Status } from '../../src-shared/api/contract.ts'
import type { Opportunity } from '../../src-shared/domain/opportunity.ts'
import { number, percent, unitOf } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import type { Column, Order } from './order.ts'
import { Trend } from './trend.tsx'
import { gainWords, hintWords } from './words.ts'
import styles from './opportunities.module.css'

const rowHeight = 44

const columns: readonly { readonly name: string; readonly sort: Column | null }[] = [
  { name: 'Rank', sort: 'rank' },
  { name: 'Metric', sort: 'metric' },
  { name: 'Now → goal', sort: null },
  { name: 'Gap', sort: 'gap' },
  { name: 'Trend', sort: null },
  { name: 'Estimated gain', sort: 'gain' },
  { name: 'Generators', sort: null },
]

interface RowProps {
  readonly opportunity: Opportunity
  readonly place: number
  readonly colour: string
  readonly selected: boolean
  /** `trial 3/12` when the running session is at this metric. */
  readonly running: string | null
  readonly onChoose: (metricId: string) => void
}
const Row = memo(({ opportunity: o, place, colour, selected, running, onChoose }: RowProps) => {
  const gain = gainWords(o.estimatedGain, o.lastTry)
  return (
    <tr data-selected={selected || undefined} aria-rowindex={place + 1} style={{ height: rowHeight }}>
      <td className="quiet">{place}</td>
      <td>
        <button
          type="button"
          className={`${styles['choose'] ?? ''} cut foreign`}
          aria-current={selected ? 'true' : undefined}
          onClick={() => onChoose(o.metricId)}
        >
          {oneLine(o.title, 120)}
        </button>
      </td>
      <td className={styles['number']}>
        {`${number(o.current)} → ${number(o.goalValue)}`} <span className="quiet">{unitOf(o.unit)}</span>
      </td>
      <td className={styles['number']}>{percent(o.gap)}</td>
      <td>
        <Trend values={o.trend} unit={o.unit} colour={colour} />
      </td>
      <td>
        {gain.figure}
        <span className={`${styles['basis'] ?? ''} quiet cut`}>{gain.basis}</span>
      </td>
      <td>
        {running === null ? (
          <span
            className={`${styles['generators'] ?? ''} cut foreign ${o.hints === null ? 'faint' : ''}`}
            title={hintWords(o.hints, 8)}
          >
            {hintWords(o.hints)}
          </span>
        ) : (
          <Tag tone="running" sign="●">
            {running}
          </Tag>
        )}
      </td>
    </tr>
  )
})
Row.displayName = 'Row'

interface TableProps {
  readonly rows: readonly Opportunity[]
  readonly order: Order
  readonly onSort: (by: Column) => void
  readonly selected: string | null
  readonly onChoose: (metricId: string) => void
  readonly colours: ReadonlyMap<string, string>
  readonly running: Status['running']
}

export const OpportunitiesTable = ({ rows, order, onSort, selected, onChoose, colours, running }: TableProps) => {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const at = rows.findIndex(o => o.metricId === selected)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when another one is chosen
  }, [at])
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the arrow keys (WCAG 2.1.1)
    <section ref={scroller} aria-label="Ranked opportunities" tabIndex={0} className={styles['scroll']}>
      <table className={styles['table']} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, sort }) => (
              <th
                key={name}
                scope="col"
                aria-sort={sort === order.by ? ((sort === 'metric') === order.turned ? 'descending' : 'ascending') : undefined}
              >
                {sort === null ? (
                  name
                ) : (
                  <button type="button" onClick={() => onSort(sort)}>
                    {name} <span aria-hidden="true">{sort === order.by ? (order.turned ? '↑' : '↓') : ''}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <tr aria-hidden="true" style={{ height: before }} /> : null}
          {items.map(item => {
            const o = rows[item.index]
            return o === undefined ? null : (
              <Row
                key={o.metricId}
                opportunity={o}
                place={item.index + 1}
                colour={colours.get(o.metricId) ?? 'var(--text-2)'}
                selected={o.metricId === selected}
                running={running?.metricId === o.metricId ? `${running.stage} ${running.done}/${running.total}` : null}
                onChoose={onChoose}
              />
            )
          })}
          {after > 0 ? <tr aria-hidden="true" style={{ height: after }} /> : null}
        </tbody>
      </table>
    </section>
  )
}

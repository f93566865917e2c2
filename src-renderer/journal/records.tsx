/** The records as a table of which only the lines in sight are in the page. New ones on top do not move what is being read. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { JournalRecord } from '../../src-shared/api/contract.ts'
import type { ArchiveFile } from '../../src-shared/domain/upkeep.ts'
import { addressOf, go } from '../routing/route.ts'
import { count, exactTime, plural } from '../ui/format.ts'
import { inSteps } from '../ui/in-steps.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { readingOf } from './reading.ts'
import { Subject } from './subject.tsx'
import styles from './journal.module.css'

const rowHeight = 29
const ahead = 80
const columns = ['No.', 'When', 'Kind', 'Action', 'Subject', 'Detail', 'SHA-256'] as const

const Row = memo(
  ({
    record,
    index,
    selected,
    bad,
  }: {
    readonly record: JournalRecord
    readonly index: number
    readonly selected: boolean
    readonly bad: boolean
  }) => (
    <tr
      aria-rowindex={index + 2}
      aria-current={selected ? 'true' : undefined}
      data-bad={bad || undefined}
      onClick={event => {
        if (!(event.target instanceof HTMLElement) || event.target.closest('a') === null) go('journal', String(record.seq), true)
      }}
    >
      <td>
        {bad ? <span aria-label="broken here">✕ </span> : null}
        <a href={addressOf('journal', String(record.seq))} className={styles['seq']}>
          {count(record.seq)}
        </a>
      </td>
      <td className="quiet" title={exactTime(record.tMs)}>
        <Ago tMs={record.tMs} />
      </td>
      <td>{record.kind}</td>
      <td className={`${styles['action'] ?? ''} foreign`}>{oneLine(record.action, 60)}</td>
      <td className="mono foreign">
        <Subject subject={record.subject} />
      </td>
      <td className="foreign">{oneLine(readingOf(record.detail.slice(0, 1000)).join('; '), 240)}</td>
      <td className="mono faint">{record.sha256.slice(0, 10)}</td>
    </tr>
  ),
)
Row.displayName = 'Row'

const endWords = (records: number, archives: readonly ArchiveFile[]): string => {
  const last = archives.at(-1)
  const older =
    last === undefined
      ? ''
      : `. No. 1 to ${count(last.lastSeq)} are in ${plural(archives.length, 'archive file')}: Export has them, Verify reads them, lists and searches do not.`
  return `${plural(records, 'record')}${older}`
}

interface RecordsProps {
  readonly records: readonly JournalRecord[]
  readonly complete: boolean
  /** Files with records that are not in this list. */
  readonly archives: readonly ArchiveFile[]
  readonly selected: number | null
  readonly bad: number | null
  readonly onNearEnd: () => void
}

export const Records = ({ records, complete, archives, selected, bad, onNearEnd }: RecordsProps) => {
  const scroll = useRef<HTMLDivElement | null>(null)
  // oxlint-disable-next-line react/incompatible-library -- its instance changes in place; nothing here is memoized by it
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    // The same function as long as the records are: a new one would have every line measured again.
    getItemKey: useCallback((i: number) => records[i]?.seq ?? i, [records]),
    overscan: 8,
    useFlushSync: false,
    rangeExtractor: inSteps,
    // The head is above the first row, and stays in sight over the others.
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  })
  const items = virtual.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (!complete && lastSeen > records.length - ahead) onNearEnd()
  }, [complete, lastSeen, records.length, onNearEnd])

  // What came on top since: whoever reads further down keeps the place.
  const top = records[0]?.seq
  const topBefore = useRef(top)
  useLayoutEffect(() => {
    const before = topBefore.current
    topBefore.current = top
    const node = scroll.current
    if (node === null || before === undefined || top === undefined || top <= before || node.scrollTop < rowHeight / 2) return
    const fresh = records.findIndex(r => r.seq <= before)
    if (fresh > 0) node.scrollTop += fresh * rowHeight
  }, [top, records])

  const shown = useRef<number | null>(null)
  useEffect(() => {
    const index = selected === null ? -1 : records.findIndex(r => r.seq === selected)
    if (index === -1 || selected === shown.current) return
    shown.current = selected
    virtual.scrollToIndex(index, { align: Math.abs(index - lastSeen) > 2 * items.length ? 'center' : 'auto' })
  }, [selected, records, virtual, lastSeen, items.length])

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the arrow keys (WCAG 2.1.1)
    <section ref={scroll} className={styles['scroll']} aria-label="Journal records" tabIndex={0}>
      <table className={styles['table']} aria-rowcount={complete ? records.length + 1 : -1}>
        <thead>
          <tr>
            {columns.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr aria-hidden="true" style={{ height: (items[0]?.start ?? rowHeight) - rowHeight }} />
          {items.map(item => {
            const record = records[item.index]
            return record === undefined ? null : (
              <Row
                key={item.key}
                record={record}
                index={item.index}
                selected={record.seq === selected}
                bad={record.seq === bad}
              />
            )
          })}
          <tr aria-hidden="true" style={{ height: virtual.getTotalSize() + rowHeight - (items.at(-1)?.end ?? rowHeight) }} />
        </tbody>
      </table>
      <p className={`${styles['end'] ?? ''} faint`}>{complete ? endWords(records.length, archives) : 'Loading older records'}</p>
    </section>
  )
}

/** Modifications by day. Only the lines in sight are in the page; the day in sight stays on top. */
import { useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { inSteps } from '../ui/in-steps.ts'
import { linesOf } from './days.ts'
import { TimelineRow } from './timeline-row.tsx'
import type { Figures } from './use-history.ts'
import styles from './history.module.css'

const rowHeight = 48
const dayHeight = 34
/** Older ones are asked for when fewer lines than this are left below. */
const ahead = 60

interface TimelineProps {
  readonly rows: readonly CandidateRow[]
  readonly complete: boolean
  readonly figures: Figures
  /** Whose watches ask. */
  readonly asking: ReadonlySet<string>
  readonly selected: string | null
  readonly nowMs: number
  readonly onNearEnd: () => void
  readonly onMenu: (row: CandidateRow, at: { readonly x: number; readonly y: number }) => void
}

export const Timeline = ({ rows, complete, figures, asking, selected, nowMs, onNearEnd, onMenu }: TimelineProps) => {
  const scroll = useRef<HTMLDivElement | null>(null)
  const day = new Date(nowMs).toDateString()
  // oxlint-disable-next-line react/exhaustive-deps -- the names of the days turn at midnight, not with every tick
  const { lines, days, at } = useMemo(() => linesOf(rows, nowMs), [rows, day])
  const stickyDay = useRef(0)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: i => ('day' in (lines[i] ?? { day: '' }) ? dayHeight : rowHeight),
    // The same function as long as the lines are: a new one would have every line measured again.
    getItemKey: useCallback(
      (i: number) => {
        const line = lines[i]
        return line === undefined ? i : 'day' in line ? `day ${line.day}` : line.row.id
      },
      [lines],
    ),
    overscan: 12,
    useFlushSync: false,
    scrollPaddingStart: dayHeight,
    rangeExtractor: useCallback(
      (range: Range) => {
        stickyDay.current = days.findLast(d => d <= range.startIndex) ?? 0
        return [...new Set([stickyDay.current, ...inSteps(range)])]
      },
      [days],
    ),
  })
  const items = virtual.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (!complete && lines.length > 0 && lastSeen > lines.length - ahead) onNearEnd()
  }, [complete, lastSeen, lines.length, onNearEnd])

  // Brought into sight when it becomes the chosen one, or when its page comes; not when other lines move.
  const shown = useRef<string | null>(null)
  useEffect(() => {
    const index = selected === null ? undefined : at.get(selected)
    if (index === undefined || selected === shown.current) return
    const far = Math.abs(index - lastSeen) > 2 * items.length
    shown.current = selected
    virtual.scrollToIndex(index, { align: far ? 'center' : 'auto' })
  }, [selected, at, virtual, lastSeen, items.length])

  return (
    <div ref={scroll} className={styles['scroll']} data-testid="timeline">
      <ul className={styles['lines']} style={{ height: virtual.getTotalSize() }} aria-label="Modifications">
        {items.map(item => {
          const line = lines[item.index]
          if (line === undefined) return null
          if ('day' in line) {
            const sticky = item.index === stickyDay.current
            return (
              <li
                key={item.key}
                className={styles['day']}
                data-sticky={sticky || undefined}
                style={sticky ? { height: item.size } : { height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <h2>{line.day}</h2>
              </li>
            )
          }
          return (
            <TimelineRow
              key={item.key}
              row={line.row}
              figures={figures.get(line.row.id)}
              asks={asking.has(line.row.id)}
              selected={line.row.id === selected}
              top={item.start}
              onMenu={onMenu}
            />
          )
        })}
      </ul>
      {complete ? null : (
        <output className={styles['older']} aria-label="Older modifications">
          Loading older ones
        </output>
      )}
    </div>
  )
}

/**
 * The stored diff as text: every line, every character, with line numbers, at any size. For what the editor cannot show honestly, and for
 * who likes it better. Draws only what is on the screen.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { ChangeRange } from './hunk-lines.ts'
import { HunkSwitch } from './hunk-switch.tsx'
import type { Marks } from './marks.ts'
import type { LinePlace } from './monaco-diff.ts'
import { Composer, Remark } from './remark.tsx'
import { itemAt, itemOfHunk, itemsOf, type TextItem } from './text-items.ts'
import { TextRow } from './text-row.tsx'
import { inPieces, type DiffRow } from './unified.ts'
import styles from './text-diff.module.css'

/** What both views of a diff can be told. */
export interface ViewHandle {
  place(): LinePlace
  reveal(change: ChangeRange): void
  revealPlace(place: LinePlace): void
  focus(): void
}

interface TextDiffProps {
  readonly rows: readonly DiffRow[]
  readonly path: string
  readonly marks: Marks | null
  readonly view: RefObject<ViewHandle | null>
}

const rowHeight = 19
const noHunks = [] as const

const isChanged = (item: TextItem): boolean => item.kind === 'row' && (item.row.kind === 'added' || item.row.kind === 'removed')

const placeOf = (item: TextItem | undefined): LinePlace | null => {
  if (item?.kind !== 'row') return null
  const { row } = item
  if (row.kind === 'removed') return { side: 'before', line: row.before! }
  return row.after === null ? null : { side: 'after', line: row.after }
}

export const TextDiff = ({ rows, path, marks, view }: TextDiffProps) => {
  const scroller = useRef<HTMLElement>(null)
  const pieces = useMemo(() => inPieces(rows), [rows])
  const { hunks = noHunks, comments = noHunks, composing = null, choice = null } = marks ?? {}
  const choosing = choice !== null
  const items = useMemo(
    () => itemsOf(pieces, { path, hunks, choosing, comments, composing }),
    [pieces, path, hunks, choosing, comments, composing],
  )
  const [cursor, setCursor] = useState(() => Math.max(0, items.findIndex(isChanged)))
  // oxlint-disable-next-line react-compiler/incompatible-library -- the list is drawn by this component alone
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: i => {
      const item = items[i]
      if (item?.kind !== 'row') return item?.kind === 'switch' ? 30 : 80
      return Math.max(1, Math.ceil(item.row.text.length / 110)) * rowHeight
    },
    overscan: 20,
  })
  const goTo = (at: number, align: 'center' | 'auto'): void => {
    if (at < 0) return
    setCursor(at)
    list.scrollToIndex(at, { align })
  }
  useEffect(() => {
    view.current = {
      place: () => {
        for (let i = Math.min(cursor, items.length - 1); i >= 0; i -= 1) {
          const place = placeOf(items[i])
          if (place !== null) return place
        }
        return { side: 'after', line: 1 }
      },
      reveal: change => goTo(itemOfHunk(items, change), 'center'),
      revealPlace: place => goTo(itemAt(items, place), 'center'),
      focus: () => scroller.current?.focus(),
    }
    return () => {
      view.current = null
    }
  })
  const step = (by: number): void => {
    let at = cursor + by
    while (at > 0 && at < items.length - 1 && items[at]?.kind !== 'row') at += Math.sign(by)
    goTo(Math.max(0, Math.min(items.length - 1, at)), 'auto')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length }[event.key]
    if (by === undefined) return
    event.preventDefault()
    step(by)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what scrolls takes the arrow keys (WCAG 2.1.1)
    <section
      ref={scroller}
      aria-label="Diff as text"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      className={styles['diff']}
      onKeyDown={onKeyDown}
      data-own-arrows
    >
      <div className={styles['all']} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index]!
          return (
            <div
              key={key}
              ref={list.measureElement}
              data-index={index}
              className={styles['item']}
              style={{ transform: `translateY(${start}px)` }}
            >
              {item.kind === 'row' ? (
                <TextRow
                  row={item.row}
                  atCursor={index === cursor}
                  refused={choice !== null && isRefused(item.row, path, marks)}
                  onChoose={() => setCursor(index)}
                  onRemark={
                    marks?.mayRemark === true && placeOf(item) !== null ? () => marks.compose({ path, ...placeOf(item)! }) : null
                  }
                />
              ) : item.kind === 'switch' && choice !== null ? (
                <HunkSwitch hunk={item.hunk} total={hunks.length} choice={choice} />
              ) : item.kind === 'remark' ? (
                <Remark comment={item.comment} onRemove={marks?.mayRemark === true ? () => marks.remove(item.comment) : null} />
              ) : item.kind === 'composer' && marks !== null ? (
                <Composer
                  place={item.place}
                  onSave={text => marks.save(item.place, text)}
                  onLeave={() => {
                    marks.compose(null)
                    scroller.current?.focus()
                  }}
                />
              ) : (
                <p className={styles['elsewhere']}>Remarks on lines that the diff does not show</p>
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}

const isRefused = (row: DiffRow, path: string, marks: Marks | null): boolean => {
  if (marks?.choice == null || (row.kind !== 'added' && row.kind !== 'removed')) return false
  const [side, line] = row.kind === 'added' ? (['after', row.after!] as const) : (['before', row.before!] as const)
  const hunk = marks.hunks.find(h => {
    const [start, lines] = side === 'after' ? [h.afterStart, h.afterLines] : [h.beforeStart, h.beforeLines]
    return h.path === path && line >= start && line < start + lines
  })
  return hunk !== undefined && !marks.choice.kept.has(hunk.index)
}

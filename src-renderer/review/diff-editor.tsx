/** Puts the diff editor on the page, with what belongs to its lines. Loads Monaco when it is first needed and says so when that fails. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { Loading } from '../ui/panel-state.tsx'
import type { DiffLook } from './diff-look.ts'
import { blocksOf } from './diff-blocks.tsx'
import type { FileFacts } from './file-facts.ts'
import type { Marks } from './marks.ts'
import type { Block } from './monaco-blocks.ts'
import type { Compared, DiffHandle, LinePlace } from './monaco-diff.ts'
import styles from './diff.module.css'

interface DiffEditorProps {
  readonly facts: FileFacts
  readonly look: DiffLook
  readonly handle: RefObject<DiffHandle | null>
  readonly marks: Marks | null
  readonly onCompared: (compared: Compared) => void
  readonly onLeaveRemark: () => void
  readonly onFailed: () => void
}

const noElements: ReadonlyMap<string, HTMLElement> = new Map()

export const DiffEditor = (props: DiffEditorProps) => {
  const { facts, look, handle, marks } = props
  const { shownPath, before, after, drawn, path, hunks } = facts
  const host = useRef<HTMLDivElement>(null)
  const [ready, setReady] = useState(false)
  const [elements, setElements] = useState(noElements)
  const dark = useComputedColorScheme('light') === 'dark'
  const compared = useEffectEvent(props.onCompared)
  const failed = useEffectEvent(props.onFailed)
  const margin = useEffectEvent((place: LinePlace) => marks?.compose({ path, ...place }))
  const start = useEffectEvent((create: typeof import('./monaco-diff.ts').createDiff, element: HTMLElement) =>
    create(element, look, dark, {
      onCompared: found => compared(found),
      onBlocks: setElements,
      ...(marks?.mayRemark === true ? { onMargin: place => margin(place) } : {}),
    }),
  )
  const blocks = blocksOf(path, hunks, marks, look.split, props.onLeaveRemark)
  // Blocks are made anew at every drawing; the rooms for them only when one of them moves.
  const rooms = JSON.stringify(blocks.map(({ key, side, under, order }): Block => ({ key, side, under, order })))
  const refused =
    marks?.choice == null
      ? ''
      : hunks
          .filter(hunk => !marks.choice!.kept.has(hunk.index))
          .map(h => h.index)
          .join()

  useEffect(() => {
    let gone = false
    import('./monaco-diff.ts').then(
      ({ createDiff }) => {
        if (gone || host.current === null) return
        handle.current = start(createDiff, host.current)
        setReady(true)
      },
      () => failed(),
    )
    return () => {
      gone = true
      handle.current?.dispose()
      handle.current = null
      setReady(false)
      setElements(noElements)
    }
  }, [handle])
  useEffect(() => {
    if (ready) handle.current?.show(shownPath, before, after, drawn)
  }, [ready, handle, shownPath, before, after, drawn])
  useEffect(() => {
    if (ready) handle.current?.look(look)
  }, [ready, handle, look])
  // Before the next key press: what is typed after `c` belongs into the remark.
  useLayoutEffect(() => {
    if (ready) handle.current?.blocks(JSON.parse(rooms) as readonly Block[])
  }, [ready, handle, rooms])
  useEffect(() => {
    const indexes = new Set(refused.split(',').map(Number))
    if (ready) handle.current?.refused(refused === '' ? [] : hunks.filter(hunk => indexes.has(hunk.index)))
  }, [ready, handle, refused, hunks])
  useEffect(() => {
    if (ready) handle.current?.dark(dark)
  }, [ready, handle, dark])

  return (
    <div className={styles['editor']}>
      {ready ? null : <Loading rows={12} height={14} label="Loading the diff" />}
      <div ref={host} className={styles['host']} data-testid="diff" />
      {blocks.map(block => {
        const element = elements.get(block.key)
        return element === undefined ? null : createPortal(block.content, element, block.key)
      })}
    </div>
  )
}

/** Puts the diff editor on the page. Loads Monaco when it is first needed and says so when that fails. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { Loading } from '../ui/panel-state.tsx'
import type { DiffHandle, DiffLook } from './monaco-diff.ts'
import styles from './diff.module.css'

interface DiffEditorProps {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly look: DiffLook
  readonly handle: RefObject<DiffHandle | null>
  readonly onCompared: (changes: number, wholeFile: boolean) => void
  readonly onFailed: () => void
}

export const DiffEditor = ({ path, before, after, look, handle, onCompared, onFailed }: DiffEditorProps) => {
  const host = useRef<HTMLDivElement>(null)
  const [ready, setReady] = useState(false)
  const dark = useComputedColorScheme('light') === 'dark'
  const compared = useEffectEvent(onCompared)
  const failed = useEffectEvent(onFailed)
  const start = useEffectEvent((create: typeof import('./monaco-diff.ts').createDiff, element: HTMLElement) =>
    create(element, look, dark, (changes, wholeFile) => compared(changes, wholeFile)),
  )

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
    }
  }, [handle])
  useEffect(() => {
    if (ready) handle.current?.show(path, before, after)
  }, [ready, handle, path, before, after])
  useEffect(() => {
    if (ready) handle.current?.look(look)
  }, [ready, handle, look])
  useEffect(() => {
    if (ready) handle.current?.dark(dark)
  }, [ready, handle, dark])

  return (
    <div className={styles['editor']}>
      {ready ? null : <Loading rows={12} height={14} label="Loading the diff" />}
      <div ref={host} className={styles['host']} data-testid="diff" />
    </div>
  )
}

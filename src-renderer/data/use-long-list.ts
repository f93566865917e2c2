/** A long list in a page. Another `key` is another list; the old rows stay until the first new ones are there. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useCore } from './context.tsx'
import { createLongList, usualPages, type LongList, type LongListStore } from './long-list.ts'

export interface UsedLongList<T> extends LongList<T> {
  readonly store: LongListStore<T>
  /** The rows still belong to the list before. */
  readonly old: boolean
}

export const useLongList = <T>(
  key: string,
  fetch: (last: T | undefined, limit: number) => Promise<readonly T[]>,
  keyOf: (row: T) => string | number,
): UsedLongList<T> => {
  const { transport } = useCore()
  const asking = useRef({ fetch, keyOf })
  asking.current = { fetch, keyOf }
  const [reads, setReads] = useState(0)
  const store = useMemo(() => {
    const { fetch: ask, keyOf: name } = asking.current
    return createLongList<T>(ask, usualPages, name)
    // oxlint-disable-next-line react/exhaustive-deps -- the key and the reads say when it is another list
  }, [key, reads])
  useEffect(() => void store.more(), [store])
  const now = useSyncExternalStore(store.watch, store.read)
  const last = useRef<LongList<T> | null>(null)
  if (now.rows !== undefined) last.current = now

  useEffect(() => {
    let missed = false
    const stops = [
      // What was missed while not connected is read again, before the first connection too.
      transport.onConnection(connected => {
        if (connected && missed) void store.reload()
        missed = !connected
      }),
      transport.subscribe('project.changed', () => {
        last.current = null
        setReads(n => n + 1)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [transport, store])

  const old = now.rows === undefined && last.current !== null
  return { ...now, rows: now.rows ?? last.current?.rows, old, store }
}

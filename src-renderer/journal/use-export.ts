/** The whole chain as one file of JSON Lines, fetched piece by piece so that neither side holds its breath, saved by the browser. */
import { notifications } from '@mantine/notifications'
import { useCallback, useRef, useState } from 'react'
import { CallError } from '../../src-shared/api/wire.ts'
import { useCore } from '../data/context.tsx'
import { plural } from '../ui/format.ts'

const pieceRecords = 2000

const save = (pieces: readonly string[], name: string): void => {
  const address = URL.createObjectURL(new Blob([...pieces], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

export interface Exporting {
  /** Records that are here already; null while nothing is exported. */
  readonly records: number | null
  start(): void
  cancel(): void
}

export const useExport = (): Exporting => {
  const { transport } = useCore()
  const [records, setRecords] = useState<number | null>(null)
  const cancelled = useRef(false)
  const run = useCallback(async () => {
    cancelled.current = false
    setRecords(0)
    const pieces: string[] = []
    let done = 0
    try {
      let fromSeq: number | null = 0
      while (fromSeq !== null && !cancelled.current) {
        const piece: { text: string; nextSeq: number | null } = await transport.call('journal.export', {
          fromSeq,
          limit: pieceRecords,
        })
        pieces.push(piece.text)
        done += piece.text.split('\n').length - 1
        setRecords(done)
        fromSeq = piece.nextSeq
      }
      if (cancelled.current) return
      save(pieces, `asis-journal-${new Date().toISOString().slice(0, 10)}.jsonl`)
      notifications.show({ message: `${plural(done, 'record')} exported as JSON Lines.`, autoClose: 6000, withBorder: true })
    } catch (error) {
      const known = error instanceof CallError ? error : null
      notifications.show({
        title: known?.message ?? 'The journal could not be exported.',
        message: known?.next ?? 'Nothing was saved. Try again.',
        color: 'red',
        autoClose: 12_000,
        withBorder: true,
      })
    } finally {
      setRecords(null)
    }
  }, [transport])
  return {
    records,
    start: () => void run(),
    cancel: () => {
      cancelled.current = true
    },
  }
}

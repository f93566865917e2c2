/** The records that the filter lets through, newest first, in pages; new ones are put on top as they are written. */
import { useEffect } from 'react'
import type { JournalRecord } from '../../src-shared/api/contract.ts'
import { useCore } from '../data/context.tsx'
import { useLongList, type UsedLongList } from '../data/use-long-list.ts'

export type Kind = JournalRecord['kind']
export const kinds: readonly Kind[] = ['intent', 'outcome', 'decision', 'check', 'config', 'note']

export interface JournalFilter {
  /** Empty: all of them. */
  readonly kinds: readonly Kind[]
  readonly search: string
}
export const noFilter: JournalFilter = { kinds: [], search: '' }

/** The same fields in which the core searches. */
export const fits = (record: JournalRecord, filter: JournalFilter): boolean => {
  if (filter.kinds.length > 0 && !filter.kinds.includes(record.kind)) return false
  const search = filter.search.trim().toLowerCase()
  return search === '' || [record.action, record.subject, record.detail].some(text => text.toLowerCase().includes(search))
}

export const useJournal = (filter: JournalFilter): UsedLongList<JournalRecord> => {
  const { transport } = useCore()
  const list = useLongList<JournalRecord>(
    JSON.stringify(filter),
    (last, limit) =>
      transport.call('journal.list', {
        ...(filter.kinds.length === 0 ? {} : { kinds: [...filter.kinds] }),
        ...(filter.search.trim() === '' ? {} : { search: filter.search.trim() }),
        ...(last === undefined ? {} : { beforeSeq: last.seq }),
        limit,
      }),
    record => record.seq,
  )
  const { store } = list
  useEffect(
    () =>
      transport.subscribe('journal.appended', record => {
        if (fits(record, filter)) store.change(records => (record.seq > (records[0]?.seq ?? 0) ? [record, ...records] : records))
      }),
    [transport, store, filter],
  )
  return list
}

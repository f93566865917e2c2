/** The modifications that the filter lets through, newest decision first, in pages, kept up to date. */
import { useEffect, useMemo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useLongList, type UsedLongList } from '../data/use-long-list.ts'
import { placed, statesOf, type HistoryFilter } from './filters.ts'

export const useHistory = (filter: HistoryFilter): UsedLongList<CandidateRow> => {
  const { transport } = useCore()
  const list = useLongList<CandidateRow>(
    JSON.stringify(filter),
    (last, limit) =>
      transport.call('candidates.list', {
        states: [...statesOf[filter.which]],
        ...(filter.metricId === null ? {} : { metricId: filter.metricId }),
        ...(filter.search.trim() === '' ? {} : { search: filter.search.trim() }),
        ...(last === undefined ? {} : { after: last.id }),
        order: 'decided',
        limit,
      }),
    row => row.id,
  )
  const { store } = list
  useEffect(
    () => transport.subscribe('candidates.changed', row => store.change((rows, complete) => placed(rows, row, filter, complete))),
    [transport, store, filter],
  )
  return list
}

export interface BeforeAfter {
  readonly before: number
  readonly after: number
}
export type Figures = ReadonlyMap<string, BeforeAfter>

/** Levels of the metric around each apply, from the sessions that are remembered. Others have the factor of their trial alone. */
export const useFigures = (): Figures => {
  const sessions: readonly Session[] | undefined = useQuery('sessions.list', { limit: 200 }).data
  return useMemo(() => {
    const figures = new Map<string, BeforeAfter>()
    for (const row of (sessions ?? []).flatMap(s => s.rows)) {
      if (row.candidateId !== null && row.before !== null && row.after !== null)
        figures.set(row.candidateId, { before: row.before, after: row.after })
    }
    return figures
  }, [sessions])
}

/** Which modifications the timeline shows, and where one that changed belongs in it. Pure. */
import type { CandidateRow, CandidateState } from '../../src-shared/domain/candidate.ts'

export interface HistoryFilter {
  readonly which: Which
  readonly metricId: string | null
  readonly search: string
}
export type Which = 'all' | 'in-effect' | 'rolled-back' | 'declined' | 'rejected'

const effective: readonly CandidateState[] = ['approved', 'applied', 'kept']
const takenBack: readonly CandidateState[] = ['rolling-back', 'rolled-back']

/** `all`: everything that was decided. What a trial rejected was never offered, and is apart. */
export const statesOf: Readonly<Record<Which, readonly CandidateState[]>> = {
  all: [...effective, ...takenBack, 'declined'],
  'in-effect': effective,
  'rolled-back': takenBack,
  declined: ['declined'],
  rejected: ['rejected'],
}
export const whichChoices: readonly { readonly value: Which; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'in-effect', label: 'In effect' },
  { value: 'rolled-back', label: 'Rolled back' },
  { value: 'declined', label: 'Declined' },
  { value: 'rejected', label: 'Rejected' },
]

export const noFilter: HistoryFilter = { which: 'all', metricId: null, search: '' }

/** The filter that shows this one; null where none does (yet): it waits, or what is known of it is older than its decision. */
export const filterFor = (state: CandidateState): HistoryFilter | null => {
  if (statesOf.all.includes(state)) return noFilter
  return state === 'rejected' ? { ...noFilter, which: 'rejected' } : null
}

/** The order of the list: when it was decided, else when it was made. */
export const timeOf = (row: CandidateRow): number => row.decision?.tMs ?? row.createdMs

const holds = (text: string, search: string): boolean => text.toLowerCase().includes(search)

export const matches = (row: CandidateRow, filter: HistoryFilter): boolean => {
  if (!statesOf[filter.which].includes(row.state)) return false
  if (filter.metricId !== null && row.metricId !== filter.metricId) return false
  const search = filter.search.trim().toLowerCase()
  return search === '' || [row.title, row.metricTitle, row.metricId, row.rule, ...row.paths].some(text => holds(text, search))
}

/** `rows` with this one as it is now: in its place, moved, added or gone. Older than what is loaded: it comes with its page. */
export const placed = (
  rows: readonly CandidateRow[],
  row: CandidateRow,
  filter: HistoryFilter,
  complete: boolean,
): readonly CandidateRow[] => {
  const at = rows.findIndex(r => r.id === row.id)
  const fits = matches(row, filter)
  const before = rows[at]
  if (before !== undefined && fits && timeOf(before) === timeOf(row)) return rows.with(at, row)
  const rest = at === -1 ? rows : rows.toSpliced(at, 1)
  if (!fits) return rest
  const older = rest.findIndex(r => timeOf(r) < timeOf(row))
  if (older !== -1) return rest.toSpliced(older, 0, row)
  return complete ? [...rest, row] : rest
}

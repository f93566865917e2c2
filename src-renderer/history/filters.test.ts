import { describe, expect, it } from 'vitest'
import type { CandidateRow, CandidateState } from '../../src-shared/domain/candidate.ts'
import { filterFor, matches, noFilter, placed } from './filters.ts'

const row = (id: string, tMs: number, state: CandidateState = 'kept', more: Partial<CandidateRow> = {}): CandidateRow =>
  ({
    id,
    state,
    title: `Change ${id}`,
    metricId: 'speed',
    metricTitle: 'Speed',
    rule: 'J01',
    paths: ['src/a.ts'],
    createdMs: tMs - 5,
    decision: { tMs },
    ...more,
  }) as CandidateRow
const ids = (rows: readonly CandidateRow[]): string[] => rows.map(r => r.id)
const rows = [row('c', 30), row('b', 20), row('a', 10)]

describe('a modification that changed', () => {
  it('stays in its place', () => {
    const next = placed(rows, row('b', 20, 'rolled-back'), noFilter, true)
    expect(ids(next)).toEqual(['c', 'b', 'a'])
    expect(next[1]?.state).toBe('rolled-back')
  })
  it('comes where its decision belongs', () => {
    expect(ids(placed(rows, row('x', 25), noFilter, true))).toEqual(['c', 'x', 'b', 'a'])
    expect(ids(placed(rows, row('a', 40), noFilter, true))).toEqual(['a', 'c', 'b'])
  })
  it('older than what is loaded waits for its page', () => {
    expect(ids(placed(rows, row('x', 5), noFilter, false))).toEqual(['c', 'b', 'a'])
    expect(ids(placed(rows, row('x', 5), noFilter, true))).toEqual(['c', 'b', 'a', 'x'])
  })
  it('goes when it does not fit any more, and one that never fitted changes nothing', () => {
    const effect = { ...noFilter, which: 'in-effect' as const }
    expect(ids(placed(rows, row('b', 20, 'rolled-back'), effect, true))).toEqual(['c', 'a'])
    expect(placed(rows, row('x', 25, 'awaiting-review'), effect, true)).toBe(rows)
  })
})
describe('the filter', () => {
  it('finds in title, metric, rule and path, whatever the case', () => {
    for (const search of ['CHANGE a', 'speed', 'j01', 'SRC/A']) expect(matches(row('a', 1), { ...noFilter, search })).toBe(true)
    expect(matches(row('a', 1), { ...noFilter, search: 'nothing' })).toBe(false)
  })
  it('that shows one is the widest', () => {
    for (const state of ['kept', 'declined', 'rolled-back', 'rejected'] as const)
      expect(matches(row('a', 1, state), filterFor(state)!)).toBe(true)
  })
  it('is none for what waits: its decision may be on its way to the page', () => {
    for (const state of ['generated', 'awaiting-review'] as const) expect(filterFor(state)).toBeNull()
  })
})

import { expect, it } from 'vitest'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { linesOf } from './days.ts'

const noon = new Date(2026, 10, 24, 12).getTime()
const hourMs = 3_600_000
const row = (id: string, tMs: number): CandidateRow => ({ id, createdMs: tMs, decision: { tMs } }) as CandidateRow

it('names each day once, before its modifications', () => {
  const { lines, days, at } = linesOf(
    [row('d', noon), row('c', noon - hourMs), row('b', noon - 13 * hourMs), row('a', noon - 60 * hourMs)],
    noon,
  )
  expect(lines.map(l => ('day' in l ? l.day : l.row.id))).toEqual([
    'Today',
    'd',
    'c',
    'Yesterday',
    'b',
    'Sunday 22 November',
    'a',
  ])
  expect(days).toEqual([0, 3, 5])
  expect(at.get('b')).toBe(4)
})

import { expect, it } from 'vitest'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { gainOf } from './gain.ts'

const row = (state: CandidateRow['state'], tMs: number, estimate: number, updatedMs = tMs): CandidateRow =>
  ({
    state,
    improvement: { estimate, low: estimate, high: estimate },
    decision: { tMs },
    createdMs: tMs,
    updatedMs,
  }) as CandidateRow

it('is the geometric mean over all metrics of what is in effect', () => {
  const points = gainOf([row('kept', 10, 4), row('applied', 20, 4)], 2)
  expect(points.map(p => [p.tMs, Number(p.gain.toFixed(6))])).toEqual([
    [10, 2],
    [20, 4],
  ])
})
it('falls again when a modification is taken back, and ignores what was never applied', () => {
  const points = gainOf([row('rolled-back', 10, 3, 30), row('declined', 15, 9), row('kept', 20, 2)], 1)
  expect(points.map(p => [p.tMs, Number(p.gain.toFixed(6))])).toEqual([
    [10, 3],
    [20, 6],
    [30, 2],
  ])
})

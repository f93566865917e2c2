import { describe, expect, it } from 'vitest'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'
import { marksOf, nearest, pointsOf, rangeOf, roundTicks, timeTicks } from './chart-data.ts'

const viewOf = (recent: readonly Sample[]): MetricView => ({
  id: 'a',
  title: 'A',
  unit: 'ms',
  direction: 'lower',
  guardrail: false,
  subject: '',
  goalFraction: 0.15,
  goalValue: 85,
  reference: 100,
  baseline: null,
  gap: null,
  latest: recent.at(-1) ?? null,
  recent: [...recent],
})
const samples = (times: readonly number[]) => times.map(tMs => ({ tMs, value: tMs / 10 }))

describe('points', () => {
  it('have a gap where nothing was measured for long', () => {
    const points = pointsOf(samples([0, 10, 20, 30, 200, 210]), false)
    expect(points.map(p => p.value)).toEqual([0, 1, 2, 3, null, 20, 21])
    expect(points.map(p => p.x)).toEqual([0, 10, 20, 30, 115, 200, 210])
  })
  it('drawn evenly keep their order and their times', () => {
    const points = pointsOf(samples([0, 10, 20, 30, 200, 210]), true)
    expect(points.map(p => p.x)).toEqual([0, 1, 2, 3, 3.5, 4, 5])
    expect(nearest(points, 190)).toMatchObject({ tMs: 200 })
  })
  it('of one or no sample are no problem', () => {
    expect([pointsOf([], true), pointsOf(samples([5]), false).length]).toEqual([[], 1])
  })
})

describe('the axes', () => {
  it('have round labels inside of the range', () => {
    expect(roundTicks(0, 10)).toEqual([0, 5, 10])
    expect(roundTicks(163, 415)).toEqual([200, 300, 400])
    expect(roundTicks(0.571, 0.68)).toEqual([0.6, 0.65])
    expect(roundTicks(5, 5)).toEqual([5])
  })
  it('show the goal also where the values are far from it', () => {
    const metric = viewOf([
      { tMs: 1, value: 400 },
      { tMs: 2, value: 410 },
    ])
    const [low, high] = rangeOf(pointsOf(metric.recent, true), metric)
    expect([low > 0 && low < 85, high > 410]).toEqual([true, true])
  })
  it('have few times at round hours', () => {
    const fromMs = new Date(2026, 10, 24, 0, 7).getTime()
    const ticks = timeTicks(fromMs, fromMs + 86_400_000)
    expect(ticks.length).toBeLessThanOrEqual(5)
    expect(ticks.every(t => new Date(t).getMinutes() === 0)).toBe(true)
  })
})

describe('marks', () => {
  const row = {
    id: 'c_0000000009',
    metricId: 'a',
    title: 'Set',
    state: 'rolled-back',
    createdMs: 20,
    updatedMs: 46,
    decision: { tMs: 24 },
  } as CandidateRow
  const all = samples([0, 10, 20, 30, 40, 50])
  const applied = { kind: 'applied', id: row.id, title: 'Set', tMs: 24 }
  const takenBack = { kind: 'rolled-back', id: row.id, title: 'Set', tMs: 46 }
  it('stand where a modification was applied, and where it was taken back', () => {
    expect(marksOf(viewOf(all), [row], pointsOf(all, false), false, 0)).toEqual([
      { ...applied, x: 24 },
      { ...takenBack, x: 46 },
    ])
  })
  it('stand between their neighbours where samples are drawn evenly', () => {
    expect(marksOf(viewOf(all), [row], pointsOf(all, true), true, 0)).toEqual([
      { ...applied, x: 2.5 },
      { ...takenBack, x: 4.5 },
    ])
  })
  it('are left out before the time shown, for other metrics, and for what was never applied', () => {
    expect(marksOf(viewOf(all), [row], pointsOf(all, false), false, 30)).toEqual([{ ...takenBack, x: 46 }])
    expect(
      marksOf(
        viewOf(all),
        [
          { ...row, metricId: 'b' },
          { ...row, state: 'declined' },
        ],
        pointsOf(all, false),
        false,
        0,
      ),
    ).toEqual([])
  })
})

it('a thinned series has no gap where its two points per step lie unevenly', () => {
  const thinned = samples([0, 10, 1000, 1010, 2900, 2910, 3000, 3010, 5100])
  expect(pointsOf(thinned, false, 1000).map(p => p.value)).toEqual([0, 1, 100, 101, 290, 291, 300, 301, null, 510])
})

import { describe, expect, it } from 'vitest'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { pointsOf } from './chart-data.ts'
import { frameOf, keptRange, sameFrame } from './chart-frame.ts'
import { linePath, scaleOf } from './line-path.ts'

const metric = { id: 'a', direction: 'lower', goalValue: 80, baseline: { median: 100, mad: 2 } } as MetricView

const samples = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ tMs: from + i * 100, value: 100 + (i % 3) }))
const at = (tMs: number, value: number | null) => ({ x: tMs, tMs, value })

const input = (from: number) => ({ metric, changes: [], points: pointsOf(samples(from, 60), true), window: null })

describe('the range of an axis', () => {
  it('stays while everything fits, grows at once, and shrinks only when much of it is empty', () => {
    expect(keptRange([10, 20], null)).toEqual([10, 20])
    expect(keptRange([12, 19], [10, 20])).toEqual([10, 20])
    expect(keptRange([12, 21], [10, 20])).toEqual([12, 21])
    expect(keptRange([14, 17], [10, 20])).toEqual([14, 17])
  })
})

describe('the frame', () => {
  it('is the same one while samples arrive within a minute and a range: nothing around the line is drawn again', () => {
    const from = new Date(2026, 10, 25, 9, 30, 10).getTime()
    const first = frameOf(input(from), null)
    const next = frameOf(input(from + 1000), first)
    expect(sameFrame(first, next)).toBe(true)
    expect(sameFrame(next, frameOf(input(from + 60_000), next))).toBe(false)
  })
  it('cuts the band to the range', () => {
    const { y, band } = frameOf(input(0), null)
    expect([band![0] >= y[0], band![1] <= y[1], band![0] < 100, band![1] > 100]).toEqual([true, true, true, true])
  })
})

describe('the line', () => {
  const x = scaleOf([0, 10], [0, 100])
  const y = scaleOf([0, 1], [50, 0])
  it('breaks at gaps and shows a point that stands alone', () => {
    expect(linePath([at(0, 0), at(1, 1), at(2, null), at(3, 0.5), at(4, null)], x, y)).toBe('M0 50h0L10 0M30 25h0')
  })
  it('of nothing is nothing', () => {
    expect(linePath([], x, y)).toBe('')
  })
})

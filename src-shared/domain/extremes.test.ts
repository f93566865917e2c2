import { expect, it } from 'vitest'
import { createThinnedSeries } from './extremes.ts'

const times = (series: { points(): { tMs: number }[] }): number[] => series.points().map(p => p.tMs)

it('keeps the lowest and the highest of each step, at their own times', () => {
  const series = createThinnedSeries(100)
  for (const [tMs, value] of [
    [5, 3],
    [20, 9],
    [40, 1],
    [60, 4],
    [130, 7],
  ] as const)
    series.add({ tMs, value })
  expect(series.points()).toEqual([
    { tMs: 20, value: 9 },
    { tMs: 40, value: 1 },
    { tMs: 130, value: 7 },
  ])
  expect(series.lastMs).toBe(130)
})
it('stays bounded however much arrives, while its window moves', () => {
  const series = createThinnedSeries(1000)
  for (let tMs = 0; tMs < 600_000; tMs += 10) {
    series.add({ tMs, value: Math.sin(tMs) })
    series.dropBefore(tMs - 60_000)
  }
  const kept = times(series)
  expect(kept.length).toBeLessThanOrEqual(122)
  expect([kept[0]! >= 539_000, kept.at(-1)! >= 598_000]).toEqual([true, true])
  expect(kept).toEqual([...kept].sort((a, b) => a - b))
})
it('draws what it drew before: a later sample moves only the newest step', () => {
  const series = createThinnedSeries(100)
  for (let tMs = 0; tMs < 1000; tMs += 7) series.add({ tMs, value: (tMs * 13) % 17 })
  const before = series.points()
  series.add({ tMs: 1001, value: 5 })
  expect(series.points().slice(0, before.length)).toEqual(before)
})
it('leaves out what comes after its step is over, and forgets all of a window that has passed', () => {
  const series = createThinnedSeries(100)
  series.add({ tMs: 250, value: 1 })
  series.add({ tMs: 199, value: 9 })
  expect(times(series)).toEqual([250])
  series.dropBefore(300)
  expect(series.points()).toEqual([])
})

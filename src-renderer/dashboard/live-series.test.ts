import { describe, expect, it } from 'vitest'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { createLiveSamples } from '../data/live-samples.ts'
import { askedWindow, lastSamples, windowSamples } from './live-series.ts'

const times = (points: readonly { tMs: number; value: number | null }[]): number[] =>
  points.flatMap(p => (p.value === null ? [] : [p.tMs]))

describe('the last samples', () => {
  it('are what the core sent and what arrived since, at most 60', () => {
    const live = createLiveSamples()
    const recent = Array.from({ length: 60 }, (_, i) => ({ tMs: i + 1, value: 1 }))
    const series = lastSamples({ id: 'a', recent } as unknown as MetricView, live)
    live.push('a', { tMs: 60, value: 1 })
    live.push('a', { tMs: 61, value: 1 })
    live.push('a', { tMs: 62, value: 1 })
    const drawn = times(series.points(0).points)
    expect([drawn.length, drawn[0], drawn.at(-1)]).toEqual([60, 3, 62])
  })
})

describe('a window of time', () => {
  const spanMs = 900_000
  it('holds at most 350 points however much arrives, and moves with it', () => {
    const live = createLiveSamples()
    const series = windowSamples('a', spanMs, [], live)
    let most = 0
    for (let tMs = 1_000_000; tMs < 3_000_000; tMs += 100) {
      live.push('a', { tMs, value: Math.sin(tMs) })
      if (tMs % 60_000 === 0) most = Math.max(most, series.points(tMs).points.length)
    }
    const { points, window } = series.points(3_000_000)
    expect([most <= 352, points.length >= 300]).toEqual([true, true])
    expect([window!.toMs - window!.fromMs, window!.toMs > 3_000_000, window!.toMs < 3_006_000]).toEqual([spanMs, true, true])
    expect(times(points)[0]!).toBeGreaterThanOrEqual(window!.fromMs - spanMs / 175)
  })
  it('passes by also when nothing arrives', () => {
    const series = windowSamples('a', spanMs, [{ tMs: 1_000_000, value: 1 }], createLiveSamples())
    expect(times(series.points(1_100_000).points)).toEqual([1_000_000])
    expect(series.points(2_500_000).points).toEqual([])
  })
  it('is asked for at the same times by all charts, and covers what is shown until the next time', () => {
    const nowMs = 1_764_000_123_456
    const asked = askedWindow(spanMs, nowMs)
    expect(askedWindow(spanMs, nowMs + 1)).toEqual(asked)
    expect([asked.fromMs <= nowMs - spanMs, asked.toMs > nowMs]).toEqual([true, true])
  })
})

/** The samples of one chart: what the core answered, and what arrived since. Either the last 60, or a window of time, thinned. */
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'
import { createThinnedSeries } from '../../src-shared/domain/extremes.ts'
import type { LiveSamples } from '../data/live-samples.ts'
import { pointsOf, type Point } from './chart-data.ts'
import type { TimeWindow } from './chart-frame.ts'

/** Two points per step: 350 are as many as 360 pixels can show. */
const steps = 175
export const pointsPerSpan = 2 * steps
const lastCount = 60

export interface LiveSeries {
  /** Takes in what arrived, and answers what is to be drawn now. */
  points(nowMs: number): { readonly points: Point[]; readonly window: TimeWindow | null }
}

export const lastSamples = (metric: MetricView, live: LiveSamples): LiveSeries => {
  let samples: readonly Sample[] = metric.recent.slice(-lastCount)
  return {
    points() {
      const fresh = live.after(metric.id, samples.at(-1)?.tMs ?? -Infinity)
      if (fresh.length > 0) samples = [...samples, ...fresh].slice(-lastCount)
      return { points: pointsOf(samples, true), window: null }
    },
  }
}

export const windowSamples = (id: string, spanMs: number, known: readonly Sample[], live: LiveSamples): LiveSeries => {
  const stepMs = spanMs / steps
  const thinned = createThinnedSeries(stepMs)
  for (const sample of known) thinned.add(sample)
  return {
    points(nowMs) {
      for (const sample of live.after(id, thinned.lastMs)) thinned.add(sample)
      // Moves by whole steps, so that points keep their places between two moves.
      const toMs = Math.ceil((Math.max(nowMs, thinned.lastMs) + 1) / stepMs) * stepMs
      const window = { fromMs: toMs - spanMs, toMs }
      thinned.dropBefore(window.fromMs)
      return { points: pointsOf(thinned.points(), false, stepMs), window }
    },
  }
}

/**
 * What to ask the core for, so that the answer holds the window now and for a while: it is asked for again only when a sixth of the window has
 * passed, for all charts at the same time.
 */
export const askedWindow = (spanMs: number, nowMs: number): TimeWindow & { readonly points: number } => {
  const sixthMs = spanMs / 6
  const toMs = (Math.floor(nowMs / sixthMs) + 1) * sixthMs
  return { fromMs: Math.round(toMs - spanMs - sixthMs), toMs: Math.round(toMs), points: Math.round((pointsPerSpan * 7) / 6) }
}

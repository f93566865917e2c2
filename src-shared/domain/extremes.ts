/**
 * A series thinned while it arrives: of every step of time only the lowest and the highest sample are kept, at their own times. Steps stand
 * at multiples of their length, so that a point once drawn stays where it is. Pure, and without zod, so that pages can have it for nothing.
 */
import type { Sample } from './metric.ts'

export interface ThinnedSeries {
  /** Time of the newest sample that went in; `-Infinity` when none did. */
  readonly lastMs: number
  /** In the order of time; an older one than the newest step is left out. */
  add(sample: Sample): void
  dropBefore(tMs: number): void
  /** At most two per step, oldest first. */
  points(): Sample[]
}

interface Step {
  readonly place: number
  low: Sample
  high: Sample
}

export const createThinnedSeries = (stepMs: number): ThinnedSeries => {
  let steps: Step[] = []
  let lastMs = -Infinity
  return {
    get lastMs() {
      return lastMs
    },
    add(sample) {
      const place = Math.floor(sample.tMs / stepMs)
      const last = steps.at(-1)
      if (last !== undefined && place < last.place) return
      lastMs = Math.max(lastMs, sample.tMs)
      if (last === undefined || place > last.place) steps.push({ place, low: sample, high: sample })
      else if (sample.value < last.low.value) last.low = sample
      else if (sample.value > last.high.value) last.high = sample
    },
    dropBefore(tMs) {
      const first = Math.floor(tMs / stepMs)
      const keep = steps.findIndex(step => step.place >= first)
      if (keep !== 0) steps = keep < 0 ? [] : steps.slice(keep)
    },
    points: () => steps.flatMap(({ low, high }) => (low === high ? [low] : low.tMs <= high.tMs ? [low, high] : [high, low])),
  }
}

/** Frames and long tasks as the page itself sees them. */
import type { Page } from '@playwright/test'

export interface Frames {
  readonly perSecond: number
  /** Longest time between two frames, ms. */
  readonly longestGapMs: number
  /** Frames that came more than half a frame late. */
  readonly late: number
  /** Tasks over 50 ms on the main thread, as the browser reports them; their lengths, ms. */
  readonly longTasksMs: readonly number[]
}

/** Text, since the types of this folder know no browser. */
const inPage = (forMs: number): string => `(async () => {
  const longTasksMs = []
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) longTasksMs.push(Math.round(entry.duration))
  })
  observer.observe({ type: 'longtask' })
  const times = []
  await new Promise(done => {
    const step = tMs => {
      times.push(tMs)
      if (tMs - times[0] >= ${forMs}) done()
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
  await new Promise(done => setTimeout(done, 100))
  observer.disconnect()
  const gaps = times.slice(1).map((t, i) => t - times[i])
  return {
    perSecond: Math.round((gaps.length / (times.at(-1) - times[0])) * 10000) / 10,
    longestGapMs: Math.round(Math.max(...gaps)),
    late: gaps.filter(g => g > 25).length,
    longTasksMs,
  }
})()`

export const countFrames = (page: Page, forMs: number): Promise<Frames> => page.evaluate<Frames>(inPage(forMs))

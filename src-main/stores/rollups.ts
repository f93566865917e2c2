/**
 * Rollups of samples: per bucket of time the lowest and the highest sample with their own times, and how many there were. They let a chart of
 * 90 days be drawn from two thousand rows instead of two million. Written in the transaction of the samples they are of.
 */
import type { Database } from 'better-sqlite3'
import type { Sample } from '../../src-shared/domain/metric.ts'

/** Buckets of all widths begin at multiples of their width since the epoch. The finest one is a step of 15 minutes drawn with 360 points. */
export const widthsMs = [5_000, 60_000, 600_000, 3_600_000, 86_400_000] as const

/** `low` and `high` are real samples: of several with the same value the earliest. */
export interface Extremes {
  readonly count: number
  readonly low: number
  readonly lowMs: number
  readonly high: number
  readonly highMs: number
}

export const extremesOf = ({ tMs, value }: Sample): Extremes => ({ count: 1, low: value, lowMs: tMs, high: value, highMs: tMs })

export function joined(a: Extremes, b: Extremes): Extremes {
  const low = b.low < a.low || (b.low === a.low && b.lowMs < a.lowMs) ? b : a
  const high = b.high > a.high || (b.high === a.high && b.highMs < a.highMs) ? b : a
  return { count: a.count + b.count, low: low.low, lowMs: low.lowMs, high: high.high, highMs: high.highMs }
}

/** Tuple of SQLite: low, low_ms, high, high_ms. Arrays, because objects with five names take twice the time. */
type Row = readonly [low: number, lowMs: number, high: number, highMs: number]
export type Visit = (low: number, lowMs: number, high: number, highMs: number) => void

export interface Rollups {
  /** Within the caller's transaction. */
  add(series: number, samples: readonly Sample[]): void
  /** At least as many as there are samples in [fromMs, toMs], at most one bucket more at each end. */
  atMost(series: number, fromMs: number, toMs: number): number
  /**
   * Tells the extremes of everything in [fromMs, toMs], in the order of time: whole buckets of at most `widthMs`, which is one of `widthsMs`,
   * finer ones towards both ends, and single samples where even the finest would reach over the end.
   */
  visit(series: number, fromMs: number, toMs: number, widthMs: number, visit: Visit): void
}

export function openRollups(db: Database): Rollups {
  const put = db.prepare<[number, number, number, number, number, number, number, number]>(
    `INSERT INTO rollups (series, width_ms, start_ms, count, low, low_ms, high, high_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count,
       low_ms = CASE WHEN excluded.low < low OR (excluded.low = low AND excluded.low_ms < low_ms) THEN excluded.low_ms ELSE low_ms END,
       low = min(low, excluded.low),
       high_ms = CASE WHEN excluded.high > high OR (excluded.high = high AND excluded.high_ms < high_ms)
         THEN excluded.high_ms ELSE high_ms END,
       high = max(high, excluded.high)`,
  )
  const count = db
    .prepare<[number, number, number, number], number>(
      'SELECT coalesce(sum(count), 0) FROM rollups WHERE series = ? AND width_ms = ? AND start_ms BETWEEN ? AND ?',
    )
    .pluck()
  const buckets = db
    .prepare<[number, number, number, number], Row>(
      `SELECT low, low_ms, high, high_ms FROM rollups
       WHERE series = ? AND width_ms = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms`,
    )
    .raw()
  const samples = db
    .prepare<[number, number, number], Row>(
      'SELECT value, t_ms, value, t_ms FROM samples WHERE series = ? AND t_ms >= ? AND t_ms < ? ORDER BY t_ms, n',
    )
    .raw()

  const tell = (rows: readonly Row[], visit: Visit): void => {
    for (const [low, lowMs, high, highMs] of rows) visit(low, lowMs, high, highMs)
  }
  /** [fromMs, endMs): whole buckets of this width in the middle, narrower ones beside them. */
  const cover = (series: number, fromMs: number, endMs: number, width: number, visit: Visit): void => {
    if (fromMs >= endMs) return
    const widthMs = widthsMs[width]
    if (widthMs === undefined) return tell(samples.all(series, fromMs, endMs), visit)
    const firstMs = Math.ceil(fromMs / widthMs) * widthMs
    const lastMs = Math.floor(endMs / widthMs) * widthMs
    if (firstMs >= lastMs) return cover(series, fromMs, endMs, width - 1, visit)
    cover(series, fromMs, firstMs, width - 1, visit)
    tell(buckets.all(series, widthMs, firstMs, lastMs), visit)
    cover(series, lastMs, endMs, width - 1, visit)
  }

  return {
    add(series, added) {
      let finer: ReadonlyMap<number, Extremes> | null = null
      for (const widthMs of widthsMs) {
        const merged = new Map<number, Extremes>()
        const join = (tMs: number, extremes: Extremes): void => {
          const startMs = startOf(tMs, widthMs)
          const known = merged.get(startMs)
          merged.set(startMs, known ? joined(known, extremes) : extremes)
        }
        if (finer) for (const [startMs, extremes] of finer) join(startMs, extremes)
        else for (const sample of added) join(sample.tMs, extremesOf(sample))
        for (const [startMs, { count: n, low, lowMs, high, highMs }] of merged)
          put.run(series, widthMs, startMs, n, low, lowMs, high, highMs)
        finer = merged
      }
    },
    atMost(series, fromMs, toMs) {
      // A few hundred rows at most, also for years.
      const widthMs = widthsMs.findLast(width => (toMs - fromMs) / width > 50) ?? widthsMs[0]
      return count.get(series, widthMs, startOf(fromMs, widthMs), toMs)!
    },
    visit: (series, fromMs, toMs, widthMs, visit) =>
      cover(
        series,
        fromMs,
        toMs + 1,
        widthsMs.findIndex(width => width === widthMs),
        visit,
      ),
  }
}

export const startOf = (tMs: number, widthMs: number): number => Math.floor(tMs / widthMs) * widthMs

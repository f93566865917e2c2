/**
 * What stands around the line of a chart: the ranges of both axes with their labels, and the marks. Changes seldom, while the line changes
 * with every sample: so the axes are drawn only when a label or a range is another one. Pure.
 */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { marksOf, placeTicks, rangeOf, roundTicks, timeLabel, timeTicks, type Mark, type Point } from './chart-data.ts'

export interface TimeWindow {
  readonly fromMs: number
  readonly toMs: number
}

export interface ChartFrame {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly xTicks: readonly { readonly at: number; readonly label: string }[]
  readonly yTicks: readonly number[]
  readonly marks: readonly Mark[]
  readonly goal: number | null
  /** Lower and upper edge, cut to the range. */
  readonly band: readonly [number, number] | null
}

/** 1.4826 x MAD is the standard deviation of a bell curve; the band is two of them to each side. */
const bandFactor = 2 * 1.4826
/** The range is made smaller only when less than this part of it is needed: an axis that breathes cannot be read. */
const wasteful = 0.55

/** The range as it was, as long as all that is drawn fits into it. */
export const keptRange = (
  wanted: readonly [number, number],
  before: readonly [number, number] | null,
): readonly [number, number] => {
  if (before === null || wanted[0] < before[0] || wanted[1] > before[1]) return wanted
  return wanted[1] - wanted[0] < wasteful * (before[1] - before[0]) ? wanted : before
}

export interface FrameInput {
  readonly metric: MetricView
  readonly changes: readonly CandidateRow[]
  readonly points: readonly Point[]
  /** Null: the last samples, drawn evenly. */
  readonly window: TimeWindow | null
}

export const frameOf = ({ metric, changes, points, window }: FrameInput, before: ChartFrame | null): ChartFrame => {
  const evenly = window === null
  const measured = points.filter(p => p.value !== null)
  const firstMs = measured[0]?.tMs ?? 0
  const y = keptRange(rangeOf(points, metric), before?.y ?? null)
  const span = evenly ? (measured.at(-1)?.tMs ?? 0) - firstMs : window.toMs - window.fromMs
  const { baseline } = metric
  return {
    x: evenly ? [-0.5, Math.max(measured.length - 0.5, 1)] : [window.fromMs, window.toMs],
    y,
    xTicks: (evenly ? placeTicks(points) : timeTicks(window.fromMs, window.toMs)).map(at => ({
      at,
      label: timeLabel(evenly ? (points.find(p => p.x === at)?.tMs ?? 0) : at, span),
    })),
    yTicks: roundTicks(y[0], y[1]),
    marks: marksOf(metric, changes, points, evenly, evenly ? firstMs : window.fromMs),
    goal: metric.goalValue,
    band:
      baseline === null
        ? null
        : [
            Math.max(y[0], baseline.median - bandFactor * baseline.mad),
            Math.min(y[1], baseline.median + bandFactor * baseline.mad),
          ],
  }
}

export const sameFrame = (a: ChartFrame | null, b: ChartFrame): boolean => a !== null && JSON.stringify(a) === JSON.stringify(b)

/** What a chart of one metric draws: points with gaps as gaps, round axis labels, marks of modifications. Pure. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'

export interface Point {
  /** Time, or the place in the row when the last samples are drawn evenly. */
  readonly x: number
  readonly tMs: number
  /** Null: nothing was measured here, the line is broken. */
  readonly value: number | null
}
export interface Mark {
  readonly x: number
  readonly kind: 'applied' | 'rolled-back'
  readonly id: string
  readonly title: string
  readonly tMs: number
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A pause of more than this many usual steps is a gap. */
const gapSteps = 6

/** `thinnedMs`: the step of a thinned series, in which two points may be almost two steps apart without anything missing. */
export const pointsOf = (samples: readonly Sample[], evenly: boolean, thinnedMs = 0): Point[] => {
  const steps = samples.slice(1).map((s, i) => s.tMs - (samples[i]?.tMs ?? s.tMs))
  const usual = median(steps)
  const gapMs = Math.max(gapSteps * usual, 2 * thinnedMs)
  return samples.flatMap((s, i) => {
    const point: Point = { x: evenly ? i : s.tMs, tMs: s.tMs, value: s.value }
    const before = samples[i - 1]
    if (before === undefined || usual === 0 || s.tMs - before.tMs <= gapMs) return [point]
    return [{ x: evenly ? i - 0.5 : (before.tMs + s.tMs) / 2, tMs: (before.tMs + s.tMs) / 2, value: null }, point]
  })
}

/** Where a time falls among evenly drawn points: between its neighbours. */
const placeOf = (tMs: number, points: readonly Point[], evenly: boolean): number | null => {
  if (!evenly) return tMs
  const measured = points.filter(p => p.value !== null)
  const after = measured.find(p => p.tMs >= tMs)
  if (after === undefined) return measured.length === 0 ? null : (measured.at(-1)?.x ?? 0) + 0.4
  return after === measured[0] ? null : after.x - 0.5
}

export const marksOf = (
  metric: MetricView,
  changes: readonly CandidateRow[],
  points: readonly Point[],
  evenly: boolean,
  fromMs: number,
): Mark[] =>
  changes
    .filter(c => c.metricId === metric.id && ['applied', 'kept', 'rolling-back', 'rolled-back'].includes(c.state))
    .flatMap(c => {
      const marks: { tMs: number; kind: Mark['kind'] }[] = [{ tMs: c.decision?.tMs ?? c.createdMs, kind: 'applied' }]
      if (c.state === 'rolled-back') marks.push({ tMs: c.updatedMs, kind: 'rolled-back' })
      return marks.flatMap(({ tMs, kind }) => {
        const x = placeOf(tMs, points, evenly)
        return x === null || tMs < fromMs ? [] : [{ x, kind, id: c.id, title: c.title, tMs }]
      })
    })

/** About `wanted` round values between `low` and `high`: steps of 1, 2, 2.5 or 5. */
export const roundTicks = (low: number, high: number, wanted = 3): number[] => {
  const span = high - low
  if (!(span > 0)) return [low]
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find(s => s * power >= rough) ?? 10) * power
  const ticks: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i += 1) ticks.push(Number((i * step).toPrecision(12)))
  return ticks
}

export const rangeOf = (points: readonly Point[], metric: MetricView): readonly [number, number] => {
  const values = points.flatMap(p => (p.value === null ? [] : [p.value]))
  if (metric.goalValue !== null) values.push(metric.goalValue)
  if (metric.baseline !== null) values.push(metric.baseline.median)
  if (values.length === 0) return [0, 1]
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = (high - low || Math.abs(high) || 1) * 0.12
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room]
}

const stepsMs = [
  60_000,
  300_000,
  900_000,
  1_800_000,
  3_600_000,
  3 * 3_600_000,
  6 * 3_600_000,
  12 * 3_600_000,
  86_400_000,
  2 * 86_400_000,
  7 * 86_400_000,
  14 * 86_400_000,
  30 * 86_400_000,
]

/** Times at round local hours or days. */
export const timeTicks = (fromMs: number, toMs: number, wanted = 4): number[] => {
  const step = stepsMs.find(s => (toMs - fromMs) / s <= wanted) ?? stepsMs.at(-1)!
  const shift = new Date(fromMs).getTimezoneOffset() * 60_000
  const ticks: number[] = []
  for (let t = Math.ceil((fromMs - shift) / step) * step + shift; t <= toMs; t += step) ticks.push(t)
  return ticks
}
/** Few places of evenly drawn points, for their times. */
export const placeTicks = (points: readonly Point[], wanted = 4): number[] => {
  const measured = points.filter(p => p.value !== null)
  if (measured.length <= wanted) return measured.map(p => p.x)
  return Array.from({ length: wanted }, (_, i) => measured[Math.round(((i + 0.5) / wanted) * (measured.length - 1))]?.x ?? 0)
}
export const timeLabel = (tMs: number, spanMs: number): string => {
  const date = new Date(tMs)
  if (spanMs <= 36 * 3_600_000) return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (spanMs <= 4 * 86_400_000) return date.toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
}

export const nearest = (points: readonly Point[], tMs: number): Point | null => {
  let best: Point | null = null
  for (const p of points) if (p.value !== null && (best === null || Math.abs(p.tMs - tMs) < Math.abs(best.tMs - tMs))) best = p
  return best
}

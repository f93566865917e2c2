/**
 * Samples of metrics in time, and the two levels they are compared with: the reference (the first version that ASIS saw) and
 * the latest baseline. Computes no statistics; that is the analyzer's work.
 */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import type { Baseline, Sample } from '../../src-shared/domain/metric.ts'
import { ownJson } from './own-json.ts'
import type { SampleStore } from './stores.ts'

export function openSampleStore(db: Database): SampleStore {
  const addSeries = db.prepare<[string, string]>(
    'INSERT INTO series (project_id, metric_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const selectSeries = db.prepare<[string, string], { series: number }>(
    'SELECT series FROM series WHERE project_id = ? AND metric_id = ?',
  )
  const insert = db.prepare<[number, number, number, number, number]>(
    'INSERT INTO samples (series, t_ms, n, value) SELECT ?, ?, 1 + coalesce(max(n), 0), ? FROM samples WHERE series = ? AND t_ms = ?',
  )
  const count = db
    .prepare<[number, number, number], number>('SELECT count(*) FROM samples WHERE series = ? AND t_ms BETWEEN ? AND ?')
    .pluck()
  const between = db.prepare<[number, number, number], Sample>(
    'SELECT t_ms AS tMs, value FROM samples WHERE series = ? AND t_ms BETWEEN ? AND ? ORDER BY t_ms, n',
  )
  const newest = db.prepare<[number, number], Sample>(
    'SELECT t_ms AS tMs, value FROM samples WHERE series = ? ORDER BY t_ms DESC, n DESC LIMIT ?',
  )
  const addReference = db.prepare<[string, string, number, number]>(
    'INSERT INTO metric_references (project_id, metric_id, value, t_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const selectReference = db
    .prepare<[string, string], number>('SELECT value FROM metric_references WHERE project_id = ? AND metric_id = ?')
    .pluck()
  const putBaseline = db.prepare<[string, string, string]>(
    'INSERT INTO baselines (project_id, metric_id, baseline) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET baseline = excluded.baseline',
  )
  const selectBaseline = db
    .prepare<[string, string], string>('SELECT baseline FROM baselines WHERE project_id = ? AND metric_id = ?')
    .pluck()

  const seriesOf = (projectId: string, metricId: string): number | null => selectSeries.get(projectId, metricId)?.series ?? null
  const reference = (projectId: string, metricId: string): number | null => selectReference.get(projectId, metricId) ?? null

  const append = db.transaction((projectId: string, metricId: string, samples: readonly Sample[]) => {
    addSeries.run(projectId, metricId)
    const series = seriesOf(projectId, metricId)!
    for (const { tMs, value } of samples) {
      mustBeFinite(metricId, value)
      insert.run(series, tMs, value, series, tMs)
    }
  })

  return {
    append: (projectId, metricId, samples) => {
      append.immediate(projectId, metricId, samples)
    },
    range(projectId, metricId, fromMs, toMs, points) {
      const series = seriesOf(projectId, metricId)
      if (series === null) return []
      if (count.get(series, fromMs, toMs)! <= points) return between.all(series, fromMs, toMs)
      return extremesPerStep(between.iterate(series, fromMs, toMs), fromMs, toMs, Math.max(1, Math.floor(points / 2)))
    },
    recent(projectId, metricId, wanted) {
      const series = seriesOf(projectId, metricId)
      return series === null ? [] : newest.all(series, wanted).reverse()
    },
    setReference(projectId, metricId, value, nowMs) {
      mustBeFinite(metricId, value)
      addReference.run(projectId, metricId, value, nowMs)
      return reference(projectId, metricId)!
    },
    reference,
    setBaseline: (projectId, metricId, baseline) => {
      putBaseline.run(projectId, metricId, JSON.stringify(baseline))
    },
    baseline(projectId, metricId) {
      const text = selectBaseline.get(projectId, metricId)
      return text === undefined ? null : ownJson<Baseline>(text)
    },
  }
}

function mustBeFinite(metricId: string, value: number): void {
  if (!Number.isFinite(value)) throw new AsisError('internal', `a value of metric ${metricId} is ${value}, which no store keeps`)
}

/** Lowest and highest sample of each of `steps` equal time steps, in the order of time: peaks survive, averages would hide them. */
function extremesPerStep(samples: Iterable<Sample>, fromMs: number, toMs: number, steps: number): Sample[] {
  const stepMs = (toMs - fromMs + 1) / steps
  const result: Sample[] = []
  let step = -1
  let low: Sample | null = null
  let high: Sample | null = null
  const flush = (): void => {
    if (!low || !high) return
    if (low === high) result.push(low)
    else if (low.tMs <= high.tMs) result.push(low, high)
    else result.push(high, low)
  }
  for (const sample of samples) {
    const now = Math.floor((sample.tMs - fromMs) / stepMs)
    if (now !== step) {
      flush()
      step = now
      low = high = sample
    } else {
      if (sample.value < low!.value) low = sample
      if (sample.value > high!.value) high = sample
    }
  }
  flush()
  return result
}

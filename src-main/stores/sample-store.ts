/**
 * Samples of metrics in time, and the two levels they are compared with: the reference (the first version that ASIS saw) and
 * the latest baseline. Computes no statistics; that is the analyzer's work.
 */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import type { Baseline, Sample } from '../../src-shared/domain/metric.ts'
import { ownJson } from './own-json.ts'
import { openRollups } from './rollups.ts'
import { stepsFor, thinner } from './thin.ts'
import type { SampleStore } from './stores.ts'

/** So many samples are read one by one in a few milliseconds; of more, whole buckets are read. */
const readSingly = 10_000

export function openSampleStore(db: Database): SampleStore {
  const rollups = openRollups(db)
  const addSeries = db.prepare<[string, string]>(
    'INSERT INTO series (project_id, metric_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const selectSeries = db.prepare<[string, string], { series: number }>(
    'SELECT series FROM series WHERE project_id = ? AND metric_id = ?',
  )
  const insert = db.prepare<[number, number, number, number, number]>(
    'INSERT INTO samples (series, t_ms, n, value) SELECT ?, ?, 1 + coalesce(max(n), 0), ? FROM samples WHERE series = ? AND t_ms = ?',
  )
  const between = db.prepare<[number, number, number], Sample>(
    'SELECT t_ms AS tMs, value FROM samples WHERE series = ? AND t_ms BETWEEN ? AND ? ORDER BY t_ms, n',
  )
  const first = db.prepare<[number], number>('SELECT t_ms FROM samples WHERE series = ? ORDER BY t_ms LIMIT 1').pluck()
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
    rollups.add(series, samples)
  })

  return {
    append: (projectId, metricId, samples) => {
      append.immediate(projectId, metricId, samples)
    },
    range(projectId, metricId, fromMs, toMs, points) {
      const series = seriesOf(projectId, metricId)
      const firstMs = series === null ? undefined : first.get(series)
      if (series === null || firstMs === undefined) return []
      // "Everything since 1970" is drawn from where there is something.
      const beginMs = Math.max(fromMs, firstMs)
      if (beginMs > toMs) return []
      const single = rollups.atMost(series, beginMs, toMs) <= readSingly
      const samples = single ? between.all(series, beginMs, toMs) : []
      if (single && samples.length <= points) return samples
      const { stepMs, widthMs } = stepsFor(beginMs, toMs, points, !single)
      const thinned = thinner(stepMs)
      if (widthMs === null) for (const { tMs, value } of samples) thinned.add(value, tMs, value, tMs)
      else rollups.visit(series, beginMs, toMs, widthMs, thinned.add)
      return thinned.end()
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

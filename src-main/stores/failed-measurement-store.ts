/** Metrics whose last measurement failed, and why. One row per metric, gone when it is measured again. */
import type { Database } from 'better-sqlite3'
import type { FailedMeasurement, FailedMeasurementStore } from './stores.ts'

export function openFailedMeasurementStore(db: Database): FailedMeasurementStore {
  const put = db.prepare<[string, string, string, string, string, number]>(
    `INSERT INTO failed_measurements (project_id, metric_id, code, message, next, t_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET code = excluded.code, message = excluded.message, next = excluded.next, t_ms = excluded.t_ms`,
  )
  const select = db.prepare<[string, string], FailedMeasurement>(
    'SELECT code, message, next, t_ms AS tMs FROM failed_measurements WHERE project_id = ? AND metric_id = ?',
  )
  const remove = db.prepare<[string, string]>('DELETE FROM failed_measurements WHERE project_id = ? AND metric_id = ?')
  return {
    put: (projectId, metricId, { code, message, next, tMs }) => {
      put.run(projectId, metricId, code, message, next, tMs)
    },
    get: (projectId, metricId) => select.get(projectId, metricId) ?? null,
    remove: (projectId, metricId) => {
      remove.run(projectId, metricId)
    },
  }
}

/** What generators found for each metric when they were last asked, and for which files that is true. */
import type { Database } from 'better-sqlite3'
import { ownJson } from './own-json.ts'
import type { FoundHint, LookStore } from './stores.ts'

export function openLookStore(db: Database): LookStore {
  const put = db.prepare<[string, string, string, string, number]>(
    `INSERT INTO looks (project_id, metric_id, files_sha256, hints, t_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET files_sha256 = excluded.files_sha256, hints = excluded.hints, t_ms = excluded.t_ms`,
  )
  const select = db.prepare<[string, string], { filesSha256: string; hints: string }>(
    'SELECT files_sha256 AS filesSha256, hints FROM looks WHERE project_id = ? AND metric_id = ?',
  )
  return {
    put: (projectId, metricId, { filesSha256, hints }, nowMs) => {
      put.run(projectId, metricId, filesSha256, JSON.stringify(hints), nowMs)
    },
    get(projectId, metricId) {
      const row = select.get(projectId, metricId)
      return row ? { filesSha256: row.filesSha256, hints: ownJson<FoundHint[]>(row.hints) } : null
    },
  }
}

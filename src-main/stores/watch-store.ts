/** Where each watch stands, so that a restart goes on instead of starting again. */
import type { Database } from 'better-sqlite3'
import { ownJson } from './own-json.ts'
import type { Watch, WatchStatus, WatchStore } from './stores.ts'

type Columns = Omit<Watch, 'data'> & { readonly data: string }
const columns = 'candidate_id AS candidateId, status, detail, data, updated_ms AS updatedMs'
const statusesInOrder: readonly WatchStatus[] = ['none', 'running', 'fine', 'degraded', 'unclear']

export function openWatchStore(db: Database): WatchStore {
  const put = db.prepare(
    `INSERT INTO watches (candidate_id, project_id, status, detail, data, updated_ms)
     VALUES (@candidateId, @projectId, @status, @detail, @data, @updatedMs)
     ON CONFLICT DO UPDATE SET status = excluded.status, detail = excluded.detail, data = excluded.data, updated_ms = excluded.updated_ms`,
  )
  const select = db.prepare<[string, string], Columns>(`SELECT ${columns} FROM watches WHERE candidate_id = ? AND project_id = ?`)
  const ofStatus = db.prepare<[string, WatchStatus], Columns>(
    `SELECT ${columns} FROM watches WHERE project_id = ? AND status = ? ORDER BY updated_ms DESC`,
  )
  const whole = (row: Columns): Watch => ({ ...row, data: ownJson<unknown>(row.data) })
  return {
    put: (projectId, watch) => {
      put.run({ ...watch, projectId, data: JSON.stringify(watch.data ?? null) })
    },
    get(projectId, candidateId) {
      const row = select.get(candidateId, projectId)
      return row ? whole(row) : null
    },
    list: (projectId, statuses) =>
      [...new Set(statuses ?? statusesInOrder)]
        .flatMap(status => ofStatus.all(projectId, status))
        .sort((a, b) => b.updatedMs - a.updatedMs)
        .map(whole),
  }
}

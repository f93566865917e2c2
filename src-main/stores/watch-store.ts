/** Where each watch stands, so that a restart goes on instead of starting again. */
import type { Database } from 'better-sqlite3'
import { ownJson } from './own-json.ts'
import type { Watch, WatchStatus, WatchStore } from './stores.ts'

type Columns = Omit<Watch, 'data' | 'asks'> & { readonly data: string; readonly asks: number }
const columns = 'candidate_id AS candidateId, status, detail, data, next_ms AS nextMs, asks, updated_ms AS updatedMs'
const statusesInOrder: readonly WatchStatus[] = ['none', 'running', 'fine', 'degraded', 'unclear']

export function openWatchStore(db: Database): WatchStore {
  const put = db.prepare(
    `INSERT INTO watches (candidate_id, project_id, status, detail, data, next_ms, asks, updated_ms)
     VALUES (@candidateId, @projectId, @status, @detail, @data, @nextMs, @asks, @updatedMs)
     ON CONFLICT DO UPDATE SET status = excluded.status, detail = excluded.detail, data = excluded.data,
       next_ms = excluded.next_ms, asks = excluded.asks, updated_ms = excluded.updated_ms`,
  )
  const select = db.prepare<[string, string], Columns>(`SELECT ${columns} FROM watches WHERE candidate_id = ? AND project_id = ?`)
  const ofStatus = db.prepare<[string, WatchStatus], Columns>(
    `SELECT ${columns} FROM watches WHERE project_id = ? AND status = ? ORDER BY updated_ms DESC`,
  )
  const withNext = db.prepare<[string], Columns>(
    `SELECT ${columns} FROM watches WHERE project_id = ? AND next_ms IS NOT NULL ORDER BY next_ms`,
  )
  const thatAsk = db.prepare<[string], Columns>(
    `SELECT ${columns} FROM watches WHERE project_id = ? AND asks = 1 ORDER BY updated_ms DESC`,
  )
  const whole = (row: Columns): Watch => ({ ...row, data: ownJson<unknown>(row.data), asks: row.asks === 1 })
  return {
    put: (projectId, watch) => {
      put.run({ ...watch, projectId, data: JSON.stringify(watch.data ?? null), asks: watch.asks ? 1 : 0 })
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
    toGoOn: projectId => withNext.all(projectId).map(whole),
    asking: projectId => thatAsk.all(projectId).map(whole),
  }
}

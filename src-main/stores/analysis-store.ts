/** History of analyses: when the gaps were looked at and what was found. */
import type { Database } from 'better-sqlite3'
import type { Opportunity } from '../../src-shared/domain/opportunity.ts'
import { ownJson } from './own-json.ts'
import type { AnalysisStore } from './stores.ts'

export function openAnalysisStore(db: Database): AnalysisStore {
  const insert = db.prepare<[string, number, number, string]>(
    'INSERT INTO analyses (project_id, started_ms, ended_ms, opportunities) VALUES (?, ?, ?, ?)',
  )
  const select = db.prepare<[string, number], { startedMs: number; endedMs: number; opportunities: string }>(
    'SELECT started_ms AS startedMs, ended_ms AS endedMs, opportunities FROM analyses WHERE project_id = ? ORDER BY n DESC LIMIT ?',
  )
  return {
    add: (projectId, { startedMs, endedMs, opportunities }) => {
      insert.run(projectId, startedMs, endedMs, JSON.stringify(opportunities))
    },
    list: (projectId, limit) =>
      select.all(projectId, limit).map(row => ({ ...row, opportunities: ownJson<Opportunity[]>(row.opportunities) })),
  }
}

/** Summaries of finished trials. Only ever added: a candidate that was tried again keeps its first result beside the new one. */
import type { Database } from 'better-sqlite3'
import type { Verdict } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { ownJson } from './own-json.ts'
import type { TrialStore } from './stores.ts'

export interface FinishedTrial {
  readonly candidateId: string
  readonly projectId: string
  readonly nowMs: number
  readonly verdict: Verdict
  /** JSON of an interval. */
  readonly improvement: string | null
  readonly elapsedMs: number
}

/** For the store of the evidence, which adds one in its own transaction. */
export function trialWriter(db: Database): (trial: FinishedTrial) => void {
  const insert = db.prepare(
    `INSERT INTO trials (candidate_id, project_id, t_ms, verdict, improvement, elapsed_ms)
     VALUES (@candidateId, @projectId, @nowMs, @verdict, @improvement, @elapsedMs)`,
  )
  return ({ candidateId, projectId, nowMs, verdict, improvement, elapsedMs }) => {
    insert.run({ candidateId, projectId, nowMs, verdict, improvement, elapsedMs })
  }
}

interface Columns {
  readonly tMs: number
  readonly verdict: Verdict
  readonly improvement: string | null
  readonly elapsedMs: number
}

export function openTrialStore(db: Database): TrialStore {
  const select = db.prepare<[string, string], Columns>(
    `SELECT t_ms AS tMs, verdict, improvement, elapsed_ms AS elapsedMs FROM trials
     WHERE candidate_id = ? AND project_id = ? ORDER BY n DESC`,
  )
  const selectNewest = db
    .prepare<[string, string], number | null>('SELECT max(n) FROM trials WHERE candidate_id = ? AND project_id = ?')
    .pluck()
  return {
    newest: (projectId, candidateId) => selectNewest.get(candidateId, projectId) ?? null,
    list: (projectId, candidateId) =>
      select
        .all(candidateId, projectId)
        .map(row => ({ ...row, improvement: row.improvement === null ? null : ownJson<Interval>(row.improvement) })),
  }
}

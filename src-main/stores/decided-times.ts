/**
 * The time of each candidate's newest decision, copied to the file of the candidates so that lists can be ordered by it. Decisions stand in another
 * file, and no transaction holds both; so a mark says up to which decision was copied, and what a crash left out is made good at
 * the next opening. Decisions by policies are counted in the history on the way. It is also how a store from before there was such a column is filled.
 */
import type { Database } from 'better-sqlite3'
import { openHistoryWriter } from './history-store.ts'

interface NewDecision {
  readonly n: number
  readonly candidateId: string
  readonly projectId: string
  readonly tMs: number
  readonly by: string
}

/** @returns copies every decision that was not copied yet; for the owner of the data folder only. */
export function copierOfDecidedTimes(generated: Database, safe: Database): () => void {
  const seen = generated.prepare<[], number>('SELECT n FROM decisions_seen').pluck()
  const see = generated.prepare<[number]>('UPDATE decisions_seen SET n = ?')
  const decided = generated.prepare<[number, string, string]>(
    'UPDATE candidates SET decided_ms = ? WHERE id = ? AND project_id = ?',
  )
  const since = safe.prepare<[number], NewDecision>(
    `SELECT n, candidate_id AS candidateId, project_id AS projectId, t_ms AS tMs, decided_by AS "by"
     FROM decisions WHERE n > ? ORDER BY n`,
  )
  const built = generated.prepare<[], number>('SELECT built FROM history_built').pluck()
  const history = openHistoryWriter(generated)
  return () => {
    const added = since.all(seen.get() ?? 0)
    const last = added.at(-1)
    if (!last) return
    generated
      .transaction(() => {
        // Where the history is not made yet, these are in it when it is.
        const counts = built.get() === 1
        for (const { candidateId, projectId, tMs, by } of added) {
          decided.run(tMs, candidateId, projectId)
          if (counts && by.startsWith('policy:')) history.autonomous(projectId, tMs)
        }
        see.run(last.n)
      })
      .immediate()
  }
}

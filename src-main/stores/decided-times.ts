/**
 * The time of each candidate's newest decision, copied to the file of the candidates so that lists can be ordered by it. Decisions stand in another
 * file, and no transaction holds both; so a mark says up to which decision was copied, and what a crash left out is made good at
 * the next opening. It is also how a store from before there was such a column is filled.
 */
import type { Database } from 'better-sqlite3'

interface NewDecision {
  readonly n: number
  readonly candidateId: string
  readonly projectId: string
  readonly tMs: number
}

/** @returns copies every decision that was not copied yet; for the owner of the data folder only. */
export function copierOfDecidedTimes(generated: Database, safe: Database): () => void {
  const seen = generated.prepare<[], number>('SELECT n FROM decisions_seen').pluck()
  const see = generated.prepare<[number]>('UPDATE decisions_seen SET n = ?')
  const decided = generated.prepare<[number, string, string]>(
    'UPDATE candidates SET decided_ms = ? WHERE id = ? AND project_id = ?',
  )
  const since = safe.prepare<[number], NewDecision>(
    `SELECT n, candidate_id AS candidateId, project_id AS projectId, t_ms AS tMs FROM decisions WHERE n > ? ORDER BY n`,
  )
  return () => {
    const added = since.all(seen.get() ?? 0)
    const last = added.at(-1)
    if (!last) return
    generated
      .transaction(() => {
        for (const { candidateId, projectId, tMs } of added) decided.run(tMs, candidateId, projectId)
        see.run(last.n)
      })
      .immediate()
  }
}

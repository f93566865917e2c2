/** Makes the history of a store from before it kept one, out of candidates, evidence and decisions. Once, for the owner of the folder. */
import type { Database } from 'better-sqlite3'
import { openHistoryWriter } from './history-store.ts'

interface Applied {
  readonly id: string
  readonly projectId: string
  readonly state: string
  readonly decidedMs: number
  readonly updatedMs: number
}

/** `factorOf` one candidate as its trial measured it. The times of decisions have been copied before. */
export function buildHistory(
  generated: Database,
  safe: Database,
  factorOf: (projectId: string, candidateId: string) => number | null,
): void {
  if (generated.prepare<[], number>('SELECT built FROM history_built').pluck().get() === 1) return
  const writer = openHistoryWriter(generated)
  const applied = generated.prepare<[string], Applied>(
    `SELECT id, project_id AS projectId, state, decided_ms AS decidedMs, updated_ms AS updatedMs
     FROM candidates WHERE state = ? ORDER BY n`,
  )
  const byPolicy = safe.prepare<[], { projectId: string; tMs: number }>(
    `SELECT project_id AS projectId, t_ms AS tMs FROM decisions WHERE decided_by LIKE 'policy:%'`,
  )
  const events: { readonly tMs: number; readonly happen: () => void }[] = []
  // First: at the same time, the decision comes before its effect.
  for (const { projectId, tMs } of byPolicy.all()) events.push({ tMs, happen: () => writer.autonomous(projectId, tMs) })
  for (const state of ['applied', 'kept', 'rolling-back', 'rolled-back'])
    for (const { id, projectId, decidedMs, updatedMs } of applied.all(state)) {
      events.push({ tMs: decidedMs, happen: () => writer.begin(projectId, id, decidedMs, factorOf(projectId, id), null) })
      if (state !== 'rolled-back') continue
      const endMs = Math.max(decidedMs, updatedMs)
      events.push({ tMs: endMs, happen: () => writer.end(projectId, id, endMs, null) })
    }
  generated
    .transaction(() => {
      // Stable: a beginning stands before its end.
      for (const { happen } of events.sort((a, b) => a.tMs - b.tMs)) happen()
      generated.prepare('UPDATE history_built SET built = 1').run()
    })
    .immediate()
}

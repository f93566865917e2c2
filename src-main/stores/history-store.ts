/**
 * How the gain of everything in effect went on: one row after each event, already summed up, so that a chart over years is a few hundred rows read.
 * The sum is of logarithms of the factors that the trials measured; factors of several changes to one metric are multiplied. A
 * modification counts from its decision until it is taken back. Written in the transaction that moves the candidate.
 */
import type { Database } from 'better-sqlite3'
import { ownJson } from './own-json.ts'
import type { Complexity } from '../languages/javascript/complexity.ts'
import type { HistoryStore, HistoryTotals } from './stores.ts'

export interface HistoryWriter {
  /** `factor`: as measured, above 1 is better; null where it was not. `added` to the complexity, null where it is not known. Twice is once. */
  begin(projectId: string, candidateId: string, tMs: number, factor: number | null, added: Complexity | null): void
  /** Nothing where it does not count. `added` as at its beginning. */
  end(projectId: string, candidateId: string, tMs: number, added: Complexity | null): void
  /** A policy decided. */
  autonomous(projectId: string, tMs: number): void
}

interface Columns extends Omit<HistoryTotals, 'complexity'> {
  readonly addedPaths: number | null
  readonly addedFunctions: number | null
}
const columns =
  't_ms AS tMs, log_gain AS logGain, functions, autonomous, added_paths AS addedPaths, added_functions AS addedFunctions'
const totalsOf = ({ addedPaths, addedFunctions, ...rest }: Columns): HistoryTotals => ({
  ...rest,
  complexity: addedPaths === null || addedFunctions === null ? null : { paths: addedPaths, functions: addedFunctions },
})

interface Added {
  readonly logGain: number
  readonly functions: number
  readonly autonomous: number
  /** Null: not known. */
  readonly complexity: Complexity | null
}

export function openHistoryWriter(db: Database): HistoryWriter {
  const last = db.prepare<[string], Columns & { k: number }>(
    `SELECT k, ${columns} FROM history WHERE project_id = ? ORDER BY k DESC LIMIT 1`,
  )
  const insert = db.prepare<[string, number, number, number, number, number, number | null, number | null]>(
    'INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const addEffect = db.prepare<[string, number]>('INSERT INTO effects VALUES (?, ?) ON CONFLICT DO NOTHING')
  const dropEffect = db.prepare<[string], number>('DELETE FROM effects WHERE candidate_id = ? RETURNING log_gain').pluck()
  const proposal = db
    .prepare<[string], string>('SELECT proposal FROM candidate_texts WHERE n = (SELECT n FROM candidates WHERE id = ?)')
    .pluck()
  const use = db
    .prepare<[string, string], number>(
      'INSERT INTO functions_in_effect VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count',
    )
    .pluck()
  const release = db
    .prepare<[string, string], number>(
      'UPDATE functions_in_effect SET count = count - 1 WHERE project_id = ? AND function = ? RETURNING count',
    )
    .pluck()

  const functionsOf = (candidateId: string): ReadonlySet<string> => {
    const text = proposal.get(candidateId)
    return new Set(text === undefined ? [] : ownJson<{ changedFunctions: string[] }>(text).changedFunctions)
  }
  const add = (projectId: string, tMs: number, change: Added): void => {
    const before = last.get(projectId) ?? {
      k: 0,
      tMs: 0,
      logGain: 0,
      functions: 0,
      autonomous: 0,
      addedPaths: null,
      addedFunctions: null,
    }
    const { complexity } = change
    // Time does not run back in a chart: a decision may be a moment older than what came before its effect.
    insert.run(
      projectId,
      before.k + 1,
      before.k === 0 ? tMs : Math.max(before.tMs, tMs),
      before.logGain + change.logGain,
      before.functions + change.functions,
      before.autonomous + change.autonomous,
      complexity === null ? null : (before.addedPaths ?? 0) + complexity.paths,
      complexity === null ? null : (before.addedFunctions ?? 0) + complexity.functions,
    )
  }

  return {
    begin(projectId, candidateId, tMs, factor, complexity) {
      const logGain = factor !== null && factor > 0 ? Math.log(factor) : 0
      if (addEffect.run(candidateId, logGain).changes === 0) return
      let functions = 0
      for (const each of functionsOf(candidateId)) if (use.get(projectId, each) === 1) functions += 1
      add(projectId, tMs, { logGain, functions, autonomous: 0, complexity })
    },
    end(projectId, candidateId, tMs, added) {
      const logGain = dropEffect.get(candidateId)
      if (logGain === undefined) return
      let functions = 0
      for (const each of functionsOf(candidateId)) if (release.get(projectId, each) === 0) functions -= 1
      add(projectId, tMs, { logGain: -logGain, functions, autonomous: 0, complexity: negative(added) })
    },
    autonomous(projectId, tMs) {
      // Known where it was: a decision by itself changes no file.
      const known = last.get(projectId)?.addedPaths ?? null
      add(projectId, tMs, {
        logGain: 0,
        functions: 0,
        autonomous: 1,
        complexity: known === null ? null : { paths: 0, functions: 0 },
      })
    },
  }
}

const negative = (added: Complexity | null): Complexity | null =>
  added === null ? null : { paths: -added.paths, functions: -added.functions }

export function openHistoryStore(db: Database): HistoryStore {
  const count = db.prepare<[string], number>('SELECT k FROM history WHERE project_id = ? ORDER BY k DESC LIMIT 1').pluck()
  // CROSS JOIN: in this order, one row looked up for each that is wanted.
  const select = db.prepare<[string, string], Columns>(
    `SELECT ${columns}
     FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN history ON project_id = ? AND k = wanted`,
  )
  return {
    totals(projectId, points) {
      const events = count.get(projectId) ?? 0
      const kept = Math.min(events, points)
      // Evenly, with the last one always; the first one too where there is room for two.
      const wanted = Array.from({ length: kept }, (_, i) =>
        kept === 1 ? events : 1 + Math.round((i * (events - 1)) / (kept - 1)),
      )
      return select.all(JSON.stringify(wanted), projectId).map(totalsOf)
    },
  }
}

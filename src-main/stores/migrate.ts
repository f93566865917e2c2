/** Brings one SQLite file to the schema of this program. Knows no table by name. */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'

/** One step of a schema's history. Never edited once merged; a fix is a new step. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

export const schemaVersion = (db: Database): number => Number(db.pragma('user_version', { simple: true }))

/**
 * The number of applied steps lives in `PRAGMA user_version`; all missing steps run in one transaction, so a step that fails
 * leaves the file as it was. The caller has checked that the file is not newer.
 */
export function migrate(db: Database, history: readonly Migration[]): void {
  const applied = schemaVersion(db)
  if (applied === history.length) return
  if (applied === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined)
    throw new AsisError('store-corrupt', `${db.name} holds tables which ASIS did not make`)
  db.transaction(() => {
    for (const step of history.slice(applied)) db.exec(step.sql)
    db.pragma(`user_version = ${history.length}`)
  }).immediate()
}

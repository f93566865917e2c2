/**
 * Removes kept edits that are older than somebody wants them. The index loses a row before the folder loses a file, as with backups; a file that anything
 * else names stays.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { noStep, type Step } from '../platform/durable-file.ts'
import type { EditRetention } from './retention.ts'

export function openKeptEditRetention(db: Database, folder: string, step: Step = noStep): EditRetention {
  const count = db.prepare<[number], number>('SELECT count(*) FROM kept_edits WHERE t_ms < ?').pluck()
  const next = db.prepare<[number], { n: number; sha256: string }>(
    'SELECT n, sha256 FROM kept_edits WHERE t_ms < ? ORDER BY t_ms, n LIMIT 1',
  )
  const drop = db.prepare<[number]>('DELETE FROM kept_edits WHERE n = ?')
  const named = db
    .prepare<[{ sha256: string }], number>(
      `SELECT EXISTS (SELECT 1 FROM kept_edits WHERE sha256 = @sha256) OR EXISTS (SELECT 1 FROM backups WHERE sha256 = @sha256)
        OR EXISTS (SELECT 1 FROM modification_files WHERE before_sha256 = @sha256)`,
    )
    .pluck()
  return {
    due: beforeMs => count.get(beforeMs) ?? 0,
    async remove(beforeMs, pause) {
      let removed = 0
      for (let row = next.get(beforeMs); row; row = next.get(beforeMs)) {
        drop.run(row.n)
        step('unlisted')
        removed += 1
        if (named.get({ sha256: row.sha256 }) === 0) rmSync(join(folder, row.sha256), { force: true })
        step('removed')
        if (!(await pause())) break
      }
      return removed
    },
  }
}

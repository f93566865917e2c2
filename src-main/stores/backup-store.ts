/**
 * Backups: a copy of every file taken before it is touched, named by the SHA-256 of its bytes in `asis_backups/`, and the index of
 * which change they belong to. Removes nothing: that is `backup-retention.ts`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import { noStep, renameOver, syncFolder, writeNew, type Step } from '../platform/durable-file.ts'
import { sha256Of } from './sha256.ts'
import { errorCode } from './store-errors.ts'
import type { BackupStore } from './stores.ts'

/** Writes one into the folder, durably; an intact one that is there already stays. Answers the SHA-256. */
export function writeBackup(folder: string, bytes: Uint8Array, step: Step): string {
  const sha256 = sha256Of(bytes)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, sha256)
  // A damaged one is replaced: these bytes are known to be right.
  if (!Buffer.isBuffer(intact(folder, sha256))) {
    writeNew(`${file}.tmp`, bytes, { mode: 0o600 }, step)
    renameOver(`${file}.tmp`, file, step)
    syncFolder(folder, step)
  }
  return sha256
}

function intact(folder: string, sha256: string): Buffer | 'missing' | 'damaged' {
  try {
    const bytes = readFileSync(join(folder, sha256))
    return sha256Of(bytes) === sha256 ? bytes : 'damaged'
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing'
    throw error
  }
}

export function openBackupStore(db: Database, folder: string, step: Step = noStep): BackupStore {
  const insert = db.prepare<[string, string, string, string, number, number]>(
    `INSERT INTO backups (sha256, candidate_id, project_id, path, bytes, t_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const select = db.prepare<[string, string], { sha256: string; path: string; bytes: number; tMs: number }>(
    'SELECT sha256, path, bytes, t_ms AS tMs FROM backups WHERE candidate_id = ? AND project_id = ? ORDER BY n DESC',
  )

  return {
    put(projectId, candidateId, path, bytes, nowMs) {
      const sha256 = writeBackup(folder, bytes, step)
      insert.run(sha256, candidateId, projectId, path, bytes.length, nowMs)
      return sha256
    },
    read(sha256) {
      const bytes = intact(folder, sha256)
      if (Buffer.isBuffer(bytes)) return bytes
      throw new AsisError('backup-corrupt', `the backup ${sha256} is ${bytes}; nothing was restored from it`)
    },
    list: (projectId, candidateId) => select.all(candidateId, projectId),
    sweep() {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
    },
  }
}

/** Versions of files that an operator had and ASIS replaced: the index of them, and their bytes beside the backups. */
import type { Database } from 'better-sqlite3'
import { noStep, type Step } from '../platform/durable-file.ts'
import { writeBackup } from './backup-store.ts'
import { sha256Of } from './sha256.ts'
import type { KeptEditStore, StoredEdit } from './stores.ts'

const columns =
  'id, project_id AS projectId, candidate_id AS candidateId, path, sha256, bytes, mode, cause, after_seq AS afterSeq, t_ms AS tMs'
/** In a list: nobody overwrites that many by hand. */
const most = 500

export function openKeptEditStore(db: Database, folder: string, newId: () => string, step: Step = noStep): KeptEditStore {
  const insert = db.prepare<[Omit<StoredEdit, 'afterSeq'>]>(
    `INSERT INTO kept_edits (id, project_id, candidate_id, path, sha256, bytes, mode, cause, after_seq, t_ms)
     VALUES (@id, @projectId, @candidateId, @path, @sha256, @bytes, @mode, @cause,
       (SELECT coalesce(max(seq), 0) FROM modifications), @tMs)
     ON CONFLICT (candidate_id, path, sha256)
       DO UPDATE SET mode = excluded.mode, cause = excluded.cause, after_seq = excluded.after_seq, t_ms = excluded.t_ms`,
  )
  const select = db.prepare<[string], StoredEdit>(`SELECT ${columns} FROM kept_edits WHERE id = ?`)
  const ofAll = db.prepare<[], StoredEdit>(`SELECT ${columns} FROM kept_edits ORDER BY t_ms DESC, n DESC LIMIT ${most}`)
  const ofProject = db.prepare<[string], StoredEdit>(
    `SELECT ${columns} FROM kept_edits WHERE project_id = ? ORDER BY t_ms DESC, n DESC LIMIT ${most}`,
  )
  const ofChange = db.prepare<[string, string], StoredEdit>(
    `SELECT ${columns} FROM kept_edits WHERE candidate_id = ? AND project_id = ? ORDER BY t_ms DESC, n DESC`,
  )
  const known = db
    .prepare<[{ projectId: string; path: string; sha256: string }], number>(
      `SELECT EXISTS (SELECT 1 FROM kept_edits WHERE sha256 = @sha256 AND project_id = @projectId AND path = @path)
        OR EXISTS (SELECT 1 FROM modification_files WHERE project_id = @projectId AND path = @path
          AND (before_sha256 = @sha256 OR after_sha256 = @sha256))`,
    )
    .pluck()

  return {
    keep(projectId, { candidateId, path, bytes, mode, cause }, nowMs) {
      writeBackup(folder, bytes, step)
      const sha256 = sha256Of(bytes)
      insert.run({ id: newId(), projectId, candidateId, path, sha256, bytes: bytes.length, mode, cause, tMs: nowMs })
    },
    get: id => select.get(id) ?? null,
    list: projectId => (projectId === null ? ofAll.all() : ofProject.all(projectId)),
    ofChange: (projectId, candidateId) => ofChange.all(candidateId, projectId),
    isKnown: (projectId, path, sha256) => known.get({ projectId, path, sha256 }) === 1,
  }
}

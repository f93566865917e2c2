/** What was changed on the disk, in which order, and what each rollback was about to do. States are not in here. */
import type { Database } from 'better-sqlite3'
import type { Rollback } from '../../src-shared/domain/candidate.ts'
import { ownJson } from './own-json.ts'
import type { Modification, ModificationStore, ModifiedFile, RollbackPlan, RollbackStore } from './stores.ts'

type Columns = Omit<Modification, 'files'>

export function openModificationStore(db: Database): ModificationStore {
  const drop = db.prepare<[string, string]>('DELETE FROM modifications WHERE candidate_id = ? AND project_id = ?')
  const insert = db.prepare<[string, string, string, number]>(
    'INSERT INTO modifications (candidate_id, project_id, title, applied_ms) VALUES (?, ?, ?, ?)',
  )
  const insertFile = db.prepare<[string, string, string, string, string, number]>(
    `INSERT INTO modification_files (candidate_id, project_id, path, before_sha256, after_sha256, mode) VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const columns = 'candidate_id AS candidateId, seq, title, applied_ms AS appliedMs'
  const select = db.prepare<[string, string], Columns>(
    `SELECT ${columns} FROM modifications WHERE candidate_id = ? AND project_id = ?`,
  )
  const page = db.prepare<[string, number], Columns>(
    `SELECT ${columns} FROM modifications WHERE project_id = ? ORDER BY seq DESC LIMIT ?`,
  )
  const later = db.prepare<[string, string, string], Columns>(
    `SELECT DISTINCT m.candidate_id AS candidateId, m.seq, m.title, m.applied_ms AS appliedMs
     FROM modifications AS this
     JOIN modification_files AS mine ON mine.candidate_id = this.candidate_id
     JOIN modification_files AS theirs ON theirs.project_id = mine.project_id AND theirs.path = mine.path
     JOIN modifications AS m ON m.candidate_id = theirs.candidate_id
     WHERE this.candidate_id = ? AND this.project_id = ? AND m.project_id = ? AND m.seq > this.seq
     ORDER BY m.seq DESC`,
  )
  const touching = db.prepare<[string, string, number], Columns>(
    `SELECT ${columns} FROM modifications JOIN modification_files AS f USING (candidate_id)
     WHERE f.project_id = ? AND f.path = ? AND seq > ? ORDER BY seq DESC`,
  )
  const selectFiles = db.prepare<[string], ModifiedFile>(
    `SELECT path, before_sha256 AS beforeSha256, after_sha256 AS afterSha256, mode FROM modification_files
     WHERE candidate_id = ? ORDER BY path`,
  )
  const whole = (row: Columns): Modification => ({ ...row, files: selectFiles.all(row.candidateId) })

  return {
    add(projectId, { candidateId, title, appliedMs, files }) {
      db.transaction(() => {
        drop.run(candidateId, projectId)
        insert.run(candidateId, projectId, title, appliedMs)
        for (const file of files)
          insertFile.run(candidateId, projectId, file.path, file.beforeSha256, file.afterSha256, file.mode)
      }).immediate()
    },
    remove: (projectId, candidateId) => {
      drop.run(candidateId, projectId)
    },
    get(projectId, candidateId) {
      const row = select.get(candidateId, projectId)
      return row ? whole(row) : null
    },
    list: (projectId, limit) => page.all(projectId, limit).map(whole),
    laterTouching: (projectId, candidateId) => later.all(candidateId, projectId, projectId).map(whole),
    touchingAfter: (projectId, path, seq) => touching.all(projectId, path, seq).map(whole),
  }
}

export function openRollbackStore(db: Database): RollbackStore {
  const put = db.prepare<[string, string, string, number]>(
    `INSERT INTO rollbacks (candidate_id, project_id, plan, t_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET plan = excluded.plan, t_ms = excluded.t_ms`,
  )
  const selectSummaries = db.prepare<[string, string], Rollback & { candidateId: string }>(
    `SELECT candidate_id AS candidateId, json_extract(plan, '$.by') AS "by", json_extract(plan, '$.reason') AS reason, t_ms AS tMs
     FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN rollbacks ON candidate_id = wanted WHERE project_id = ?`,
  )
  const select = db
    .prepare<[string, string], string>('SELECT plan FROM rollbacks WHERE candidate_id = ? AND project_id = ?')
    .pluck()
  return {
    put: (projectId, candidateId, plan) => {
      put.run(candidateId, projectId, JSON.stringify(plan), plan.tMs)
    },
    get(projectId, candidateId) {
      const text = select.get(candidateId, projectId)
      return text === undefined ? null : ownJson<RollbackPlan>(text)
    },
    summaries: (projectId, candidateIds) =>
      new Map(
        selectSummaries.all(JSON.stringify(candidateIds), projectId).map(({ candidateId, ...summary }) => [candidateId, summary]),
      ),
  }
}

/** Remarks of reviewers on lines of candidates, and which candidate is a chosen part of which. */
import type { Database } from 'better-sqlite3'
import type { LineComment } from '../../src-shared/domain/review.ts'
import { ownJson } from './own-json.ts'
import type { CommentStore, OriginStore } from './stores.ts'

const columns = `id, path, side, line, text, written_by AS "by", t_ms AS tMs`

export function openCommentStore(db: Database): CommentStore {
  const insert = db.prepare(
    `INSERT INTO comments (id, candidate_id, project_id, path, side, line, text, written_by, t_ms)
     VALUES (@id, @candidateId, @projectId, @path, @side, @line, @text, @by, @tMs)`,
  )
  const remove = db.prepare<[string, string, string]>('DELETE FROM comments WHERE id = ? AND candidate_id = ? AND project_id = ?')
  const select = db.prepare<[string, string], LineComment>(
    `SELECT ${columns} FROM comments WHERE candidate_id = ? AND project_id = ? ORDER BY n`,
  )
  const newest = db.prepare<[string, number], LineComment & { readonly candidateId: string }>(
    `SELECT ${columns}, candidate_id AS candidateId FROM comments WHERE project_id = ? ORDER BY n DESC LIMIT ?`,
  )
  return {
    add: (projectId, candidateId, comment) => {
      insert.run({ ...comment, projectId, candidateId })
    },
    remove: (projectId, candidateId, commentId) => remove.run(commentId, candidateId, projectId).changes === 1,
    list: (projectId, candidateId) => select.all(candidateId, projectId),
    recent: (projectId, limit) => newest.all(projectId, limit),
  }
}

export function openOriginStore(db: Database): OriginStore {
  const insert = db.prepare<[string, string, string, string]>(
    'INSERT INTO parts (candidate_id, project_id, whole_id, hunks) VALUES (?, ?, ?, ?)',
  )
  const select = db.prepare<[string, string], { readonly id: string; readonly hunks: string }>(
    'SELECT whole_id AS id, hunks FROM parts WHERE candidate_id = ? AND project_id = ?',
  )
  return {
    setPartOf: (projectId, candidateId, { id, hunks }) => {
      insert.run(candidateId, projectId, id, JSON.stringify(hunks))
    },
    partOf(projectId, candidateId) {
      const row = select.get(candidateId, projectId)
      return row ? { id: row.id, hunks: ownJson<number[]>(row.hunks) } : null
    },
  }
}

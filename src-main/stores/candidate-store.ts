/**
 * Candidates: what was proposed, the exact bytes of it, and the one row that owns the state. The bytes that a reviewer approves are the
 * bytes in here; nothing is generated again at the time of applying.
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { AsisError } from '../../src-shared/errors.ts'
import {
  candidateState,
  mayMove,
  type CandidateState,
  type FileChange,
  type Proposal,
} from '../../src-shared/domain/candidate.ts'
import { ownJson } from './own-json.ts'
import { diffOf } from './diff-of.ts'
import { sha256Of } from './sha256.ts'
import type { CandidateStore, CandidateSummary, StoredCandidate } from './stores.ts'

const allCounts = z.record(candidateState, z.int())

type SummaryColumns = Omit<CandidateSummary, 'paths'> & { readonly paths: string }
type Columns = SummaryColumns & { readonly proposal: string; readonly diff: string }
interface FileColumns {
  readonly path: string
  readonly beforeSha256: string
  readonly afterSha256: string
  readonly before: Buffer
  readonly after: Buffer
}

const summaryColumns = `id, project_id AS projectId, session_id AS sessionId, metric_id AS metricId, metric_title AS metricTitle, unit,
  state, title, short_name AS shortName, generator, rule, paths, diff_sha256 AS diffSha256, created_ms AS createdMs,
  updated_ms AS updatedMs, note`

export function openCandidateStore(
  db: Database,
  newId: () => string,
  onChange: (projectId: string, id: string) => void,
): CandidateStore {
  const insert = db.prepare(
    `INSERT INTO candidates (id, project_id, session_id, metric_id, metric_title, unit, state, title, short_name, generator, rule,
      paths, proposal, diff, diff_sha256, created_ms, updated_ms, note)
     VALUES (@id, @projectId, @sessionId, @metricId, @metricTitle, @unit, 'generated', @title, @shortName, @generator, @rule,
      @paths, @proposal, @diff, @diffSha256, @nowMs, @nowMs, '')`,
  )
  const insertFile = db.prepare<[string, number, string, string, string, Buffer, Buffer]>(
    `INSERT INTO candidate_files (candidate_id, position, path, before_sha256, after_sha256, before, after)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const select = db.prepare<[string, string], Columns>(
    `SELECT ${summaryColumns}, proposal, diff FROM candidates WHERE id = ? AND project_id = ?`,
  )
  const selectFiles = db.prepare<[string], FileColumns>(
    `SELECT path, before_sha256 AS beforeSha256, after_sha256 AS afterSha256, before, after
     FROM candidate_files WHERE candidate_id = ? ORDER BY position`,
  )
  const pageOfAll = db.prepare<[string, number], SummaryColumns & { n: number }>(
    `SELECT n, ${summaryColumns} FROM candidates WHERE project_id = ? ORDER BY n DESC LIMIT ?`,
  )
  const pageOfState = db.prepare<[CandidateState, string, number], SummaryColumns & { n: number }>(
    `SELECT n, ${summaryColumns} FROM candidates WHERE state = ? AND project_id = ? ORDER BY n DESC LIMIT ?`,
  )
  const idsOfState = db.prepare<[CandidateState], { n: number; projectId: string; id: string }>(
    'SELECT n, project_id AS projectId, id FROM candidates WHERE state = ? ORDER BY n',
  )
  const countByState = db
    .prepare<[CandidateState, string], number>('SELECT count(*) FROM candidates WHERE state = ? AND project_id = ?')
    .pluck()
  const move = db.prepare<[CandidateState, number, string, string, string, CandidateState]>(
    'UPDATE candidates SET state = ?, updated_ms = ?, note = ? WHERE id = ? AND project_id = ? AND state = ?',
  )

  const get = (projectId: string, id: string): StoredCandidate | null => {
    const row = select.get(id, projectId)
    if (!row) return null
    const files = selectFiles.all(id).map(file => ({ ...file, before: file.before.toString(), after: file.after.toString() }))
    return { ...row, paths: ownJson<string[]>(row.paths), proposal: { ...ownJson<Proposal>(row.proposal), files } }
  }

  return {
    add(projectId, { proposal, metricId, metricTitle, unit, sessionId }, nowMs) {
      const id = newId()
      const { files, ...rest } = proposal
      const bytes = files.map(exactBytes)
      const { diff, diffSha256 } = diffOf(files)
      db.transaction(() => {
        insert.run({
          id,
          projectId,
          sessionId,
          metricId,
          metricTitle,
          unit,
          title: proposal.title,
          shortName: proposal.shortName,
          generator: proposal.generator,
          rule: proposal.rule,
          paths: JSON.stringify(files.map(file => file.path)),
          proposal: JSON.stringify(rest),
          diff,
          diffSha256,
          nowMs,
        })
        for (const [position, file] of files.entries())
          insertFile.run(
            id,
            position,
            file.path,
            file.beforeSha256,
            file.afterSha256,
            bytes[position]!.before,
            bytes[position]!.after,
          )
      }).immediate()
      onChange(projectId, id)
      return get(projectId, id)!
    },
    get,
    list(projectId, states, limit) {
      const rows =
        states === null
          ? pageOfAll.all(projectId, limit)
          : [...new Set(states)].flatMap(state => pageOfState.all(state, projectId, limit))
      return rows
        .sort((a, b) => b.n - a.n)
        .slice(0, limit)
        .map(summaryOf)
    },
    inStates: states =>
      states
        .flatMap(state => idsOfState.all(state))
        .sort((a, b) => a.n - b.n)
        .map(({ projectId, id }) => ({ projectId, id })),
    counts(projectId) {
      const counts: Partial<Record<CandidateState, number>> = {}
      for (const state of candidateState.options) counts[state] = countByState.get(state, projectId) ?? 0
      return allCounts.parse(counts)
    },
    move(projectId, id, from, to, nowMs, note) {
      if (!mayMove(from, to)) throw new AsisError('internal', `no candidate ever moves from ${from} to ${to}`)
      const moved = move.run(to, nowMs, note, id, projectId, from).changes === 1
      if (moved) onChange(projectId, id)
      return moved
    },
  }
}

function summaryOf(row: SummaryColumns & { readonly n: number }): CandidateSummary {
  const { n, ...rest } = row
  void n
  return { ...rest, paths: ownJson<string[]>(row.paths) }
}

function exactBytes(file: FileChange): { before: Buffer; after: Buffer } {
  const before = Buffer.from(file.before)
  const after = Buffer.from(file.after)
  if (
    !file.before.isWellFormed() ||
    !file.after.isWellFormed() ||
    sha256Of(before) !== file.beforeSha256 ||
    sha256Of(after) !== file.afterSha256
  )
    throw new AsisError('internal', `the proposed text of ${file.path} does not have the SHA-256 that it came with`)
  return { before, after }
}

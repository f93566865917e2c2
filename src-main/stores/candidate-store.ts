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
import { openCandidatePages } from './candidate-pages.ts'
import { diffOf } from './diff-of.ts'
import { openHistoryWriter } from './history-store.ts'
import { ownJson } from './own-json.ts'
import { sha256Of } from './sha256.ts'
import { folded, textEnd } from './text-index.ts'
import type { CandidateQuery, CandidateStore, CandidateSummary, StoredCandidate, StoreOptions } from './stores.ts'

const allCounts = z.record(candidateState, z.int())

type SummaryColumns = Omit<CandidateSummary, 'paths'> & { readonly paths: string }
type Columns = SummaryColumns & { readonly n: number }
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
  /** What the trial of a candidate measured; null where it measured nothing. */
  factorOf: (projectId: string, id: string) => number | null,
  complexityOf: StoreOptions['complexityOf'],
): CandidateStore {
  const history = openHistoryWriter(db)
  const selectDecided = db.prepare<[string], number>('SELECT decided_ms FROM candidates WHERE id = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO candidates (id, project_id, session_id, metric_id, metric_title, unit, state, title, short_name, generator, rule,
      paths, diff_sha256, created_ms, updated_ms, decided_ms, note, search)
     VALUES (@id, @projectId, @sessionId, @metricId, @metricTitle, @unit, 'generated', @title, @shortName, @generator, @rule,
      @paths, @diffSha256, @nowMs, @nowMs, @nowMs, '', @search)`,
  )
  const insertTexts = db.prepare<[number | bigint, string, string]>(
    'INSERT INTO candidate_texts (n, proposal, diff) VALUES (?, ?, ?)',
  )
  const insertFile = db.prepare<[string, number, string, string, string, Buffer, Buffer]>(
    `INSERT INTO candidate_files (candidate_id, position, path, before_sha256, after_sha256, before, after)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const select = db.prepare<[string, string], Columns>(
    `SELECT n, ${summaryColumns} FROM candidates WHERE id = ? AND project_id = ?`,
  )
  const selectTexts = db.prepare<[number], { proposal: string; diff: string }>(
    'SELECT proposal, diff FROM candidate_texts WHERE n = ?',
  )
  // CROSS JOIN: in this order, one row looked up for each that is wanted.
  const selectRows = db.prepare<[string], Columns>(
    `SELECT n, ${summaryColumns} FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN candidates ON n = wanted`,
  )
  const selectFiles = db.prepare<[string], FileColumns>(
    `SELECT path, before_sha256 AS beforeSha256, after_sha256 AS afterSha256, before, after
     FROM candidate_files WHERE candidate_id = ? ORDER BY position`,
  )
  const idsOfState = db.prepare<[CandidateState], { n: number; projectId: string; id: string }>(
    'SELECT n, project_id AS projectId, id FROM candidates WHERE state = ? ORDER BY n',
  )
  const selectProject = db.prepare<[string], string>('SELECT project_id FROM candidates WHERE id = ?').pluck()
  const selectProjects = db
    .prepare<[], string>('SELECT DISTINCT project_id FROM candidate_counts WHERE count > 0 ORDER BY project_id')
    .pluck()
  const selectDiff = db
    .prepare<[string, string], string>('SELECT id FROM candidates WHERE project_id = ? AND diff_sha256 = ? ORDER BY n DESC')
    .pluck()
  const move = db.prepare<[CandidateState, number, string, string, string, CandidateState]>(
    'UPDATE candidates SET state = ?, updated_ms = ?, note = ? WHERE id = ? AND project_id = ? AND state = ?',
  )

  const filesOf = (id: string): readonly FileChange[] =>
    selectFiles.all(id).map(file => ({ ...file, before: file.before.toString(), after: file.after.toString() }))
  const addedBy = (id: string) => complexityOf?.(filesOf(id)) ?? null
  const get = (projectId: string, id: string): StoredCandidate | null => {
    const row = select.get(id, projectId)
    if (!row) return null
    const { proposal, diff } = selectTexts.get(row.n)!
    const files = filesOf(id)
    return { ...summaryOf(row), diff, proposal: { ...ownJson<Proposal>(proposal), files } }
  }
  const pages = openCandidatePages(db)
  const page = (projectId: string, query: CandidateQuery): readonly CandidateSummary[] | null => {
    const keys = pages.page(projectId, query)
    if (keys === null) return null
    const rows = new Map(selectRows.all(JSON.stringify(keys)).map(row => [row.n, row]))
    return keys.map(n => summaryOf(rows.get(n)!))
  }

  return {
    add(projectId, { proposal, metricId, metricTitle, unit, sessionId }, nowMs) {
      const id = newId()
      const { files, ...rest } = proposal
      const bytes = files.map(exactBytes)
      const { diff, diffSha256 } = diffOf(files)
      db.transaction(() => {
        const added = insert.run({
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
          diffSha256,
          nowMs,
          search: folded(
            [proposal.title, ...files.map(file => file.path), metricId, metricTitle, proposal.rule].join('\n') + textEnd,
          ),
        })
        insertTexts.run(added.lastInsertRowid, JSON.stringify(rest), diff)
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
    summary(projectId, id) {
      const row = select.get(id, projectId)
      return row ? summaryOf(row) : null
    },
    page,
    list: (projectId, states, limit) =>
      page(projectId, { states, metricId: null, search: null, order: 'created', after: null, limit }) ?? [],
    withDiff: (projectId, diffSha256) => selectDiff.all(projectId, diffSha256),
    projectOf: id => selectProject.get(id) ?? null,
    projects: () => selectProjects.all(),
    inStates: states =>
      states
        .flatMap(state => idsOfState.all(state))
        .sort((a, b) => a.n - b.n)
        .map(({ projectId, id }) => ({ projectId, id })),
    counts(projectId) {
      const counts = pages.counts(projectId)
      return allCounts.parse(Object.fromEntries(candidateState.options.map(state => [state, counts.get(state) ?? 0])))
    },
    move(projectId, id, from, to, nowMs, note) {
      if (!mayMove(from, to)) throw new AsisError('internal', `no candidate ever moves from ${from} to ${to}`)
      const moved = db
        .transaction(() => {
          if (move.run(to, nowMs, note, id, projectId, from).changes !== 1) return false
          if (to === 'applied') history.begin(projectId, id, selectDecided.get(id) ?? nowMs, factorOf(projectId, id), addedBy(id))
          if (to === 'rolled-back') history.end(projectId, id, nowMs, addedBy(id))
          return true
        })
        .immediate()
      if (moved) onChange(projectId, id)
      return moved
    },
  }
}

function summaryOf(row: Columns): CandidateSummary {
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

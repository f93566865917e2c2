/** Pages of the journal, newest first: of one project or all, of some kinds, with a text in them. Reads only. */
import type { Database } from 'better-sqlite3'
import type { JournalFilter, JournalSearch } from './journal-search.ts'
import type { RecordFilter, StoredRecord } from './stores.ts'

export const recordColumns = `seq, t_ms AS tMs, kind, project_id AS projectId, action, subject, detail, previous_sha256 AS previousSha256, sha256`

type Kinds = readonly StoredRecord['kind'][]

export function openJournalPages(db: Database, index: JournalSearch) {
  const page = db.prepare<[number, number], StoredRecord>(
    `SELECT ${recordColumns} FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const pageOfProject = db.prepare<[string, number, number], StoredRecord>(
    `SELECT ${recordColumns} FROM journal WHERE project_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const pageOfKinds = db.prepare<[number, string, number], StoredRecord>(
    `SELECT ${recordColumns} FROM journal WHERE seq < ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?`,
  )
  const keysOfKind = db
    .prepare<[string, string, number, number], number>(
      'SELECT seq FROM journal WHERE project_id = ? AND kind = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    )
    .pluck()
  // CROSS JOIN: in this order, one record looked up for each that is wanted.
  const bySeq = db.prepare<[string], StoredRecord>(
    `SELECT ${recordColumns} FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN journal ON seq = wanted`,
  )

  const read = (seqs: readonly number[]): StoredRecord[] => bySeq.all(JSON.stringify(seqs)).sort((a, b) => b.seq - a.seq)

  function inOrder(projectIds: readonly string[] | null, kinds: Kinds | null, before: number, limit: number): StoredRecord[] {
    if (projectIds === null)
      return kinds === null ? page.all(before, limit) : pageOfKinds.all(before, JSON.stringify(kinds), limit)
    if (kinds === null)
      return projectIds
        .flatMap(id => pageOfProject.all(id, before, limit))
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit)
    const keys = projectIds.flatMap(id => [...new Set(kinds)].flatMap(kind => keysOfKind.all(id, kind, before, limit)))
    return read(keys.sort((a, b) => b - a).slice(0, limit))
  }

  /** What is newer than the index, then what the index names; each record is looked at itself. */
  function found(filter: JournalFilter, beforeSeq: number, limit: number): StoredRecord[] {
    const matching: StoredRecord[] = []
    const keep = (records: readonly StoredRecord[]): void => {
      for (const record of records) if (matching.length < limit && index.matches(record, filter)) matching.push(record)
    }
    const atOnce = Math.max(limit, 100)
    const indexedSeq = index.indexedSeq()
    let before = beforeSeq
    while (before > indexedSeq + 1 && matching.length < limit) {
      const newer = page.all(before, atOnce).filter(({ seq }) => seq > indexedSeq)
      keep(newer)
      before = newer.at(-1)?.seq ?? indexedSeq + 1
    }
    while (matching.length < limit) {
      const named = index.candidates(filter, before, atOnce)
      const records = named === null ? inOrder(filter.projectIds, filter.kinds, before, atOnce) : read(named)
      keep(records)
      const looked = named ?? records.map(({ seq }) => seq)
      const oldest = looked.at(-1)
      if (oldest === undefined || looked.length < atOnce) break
      before = oldest
    }
    return matching
  }

  return {
    list(projectId: string | null, beforeSeq: number | null, limit: number, { kinds = null, search = '' }: Wanted = {}) {
      if (kinds?.length === 0) return []
      const before = beforeSeq ?? Number.MAX_SAFE_INTEGER
      const projectIds = projectId === null ? null : [...new Set([projectId, ''])]
      return search === '' ? inOrder(projectIds, kinds, before, limit) : found({ projectIds, kinds, search }, before, limit)
    },
  }
}

interface Wanted {
  readonly kinds?: RecordFilter['kinds'] | null
  readonly search?: RecordFilter['search']
}

/**
 * The index for searching the journal. It stands in another file than the journal: it is made from it, may be lost, and what is not part of the
 * chain has no place beside it. It follows the journal by a mark, so that a crash, an older copy of either file, or a store from before
 * there was an index only means that it catches up.
 */
import type { Database } from 'better-sqlite3'
import { folded, openTextIndex, textEnd, trigramsOf } from './text-index.ts'
import { sha256Of } from './sha256.ts'
import type { StoredRecord } from './stores.ts'

type Kind = StoredRecord['kind']
type Searched = Pick<StoredRecord, 'seq' | 'kind' | 'projectId' | 'action' | 'subject' | 'detail' | 'sha256'>

const kinds: readonly Kind[] = ['intent', 'outcome', 'decision', 'check', 'config', 'note']
const projects = 4096

/** One trigram of private characters for kind and project, so that the index can leave out what is not asked for. Projects may share one. */
const scopeOf = (kind: Kind, projectId: string): string =>
  String.fromCodePoint(
    0xe000 + kinds.indexOf(kind),
    0xe100 + (Number.parseInt(sha256Of(projectId).slice(0, 6), 16) % projects),
    0xe0ff,
  )

const textOf = ({ action, subject, detail }: Searched): string => folded(`${action}\n${subject}\n${detail}`)

export interface JournalFilter {
  /** Null: of all projects. */
  readonly projectIds: readonly string[] | null
  readonly kinds: readonly Kind[] | null
  /** Not empty. */
  readonly search: string
}

const scope = (filter: JournalFilter): string => {
  if (filter.projectIds === null) return ''
  const tokens = filter.projectIds.flatMap(id => (filter.kinds ?? kinds).map(kind => `"${scopeOf(kind, id)}"`))
  return `(scope : (${tokens.join(' OR ')})) AND `
}

export interface JournalSearch {
  /** For the owner of the data folder only. */
  catchUp(): void
  /** Sequence numbers that may match, newest first; null: so many that reading records in order finds them soon. */
  candidates(filter: JournalFilter, beforeSeq: number, limit: number): readonly number[] | null
  matches(record: StoredRecord, filter: JournalFilter): boolean
  /** Records after this one are not in the index yet. */
  indexedSeq(): number
  /** Takes records out of it that are about to leave the journal's database, oldest first, as they were added. For the owner only. */
  forget(records: readonly Searched[]): void
}

/** Few enough to be read one by one. */
const few = 4_000
/** Records of one step of catching up. */
const stepRecords = 2_000

export function openJournalSearch(index: Database, journal: Database): JournalSearch {
  const text = openTextIndex(index, 'journal_search', 'journal_terms')
  const mark = index.prepare<[], { seq: number; sha256: string }>('SELECT seq, sha256 FROM journal_indexed')
  const moveMark = index.prepare<[number, string]>('UPDATE journal_indexed SET seq = ?, sha256 = ?')
  const firstMark = index.prepare<[], number>('SELECT first_seq FROM journal_indexed').pluck()
  const moveFirst = index.prepare<[number]>('UPDATE journal_indexed SET first_seq = ?')
  const take = index.prepare<[number, string, string]>(
    `INSERT INTO journal_search (journal_search, rowid, scope, text) VALUES ('delete', ?, ?, ?)`,
  )
  const add = index.prepare<[number, string, string]>('INSERT INTO journal_search (rowid, scope, text) VALUES (?, ?, ?)')
  const clear = index.prepare(`INSERT INTO journal_search (journal_search) VALUES ('delete-all')`)
  const hashAt = journal.prepare<[number], string>('SELECT sha256 FROM journal WHERE seq = ?').pluck()
  const since = journal.prepare<[number, number], Searched>(
    `SELECT seq, kind, project_id AS projectId, action, subject, detail, sha256 FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
  )
  const find = index
    .prepare<[string, number, number, number], number>(
      'SELECT rowid FROM journal_search WHERE journal_search MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?',
    )
    .pluck()

  const catchUp = (): void => {
    const known = mark.get()!
    if (known.seq > 0 && hashAt.get(known.seq) !== known.sha256)
      index.transaction(() => {
        clear.run()
        moveMark.run(0, '')
        moveFirst.run(1)
      })()
    for (;;) {
      const added = since.all(mark.get()!.seq, stepRecords)
      const last = added.at(-1)
      if (!last) return
      index.transaction(() => {
        for (const record of added) add.run(record.seq, scopeOf(record.kind, record.projectId), textOf(record) + textEnd)
        moveMark.run(last.seq, last.sha256)
      })()
    }
  }

  return {
    catchUp,
    indexedSeq: () => mark.get()!.seq,
    forget(records) {
      index.transaction(() => {
        const { seq } = mark.get()!
        // Once each: a crash may have come before they left the journal.
        for (const record of records.filter(each => each.seq >= firstMark.get()! && each.seq <= seq)) {
          take.run(record.seq, scopeOf(record.kind, record.projectId), textOf(record) + textEnd)
          moveFirst.run(record.seq + 1)
        }
      })()
    },
    matches: (record, { projectIds, kinds: wanted, search }) =>
      (projectIds === null || projectIds.includes(record.projectId)) &&
      (wanted === null || wanted.includes(record.kind)) &&
      textOf(record).includes(folded(search)),
    candidates(filter, beforeSeq, limit) {
      const search = folded(filter.search)
      let expression = trigramsOf(search)
      if (expression === null) {
        const matching = text.matching(search, few)
        if (matching.kind === 'many') return null
        if (matching.kind === 'none') return []
        ;({ expression } = matching)
      }
      return find.all(`${scope(filter)}(text : (${expression}))`, beforeSeq, firstMark.get()!, limit)
    },
  }
}

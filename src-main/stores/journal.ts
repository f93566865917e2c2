/**
 * The journal: append-only records, each holding the SHA-256 of the one before, so that a record that was changed, taken out, moved
 * or cut off is found. The head (count and last hash) stands in another file too. It is not signed yet: whoever can
 * write all stores and recompute the chain is not stopped by it.
 */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import { checkChain, linkOf, type Head } from './journal-chain.ts'
import type { Journal, JournalEntry, OpenIntent, StoredRecord } from './stores.ts'

const columns = `seq, t_ms AS tMs, kind, project_id AS projectId, action, subject, detail, previous_sha256 AS previousSha256, sha256`

/** `heads` holds the second place of the head: another file than `db`. */
export function openJournal(
  db: Database,
  heads: Database,
  access: 'read' | 'write',
  onAppend: (record: StoredRecord) => void,
): Journal {
  const insert = db.prepare(
    `INSERT INTO journal (seq, t_ms, kind, project_id, action, subject, detail, previous_sha256, sha256)
     VALUES (@seq, @tMs, @kind, @projectId, @action, @subject, @detail, @previousSha256, @sha256)`,
  )
  const last = db.prepare<[], Head & { readonly previousSha256: string }>(
    'SELECT seq AS count, sha256, previous_sha256 AS previousSha256 FROM journal ORDER BY seq DESC LIMIT 1',
  )
  const all = db.prepare<[], StoredRecord>(`SELECT ${columns} FROM journal ORDER BY seq`)
  const page = db.prepare<[number, number], StoredRecord>(
    `SELECT ${columns} FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const pageOfProject = db.prepare<[string, number, number], StoredRecord>(
    `SELECT ${columns} FROM journal WHERE project_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const openIntent = db.prepare<[number, string, string, string]>(
    'INSERT INTO open_intents (seq, project_id, action, subject) VALUES (?, ?, ?, ?)',
  )
  const closeIntent = db.prepare<[number], OpenIntent>(
    'DELETE FROM open_intents WHERE seq = ? RETURNING seq, project_id AS projectId, action, subject',
  )
  const intents = db.prepare<[], OpenIntent>(
    'SELECT seq, project_id AS projectId, action, subject FROM open_intents ORDER BY seq',
  )
  const selectHead = heads.prepare<[], Head>('SELECT count, sha256 FROM journal_head')
  const moveHead = heads.prepare<[number, string]>('UPDATE journal_head SET count = ?, sha256 = ?')

  /**
   * The head follows the record, in another file: a crash between them leaves it exactly one behind. Anything else is not
   * ours and stays visible.
   */
  const catchUp = (): void => {
    const head = selectHead.get()
    const end = last.get()
    if (head && end?.count === head.count + 1 && end.previousSha256 === head.sha256) moveHead.run(end.count, end.sha256)
  }

  const write = (kind: StoredRecord['kind'], entry: JournalEntry, nowMs: number, within: (seq: number) => void): StoredRecord => {
    catchUp()
    const record = db
      .transaction(() => {
        const before = last.get() ?? { count: 0, sha256: '' }
        const linked = linkOf({
          seq: before.count + 1,
          tMs: nowMs,
          kind,
          projectId: entry.projectId.toWellFormed(),
          action: entry.action.toWellFormed(),
          subject: entry.subject.toWellFormed(),
          detail: entry.detail.toWellFormed(),
          previousSha256: before.sha256,
        })
        insert.run(linked)
        within(linked.seq)
        return linked
      })
      .immediate()
    catchUp()
    onAppend(record)
    return record
  }
  if (access === 'write') catchUp()

  return {
    append: (kind, entry, nowMs) => write(kind, entry, nowMs, () => {}),
    intent: (entry, nowMs) =>
      write('intent', entry, nowMs, seq => openIntent.run(seq, entry.projectId, entry.action, entry.subject)),
    outcome(intentSeq, detail, nowMs) {
      const intent = intents.all().find(open => open.seq === intentSeq)
      if (!intent) throw new AsisError('internal', `intent ${intentSeq} of the journal is not open`)
      return write('outcome', { ...intent, detail }, nowMs, () => closeIntent.get(intentSeq))
    },
    openIntents: () => intents.all(),
    list(projectId, beforeSeq, limit) {
      const before = beforeSeq ?? Number.MAX_SAFE_INTEGER
      if (projectId === null) return page.all(before, limit)
      if (projectId === '') return pageOfProject.all('', before, limit)
      return [...pageOfProject.all(projectId, before, limit), ...pageOfProject.all('', before, limit)]
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit)
    },
    verify() {
      const head = selectHead.get() ?? null
      // A reader beside a living writer may see records that are newer than the head it has just read.
      return checkChain(all.iterate(), head, access === 'write' ? 1 : Number.MAX_SAFE_INTEGER)
    },
  }
}

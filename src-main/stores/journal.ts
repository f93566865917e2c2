/**
 * The journal: append-only records, each holding the SHA-256 of the one before, so that a record that was changed, taken out, moved
 * or cut off is found. The head (count and last hash) stands in another file too, signed: whoever can write all stores and recompute the
 * chain still lacks the key.
 */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import type { Step } from '../platform/durable-file.ts'
import { openJournalArchive } from './journal-archive.ts'
import { linkOf, type Head } from './journal-chain.ts'
import { archiveSizes, openCompaction, type ArchiveSizes } from './journal-compaction.ts'
import type { JournalHead } from './journal-signature.ts'
import { openJournalPages, recordColumns } from './journal-pages.ts'
import { openJournalSearch } from './journal-search.ts'
import { checked, walkChain } from './journal-verify.ts'
import { errorCode } from './store-errors.ts'
import type { Journal, JournalCheck, JournalEntry, OpenIntent, Pause, StoredRecord } from './stores.ts'

/** `head` is its second place, `derived` the index for searching: both in other files than `db`. */
export interface JournalParts {
  readonly db: Database
  readonly head: JournalHead
  readonly derived: Database
  /** Where records go that leave the database. */
  readonly archiveFolder: string
  readonly step: Step
  readonly sizes?: ArchiveSizes | undefined
}

export function openJournal(
  { db, head: signed, derived, archiveFolder, step, sizes = archiveSizes }: JournalParts,
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
  const firstSeq = db.prepare<[], number>('SELECT seq FROM journal ORDER BY seq LIMIT 1').pluck()
  const forward = db.prepare<[number, number], StoredRecord>(
    `SELECT ${recordColumns} FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?`,
  )
  const index = openJournalSearch(derived, db)
  const archive = openJournalArchive(db, archiveFolder, signed.key)
  const openIntent = db.prepare<[number, string, string, string]>(
    'INSERT INTO open_intents (seq, project_id, action, subject) VALUES (?, ?, ?, ?)',
  )
  const closeIntent = db.prepare<[number], OpenIntent>(
    'DELETE FROM open_intents WHERE seq = ? RETURNING seq, project_id AS projectId, action, subject',
  )
  const intents = db.prepare<[], OpenIntent>(
    'SELECT seq, project_id AS projectId, action, subject FROM open_intents ORDER BY seq',
  )
  /**
   * The head follows the record, in another file: a crash between them leaves it exactly one behind. Anything else is not
   * ours and stays visible.
   */
  const catchUp = (): void => {
    const head = signed.get()
    const end = last.get()
    if (head && end?.count === head.count + 1 && end.previousSha256 === head.sha256)
      signed.move({ count: end.count, sha256: end.sha256 })
  }

  const write = (kind: StoredRecord['kind'], entry: JournalEntry, nowMs: number, within: (seq: number) => void): StoredRecord => {
    catchUp()
    const record = db
      .transaction(() => {
        const before = last.get() ?? archive.end()
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
    indexed()
    onAppend(record)
    return record
  }
  /** The record is written: what stands in the way of its being found by a search is no reason to say it was not. */
  const indexed = (): void => {
    try {
      index.catchUp()
    } catch (error) {
      if (!errorCode(error).startsWith('SQLITE_')) throw error
    }
  }
  if (access === 'write') {
    catchUp()
    indexed()
  }

  /** A whole chain may still be somebody else's. */
  const withSignature = (check: JournalCheck): JournalCheck => {
    if (!check.ok) return check
    const fault = signed.fault()
    if (fault !== null) return { ...check, ok: false, firstBad: check.records, detail: fault }
    return signed.key === null
      ? check
      : { ...check, detail: `${check.detail} The head is signed by key ${signed.key.id.slice(0, 16)}.` }
  }

  const walk = () =>
    walkChain({
      archive,
      head: signed.get(),
      // A reader beside a living writer may see records that are newer than the head it has just read.
      ahead: access === 'write' ? 1 : Number.MAX_SAFE_INTEGER,
      from: (seq, limit) => forward.all(seq, limit),
      firstSeq: () => firstSeq.get() ?? null,
      // What is added meanwhile is not in this head, and not looked at.
      lastSeq: last.get()?.count ?? 0,
    })
  /** Null: ended early. */
  async function verifyUnless(pause: Pause): Promise<JournalCheck | null> {
    for (const chain = walk(); ;) {
      const next = chain.next()
      if (next.done) return withSignature(next.value)
      if (!(await pause())) return null
    }
  }
  const compaction = openCompaction({ db, archive, head: signed, index, verify: verifyUnless, step, sizes })

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
    list: openJournalPages(db, index).list,
    from(fromSeq, limit) {
      const found: StoredRecord[] = []
      for (let seq = Math.max(1, fromSeq); ; seq = (found.at(-1)?.seq ?? seq) + 1) {
        const wanted = limit - found.length
        const checkpoint = wanted > 0 ? archive.holding(seq) : null
        if (checkpoint === null) return wanted > 0 ? [...found, ...forward.all(seq, wanted)] : found
        found.push(...archive.read(checkpoint, seq, wanted))
      }
    },
    archives: () => archive.list(),
    archivable: compaction.archivable,
    archive: compaction.archive,
    adoptArchives: archive.adopt,
    async verifyInPieces(pause) {
      const check = await verifyUnless(async () => {
        await pause()
        return true
      })
      if (check === null) throw new AsisError('internal', 'a verification ended before its end')
      return check
    },
    verify: () => withSignature(checked(walk())),
  }
}

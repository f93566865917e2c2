/**
 * The journal: append-only records, each holding the SHA-256 of the one before, so that a record that was changed, taken out, moved
 * or cut off is found. With each record its proof is written: the new head (count and last hash), signed, in the same transaction. The head stands in
 * two other files too. Whoever can write all stores and recompute the chain still lacks the key, and what has no proof is never built upon.
 */
import type { Database } from 'better-sqlite3'
import { AsisError } from '../../src-shared/errors.ts'
import type { Step } from '../platform/durable-file.ts'
import { openJournalArchive } from './journal-archive.ts'
import { linkOf } from './journal-chain.ts'
import { archiveSizes, openCompaction, type ArchiveSizes } from './journal-compaction.ts'
import { intentLedger } from './journal-intents.ts'
import { outsideHeadFile } from './journal-outside-head.ts'
import { openJournalProof, type End } from './journal-proof.ts'
import { indexFault, shapeFault } from './journal-shape.ts'
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
  const last = db.prepare<[], End>(
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
  const endNow = (): End => last.get() ?? { ...archive.end(), previousSha256: '' }
  const proof = openJournalProof(db, signed, endNow)

  const write = (kind: StoredRecord['kind'], entry: JournalEntry, nowMs: number, within: (seq: number) => void): StoredRecord => {
    proof.catchUp()
    const record = db
      .transaction(() => {
        const before = endNow()
        const proven = proof.isProven(before)
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
        if (proven) proof.put({ count: linked.seq, sha256: linked.sha256 })
        within(linked.seq)
        return linked
      })
      .immediate()
    proof.catchUp()
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
    proof.begin()
    indexed()
  }

  /** A whole chain may still be somebody else's, and what stands beside it may say something else. */
  const withSignature = (
    check: JournalCheck,
    beside: () => { readonly seq: number; readonly detail: string } | null,
  ): JournalCheck => {
    if (!check.ok) return check
    const fault = proof.fault(check.records) ?? shapeFault(db)
    if (fault !== null) return { ...check, ok: false, firstBad: check.records, detail: fault }
    const difference = beside()
    if (difference) return { ...check, ok: false, firstBad: difference.seq, detail: difference.detail }
    return signed.key === null
      ? check
      : { ...check, detail: `${check.detail} The head is signed by key ${signed.key.id.slice(0, 16)}.` }
  }

  function* walk(): Generator<void, JournalCheck> {
    // First the copies, which follow the records, then record, proof and what is open in one moment: a living writer may be at work beside a reader.
    const head = signed.get()
    const outside = signed.outside()
    const [end, proved, open, ofIndexes] = db.transaction(
      () => [last.get(), proof.get(), intents.all(), shapeFault(db) === null ? indexFault(db) : null] as const,
    )()
    const ledger = intentLedger()
    const check = yield* walkChain({
      archive,
      head: head && (proved ?? head),
      ahead: 0,
      others: [
        ...(head ? [{ ...head, name: 'the second copy of the head' }] : []),
        ...(outside ? [{ ...outside, name: `the file ${outsideHeadFile}` }] : []),
      ],
      from: (seq, limit) => forward.all(seq, limit),
      firstSeq: () => firstSeq.get() ?? null,
      // What is added meanwhile is not in this head, and not looked at.
      lastSeq: end?.count ?? 0,
      see: ledger.see,
    })
    return withSignature(check, () => (ofIndexes === null ? ledger.difference(open) : { seq: check.records, detail: ofIndexes }))
  }
  /** Null: ended early. */
  async function verifyUnless(pause: Pause): Promise<JournalCheck | null> {
    for (const chain = walk(); ;) {
      const next = chain.next()
      if (next.done) return next.value
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
    adoptArchives() {
      archive.adopt()
      proof.adopt()
    },
    async verifyInPieces(pause) {
      const check = await verifyUnless(async () => {
        await pause()
        return true
      })
      if (check === null) throw new AsisError('internal', 'a verification ended before its end')
      return check
    },
    verify: () => checked(walk()),
  }
}

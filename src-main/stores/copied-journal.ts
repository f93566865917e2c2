/**
 * Checks the journal in a folder of store files that is no open data folder: the whole chain, and that its head and everything said about archive files
 * is signed by one given key. Reads only, and makes no key: what it finds wrong is never signed by us.
 */
import { basename, join } from 'node:path'
import type Database from 'better-sqlite3'
import { isCheckpointSignedBy, openJournalArchive } from './journal-archive.ts'
import { recordColumns } from './journal-pages.ts'
import { isHeadSignedBy, type SignedHead } from './journal-signature.ts'
import { checked, walkChain } from './journal-verify.ts'
import { openForReading } from './open-database.ts'
import { archiveFolder } from './segment-file.ts'
import { storeFiles } from './state-contents.ts'
import { errorCode } from './store-errors.ts'
import type { JournalCheck, StoredRecord } from './stores.ts'

const bad = (detail: string): JournalCheck => ({ ok: false, records: 0, firstBad: null, detail })

/** @param publicKey PEM. @throws what the disk says. */
export function checkCopiedJournal(folder: string, publicKey: string): JournalCheck {
  const open: Database.Database[] = []
  const read = (name: string): Database.Database => {
    const db = openForReading({ path: join(folder, name), history: [], durable: true })
    open.push(db)
    return db
  }
  try {
    const master = read(storeFiles[3])
    const head = read(storeFiles[2]).prepare<[], SignedHead>('SELECT count, sha256, signature FROM journal_head').get()
    if (!head) return bad('The second copy of the head is missing.')
    if (!isHeadSignedBy(publicKey, head)) return bad('The head is not signed by the key of the data folder that it comes from.')
    const hasProof =
      master.prepare<[], number>("SELECT count(*) FROM sqlite_master WHERE name = 'journal_proof'").pluck().get() === 1
    const proof = hasProof
      ? master.prepare<[], SignedHead>('SELECT count, sha256, signature FROM journal_proof').get()
      : undefined
    if (proof && !isHeadSignedBy(publicKey, proof))
      return bad('The last record has no proof of the data folder that it comes from.')
    if (hasProof && !proof && head.count > 0) return bad('The last record has no proof of the data folder that it comes from.')
    // Without a key: whose signatures they are is said here.
    const archive = openJournalArchive(master, archiveFolder(folder), null)
    const foreign = archive.list().find(checkpoint => !isCheckpointSignedBy(publicKey, checkpoint))
    if (foreign)
      return bad(`What is kept about the archive file ${basename(foreign.file)} is not signed by the key of the data folder.`)
    const from = master.prepare<[number, number], StoredRecord>(
      `SELECT ${recordColumns} FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?`,
    )
    const edge = (order: 'ASC' | 'DESC'): number | null =>
      master.prepare<[], number>(`SELECT seq FROM journal ORDER BY seq ${order} LIMIT 1`).pluck().get() ?? null
    return checked(
      walkChain({
        archive,
        head: proof ?? head,
        // Before there were proofs, a crash could leave the head one behind.
        ahead: proof ? 0 : 1,
        others: [{ ...head, name: 'the second copy of the head' }],
        from: (seq, limit) => from.all(seq, limit),
        firstSeq: () => edge('ASC'),
        lastSeq: edge('DESC') ?? 0,
      }),
    )
  } catch (error) {
    const code = errorCode(error)
    if (code === 'SQLITE_ERROR' || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
      return bad('A store is damaged or is none.')
    throw error
  } finally {
    for (const db of open) db.close()
  }
}

/**
 * The part of the journal that left the database: which archive file holds which records, each said by one signed checkpoint. The files follow each
 * other without a gap from record 1 on, so that files and database are one chain. Never removes a record; see `journal-compaction.ts`.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ArchiveFile } from '../../src-shared/domain/upkeep.ts'
import { AsisError } from '../../src-shared/errors.ts'
import { isSignedBy, type SigningKey } from '../platform/signing-key.ts'
import { exportLine, type ChainChecker, type Head } from './journal-chain.ts'
import { linesOf, recordOf, segmentName } from './segment-file.ts'
import type { JournalCheck, StoredRecord } from './stores.ts'

/** One file of the archive as its checkpoint names it. */
export interface Checkpoint extends ArchiveFile {
  /** Of the record before the first one; the empty text for record 1. */
  readonly previousSha256: string
  readonly lastSha256: string
  readonly signature: string
}

export interface JournalArchive {
  readonly folder: string
  /** The last record that is in a file; nothing where none is. */
  end(): Head
  /** Oldest first. */
  list(): readonly Checkpoint[]
  /** The file that has this record; null: it is not in the archive. */
  holding(seq: number): Checkpoint | null
  /** @throws AsisError `store-corrupt` when the file is missing or holds something else. */
  read(checkpoint: Checkpoint, fromSeq: number, limit: number): StoredRecord[]
  /**
   * Feeds the records of a file to the checker, but for those that it has seen; looks at the whole file. Yields after each piece. `live`: the
   * same record in the database, where it has not been removed yet.
   */
  check(
    checkpoint: Checkpoint,
    checker: ChainChecker,
    live: (seq: number) => StoredRecord | undefined,
  ): Generator<void, JournalCheck | null>
  add(checkpoint: Omit<Checkpoint, 'signature' | 'records' | 'file'>): void
  /** Signs all of them anew: for a copy that came from another machine, after its chain was found whole. */
  adopt(): void
}

const columns = `first_seq AS firstSeq, last_seq AS lastSeq, previous_sha256 AS previousSha256, last_sha256 AS lastSha256,
  file_sha256 AS sha256, bytes, t_ms AS tMs, signature`
type Columns = Omit<Checkpoint, 'records' | 'file'>

const signedText = (it: Omit<Columns, 'signature'>): Buffer =>
  Buffer.from(
    `asis journal archive 1\n${it.firstSeq}\n${it.lastSeq}\n${it.lastSeq - it.firstSeq + 1}\n${it.previousSha256}\n${it.lastSha256}\n${it.sha256}\n${it.bytes}\n${it.tMs}\n`,
  )

export const isCheckpointSignedBy = (publicKey: string, checkpoint: Checkpoint): boolean =>
  isSignedBy(publicKey, signedText(checkpoint), Buffer.from(checkpoint.signature, 'base64'))

/** Records of one piece of a check: a few milliseconds. */
const piece = 250

export function openJournalArchive(db: Database, folder: string, key: SigningKey | null): JournalArchive {
  const all = db.prepare<[], Columns>(`SELECT ${columns} FROM journal_archives ORDER BY first_seq`)
  const newest = db.prepare<[], Columns>(`SELECT ${columns} FROM journal_archives ORDER BY first_seq DESC LIMIT 1`)
  const at = db.prepare<[number, number], Columns>(
    `SELECT ${columns} FROM journal_archives WHERE first_seq <= ? AND last_seq >= ? ORDER BY first_seq DESC LIMIT 1`,
  )
  const insert = db.prepare<[number, number, string, string, string, number, number, string]>(
    'INSERT INTO journal_archives VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const sign = db.prepare<[string, number]>('UPDATE journal_archives SET signature = ? WHERE first_seq = ?')
  const whole = (row: Columns): Checkpoint => ({
    ...row,
    records: row.lastSeq - row.firstSeq + 1,
    file: join(folder, segmentName(row.sha256)),
  })
  const signatureOf = (it: Omit<Columns, 'signature'>): string => {
    if (key === null) throw new AsisError('internal', 'an archive of the journal is signed, and there is no key')
    return key.sign(signedText(it)).toString('base64')
  }
  /** Where the last reading ended: an export reads a file piece by piece. */
  let cursor = { sha256: '', seq: 0, offset: 0 }

  return {
    folder,
    end() {
      const last = newest.get()
      return last ? { count: last.lastSeq, sha256: last.lastSha256 } : { count: 0, sha256: '' }
    },
    list: () => all.all().map(whole),
    holding(seq) {
      const row = at.get(seq, seq)
      return row ? whole(row) : null
    },
    read({ firstSeq, lastSeq, sha256, file }, fromSeq, limit) {
      const failed = (what: string): AsisError =>
        new AsisError(
          'store-corrupt',
          `The archive file ${file} (records ${firstSeq} to ${lastSeq}) ${what}. Put a copy of it back.`,
        )
      if (!existsSync(file)) throw failed('is missing')
      const known = cursor.sha256 === sha256 && cursor.seq === fromSeq
      let seq = known ? fromSeq : firstSeq
      const records: StoredRecord[] = []
      for (const { text, end } of linesOf(file, known ? cursor.offset : 0)) {
        if (seq >= fromSeq) {
          const record = recordOf(text)
          if (record?.seq !== seq) throw failed('was changed')
          records.push(record)
          cursor = { sha256, seq: seq + 1, offset: end }
        }
        seq += 1
        if (records.length === limit || seq > lastSeq) break
      }
      if (records.length < limit && seq <= lastSeq) throw failed('was cut off')
      return records
    },
    *check(checkpoint, checker, live) {
      const { firstSeq, lastSeq, previousSha256, lastSha256, sha256, file } = checkpoint
      const about = `the archive file ${segmentName(sha256)} (records ${firstSeq} to ${lastSeq})`
      const next = checker.now().count + 1
      if (key !== null && !isCheckpointSignedBy(key.publicKey, checkpoint))
        return checker.bad(firstSeq, `What is kept about ${about} is not signed by the key of this data folder.`)
      if (firstSeq === next && previousSha256 !== checker.now().sha256)
        return checker.bad(firstSeq, `Record ${firstSeq}, in ${about}, does not follow record ${firstSeq - 1}.`)
      if (!existsSync(file)) return checker.bad(Math.max(firstSeq, next), `A part of the journal is missing: ${about}.`)
      const hash = createHash('sha256')
      let seq = firstSeq
      for (const { text } of linesOf(file, 0, bytes => hash.update(bytes))) {
        if (seq > lastSeq) return checker.bad(firstSeq, `Something was added to ${about}.`)
        const record = recordOf(text)
        if (record?.seq !== seq) return checker.bad(seq, `Record ${seq} was changed in ${about}.`)
        if (seq >= next) {
          const finding = checker.take(record)
          if (finding) return { ...finding, detail: `${finding.detail} It is in ${about}.` }
          const twin = live(seq)
          if (twin && exportLine(twin) !== text) return checker.bad(seq, `Record ${seq} was changed.`)
        }
        if (seq === lastSeq && record.sha256 !== lastSha256) return checker.bad(seq, `Record ${seq} was changed in ${about}.`)
        seq += 1
        if ((seq - firstSeq) % piece === 0) yield
      }
      if (seq <= lastSeq) return checker.bad(seq, `Record ${seq} and those after it were cut off from ${about}.`)
      return hash.digest('hex') === sha256 ? null : checker.bad(firstSeq, `The bytes of ${about} were changed.`)
    },
    add: it => {
      insert.run(it.firstSeq, it.lastSeq, it.previousSha256, it.lastSha256, it.sha256, it.bytes, it.tMs, signatureOf(it))
    },
    adopt() {
      db.transaction(() => {
        for (const row of all.all()) sign.run(signatureOf(row), row.firstSeq)
      }).immediate()
    },
  }
}

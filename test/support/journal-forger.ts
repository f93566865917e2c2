/**
 * For tests: somebody who knows the format of the record as well as we do, has every tool, and lacks only the key. He recomputes hashes, follows the
 * schema, and uses whatever signature he finds in the folder.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { exportLine, linkOf } from '../../src-main/stores/journal-chain.ts'
import { sha256Of } from '../../src-main/stores/sha256.ts'
import type { StoredRecord } from '../../src-main/stores/stores.ts'

export const masterFile = 'asis_self_modification_master.db'
export const safeFile = 'asis_safe_implementation.db'
export const headFile = 'asis_journal_head'
export const storeNames = (home: string): string[] => readdirSync(home).filter(name => /\.db(?:-wal|-shm)?$/.test(name))

export interface Signed {
  readonly count: number
  readonly sha256: string
  readonly signature: string
}
export const slotsOf = (heads: readonly (Signed | null)[]): string =>
  heads.map(head => `${(head ? JSON.stringify(head) : '').padEnd(511)}\n`).join('')

export interface Forger {
  readonly home: string
  sql(text: string, file?: string): void
  row<T>(text: string, file?: string): T
  records(): StoredRecord[]
  /** What the rows say then; their rules are put back as they were. */
  write(records: readonly StoredRecord[]): void
  /** Numbered and linked anew, each to the one before. `first`: where the archive ends. */
  chained(records: readonly StoredRecord[], first?: Signed | null): StoredRecord[]
  /** The copies of the head say this; each keeps its signature where none is given. */
  heads(head: { readonly count: number; readonly sha256: string; readonly signature?: string }): void
  dropRules(): void
  restoreRules(): void
}

const columns = `seq, t_ms AS tMs, kind, project_id AS projectId, action, subject, detail, previous_sha256 AS previousSha256, sha256`

export function forger(home: string): Forger {
  const within = <T>(file: string, work: (db: Database.Database) => T): T => {
    const db = new Database(join(home, file)).unsafeMode()
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
  const rules = within(masterFile, db =>
    db.prepare<[], string>(`SELECT sql FROM sqlite_master WHERE type = 'trigger'`).pluck().all(),
  )
  const it: Forger = {
    home,
    sql: (text, file = masterFile) => within(file, db => void db.exec(text)),
    row: (text, file = masterFile) => within(file, db => db.prepare(text).get()) as never,
    records: () => within(masterFile, db => db.prepare<[], StoredRecord>(`SELECT ${columns} FROM journal ORDER BY seq`).all()),
    dropRules: () =>
      it.sql(
        ['journal_is_never_changed', 'journal_is_never_cut', 'journal_archive_is_never_changed', 'journal_archive_is_never_cut']
          .map(name => `DROP TRIGGER IF EXISTS ${name};`)
          .join(''),
      ),
    restoreRules: () => it.sql(`${rules.join(';')};`),
    write(records) {
      it.dropRules()
      within(masterFile, db => {
        db.exec('DELETE FROM journal')
        const insert = db.prepare(
          'INSERT INTO journal VALUES (@seq, @tMs, @kind, @projectId, @action, @subject, @detail, @previousSha256, @sha256)',
        )
        for (const record of records) insert.run(record)
      })
      it.restoreRules()
    },
    chained(records, first) {
      const done: StoredRecord[] = []
      const start = first ??
        it.row<Signed | undefined>(
          'SELECT last_seq AS count, last_sha256 AS sha256 FROM journal_archives ORDER BY first_seq DESC LIMIT 1',
        ) ?? { count: 0, sha256: '' }
      for (const [i, record] of records.entries())
        done.push(linkOf({ ...record, seq: start.count + i + 1, previousSha256: done.at(-1)?.sha256 ?? start.sha256 }))
      return done
    },
    heads({ count, sha256, signature }) {
      const set = `count = ${count}, sha256 = '${sha256}'${signature === undefined ? '' : `, signature = '${signature}'`}`
      it.sql(`UPDATE journal_proof SET ${set}`)
      it.sql(`UPDATE journal_head SET ${set}`, safeFile)
      const found = signature ?? it.row<Signed>('SELECT signature FROM journal_proof').signature
      writeFileSync(join(home, headFile), slotsOf([{ count, sha256, signature: found }, null]))
    },
  }
  return it
}

/** A whole new archive file, named by its bytes, in the place of one that is there; its checkpoint says so. */
export function replaceSegment(
  at: Forger,
  change: (records: StoredRecord[]) => StoredRecord[],
  records: readonly StoredRecord[],
): void {
  const folder = join(at.home, 'asis_journal')
  const { file, firstSeq, previous } = at.row<{ file: string; firstSeq: number; previous: string }>(
    'SELECT file_sha256 AS file, first_seq AS firstSeq, previous_sha256 AS previous FROM journal_archives ORDER BY first_seq LIMIT 1',
  )
  const forged: StoredRecord[] = []
  for (const [i, record] of change([...records]).entries())
    forged.push(linkOf({ ...record, seq: firstSeq + i, previousSha256: forged.at(-1)?.sha256 ?? previous }))
  const text = forged.map(exportLine).join('')
  rmSync(join(folder, `${file}.jsonl`))
  writeFileSync(join(folder, `${sha256Of(text)}.jsonl`), text)
  at.dropRules()
  at.sql(
    `UPDATE journal_archives SET file_sha256 = '${sha256Of(text)}', bytes = ${Buffer.byteLength(text)}, last_seq = ${forged.at(-1)!.seq},
       last_sha256 = '${forged.at(-1)!.sha256}' WHERE first_seq = ${firstSeq}`,
  )
  at.restoreRules()
}

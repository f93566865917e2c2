/**
 * Moves old records of the journal out of the database into archive files, so that the database does not grow for ever and the chain stays one.
 * A file is written and durable before its checkpoint is, and the checkpoint before the first record is removed: a crash in between leaves
 * records in both places, never in none, and the next run removes what is left.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { Step } from '../platform/durable-file.ts'
import type { JournalArchive } from './journal-archive.ts'
import { chainChecker } from './journal-chain.ts'
import { recordColumns } from './journal-pages.ts'
import type { JournalSearch } from './journal-search.ts'
import type { JournalHead } from './journal-signature.ts'
import { linesOf, newSegment, recordOf, segmentHashOf, segmentsIn } from './segment-file.ts'
import { diskRefusal } from './store-errors.ts'
import type { JournalCheck, Pause, StoredRecord } from './stores.ts'

export interface ArchiveSizes {
  /** Records of a file at most, and at least: a file per day would be many files. */
  readonly most: number
  readonly least: number
  /** The newest ones stay whatever their age: the first pages of the journal, and what the next record follows. */
  readonly newest: number
}
export const archiveSizes: ArchiveSizes = { most: 20_000, least: 1_000, newest: 500 }

export interface CompactionParts {
  readonly db: Database
  readonly archive: JournalArchive
  readonly head: JournalHead
  readonly index: JournalSearch
  readonly verify: (pause: Pause) => Promise<JournalCheck | null>
  readonly step: Step
  readonly sizes: ArchiveSizes
}

export interface Compaction {
  archivable(beforeMs: number): number
  archive(beforeMs: number, nowMs: number, pause: Pause): Promise<{ readonly records: number; readonly files: number } | Refused>
}

/** Records that are written, and records that are removed, in a few milliseconds. */
const written = 250
const removed = 40

export function openCompaction({ db, archive, head, index, verify, step, sizes }: CompactionParts): Compaction {
  const first = db.prepare<[], number>('SELECT seq FROM journal ORDER BY seq LIMIT 1').pluck()
  const last = db.prepare<[], number>('SELECT seq FROM journal ORDER BY seq DESC LIMIT 1').pluck()
  const from = db.prepare<[number, number], StoredRecord>(
    `SELECT ${recordColumns} FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?`,
  )
  const timeAt = db.prepare<[number], { seq: number; tMs: number }>(
    'SELECT seq, t_ms AS tMs FROM journal WHERE seq >= ? ORDER BY seq LIMIT 1',
  )
  const oldestIntent = db.prepare<[], number>('SELECT seq FROM open_intents ORDER BY seq LIMIT 1').pluck()
  const remove = db.prepare<[number]>('DELETE FROM journal WHERE seq <= ?')

  /** The last record that may leave: older than this, of no open intent, none of the newest. By halves: times follow the numbers. */
  const lastDue = (beforeMs: number): number => {
    const end = Math.min((last.get() ?? 0) - sizes.newest, (oldestIntent.get() ?? Number.POSITIVE_INFINITY) - 1)
    let low = archive.end().count
    let high = end + 1
    while (low + 1 < high) {
      const middle = Math.floor((low + high) / 2)
      const at = timeAt.get(middle)
      if (at && at.tMs < beforeMs) low = middle
      else high = middle
    }
    return low
  }
  const due = (beforeMs: number): number => {
    const count = lastDue(beforeMs) - archive.end().count
    return count < sizes.least ? 0 : count
  }

  /** What is in a file already. The index first: it needs the text to forget it. */
  async function removeArchived(pause: Pause): Promise<boolean> {
    const { count } = archive.end()
    for (let seq = first.get() ?? count + 1; seq <= count; seq = first.get() ?? count + 1) {
      const upTo = Math.min(seq + removed - 1, count)
      index.forget(from.all(seq, removed).filter(record => record.seq <= upTo))
      step('forgotten')
      remove.run(upTo)
      step('removed')
      if (!(await pause())) return false
    }
    return true
  }

  /** Files of a run that was stopped before their checkpoint: everything in them is in the database still, and the whole chain was found good. */
  function removeLeftOvers(): void {
    const known = new Set(archive.list().map(({ sha256 }) => sha256))
    rmSync(join(archive.folder, 'segment.tmp'), { force: true })
    for (const name of segmentsIn(archive.folder)) {
      if (known.has(segmentHashOf(name) ?? '')) continue
      const [line] = linesOf(join(archive.folder, name))
      const record = line ? recordOf(line.text) : null
      if (record && record.seq > archive.end().count) rmSync(join(archive.folder, name), { force: true })
    }
  }

  /** One file. Null: ended early, or the records do not fit together any more. */
  async function archiveNext(beforeMs: number, nowMs: number, pause: Pause): Promise<number | null> {
    const before = archive.end()
    const lastSeq = Math.min(before.count + sizes.most, lastDue(beforeMs))
    const checker = chainChecker(null, 0, before)
    const file = await newSegment(archive.folder, step)
    let finished: { readonly sha256: string; readonly bytes: number }
    try {
      while (checker.now().count < lastSeq) {
        const next = checker.now().count + 1
        const records = from.all(next, Math.min(written, lastSeq - next + 1))
        if (records.length === 0 || records.some(record => checker.take(record) !== null) || !(await pause())) {
          await file.discard()
          return null
        }
        await file.write(records)
      }
      finished = await file.finish()
    } catch (error) {
      await file.discard()
      throw error
    }
    const { count, sha256: lastSha256 } = checker.now()
    const follows = from.get(count + 1, 1)
    // Once more, in one moment with what it allows.
    if (
      follows?.seq !== count + 1 ||
      follows.previousSha256 !== lastSha256 ||
      count > lastDue(beforeMs) ||
      archive.end().count !== before.count ||
      head.fault() !== null
    )
      return null
    archive.add({
      firstSeq: before.count + 1,
      lastSeq: count,
      previousSha256: before.sha256,
      lastSha256,
      tMs: nowMs,
      ...finished,
    })
    step('checkpoint')
    return count - before.count
  }

  return {
    archivable: due,
    async archive(beforeMs, nowMs, pause) {
      const done = { records: 0, files: 0 }
      const leftOver = (first.get() ?? 0) <= archive.end().count && first.get() !== undefined
      if (!leftOver && due(beforeMs) === 0) return done
      const check = await verify(pause)
      if (check === null) return done
      if (!check.ok)
        return refuse(
          'not-approved',
          `The journal is not as it was written: ${check.detail} No record was moved.`,
          'Look at it with: asis journal verify',
        )
      try {
        removeLeftOvers()
        if (!(await removeArchived(pause))) return done
        while (due(beforeMs) > 0) {
          const records = await archiveNext(beforeMs, nowMs, pause)
          if (records === null) return done
          done.records += records
          done.files += 1
          if (!(await removeArchived(pause))) return done
        }
        return done
      } catch (error) {
        const refused = diskRefusal(error, 'Old records of the journal could not be moved', 'No record was lost.')
        if (!refused) throw error
        return refused
      }
    },
  }
}

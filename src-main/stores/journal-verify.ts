/** Goes over the whole chain of the journal, archive files and database as one, in pieces. Reads only. */
import type { JournalArchive } from './journal-archive.ts'
import { chainChecker, type ChainChecker, type Head } from './journal-chain.ts'
import type { JournalCheck, StoredRecord } from './stores.ts'

export interface Chain {
  readonly archive: JournalArchive
  readonly head: Head | null
  /** See `chainChecker`. */
  readonly ahead: number
  readonly others?: readonly (Head & { readonly name: string })[]
  /** Of the database: not before this one, at most so many, oldest first. */
  readonly from: (seq: number, limit: number) => readonly StoredRecord[]
  /** Of the database. */
  readonly firstSeq: () => number | null
  /** What comes after it is not looked at. */
  readonly lastSeq: number
  /** Each record that is as it was written, in order. */
  readonly see?: (record: StoredRecord) => void
}

/** Records of one piece: a few milliseconds. */
const piece = 250

/**
 * Yields after each piece. A record is looked for in the archive first: the owner may move records there between two pieces, and a file is
 * never changed or taken away.
 */
export function* walkChain(chain: Chain): Generator<void, JournalCheck> {
  const { archive, from, firstSeq, lastSeq } = chain
  const chained = chainChecker(chain.head, chain.ahead, undefined, chain.others)
  const checker: ChainChecker = {
    ...chained,
    take(record) {
      const finding = chained.take(record)
      if (!finding) chain.see?.(record)
      return finding
    },
  }
  const first = firstSeq()
  if (first !== null && first < 1) return checker.bad(first, `Record ${first} is none of this journal.`)
  let files = 0
  let archived = 0
  for (;;) {
    const next = checker.now().count + 1
    if (next > Math.max(lastSeq, archive.end().count)) break
    const checkpoint = archive.holding(next)
    if (checkpoint) {
      // What a crash left in both places.
      const least = firstSeq() ?? Number.POSITIVE_INFINITY
      const finding = yield* archive.check(checkpoint, checker, seq =>
        seq < least ? undefined : from(seq, 1).find(record => record.seq === seq),
      )
      if (finding) return finding
      files += 1
      archived = checkpoint.lastSeq
      continue
    }
    const records = from(next, piece)
    // Moved between the two looks.
    if (records[0]?.seq !== next && archive.holding(next)) continue
    for (const record of records) {
      if (record.seq > lastSeq) break
      const finding = checker.take(record)
      if (finding) return finding
    }
    if (records.length === 0) break
    yield
  }
  const end = checker.end()
  return end.ok && files > 0
    ? {
        ...end,
        detail: `${end.detail} The oldest ${archived} are in ${files === 1 ? 'an archive file' : `${files} archive files`}.`,
      }
    : end
}

export function checked(walk: Generator<void, JournalCheck>): JournalCheck {
  for (;;) {
    const step = walk.next()
    if (step.done) return step.value
  }
}

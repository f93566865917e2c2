/** The arithmetic of the journal's chain, without a database: how a record is hashed, and what a whole chain must look like. */
import canonicalize from 'canonicalize'
import { sha256Of } from './sha256.ts'
import type { JournalCheck, StoredRecord } from './stores.ts'

const unchanged = (records: number): string =>
  records === 1 ? 'The only record is unchanged.' : `All ${records} records are unchanged and in order.`

export interface Head {
  /** Number of records, which is the sequence number of the last one. */
  readonly count: number
  readonly sha256: string
}

/** SHA-256 over the RFC 8785 form of everything in the record but its own hash. The first one follows the empty text. */
export function linkOf(record: Omit<StoredRecord, 'sha256'>): StoredRecord {
  const { seq, tMs, kind, projectId, action, subject, detail, previousSha256 } = record
  const content = { seq, tMs, kind, projectId, action, subject, detail, previousSha256 }
  return { ...content, sha256: sha256Of(canonicalize(content)!) }
}

/**
 * One line of an export: the RFC 8785 form of the whole record (keys in the order of the alphabet, no white space, numbers are whole).
 * Whoever reads it needs nothing of ours to check the chain: parse the line, take `sha256` out, write the rest in the same form, and its
 * SHA-256 in UTF-8 is what was taken out; `seq` counts from 1 without a gap; `previousSha256` is the `sha256` of the line before, the
 * empty text in the first one. A chain that ends too early can only be told by the number of records or the last hash, kept elsewhere.
 */
export function exportLine({ seq, tMs, kind, projectId, action, subject, detail, previousSha256, sha256 }: StoredRecord): string {
  // In this order, JSON.stringify writes RFC 8785: there is nothing but whole numbers and well-formed strings.
  return `${JSON.stringify({ action, detail, kind, previousSha256, projectId, seq, sha256, subject, tMs })}\n`
}

export interface ChainChecker {
  /** The finding that ends it, or null: go on. */
  take(record: StoredRecord): JournalCheck | null
  /** What was taken last. */
  now(): Head
  bad(firstBad: number, detail: string): JournalCheck
  end(): JournalCheck
}

/**
 * `ahead`: how many records past the head are explained by a write that is under way. `after`: where it begins, when not at record 1. `others`: heads
 * that must lie on the same chain.
 */
export function chainChecker(
  head: Head | null,
  ahead: number,
  after: Head = { count: 0, sha256: '' },
  others: readonly (Head & { readonly name: string })[] = [],
): ChainChecker {
  let count = after.count
  let previous = after.sha256
  const bad = (firstBad: number, detail: string): JournalCheck => ({ ok: false, records: count, firstBad, detail })
  return {
    bad,
    now: () => ({ count, sha256: previous }),
    take(record) {
      const expected = count + 1
      if (record.seq !== expected) return bad(expected, `Record ${expected} is missing.`)
      if (linkOf(record).sha256 !== record.sha256) return bad(expected, `Record ${expected} was changed.`)
      if (record.previousSha256 !== previous)
        return bad(expected, `Record ${expected} does not follow record ${count}: one of them was changed, moved or replaced.`)
      if (expected === head?.count && record.sha256 !== head.sha256)
        return bad(expected, `Record ${expected} is not the one that the second copy of the head names.`)
      const other = others.find(each => each.count === expected && each.sha256 !== record.sha256)
      if (other) return bad(expected, `Record ${expected} is not the one that ${other.name} names.`)
      count = expected
      previous = record.sha256
      return null
    },
    end() {
      if (!head) return bad(count + 1, 'The second copy of the head is missing.')
      if (count < head.count)
        return bad(count + 1, `Record ${count + 1} and those after it were cut off: there were ${head.count}.`)
      if (count > head.count + ahead)
        return bad(head.count + 1, `Record ${head.count + 1} has no proof of this data folder: somebody else added it.`)
      const other = others.find(each => count < each.count)
      if (other)
        return bad(
          count + 1,
          `Record ${count + 1} and those after it were cut off: ${other.name} knows ${other.count}. The stores were put back to an older state, or lost what was written last.`,
        )
      return { ok: true, records: count, firstBad: null, detail: unchanged(count) }
    },
  }
}

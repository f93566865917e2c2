/** The arithmetic of the journal's chain, without a database: how a record is hashed, and what a whole chain must look like. */
import canonicalize from 'canonicalize'
import { sha256Of } from './sha256.ts'
import type { JournalCheck, StoredRecord } from './stores.ts'

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

/** `ahead`: how many records past the head are explained by a write that is under way. */
export function checkChain(records: Iterable<StoredRecord>, head: Head | null, ahead: number): JournalCheck {
  let count = 0
  let previous = ''
  const bad = (firstBad: number, detail: string): JournalCheck => ({ ok: false, records: count, firstBad, detail })
  for (const record of records) {
    const expected = count + 1
    if (record.seq !== expected) return bad(expected, `Record ${expected} is missing.`)
    if (linkOf(record).sha256 !== record.sha256) return bad(expected, `Record ${expected} was changed.`)
    if (record.previousSha256 !== previous)
      return bad(expected, `Record ${expected} does not follow record ${count}: one of them was changed, moved or replaced.`)
    if (expected === head?.count && record.sha256 !== head.sha256)
      return bad(expected, `Record ${expected} is not the one that the second copy of the head names.`)
    count = expected
    previous = record.sha256
  }
  if (!head) return bad(count + 1, 'The second copy of the head is missing.')
  if (count < head.count) return bad(count + 1, `Record ${count + 1} and those after it were cut off: there were ${head.count}.`)
  if (count > head.count + ahead)
    return bad(head.count + 1, `The second copy of the head knows ${head.count} records, but there are ${count}.`)
  return { ok: true, records: count, firstBad: null, detail: `All ${count} records are unchanged and in order.` }
}

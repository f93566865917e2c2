/**
 * The proof of the last record: the head, signed, in one transaction with it. It counts only together with the file beside the stores, which follows
 * it: stores that were put back to an older state have a proof of their own and are behind that file. What is not proved is never built upon.
 */
import type { Database } from 'better-sqlite3'
import type { Head } from './journal-chain.ts'
import { outsideHeadFile } from './journal-outside-head.ts'
import type { JournalHead, SignedHead } from './journal-signature.ts'

/** The last record; nothing of it in an empty journal. */
export interface End extends Head {
  readonly previousSha256: string
}

export interface JournalProof {
  get(): SignedHead | null
  /** By the owner, before anything else: what a crash, or a data folder from before there were proofs, left to do. */
  begin(): void
  /** Whether the last record is ours: only then the next one gets a proof. */
  isProven(end: End): boolean
  /** In the transaction of the record. */
  put(head: Head): void
  /** The other copies of the head follow the record; a crash leaves them one behind. What is not ours stays as it is, and visible. */
  catchUp(): void
  /** After a copy from another machine was found whole. */
  adopt(): void
  /** What is wrong with it where `count` records are a whole chain; null: nothing. */
  fault(count: number): string | null
}

const isSame = (a: Head, b: Head | undefined | null): boolean => a.count === b?.count && a.sha256 === b.sha256
/** As a crash between a record and its copy leaves it. */
const isOneBehind = (copy: Head, end: End): boolean => copy.count === end.count - 1 && copy.sha256 === end.previousSha256

export function openJournalProof(db: Database, signed: JournalHead, lastOf: () => End): JournalProof {
  const select = db.prepare<[], SignedHead>('SELECT count, sha256, signature FROM journal_proof')
  const replace = db.prepare<SignedHead>(
    'INSERT OR REPLACE INTO journal_proof (only_one, count, sha256, signature) VALUES (1, @count, @sha256, @signature)',
  )
  /** What this process has proved last needs no second look. */
  let known: Head = { count: -1, sha256: '' }
  const put = (head: Head): void => {
    replace.run(signed.sign(head))
    known = head
  }
  /** The head in the stores has its present form, and keeps it. */
  let isSettled = false
  const isProved = (end: Head): boolean => {
    const proof = select.get()
    return end.count === 0 ? !proof : proof !== undefined && isSame(end, proof) && signed.isOurs(proof)
  }
  const isProven = (end: End): boolean => {
    if (isSame(end, known)) return true
    const beside = signed.outside()
    return isProved(end) && beside !== null && (isSame(end, beside) || isOneBehind(beside, end))
  }
  const catchUp = (): void => {
    const end = lastOf()
    if (!isProven(end)) return
    const beside = signed.outside()
    if (beside && beside.count < end.count) signed.putOutside(end)
    const head = signed.get()
    if (head && (head.count < end.count || (!isSettled && signed.isOld()))) signed.move(signed.sign(end))
    isSettled = true
  }

  return {
    get: () => select.get() ?? null,
    isProven,
    put,
    catchUp,
    begin() {
      const end = lastOf()
      const head = signed.get()
      if (head && signed.fault() === null && signed.outside() === null) {
        // The file is there before the first proof, and durable.
        if (end.count === 0 && head.count === 0 && isProved(end)) signed.putOutside(end)
        else if (signed.isOld()) {
          // Its head follows the record, and a crash between them left it exactly one behind.
          if (!select.get() && (isSame(end, head) || isOneBehind(head, end))) put(end)
          if (isProved(end)) signed.putOutside(end)
        }
      }
      catchUp()
    },
    adopt() {
      const end = lastOf()
      if (end.count > 0) put(end)
      signed.putOutside(end)
      catchUp()
    },
    fault(count) {
      const fault = signed.fault()
      if (fault !== null || count === 0) return fault
      const proof = select.get()
      // From before there were proofs, and its owner has not been here since.
      if (!proof && signed.isOld() && signed.outside() === null) return null
      if (!proof || !signed.isOurs(proof)) return 'The last record has no proof of this data folder: somebody else wrote it.'
      return signed.outside() === null
        ? `The file ${outsideHeadFile}, the copy of the head beside the stores, is missing or says nothing that this data folder wrote.`
        : null
    },
  }
}

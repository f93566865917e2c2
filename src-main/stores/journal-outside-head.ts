/**
 * The journal's head once more, in a small file of its own beside the stores: a set of stores that was put back to an older copy, or that lost its
 * write-ahead log, is whole in itself and still behind this file. Two slots in turn, so that a torn write leaves the one before; once the new one is durable
 * the other is wiped, so that nobody finds a signature there of one record less.
 */
import { closeSync, constants, existsSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { plainBytes } from '../platform/plain-file.ts'
import { noStep, syncFolder } from '../platform/durable-file.ts'
import type { SignedHead } from './journal-signature.ts'

export const outsideHeadFile = 'asis_journal_head'
/** A slot lies in one sector of any disk. */
const slotBytes = 512
const nothing = `${''.padEnd(slotBytes - 1)}\n`

export interface OutsideHead {
  /** Of those that `isOurs` accepts the one with most records; null where there is none. */
  get(isOurs: (head: SignedHead) => boolean): SignedHead | null
  /** Durable when it returns. @throws what the file system says. */
  put(head: SignedHead): void
}

const headIn = (slot: string): SignedHead[] => {
  try {
    const { count, sha256, signature } = JSON.parse(slot) as Record<string, unknown>
    return Number.isSafeInteger(count) && typeof sha256 === 'string' && typeof signature === 'string'
      ? [{ count: count as number, sha256, signature }]
      : []
  } catch {
    // Never written, or torn.
    return []
  }
}

export function openOutsideHead(home: string): OutsideHead {
  const path = join(home, outsideHeadFile)
  return {
    get(isOurs) {
      const text = plainBytes(path)?.toString('latin1') ?? ''
      const heads = [0, 1].flatMap(slot => headIn(text.slice(slot * slotBytes, (slot + 1) * slotBytes))).filter(isOurs)
      return heads.sort((a, b) => b.count - a.count)[0] ?? null
    },
    put({ count, sha256, signature }) {
      const text = `${JSON.stringify({ count, sha256, signature }).padEnd(slotBytes - 1)}\n`
      const isNew = !existsSync(path)
      const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
      try {
        writeSync(fd, text, (count % 2) * slotBytes, 'latin1')
        fdatasyncSync(fd)
        writeSync(fd, nothing, ((count + 1) % 2) * slotBytes, 'latin1')
      } finally {
        closeSync(fd)
      }
      if (isNew) syncFolder(home, noStep)
    },
  }
}

/**
 * Replaces a set of files, each from one exact version to another exact version: all of them or, on any failure that leaves the
 * program running, none. A crash in between leaves every single file wholly old or wholly new; which set it should become
 * is for recovery to decide, from what was written down before. Decides nothing about what may be changed.
 *
 * New versions are all on the disk before the first old one is replaced, so a full disk is found while nothing has changed.
 * What remains: an editor that saves between the last look at a file and the rename, some microseconds, is overwritten.
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AsisError, refuse, type Refused } from '../../src-shared/errors.ts'
import { renameOver, syncFolder, writeNew, type Step } from './durable-file.ts'

export interface FileSwap {
  /** For messages. */
  readonly path: string
  readonly absolute: string
  /** SHA-256 that the file must have now; null: it must be missing. */
  readonly from: string | null
  readonly to: string
  readonly bytes: Uint8Array
  /** Permission bits for a file that is missing; an existing one keeps its own, and its owner. */
  readonly mode: number
}

export interface FileNow {
  readonly bytes: Buffer
  readonly sha256: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

const leftOver = /^\.asis-c_[0-9a-z]{10}-\d+\.tmp$/
const temporaryOf = (swap: FileSwap, id: string, index: number): string =>
  join(dirname(swap.absolute), `.asis-${id}-${index}.tmp`)
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Removes new versions that never took their place. */
export function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder)) if (leftOver.test(name)) rmSync(join(folder, name), { force: true })
}

/** The file as it is, without following a link; null when it is missing. */
export function readNow(absolute: string): FileNow | null {
  let fd: number
  try {
    fd = openSync(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    const { mode, uid, gid } = fstatSync(fd)
    const bytes = readFileSync(fd)
    return { bytes, sha256: sha256Of(bytes), mode: mode & 0o7777, uid, gid }
  } finally {
    closeSync(fd)
  }
}

/**
 * @param id of the candidate: names the temporary files, so that recovery knows them.
 * @returns null when every file has its new version, durably; `stale-file` or `disk` when a file is not what it must be: all are as
 *   they were.
 * @throws what the file system said, after putting everything back; AsisError `internal` when even that failed.
 */
export function swapFiles(swaps: readonly FileSwap[], id: string, step: Step): Refused | null {
  const before = swaps.map(swap => readNow(swap.absolute))
  const renamed: number[] = []
  const clearUp = (): void => {
    for (const [index, swap] of swaps.entries()) rmSync(temporaryOf(swap, id, index), { force: true })
    for (const index of renamed.reverse()) putBack(swaps[index]!, before[index]!, temporaryOf(swaps[index]!, id, index), step)
  }
  try {
    for (const [index, swap] of swaps.entries()) {
      const now = before[index]!
      const refused = mismatch(swap, now)
      if (refused) {
        clearUp()
        return refused
      }
      writeNew(temporaryOf(swap, id, index), swap.bytes, now ?? { mode: swap.mode }, step)
    }
    for (const [index, swap] of swaps.entries()) {
      const refused = mismatch(swap, readNow(swap.absolute))
      if (refused) {
        clearUp()
        return refused
      }
      renamed.push(index)
      renameOver(temporaryOf(swap, id, index), swap.absolute, step)
    }
    for (const folder of new Set(swaps.map(swap => dirname(swap.absolute)))) syncFolder(folder, step)
    const edited = swaps.find(swap => readNow(swap.absolute)?.sha256 !== swap.to)
    if (!edited) return null
    clearUp()
    return stale(edited.path)
  } catch (error) {
    try {
      clearUp()
    } catch (cause) {
      throw new AsisError('internal', 'A change could not be finished nor taken back; the next start of ASIS closes it.', {
        cause: new AggregateError([error, cause]),
      })
    }
    throw error
  }
}

const stale = (path: string): Refused =>
  refuse(
    'stale-file',
    `${path} is not the version that was verified. Nothing was changed.`,
    'Look at the file, then run a new session.',
  )

function mismatch(swap: FileSwap, now: FileNow | null): Refused | null {
  if ((now?.sha256 ?? null) !== swap.from) return stale(swap.path)
  // Root could write it all the same; whoever took the permission away did not want that.
  if (now && (now.mode & 0o222) === 0)
    return refuse(
      'disk',
      `${swap.path} is read-only. Nothing was changed.`,
      'Give yourself write permission on the file and try again.',
    )
  return null
}

/** Only what this swap wrote is replaced: an edit that came on top of it stays. */
function putBack(swap: FileSwap, before: FileNow | null, temporary: string, step: Step): void {
  if (readNow(swap.absolute)?.sha256 !== swap.to) return
  if (before) {
    writeNew(temporary, before.bytes, before, step)
    renameOver(temporary, swap.absolute, step)
  } else {
    rmSync(swap.absolute)
  }
  syncFolder(dirname(swap.absolute), step)
}

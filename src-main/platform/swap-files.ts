/**
 * Replaces a set of files, each from one exact version to another exact version: all of them or, on any failure that leaves the
 * program running, none. A crash in between leaves every single file wholly old or wholly new; which set it should become
 * is for recovery to decide, from what was written down before. Decides nothing about what may be changed.
 *
 * New versions are all on the disk before the first old one is replaced, so a full disk is found while nothing has changed. Folders are
 * held open meanwhile (`held-folder.ts`): one that becomes a link stops it, and nothing is written where the link leads.
 * What remains: an editor that saves between the last look at a file and the rename, some microseconds, is overwritten.
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { renameOver, syncFolder, writeNew, type Step } from './durable-file.ts'
import { holdFolder, inFolderOf, type HeldFolder } from './held-folder.ts'

export interface FileSwap {
  /** For messages. */
  readonly path: string
  /** Without a link in it. */
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

const leftOver = /^\.asis-[ce]_[0-9a-z]{10}-\d+\.tmp$/
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Removes new versions that never took their place. `folder` without a link in it. */
export function removeLeftOvers(folder: string): void {
  const held = holdFolder(folder)
  try {
    for (const name of readdirSync(held.at('.'))) if (leftOver.test(name)) rmSync(held.at(name), { force: true })
  } finally {
    held.close()
  }
}

/** The file as it is; null when it, or its folder, is missing. @throws ELOOP where a link stands in the way, EISDIR where something else does. */
export function readNow(absolute: string): FileNow | null {
  try {
    return inFolderOf(absolute, readIn)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function readIn(folder: HeldFolder, name: string): FileNow | null {
  let fd: number
  try {
    fd = openSync(folder.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    const stat = fstatSync(fd)
    // A pipe may go on without an end.
    if (!stat.isFile()) throw Object.assign(new Error(`${name} is no regular file`), { code: 'EISDIR' })
    const { mode, uid, gid } = stat
    const bytes = readFileSync(fd)
    return { bytes, sha256: sha256Of(bytes), mode: mode & 0o7777, uid, gid }
  } finally {
    closeSync(fd)
  }
}

/** A swap in the folder that is held for it. */
interface Held {
  readonly swap: FileSwap
  readonly folder: HeldFolder
  readonly name: string
  readonly temporary: string
  readonly before: FileNow | null
}

interface Opened {
  readonly held: readonly Held[]
  readonly folders: ReadonlyMap<string, HeldFolder>
}

/** All folders or none. */
function hold(swaps: readonly FileSwap[], id: string): Opened | Refused {
  const folders = new Map<string, HeldFolder>()
  try {
    const held = swaps.map((swap, index) => {
      const path = dirname(swap.absolute)
      const folder = folders.get(path) ?? holdFolder(path)
      folders.set(path, folder)
      const name = basename(swap.absolute)
      return { swap, folder, name, temporary: folder.at(`.asis-${id}-${index}.tmp`), before: readIn(folder, name) }
    })
    return { held, folders }
  } catch (error) {
    for (const folder of folders.values()) folder.close()
    // The folder that could not be opened: files that are missing are no error.
    const gone = swaps.find(({ absolute }) => !folders.has(dirname(absolute)))
    if (gone && error instanceof Error && 'code' in error && error.code === 'ENOENT') return folderMoved(gone.path)
    throw error
  }
}

/**
 * @param id of the candidate or the kept edit: names the temporary files, so that recovery knows them.
 * @returns null when every file has its new version, durably; `stale-file`, `outside-project` or `disk` when a file or its folder is not
 *   what it must be: all are as they were.
 * @throws what the file system said, after putting everything back; AsisError `internal` when even that failed, or when the bytes are not
 *   those that `to` names: then nothing was touched.
 */
export function swapFiles(swaps: readonly FileSwap[], id: string, step: Step): Refused | null {
  for (const { path, bytes, to } of swaps)
    if (sha256Of(bytes) !== to)
      throw new AsisError('internal', `What was to be written to ${path} is not what was named. Nothing was changed.`)
  const opened = hold(swaps, id)
  if (isRefused(opened)) return opened
  const { held, folders } = opened
  const renamed: Held[] = []
  const clearUp = (): void => {
    for (const { temporary } of held) rmSync(temporary, { force: true })
    for (const one of renamed.reverse()) putBack(one, step)
  }
  const stopped = (refused: Refused): Refused => {
    clearUp()
    return refused
  }
  try {
    for (const one of held) {
      const refused = mismatch(one, one.before)
      if (refused) return stopped(refused)
      writeNew(one.temporary, one.swap.bytes, one.before ?? { mode: one.swap.mode }, step)
    }
    for (const one of held) {
      const refused = mismatch(one, readIn(one.folder, one.name))
      if (refused) return stopped(refused)
      renamed.push(one)
      renameOver(one.temporary, one.folder.at(one.name), step)
    }
    for (const folder of folders.values()) syncFolder(folder.at('.'), step)
    const moved = held.find(({ folder }) => !folder.isStill())
    if (moved) return stopped(folderMoved(moved.swap.path))
    const edited = held.find(({ folder, name, swap }) => readIn(folder, name)?.sha256 !== swap.to)
    return edited ? stopped(stale(edited.swap.path)) : null
  } catch (error) {
    try {
      clearUp()
    } catch (cause) {
      throw new AsisError('internal', 'A change could not be finished nor taken back; the next start of ASIS closes it.', {
        cause: new AggregateError([error, cause]),
      })
    }
    throw error
  } finally {
    for (const folder of folders.values()) folder.close()
  }
}

const folderMoved = (path: string): Refused =>
  refuse(
    'outside-project',
    `The folder of ${path} was moved or replaced meanwhile. Nothing was changed.`,
    'Put the folder back as it was, then try again.',
  )

const stale = (path: string): Refused =>
  refuse(
    'stale-file',
    `${path} is not the version that was verified. Nothing was changed.`,
    'Look at the file, then run a new session.',
  )

function mismatch({ swap, folder }: Held, now: FileNow | null): Refused | null {
  if (!folder.isStill()) return folderMoved(swap.path)
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
function putBack({ swap, folder, name, temporary, before }: Held, step: Step): void {
  if (readIn(folder, name)?.sha256 !== swap.to) return
  if (before) {
    writeNew(temporary, before.bytes, before, step)
    renameOver(temporary, folder.at(name), step)
  } else {
    rmSync(folder.at(name))
  }
  syncFolder(folder.at('.'), step)
}

/**
 * Host paths made reachable for the unprivileged user that boxes run as when ASIS is root. A folder above a mount may be closed
 * to that user (`/root`): the mount is then bound to a neutral place, in a mount namespace of its own. Files inside may be
 * closed (umask 077): the job then gets a readable copy. Not root: everything belongs to the same user, nothing is done.
 */
import { accessSync, constants, mkdirSync, mkdtempSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Mount } from '../sandbox.ts'
import { copyReadable, firstClosed, holdsMoreThan } from './readable-tree.ts'
import { quoted, whyNotReachable } from './mount-refusal.ts'
import { removeFolders } from './temporary-folders.ts'

export interface Staged {
  readonly mounts: readonly Mount[]
  readonly stage: string
  /** Bound to `stage/0`, `stage/1`, ... before privileges are given up. */
  readonly sources: readonly string[]
}

const stageFolder = '/run/asis'
/** Trees that were readable when last walked, by path and change time of their top. */
const readable = new Map<string, number>()

/** Mounts whose every file the box may read, and the folders of copies that took: for the caller to remove. */
export interface Readable {
  readonly mounts: readonly Mount[]
  readonly folders: readonly string[]
}

/** A copy is made for every job; beyond this it is better to change the permissions of the tree. */
const mostCopied = 20_000

/** @param copies folder of ours for copies of unreadable trees; made when needed. */
export function makeReadable(mounts: readonly Mount[], copies: string, most = mostCopied): Readable | Refused {
  const folders: string[] = []
  const resolved: Mount[] = []
  for (const { host, box } of mounts) {
    try {
      const real = realpathSync(host)
      accessSync(real, constants.R_OK | (statSync(real).isDirectory() ? constants.X_OK : 0))
      const closed = process.getuid?.() === 0 ? closedIn(real) : null
      if (closed !== null && holdsMoreThan(most, real)) {
        removeFolders(folders)
        return tooLarge(closed, real, most)
      }
      if (closed === null) resolved.push({ host: real, box })
      else {
        mkdirSync(copies, { recursive: true })
        const folder = mkdtempSync(path.join(copies, `readable-${process.pid}-`))
        folders.push(folder)
        copyReadable(real, path.join(folder, 'copy'))
        resolved.push({ host: path.join(folder, 'copy'), box })
      }
    } catch (error) {
      removeFolders(folders)
      const refused = whyNotReachable(error, host)
      if (!refused) throw error
      return refused
    }
  }
  return { mounts: resolved, folders }
}

const tooLarge = (closed: string, tree: string, most: number): Refused =>
  refuse(
    'disk',
    `${quoted(closed)} may not be read by everyone, so not by the sandbox's user either, and ${quoted(tree)} is too large to be copied for it (more than ${most} files). Nothing was changed.`,
    `Move it out of there if it is a secret; else make all of them readable: chmod -R a+rX ${quoted(tree)}`,
  )

/** @param mounts as `makeReadable` gave them. */
export function stageMounts(mounts: readonly Mount[]): Staged {
  const sources: string[] = []
  const reached = mounts.map(({ host, box }) => {
    if (process.getuid?.() !== 0 || isReachable(host)) return { host, box }
    if (sources.length === 0) mkdirSync(stageFolder, { recursive: true, mode: 0o711 })
    sources.push(host)
    return { host: `${stageFolder}/${sources.length - 1}`, box }
  })
  return { mounts: reached, stage: stageFolder, sources }
}

/** Everyone may pass through every folder above `file`. */
function isReachable(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}

/** The file at fault; null where everyone may read all of it. */
function closedIn(host: string): string | null {
  const { ctimeMs } = statSync(host)
  if (readable.get(host) === ctimeMs) return null
  const closed = firstClosed(host)
  if (closed === null) readable.set(host, ctimeMs)
  return closed
}

/**
 * Host paths made reachable for the unprivileged user that boxes run as when ASIS is root. A folder above a mount may be closed
 * to that user (`/root`): the mount is then bound to a neutral place, in a mount namespace of its own. Files inside may be
 * closed (umask 077): the job then gets a readable copy. Not root: everything belongs to the same user, nothing is done.
 */
import { mkdirSync, mkdtempSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Mount } from '../sandbox.ts'
import { copyReadable, isReadable } from './readable-tree.ts'
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

/**
 * @param copies folder of ours for copies of unreadable trees; made when needed.
 * @throws the file system's error for a mount that does not exist.
 */
export function makeReadable(mounts: readonly Mount[], copies: string): Readable {
  const resolved = mounts.map(mount => ({ host: realpathSync(mount.host), box: mount.box }))
  const folders: string[] = []
  if (process.getuid?.() !== 0) return { mounts: resolved, folders }
  try {
    for (const mount of resolved) {
      if (isKnownReadable(mount.host)) continue
      mkdirSync(copies, { recursive: true })
      const folder = mkdtempSync(path.join(copies, `readable-${process.pid}-`))
      folders.push(folder)
      copyReadable(mount.host, path.join(folder, 'copy'))
      mount.host = path.join(folder, 'copy')
    }
  } catch (error) {
    removeFolders(folders)
    throw error
  }
  return { mounts: resolved, folders }
}

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

function isKnownReadable(host: string): boolean {
  const { ctimeMs } = statSync(host)
  if (readable.get(host) === ctimeMs) return true
  if (!isReadable(host)) return false
  readable.set(host, ctimeMs)
  return true
}

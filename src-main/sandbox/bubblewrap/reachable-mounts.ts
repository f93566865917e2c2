/**
 * Host paths made reachable for the unprivileged user that boxes run as when ASIS is root. A folder above a mount may be closed
 * to that user (`/root`): the mount is then bound to a neutral place, in a mount namespace of its own. Files inside may be
 * closed (umask 077): the job then gets a readable copy. Not root: everything belongs to the same user, nothing is done.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Mount } from '../sandbox.ts'
import { copyReadable, isReadable } from './readable-tree.ts'

export interface Staged {
  readonly mounts: readonly Mount[]
  readonly stage: string
  /** Bound to `stage/0`, `stage/1`, ... before privileges are given up. */
  readonly sources: readonly string[]
  /** Removes the copies; for when the box has ended. */
  release(): void
}

const stageFolder = '/run/asis'
/** Trees that were readable when last walked, by path and change time of their top. */
const readable = new Map<string, number>()

/**
 * @param copies folder of ours for copies of unreadable trees; made when needed.
 * @throws the file system's error for a mount that does not exist.
 */
export function reach(mounts: readonly Mount[], copies: string): Staged {
  const resolved = mounts.map(mount => ({ host: realpathSync(mount.host), box: mount.box }))
  if (process.getuid?.() !== 0) return { mounts: resolved, stage: stageFolder, sources: [], release: () => {} }
  const sources: string[] = []
  const made: string[] = []
  const stage = (host: string): string => {
    if (isReachable(host)) return host
    if (sources.length === 0) mkdirSync(stageFolder, { recursive: true, mode: 0o711 })
    sources.push(host)
    return `${stageFolder}/${sources.length - 1}`
  }
  const release = (): void => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  }
  const open = (host: string): string => {
    if (isKnownReadable(host)) return host
    mkdirSync(copies, { recursive: true })
    const folder = mkdtempSync(path.join(copies, 'readable-'))
    made.push(folder)
    const copy = path.join(folder, 'copy')
    copyReadable(host, copy)
    return copy
  }
  try {
    return { mounts: resolved.map(({ host, box }) => ({ host: stage(open(host)), box })), stage: stageFolder, sources, release }
  } catch (error) {
    release()
    throw error
  }
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

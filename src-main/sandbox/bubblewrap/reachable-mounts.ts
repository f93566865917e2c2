/**
 * Host paths of a job made reachable for the unprivileged user that the box runs as when ASIS is root. A folder above them
 * may be closed to that user (`/root`): then the mount is bound to a neutral place in a mount namespace of its own. Not
 * root: everything belongs to the same user and nothing is to be done.
 */
import { mkdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Mount } from '../sandbox.ts'

export interface Staged {
  readonly folder: string
  /** Bound to `folder/0`, `folder/1`, ... before privileges are given up. */
  readonly sources: readonly string[]
}

const stageFolder = '/run/asis'

/** Everyone may pass through every folder above `file`. */
function isReachable(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}

/** Rewrites the hosts of `mounts` that cannot be reached; throws the file system's error for a path that does not exist. */
export function stageMounts(mounts: readonly Mount[], staged: string[]): Mount[] {
  return mounts.map(mount => {
    const host = realpathSync(mount.host)
    if (process.getuid?.() !== 0 || isReachable(host)) return { host, box: mount.box }
    if (staged.length === 0) mkdirSync(stageFolder, { recursive: true, mode: 0o711 })
    staged.push(host)
    return { host: `${stageFolder}/${staged.length - 1}`, box: mount.box }
  })
}

export const stagedAt = (sources: readonly string[]): Staged => ({ folder: stageFolder, sources })

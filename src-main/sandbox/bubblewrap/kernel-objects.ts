/**
 * Counts what a box makes the kernel keep and no memory figure of a process shows: files in its writable folders, sockets in
 * its network namespace. Undefined where the kernel does not tell; the limits of the processes hold all the same.
 */
import { statfsSync } from 'node:fs'
import path from 'node:path'
import { readProc } from './proc-file.ts'

/**
 * Asked of mount points that sit in a read-only root: the box cannot put anything else in their place, and nothing in them is
 * opened.
 */
export function filesOf(firstPid: number, suiteFolder?: string): number | undefined {
  try {
    const folders = ['box', 'tmp', 'dev/shm', ...(suiteFolder === undefined ? [] : [suiteFolder.slice(1)])]
    return folders.reduce((sum, folder) => {
      const figures = statfsSync(path.join('/proc', String(firstPid), 'root', folder))
      return sum + figures.files - figures.ffree
    }, 0)
  } catch {
    return undefined
  }
}

export interface Sockets {
  readonly sockets: number | undefined
  /** Open ends of TCP connections, and listeners. */
  readonly connections: number | undefined
}

export function socketsOf(firstPid: number): Sockets {
  const text = readProc(`/proc/${firstPid}/net/sockstat`) ?? ''
  const counted = (pattern: RegExp): number | undefined => {
    const used = pattern.exec(text)?.[1]
    return used === undefined ? undefined : Number(used)
  }
  return { sockets: counted(/^sockets: used (\d+)/m), connections: counted(/^TCP: inuse (\d+)/m) }
}

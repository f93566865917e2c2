/**
 * Counts what a box makes the kernel keep and no memory figure of a process shows: files in its writable folders, sockets in
 * its network namespace. Undefined where the kernel does not tell; the limits of the processes hold all the same.
 */
import { readFileSync, statfsSync } from 'node:fs'
import path from 'node:path'

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

export const socketsOf = (firstPid: number): number | undefined => counted(firstPid, /^sockets: used (\d+)/m)

/** Open ends of TCP connections, and listeners. */
export const connectionsOf = (firstPid: number): number | undefined => counted(firstPid, /^TCP: inuse (\d+)/m)

function counted(firstPid: number, pattern: RegExp): number | undefined {
  try {
    const used = pattern.exec(readFileSync(`/proc/${firstPid}/net/sockstat`, 'latin1'))?.[1]
    return used === undefined ? undefined : Number(used)
  } catch {
    return undefined
  }
}

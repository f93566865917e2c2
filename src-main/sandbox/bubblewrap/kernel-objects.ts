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
export function filesOf(firstPid: number): number | undefined {
  try {
    return ['box', 'tmp', 'dev/shm'].reduce((sum, folder) => {
      const figures = statfsSync(path.join('/proc', String(firstPid), 'root', folder))
      return sum + figures.files - figures.ffree
    }, 0)
  } catch {
    return undefined
  }
}

export function socketsOf(firstPid: number): number | undefined {
  try {
    const used = /^sockets: used (\d+)/m.exec(readFileSync(`/proc/${firstPid}/net/sockstat`, 'latin1'))?.[1]
    return used === undefined ? undefined : Number(used)
  } catch {
    return undefined
  }
}

/** Who listens on a TCP port of this machine, where that can be known (Linux, own processes): for one sentence of an error. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const listening = '0A'

const inodesOf = (port: number): ReadonlySet<string> => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const found = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    try {
      for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
        const columns = line.trim().split(/\s+/)
        if (columns[1]?.endsWith(wanted) && columns[3] === listening && columns[9]) found.add(`socket:[${columns[9]}]`)
      }
    } catch {
      // No such table on this machine.
    }
  }
  return found
}

/** `node (process 1234)`; null where it cannot be known. Asks nobody over the network. */
export const portOwner = (port: number): string | null => {
  const inodes = inodesOf(port)
  if (inodes.size === 0) return null
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const folder = `/proc/${pid}/fd`
      if (!readdirSync(folder).some(fd => inodes.has(linkOf(`${folder}/${fd}`)))) continue
      return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim().slice(0, 40)} (process ${pid})`
    } catch {
      // Another user's process, or one that has ended.
    }
  }
  return null
}

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

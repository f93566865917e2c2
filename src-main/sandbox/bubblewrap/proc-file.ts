/** Reads files of `/proc`, which have no size before they are read: `readFileSync` would take 64 KB for each, dozens of times a second per box. */
import { closeSync, openSync, readSync } from 'node:fs'

const buffer = Buffer.allocUnsafe(64 * 1024)

/** Undefined when it is not there, or no longer; at most 64 KB of it. */
export function readProc(file: string): string | undefined {
  let fd: number | undefined
  try {
    fd = openSync(file, 'r')
    let length = 0
    while (length < buffer.length) {
      const read = readSync(fd, buffer, length, buffer.length - length, null)
      if (read === 0) break
      length += read
    }
    return buffer.toString('latin1', 0, length)
  } catch {
    return undefined
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

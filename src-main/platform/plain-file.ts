/** Reads what should be a small file and may be anything: a pipe would be waited for without an end, a device never ends. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** Null where there is no regular file of at most so many bytes that can be read. A link is followed. */
export function plainBytes(file: string, most = 1 << 20): Buffer | null {
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return null
  }
  try {
    const stat = fstatSync(fd)
    return stat.isFile() && stat.size <= most ? readFileSync(fd) : null
  } finally {
    closeSync(fd)
  }
}

export const plainText = (file: string): string | null => plainBytes(file)?.toString('utf8') ?? null

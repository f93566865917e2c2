/** Whether everyone may read a tree, and a copy of it that everyone may. Links are kept as links, never followed. */
import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import path from 'node:path'

/** What programs left in node_modules for themselves, often for their user alone. No job needs it. */
const caches = new Set(['.cache', '.vite', '.vite-temp', '.vitest'])
const isCache = (file: string): boolean => caches.has(path.basename(file))

/** The first file or folder that not everyone may read; null: everyone may read all of it. */
export function firstClosed(file: string): string | null {
  if (isCache(file)) return null
  const stat = lstatSync(file)
  if (!stat.isDirectory()) return stat.isFile() && (stat.mode & 0o004) === 0 ? file : null
  if ((stat.mode & 0o005) !== 0o005) return file
  for (const name of readdirSync(file)) {
    const closed = firstClosed(path.join(file, name))
    if (closed !== null) return closed
  }
  return null
}

/** Whether there are more entries in the tree than `most`; stops there. */
export function holdsMoreThan(most: number, folder: string): boolean {
  const waiting = [folder]
  let count = 1
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isCache(at) || !lstatSync(at).isDirectory()) continue
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      count += 1
      if (entry.isDirectory()) waiting.push(path.join(at, entry.name))
    }
    if (count > most) return true
  }
  return false
}

/** Copies folders, files and links from `from` to `to`, which must not exist; sockets, pipes and devices are left out. */
export function copyReadable(from: string, to: string): void {
  if (isCache(from)) return
  const stat = lstatSync(from)
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
  else if (stat.isFile()) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    chmodSync(to, (stat.mode & 0o100) === 0 ? 0o644 : 0o755)
  } else if (stat.isDirectory()) {
    mkdirSync(to)
    for (const name of readdirSync(from)) copyReadable(path.join(from, name), path.join(to, name))
    chmodSync(to, 0o755)
  }
}

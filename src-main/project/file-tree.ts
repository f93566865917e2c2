/** The files of a project folder as they are now: a plain walk that follows no link and enters no private or skipped folder. */
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isSkippedName } from './private-paths.ts'

export interface TreeFile {
  /** POSIX, relative. */
  readonly path: string
  readonly bytes: number
}

export interface Tree {
  readonly files: readonly TreeFile[]
  readonly folders: readonly string[]
  /** Links, sockets, devices: never followed, never copied. */
  readonly skippedLinks: readonly string[]
  /** Set when the walk stopped because there is more than this. */
  readonly tooLarge: string | null
}

export interface TreeLimits {
  readonly files: number
  readonly bytes: number
}
export const treeLimits: TreeLimits = { files: 20_000, bytes: 200 << 20 }

/** Sorted by path. Entries that cannot be read are left to whoever opens them. */
export const walkTree = (root: string, limits: TreeLimits = treeLimits): Tree => {
  const files: TreeFile[] = []
  const folders: string[] = []
  const skippedLinks: string[] = []
  const waiting = ['']
  let bytes = 0
  let tooLarge: string | null = null
  while (waiting.length > 0 && tooLarge === null) {
    const folder = waiting.pop() ?? ''
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isSkippedName(entry.name, entry.isDirectory())) continue
      if (entry.isDirectory()) {
        folders.push(path)
        waiting.push(path)
      } else if (entry.isFile()) {
        const size = sizeOf(join(root, path))
        bytes += size
        files.push({ path, bytes: size })
      } else skippedLinks.push(path)
      if (files.length > limits.files || folders.length > limits.files) tooLarge = `more than ${limits.files} files`
      else if (bytes > limits.bytes) tooLarge = `more than ${limits.bytes >> 20} MB`
      if (tooLarge) break
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  folders.sort()
  return { files, folders, skippedLinks, tooLarge }
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

const sizeOf = (file: string): number => {
  try {
    return lstatSync(file).size
  } catch {
    return 0
  }
}

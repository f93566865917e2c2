/**
 * Fills the writable folder of a box for test suites: the files of the project from their read-only mount, and a `node_modules` of its own
 * whose entries lead to the mounted packages, so that programs find it where they look and can put their caches into it.
 */
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'

export interface FillRequest {
  readonly op: 'fill'
  readonly from: string
  readonly into: string
  /** Where `node_modules` is mounted; null: there is none. */
  readonly modules: string | null
}

/** Written by programs while they run: not taken over. */
const caches = new Set(['.cache', '.vite', '.vitest', '.vite-temp'])

export const fillCopy = ({ from, into, modules }: FillRequest): object => {
  cpSync(from, into, { recursive: true, verbatimSymlinks: true })
  if (modules !== null) {
    const own = path.join(into, 'node_modules')
    mkdirSync(own, { recursive: true })
    for (const name of readdirSync(modules)) {
      if (!caches.has(name)) symlinkSync(path.join(modules, name), path.join(own, name))
    }
  }
  return { filled: true }
}

/**
 * Fills the writable folder of a box for test suites: the files of the project from their read-only mount, and a `node_modules` of its own
 * whose entries lead to the mounted packages, so that programs find it where they look and can put their caches into it.
 */
import { cpSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
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

const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined

/** What the copy has already (links between packages of a monorepo) stays; scopes of both are put together. */
const linkAll = (from: string, into: string): void => {
  mkdirSync(into, { recursive: true })
  for (const name of readdirSync(from)) {
    const [source, target] = [path.join(from, name), path.join(into, name)]
    if (caches.has(name)) continue
    if (!isThere(target)) symlinkSync(source, target)
    else if (name.startsWith('@')) linkAll(source, target)
  }
}

export const fillCopy = ({ from, into, modules }: FillRequest): object => {
  cpSync(from, into, { recursive: true, verbatimSymlinks: true })
  if (modules !== null) {
    linkAll(modules, path.join(into, 'node_modules'))
  }
  return { filled: true }
}

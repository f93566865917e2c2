/**
 * What a package keeps outside of its archive, in `dist/outside/` beside `generator.js`: the harness that is mounted into every sandbox, its
 * types taken off already, and the library files of TypeScript that the rewrite rules read.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { strippedHarness } from '../../src-main/languages/javascript/stripped-harness.ts'
import { root } from './run.ts'

/** The one that programs are analysed with (`program.ts`), and those it refers to. */
const firstLibrary = 'lib.es2023.d.ts'

const librariesFrom = (folder: string, name: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(name)) return found
  found.add(name)
  const text = readFileSync(path.join(folder, name), 'utf8')
  for (const [, library] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)" \/>/gm))
    librariesFrom(folder, `lib.${library}.d.ts`, found)
  return found
}

export function writeOutside(outside = path.join(root, 'dist', 'outside')): void {
  const harness = path.join(outside, 'harness')
  rmSync(harness, { recursive: true, force: true })
  const sources = path.join(root, 'src-main', 'languages', 'javascript', 'harness')
  strippedHarness(sources, harness)
  for (const name of readdirSync(harness)) if (/\.test\.(ts|mjs)$/.test(name)) rmSync(path.join(harness, name))

  const library = path.join(root, 'node_modules', 'typescript6', 'lib')
  const into = path.join(outside, 'typescript')
  mkdirSync(into, { recursive: true })
  // The compiler itself, for the box in which JSX and decorators are compiled.
  for (const name of [...librariesFrom(library, firstLibrary), 'typescript.js'])
    cpSync(path.join(library, name), path.join(into, name))
}

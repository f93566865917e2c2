/**
 * A copy of the harness with its types already taken off, beside the sources: each box then starts in a fifth of the time, because
 * Node need not load its type stripper. Written once per version of the program into a folder of the data folder.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

/** `into` holds every `x.ts` as it is and as `x.mjs`; the caller mounts it at `/h`. */
export const strippedHarness = (sourceDir: string, into: string): void => {
  mkdirSync(into, { recursive: true })
  const names = new Set(readdirSync(sourceDir))
  for (const name of names) {
    if (!/^[\w-]+\.(ts|mjs)$/.test(name)) continue
    const text = readFileSync(path.join(sourceDir, name), 'utf8')
    writeFileSync(path.join(into, name), text, { mode: 0o644 })
    // A package brings both: the Node inside of Electron has no stripper.
    if (!name.endsWith('.ts') || names.has(name.replace(/\.ts$/, '.mjs'))) continue
    const plain = stripTypeScriptTypes(text).replaceAll(/(\bfrom '\.\/[\w-]+)\.ts'/g, "$1.mjs'")
    writeFileSync(path.join(into, name.replace(/\.ts$/, '.mjs')), plain, { mode: 0o644 })
  }
}

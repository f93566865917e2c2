/**
 * The harness for the boxes of this data folder, types taken off: each box then starts in a fifth of the time. Named after its
 * content, made beside and renamed, so that two processes never see half of one.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { strippedHarness } from '../languages/javascript/stripped-harness.ts'
import { useCompiler } from '../languages/javascript/compiled/compile-copy.ts'
import type { RandomBytes } from '../platform/ports.ts'

/** Answers the folder; the sources themselves when the data folder cannot be written (a reader never runs anything). */
export function preparedHarness(sources: string, home: string, random: RandomBytes): string {
  // A package keeps both outside of its archive, side by side.
  const compiler = path.join(sources, '..', 'typescript', 'typescript.js')
  if (existsSync(compiler)) useCompiler(compiler)
  const hash = createHash('sha256').update(process.version)
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(path.join(sources, name)))
  const folder = path.join(home, 'asis_harness', hash.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  const fresh = `${folder}.${Buffer.from(random(6)).toString('hex')}`
  try {
    mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 })
    strippedHarness(sources, fresh)
    renameSync(fresh, folder)
    return folder
  } catch {
    rmSync(fresh, { recursive: true, force: true })
    return existsSync(folder) ? folder : sources
  }
}

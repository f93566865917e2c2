/**
 * Takes the types off files of a project, once for all boxes that load them: Node's own way to do it costs each box as much again as its start.
 * Runs alone in a box, because the texts are the project's. Request on stdin, one JSON answer on stdout.
 */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'
import { asCompiled } from './unused-imports.ts'

export interface StripRequest {
  /** Folder of the copy in the box. */
  readonly root: string
  /** Relative to the root. */
  readonly files: readonly string[]
}
export interface StripAnswer {
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

const request = JSON.parse(readFileSync(0, 'utf8')) as StripRequest
const files = request.files.flatMap(file => {
  try {
    const text = readFileSync(path.join(request.root, file), 'utf8')
    return [{ path: file, text: asCompiled(text) ?? stripTypeScriptTypes(text) }]
  } catch {
    // Enums and what else cannot be taken off: the box that loads it says so.
    return []
  }
})
process.stdout.write(JSON.stringify({ files } satisfies StripAnswer))

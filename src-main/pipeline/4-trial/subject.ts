/**
 * What can be read about the compared function before anything runs: its declaration, and the conditions of original and
 * candidate. Reads text from the two copies of the project and parses it; nothing is loaded.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { conditionsOf, type Code, type Conditions } from '../../languages/javascript/conditions.ts'
import { declaredInputs, type Declared } from '../../languages/javascript/declared-inputs.ts'
import { isScriptPath, isTypeScriptPath, parse } from '../../languages/javascript/syntax.ts'
import { listensLess } from '../../languages/javascript/spoken-to.ts'
import { weakStoresWritten } from '../../languages/javascript/weak-stores.ts'
import { signatureOf, type Signature } from './edge-inputs.ts'
import type { Tree } from './ports.ts'

export interface Subject {
  /** Null when the function was not found by its name. */
  readonly declared: Declared | null
  readonly signature: Signature
  readonly conditions: Conditions
  /** What no answer shows: kept by weak stores, said to generators. Each continues "could not be observed: ". */
  readonly hides: readonly string[]
}
export interface SubjectRequest {
  readonly original: Tree
  readonly candidate: Tree | null
  readonly file: string
  readonly function: string
  /** Files that differ between the two, relative to the project. */
  readonly changed: readonly string[]
}

/** A file of generated code is not worth reading. */
const mostCharacters = 1 << 20

export const readText =
  (tree: Tree) =>
  (file: string): string | null => {
    const relative = path.posix.normalize(file)
    if (relative.startsWith('..') || path.posix.isAbsolute(relative)) return null
    try {
      const text = readFileSync(path.join(tree.dir, relative), 'utf8')
      return text.length > mostCharacters ? null : text
    } catch {
      return null
    }
  }

export const readSubject = (request: SubjectRequest): Subject => {
  const files = [...new Set([request.file, ...request.changed])].filter(isScriptPath)
  const read = readText(request.original)
  const declared = isScriptPath(request.file) ? declaredInputs(request.file, request.function, read) : null
  const code = (tree: Tree, node: Declared | null): Code => ({
    node: node?.node ?? null,
    files: files.flatMap(file => {
      const text = readText(tree)(file)
      return text === null ? [] : [parse(file, text)]
    }),
  })
  const original = code(request.original, declared)
  const { candidate } = request
  const changed =
    candidate && isScriptPath(request.file) ? declaredInputs(request.file, request.function, readText(candidate)) : null
  const candidateCode = candidate ? code(candidate, changed) : original
  return {
    declared,
    hides: [
      ...weakStoresWritten(candidateCode.files).map(name => `what ${name} keeps`),
      ...listensLess(original.files, candidateCode.files),
    ],
    signature: signatureOf(declared, isTypeScriptPath(request.file)),
    conditions: conditionsOf(original, candidateCode),
  }
}

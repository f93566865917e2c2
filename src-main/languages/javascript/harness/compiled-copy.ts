/**
 * The compiled text of a file, where the copy of the project holds one: it was made in a box of its own before (`compile.ts`), because a
 * compiler in every measuring process would cost more than what is measured.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { compiledFolder, compiledPath } from './needs-compiling.ts'

const roots = new Map<string, string | null>()

const rootOf = (folder: string): string | null => {
  const known = roots.get(folder)
  if (known !== undefined) return known
  const above = path.dirname(folder)
  const root = existsSync(path.join(folder, compiledFolder)) ? folder : above === folder ? null : rootOf(above)
  roots.set(folder, root)
  return root
}

/** Null: the file is read as it is. */
export const compiledText = (file: string): string | null => {
  const root = rootOf(path.dirname(file))
  if (root === null) return null
  try {
    return readFileSync(compiledPath(root, file), 'utf8')
  } catch {
    return null
  }
}

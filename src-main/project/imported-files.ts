/** What a generator may read beside the files that may change: those that they import, so that a helper of another file is known by its code. */
import { splitTarget } from '../../src-shared/domain/target.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { isScriptPath } from '../languages/javascript/syntax.ts'
import { importClosure } from './import-closure.ts'
import type { Project, SourceFile } from './project.ts'
import { readSource } from './safe-path.ts'

/** A type checker reads all of them. */
const mostFiles = 200
const mostCharacters = 1_000_000

/** Of `root`, those that `entries` import by relative paths, directly or not, without themselves; as many as a checker reads in a moment. */
export function importedFiles(root: string, entries: readonly string[]): readonly SourceFile[] {
  const found: SourceFile[] = []
  let characters = 0
  for (const file of importClosure(root, entries).files) {
    if (entries.includes(file) || !isScriptPath(file) || found.length >= mostFiles) continue
    const source = readSource(root, file)
    if (isRefused(source) || characters + source.text.length > mostCharacters) continue
    characters += source.text.length
    found.push(source)
  }
  return found
}

/** The same for targets of a metric (`path` or `path#function`), without the files that are given anyway. */
export const readBeside = (project: Project, targets: readonly string[], given: readonly SourceFile[]): readonly SourceFile[] => {
  const known = new Set(given.map(file => file.path))
  const entries = [...new Set(targets.map(target => splitTarget(target)[0]))]
  return importedFiles(project.root, entries.filter(isScriptPath)).filter(file => !known.has(file.path))
}

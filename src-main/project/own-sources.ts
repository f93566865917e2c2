/**
 * Which files of a project are its code: not what is built, shown, downloaded or used to work on the code, and not what its own .gitignore
 * leaves out. From names and .gitignore files alone.
 */
import ignore, { type Ignore } from 'ignore'
import { isRefused } from '../../src-shared/errors.ts'
import { readSource } from './safe-path.ts'

/** Of a package: what is built, shown or used to work on the code. */
const builtFolders =
  /^(?:dist|build|out|cdn|umd|esm|cjs|bundles?|lib-cov|coverage|vendor|public|docs?|website|site|demos?|examples?|scripts?|bin|tools?|bench(?:marks?)?|perf|e2e)\//
const builtFiles = /\.(?:min|esm|umd|iife|bundle)\.[cm]?js$/
/** `.next/`, `.cache/`, `.yarn/`: of tools. */
const hiddenFolder = /(?:^|\/)\.[^/]+\//

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** `packages/one/dist/x.js` is as built as `dist/x.js`: a folder with a package.json is a package. */
const isBuilt = (path: string, packages: ReadonlySet<string>): boolean => {
  if (builtFiles.test(path)) return true
  for (let folder = parentOf(path); ; folder = parentOf(folder.slice(0, -1))) {
    if ((folder === '' || packages.has(folder)) && builtFolders.test(path.slice(folder.length))) return true
    if (folder === '') return false
  }
}

const mostIgnoreFiles = 200
/** Of each folder with a .gitignore, `''` for the root. */
const ignoredBy = (root: string, paths: readonly string[]): ReadonlyMap<string, Ignore> => {
  const found = new Map<string, Ignore>()
  for (const path of paths.filter(each => /(?:^|\/)\.gitignore$/.test(each)).slice(0, mostIgnoreFiles)) {
    const source = readSource(root, path)
    if (!isRefused(source)) found.set(parentOf(path), ignore().add(source.text))
  }
  return found
}

/** `code` are paths of code among `paths`, which are all. Everything where nothing else is there. */
export const ownSources = (root: string, paths: readonly string[], code: readonly string[]): readonly string[] => {
  const packages = new Set(paths.filter(path => /(?:^|\/)package\.json$/.test(path)).map(parentOf))
  const ignored = ignoredBy(root, paths)
  const isIgnored = (path: string): boolean =>
    [...ignored].some(([folder, rules]) => path.startsWith(folder) && rules.ignores(path.slice(folder.length)))
  const kept = code.filter(path => !hiddenFolder.test(path) && !isIgnored(path))
  const own = kept.filter(path => !isBuilt(path, packages))
  return own.length > 0 ? own : kept.length > 0 ? kept : code
}

/**
 * The files of a project that a module loads by relative imports, directly and through others. For a file that stands in a folder
 * which is no project (a home folder, `/tmp`), where copying everything would be wrong. Static imports and plain `require` only.
 */
import { lstatSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { isRefused } from '../../src-shared/errors.ts'
import { isScriptPath, ts } from '../languages/javascript/syntax.ts'
import { locate, readSource } from './safe-path.ts'

const maxFiles = 2000
const extensions = [
  '',
  '.ts',
  '.js',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.tsx',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.mts',
  '/index.cts',
  '/index.js',
  '/index.jsx',
  '/index.mjs',
  '/index.cjs',
]

export interface Closure {
  /** POSIX relative to the root, the entries included. */
  readonly files: ReadonlySet<string>
  /** Relative imports that lead out of the root: `../lib/x.js` as written. */
  readonly leaving: readonly string[]
}

export const importClosure = (root: string, entries: readonly string[]): Closure => {
  const files = new Set<string>()
  const leaving = new Set<string>()
  const waiting = [...entries]
  while (waiting.length > 0 && files.size < maxFiles) {
    const path = waiting.pop() ?? ''
    if (files.has(path)) continue
    files.add(path)
    for (const near of packageFilesOf(root, path)) files.add(near)
    for (const specifier of relativeImports(root, path)) {
      const target = posix.normalize(posix.join(posix.dirname(path), specifier))
      if (target.startsWith('..')) leaving.add(specifier)
      else waiting.push(...candidatesFor(root, target))
    }
  }
  return { files, leaving: [...leaving] }
}

/** Specifiers that start with a dot. */
export const relativeSpecifiers = (text: string): readonly string[] =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.map(file => file.fileName)
    .filter(name => /^\.\.?(?:\/|$)/.test(name))

const relativeImports = (root: string, path: string): readonly string[] => {
  if (!isScriptPath(path)) return []
  const source = readSource(root, path)
  return isRefused(source) ? [] : relativeSpecifiers(source.text)
}

const candidatesFor = (root: string, target: string): readonly string[] => {
  const asTypeScript = [target.replace(/\.([mc]?)jsx?$/, '.$1ts'), target.replace(/\.jsx?$/, '.tsx')]
  const names = [...extensions.map(extension => target + extension), ...asTypeScript]
  const hit = names.find(name => !isRefused(locate(root, name)))
  return hit === undefined ? [] : [hit]
}

/** `package.json` above a module decides whether `.js` means ESM, `tsconfig.json` what its aliases mean. */
const packageFilesOf = (root: string, path: string): readonly string[] => {
  const found: string[] = []
  for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
    for (const file of ['package.json', 'tsconfig.json']) {
      const name = at === '.' ? file : `${at}/${file}`
      if (!isRefused(locate(root, name))) found.push(name)
    }
    if (at === '.') return found
  }
}

/** Nearest folder at or above `folder` with a package.json, or null. */
export const packageFolder = (folder: string): string | null => {
  for (let at = folder; ; at = dirname(at)) {
    if (lstatSync(join(at, 'package.json'), { throwIfNoEntry: false })?.isFile()) return at
    if (dirname(at) === at) return null
  }
}

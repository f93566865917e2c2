/**
 * Types and symbols of one file, by a program made in memory: the file, the files of the project that it imports and were
 * given, and the standard library of ES2023. Nothing is read from disk but that library, once per process.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { extensionOf, isTypeScriptPath, ts } from './syntax.ts'

export interface Analysis {
  readonly path: string
  readonly text: string
  readonly file: ts.SourceFile
  readonly checker: ts.TypeChecker
  readonly program: ts.Program
  /** True where types were written by people: TypeScript. In plain JavaScript they are inferred, and prove less. */
  readonly typed: boolean
}

const root = '/project/'
/** Not the standard library. */
export const isOfProject = (file: ts.SourceFile): boolean => file.fileName.startsWith(root)

const libraries = new Map<string, ts.SourceFile>()

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  strict: true,
  noImplicitAny: false,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  jsx: ts.JsxEmit.Preserve,
}

let libraryFolderInUse: string | null = null

/** For a packaged build, where the `lib.*.d.ts` files of TypeScript lie elsewhere. Once per thread, before the first `analyse`. */
export const useLibraryFolder = (folder: string): void => {
  libraryFolderInUse = folder
}

const libraryFolder = (): string => (libraryFolderInUse ??= dirname(createRequire(import.meta.url).resolve('typescript6')))

function programOf(path: string, sources: ReadonlyMap<string, string>): ts.Program {
  const parsed = new Map<string, ts.SourceFile>()
  const pathOf = (name: string): string => (name.startsWith(root) ? posix.normalize(name.slice(root.length)) : '')
  const host: ts.CompilerHost = {
    getSourceFile(name) {
      if (!name.startsWith(root)) return library(name, libraryFolder())
      const source = sources.get(pathOf(name))
      if (source === undefined) return undefined
      const known = parsed.get(name)
      if (known) return known
      const kind = scriptKind(name)
      const made = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind)
      parsed.set(name, made)
      return made
    },
    getDefaultLibFileName: () => 'lib.es2023.d.ts',
    getDefaultLibLocation: () => '/lib',
    writeFile: () => {},
    getCurrentDirectory: () => root,
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: name => name.startsWith(root) && sources.has(pathOf(name)),
    readFile: name => sources.get(pathOf(name)),
    directoryExists: () => true,
    getDirectories: () => [],
  }
  return ts.createProgram([root + path], options, host)
}

/** What every analysis needs: reads the standard library, before anybody asks. */
export const readLibraries = (): void => void programOf('empty.ts', new Map([['empty.ts', '']]))

/** @param sources text of each file that may be looked at, by POSIX path; must hold `path`. */
export function analyse(path: string, sources: ReadonlyMap<string, string>): Analysis {
  const text = sources.get(path) ?? ''
  const program = programOf(path, sources)
  const file = program.getSourceFile(root + path)
  if (!file) throw new Error(`no text was given for ${path}`)
  return { path, text, file, checker: program.getTypeChecker(), program, typed: isTypeScriptPath(path) }
}

const scriptKind = (name: string): ts.ScriptKind => {
  const extension = extensionOf(name)
  if (extension === 'tsx') return ts.ScriptKind.TSX
  if (extension === 'jsx') return ts.ScriptKind.JSX
  return isTypeScriptPath(name) ? ts.ScriptKind.TS : ts.ScriptKind.JS
}

function library(name: string, folder: string): ts.SourceFile | undefined {
  const base = posix.basename(name)
  if (!/^lib\.[a-z0-9.]+\.d\.ts$/.test(base)) return undefined
  const known = libraries.get(name)
  if (known) return known
  const made = ts.createSourceFile(name, readFileSync(join(folder, base), 'utf8'), ts.ScriptTarget.Latest, true)
  libraries.set(name, made)
  return made
}

/** Messages of the checker with how often each occurs, to see whether an edit brought new ones. */
export function typeErrors(analysis: Analysis): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const each of analysis.program.getSemanticDiagnostics(analysis.file)) {
    if (each.category !== ts.DiagnosticCategory.Error) continue
    const key = String(each.code)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

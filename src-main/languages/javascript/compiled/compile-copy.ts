/**
 * Makes a copy of a project loadable where some of its files hold JSX, decorators or `accessor`: they are compiled once, in a box of their
 * own, and laid beside the copy, where the boxes that load it find them. Asked for only after a box could not load a file for that reason.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import type { Mount, Sandbox } from '../../../sandbox/sandbox.ts'
import { placesIn } from '../function-places.ts'
import type { CompileRequest } from '../harness/compile.ts'
import { compiledFolder, compiledPath, handOverName, uncompiledIn } from '../harness/needs-compiling.ts'
import { parse } from '../syntax.ts'

export interface CompilePorts {
  readonly sandbox: Sandbox
  readonly signal?: AbortSignal
}
/** A copy of ours. `harness`: its mount. */
export interface CopyToCompile {
  readonly dir: string
  readonly harness: Mount
  /** Path in the box of a program of the harness. */
  readonly script: string
}

const mostFiles = 2000
const mostBytes = 24 << 20
const mostFileBytes = 1 << 20

let compilerInUse: string | null = null
/** For a packaged build, where `typescript.js` lies elsewhere. */
export const useCompiler = (file: string): void => {
  compilerInUse = file
}
const compilerFile = (): string => (compilerInUse ??= createRequire(import.meta.url).resolve('typescript6'))

/** What a box says of a file that it does not compile (`bundler-imports.ts`). */
export const asksForCompiling = (error: string): boolean => error.includes('which a box does not compile')

export const isCompiled = (dir: string, file: string): boolean => isFile(compiledPath(dir, path.join(dir, file)))
const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true

/** POSIX relative paths of the copy's own files with such syntax. */
const filesToCompile = (dir: string): readonly string[] => {
  const found: string[] = []
  let bytes = 0
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(path.join(dir, folder), { withFileTypes: true })) {
      const relative = path.posix.join(folder, entry.name)
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) waiting.push(relative)
      if (!entry.isFile() || !/\.[cm]?[jt]sx?$/.test(entry.name) || /\.d\.[cm]?ts$/.test(entry.name)) continue
      const { size } = statSync(path.join(dir, relative))
      if (size > mostFileBytes || bytes + size > mostBytes || found.length >= mostFiles) continue
      if (uncompiledIn(entry.name, readFileSync(path.join(dir, relative), 'utf8')) === null) continue
      found.push(relative)
      bytes += size
    }
  }
  return found
}

/** What hands over the functions that the file does not export: whichever of them is asked for later, the copy is compiled once. */
const piecesOf = (file: string, text: string): readonly { readonly at: number; readonly text: string }[] => {
  const found = new Map<string, { readonly at: number; readonly text: string }>()
  for (const { exposure } of placesIn(parse(file, text))) {
    if (!exposure) continue
    const name = handOverName(exposure)
    found.set(name, { at: exposure.at, text: exposure.text.replace('__KEY__', name) })
  }
  return [...found.values()].sort((one, two) => two.at - one.at)
}

const answerShape = z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })) })

/** By folder: several boxes of one copy ask at once. */
const underWay = new Map<string, Promise<boolean>>()

/**
 * Whether the copy now holds compiled files: a caller that asks a second time for the same fault goes in circles. Once per copy. Never throws
 * for what the project holds.
 */
export const compileCopy = (copy: CopyToCompile, ports: CompilePorts): Promise<boolean> => {
  const known = underWay.get(copy.dir)
  if (known) return known
  if (statSync(path.join(copy.dir, compiledFolder), { throwIfNoEntry: false })) return Promise.resolve(true)
  const made = compileOnce(copy, ports).finally(() => underWay.delete(copy.dir))
  underWay.set(copy.dir, made)
  return made
}

const compileOnce = async (copy: CopyToCompile, ports: CompilePorts): Promise<boolean> => {
  const { dir, harness, script } = copy
  const asked = new Set(filesToCompile(dir))
  const request: CompileRequest = {
    root: '/src',
    compiler: '/compiler/typescript.js',
    files: [...asked].map(file => ({ path: file, pieces: piecesOf(file, readFileSync(path.join(dir, file), 'utf8')) })),
  }
  makeOpen(path.join(dir, compiledFolder))
  if (asked.size === 0) return false
  const result = await ports.sandbox.run(
    {
      runtime: 'node',
      runtimeFlags: ['--no-warnings'],
      argv: [script],
      mounts: [harness, { host: dir, box: '/src' }, { host: compilerFile(), box: request.compiler }],
      stdin: JSON.stringify(request),
      forbidChildren: true,
      limits: { wallMs: 60_000, cpuMs: 60_000, memoryBytes: 1024 << 20, outputBytes: 2 * mostBytes },
    },
    ports.signal,
  )
  if (result.end.kind !== 'exited' || result.end.code !== 0) return false
  const answer = answerShape.safeParse(parsed(result.stdout))
  if (!answer.success) return false
  for (const { path: relative, text } of answer.data.files) {
    if (!asked.has(relative)) continue
    const into = compiledPath(dir, path.join(dir, relative))
    for (const folder of foldersTo(dir, path.dirname(into))) makeOpen(folder)
    writeFileSync(into, text)
    chmodSync(into, 0o644)
  }
  return true
}

/** The mode of mkdir is cut by the umask; the user of a box must get through whatever that is. */
const makeOpen = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
}

/** Below `dir`, outermost first. */
const foldersTo = (dir: string, folder: string): readonly string[] =>
  folder === dir ? [] : [...foldersTo(dir, path.dirname(folder)), folder]

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Compiles files of the project that Node cannot run (JSX, decorators, `accessor`) by the options of their tsconfig.json, as their own
 * compiler would. Runs alone in a box, because the texts are the project's. Request on stdin, one JSON answer on stdout.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface CompileRequest {
  /** Folder of the copy in the box. */
  readonly root: string
  /** Path of `typescript.js` in the box. */
  readonly compiler: string
  /** Relative to the root. Pieces, last offset first, are put in before. */
  readonly files: readonly {
    readonly path: string
    readonly pieces: readonly { readonly at: number; readonly text: string }[]
  }[]
}
export interface CompileAnswer {
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

type Options = Readonly<Record<string, unknown>>
interface Compiler {
  readonly sys: { fileExists(file: string): boolean; readFile(file: string): string | undefined }
  readonly JsxEmit: { readonly React: number; readonly ReactJSX: number; readonly ReactJSXDev: number }
  readonly ModuleKind: { readonly Preserve: number }
  readonly ScriptTarget: { readonly ES2022: number }
  findConfigFile(from: string, exists: (file: string) => boolean): string | undefined
  readConfigFile(file: string, read: (file: string) => string | undefined): { readonly config?: unknown }
  parseJsonConfigFileContent(config: unknown, host: unknown, folder: string): { readonly options: Options }
  transpileModule(
    text: string,
    request: { readonly fileName: string; readonly compilerOptions: Options; readonly reportDiagnostics: true },
  ): { readonly outputText: string; readonly diagnostics?: readonly { readonly file?: unknown }[] }
}

/** What decides how these three are compiled; the rest of a config is about checking and output. */
const taken = [
  'jsxImportSource',
  'jsxFactory',
  'jsxFragmentFactory',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'verbatimModuleSyntax',
] as const

const optionsOf = (ts: Compiler, file: string): Options => {
  const found = ts.findConfigFile(path.dirname(file), each => ts.sys.fileExists(each))
  const config = found === undefined ? {} : (ts.readConfigFile(found, each => ts.sys.readFile(each)).config ?? {})
  // No file is listed: a host that reads no folders.
  const host = {
    useCaseSensitiveFileNames: true,
    readDirectory: () => [],
    fileExists: (each: string) => ts.sys.fileExists(each),
    readFile: (each: string) => ts.sys.readFile(each),
  }
  const { options } = ts.parseJsonConfigFileContent(config, host, path.dirname(found ?? file))
  const { target, useDefineForClassFields, jsx } = options
  const isOld = typeof target === 'number' && target < ts.ScriptTarget.ES2022
  return {
    ...Object.fromEntries(taken.filter(name => options[name] !== undefined).map(name => [name, options[name]])),
    // `preserve` leaves it to a bundler, and bundlers take the new form unless they are told otherwise.
    jsx: jsx === ts.JsxEmit.React || options['jsxFactory'] !== undefined ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
    useDefineForClassFields: typeof useDefineForClassFields === 'boolean' ? useDefineForClassFields : !isOld,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    isolatedModules: true,
    allowJs: true,
    removeComments: false,
    newLine: 1,
  }
}

const request = JSON.parse(readFileSync(0, 'utf8')) as CompileRequest
const ts = createRequire(import.meta.url)(request.compiler) as Compiler
const byFolder = new Map<string, Options>()
const files = request.files.flatMap(({ path: relative, pieces }) => {
  const file = path.join(request.root, relative)
  const folder = path.dirname(file)
  const compilerOptions = byFolder.get(folder) ?? optionsOf(ts, file)
  byFolder.set(folder, compilerOptions)
  let whole = readFileSync(file, 'utf8')
  for (const { at, text } of pieces) whole = whole.slice(0, at) + text + whole.slice(at)
  const { outputText, diagnostics } = ts.transpileModule(whole, { fileName: file, compilerOptions, reportDiagnostics: true })
  // What is wrong in the text itself stays wrong: the file is then read as it is, and its own error is told.
  return diagnostics?.some(each => each.file !== undefined) ? [] : [{ path: relative, text: outputText }]
})
process.stdout.write(JSON.stringify({ files } satisfies CompileAnswer))

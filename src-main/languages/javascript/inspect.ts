/**
 * What the gates ask about a text without running it: does it parse, which functions does it have, and which of them differ
 * between two texts. Early errors that V8 reports when it compiles (a name declared twice, `await` outside async) count as not parsing.
 */
import { findFunctions, type FoundFunction } from './functions.ts'
import { isTypeScriptPath, lineOf, parse, ts } from './syntax.ts'

export interface FunctionSummary {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly line: number
  readonly exported: boolean
}
export type Inspection =
  | { readonly ok: true; readonly functions: readonly FunctionSummary[] }
  | { readonly ok: false; readonly line: number; readonly message: string }

export function inspectSource(path: string, text: string): Inspection {
  const file = parse(path, text)
  const problem = firstSyntaxError(path, file)
  if (problem) return { ok: false, line: lineOf(file, problem.start ?? 0), message: messageOf(problem) }
  const functions = findFunctions(file).map(({ name, start, end, line, exported }) => ({ name, start, end, line, exported }))
  return { ok: true, functions }
}

/** Errors of the checker that are errors of the language as well: such a text does not compile in V8. */
const earlyErrors: ReadonlySet<number> = new Set([
  1100, 1101, 1102, 1104, 1105, 1107, 1108, 1113, 1114, 1115, 1116, 1210, 1211, 1212, 1213, 1214, 1215, 1308, 1378, 1432, 1451,
  2300, 2364, 2451, 2528, 2492, 2481,
])

function firstSyntaxError(path: string, file: ts.SourceFile): ts.Diagnostic | undefined {
  const options: ts.CompilerOptions = {
    allowJs: true,
    noLib: true,
    noResolve: true,
    types: [],
    target: ts.ScriptTarget.Latest,
    module: ts.ModuleKind.ESNext,
  }
  const host: ts.CompilerHost = {
    getSourceFile: name => (name === file.fileName ? file : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: name => name === file.fileName,
    readFile: () => undefined,
  }
  const program = ts.createProgram([file.fileName], options, host)
  const syntactic = program.getSyntacticDiagnostics(file)
  if (syntactic[0]) return syntactic[0]
  // For plain JavaScript the checker keeps to the errors of the language by itself.
  const semantic = program.getSemanticDiagnostics(file).filter(each => each.category === ts.DiagnosticCategory.Error)
  return isTypeScriptPath(path) ? semantic.find(each => earlyErrors.has(each.code)) : semantic[0]
}

const messageOf = (problem: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(problem.messageText, ' ')

/**
 * Names of the functions whose text differs between the two texts (added and removed ones too), in order, and `top-level` when
 * anything outside them differs. Line ends and white space count: what is compared is bytes.
 */
export function changedFunctions(before: string, after: string, path = 'module.ts'): readonly string[] {
  const old = split(parse(path, before), before)
  const now = split(parse(path, after), after)
  const names = new Set([...old.functions.keys(), ...now.functions.keys()])
  const changed = [...names].filter(name => old.functions.get(name) !== now.functions.get(name))
  return old.rest === now.rest ? changed : [...changed, 'top-level']
}

function split(file: ts.SourceFile, text: string): { functions: ReadonlyMap<string, string>; rest: string } {
  const functions = new Map<string, string>()
  let rest = ''
  let at = 0
  for (const each of findFunctions(file)) {
    const part = text.slice(each.start, each.end)
    // Overloads, getter and setter share a name: their texts count together.
    functions.set(each.name, (functions.get(each.name) ?? '') + part + '\u0000')
    rest += text.slice(at, each.start) + marker(each)
    at = each.end
  }
  return { functions, rest: rest + text.slice(at) }
}

const marker = (each: FoundFunction): string => `\u0000${each.name}\u0000`

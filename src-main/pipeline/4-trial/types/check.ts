/**
 * Whether a change compiles where the project is compiled: its own tsc, with the tsconfig.json that takes the file in, over the original and
 * the candidate. Only what is new counts. That the compiler looks at a file at all is shown by a canary, a wrong type at the end of the
 * original's text: a project with a broken configuration compiles everything.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FileChange } from '../../../../src-shared/domain/candidate.ts'
import { isRefused, type Refused } from '../../../../src-shared/errors.ts'
import { isScriptPath, isTypeScriptPath } from '../../../languages/javascript/syntax.ts'
import { walkTree } from '../../../project/file-tree.ts'
import type { TrialPorts } from '../ports.ts'
import { findCompiler, isCompiled, type Compiler } from './compiler.ts'
import { configAbove, configsFor, type Config } from './configs.ts'
import { diagnosticText, newDiagnostics, silenced, type Diagnostic } from './diagnostics.ts'
import { runTsc, type Compiled, type NoAnswer } from './run-tsc.ts'

export interface TypesRequest {
  readonly files: readonly FileChange[]
  readonly beforeDir: string
  readonly afterDir: string
  /** Of the project itself. */
  readonly root: string
  readonly nodeModules: readonly string[]
  /** Ours alone; made when it is needed. */
  readonly workDir: string
}
export interface TypeReport {
  readonly status: 'same' | 'broken' | 'not-checked'
  /** One sentence. */
  readonly text: string
}

const notChecked = (why: string): TypeReport => ({ status: 'not-checked', text: `Types not checked: ${why}.` })

/** Null: nobody compiles what was changed. */
export const checkTypes = async (request: TypesRequest, ports: TrialPorts): Promise<TypeReport | Refused | null> => {
  const typed = request.files.filter(file => isTyped(file, request.beforeDir))
  const [first] = typed
  if (!first) return null
  const quiet = typed.find(({ before, after }) => silenced(after) > silenced(before))
  if (quiet)
    return { status: 'broken', text: `${quiet.path} keeps the compiler from saying what it sees (@ts-ignore and the like).` }
  const configs = configsFor(request.beforeDir, request.root, first.path)
  const above = configs.length === 0 ? configAbove(request.root) : null
  if (above !== null) return notChecked(`${above} stands above the folder that trials copy`)
  if (configs.length === 0 || !isCompiled(request.root)) return null
  const compiler = findCompiler(request.nodeModules)
  if (!compiler) return notChecked('the project has a tsconfig.json and no tsc of its own is installed (npm install typescript)')
  return new Check(request, compiler, ports).run(typed, configs)
}

/** Written with types, or with comments that a compiler is asked to read. */
const isTyped = ({ path: file, before }: FileChange, dir: string): boolean => {
  if (isTypeScriptPath(file)) return !/\.d\.[cm]?ts$/.test(file)
  if (!isScriptPath(file)) return false
  return /@ts-check\b/.test(before) || configsFor(dir, dir, file).some(each => /"checkJs"\s*:\s*true/.test(readFileSync(path.join(dir, each.path), 'utf8'))) // prettier-ignore
}

/** What is known of an original, for as long as the process lives: a session pays once. */
interface Known {
  readonly original: Compiled | NoAnswer
  readonly looksAt: Map<string, boolean>
}
const known = new Map<string, Known>()
const mostKnown = 8

class Check {
  readonly #request: TypesRequest
  readonly #compiler: Compiler
  readonly #ports: TrialPorts

  constructor(request: TypesRequest, compiler: Compiler, ports: TrialPorts) {
    this.#request = request
    this.#compiler = compiler
    this.#ports = ports
  }

  async run(typed: readonly FileChange[], configs: readonly Config[]): Promise<TypeReport | Refused | null> {
    const { version } = this.#compiler
    let open = typed
    let why = ''
    const decided: string[] = []
    for (const config of configs) {
      const before = await this.#original(config)
      if (isRefused(before)) return before
      const { original } = before
      if (original.kind === 'no-answer') return notChecked(`tsc ${version} with ${config.path}: ${original.why}`)
      const seen = await this.#seenBy(config, before, open)
      if (isRefused(seen)) return seen
      why ||= original.diagnostics[0] ? `, which says ${diagnosticText(original.diagnostics[0])}` : ''
      if (seen.length === 0) continue
      const after = await this.#tsc(config, this.#request.afterDir, original.known)
      if (isRefused(after)) return after
      if (after.kind === 'no-answer') return notChecked(`tsc ${version} with ${config.path}: ${after.why}`)
      const fresh = newDiagnostics(original.diagnostics, after.diagnostics)[0]
      if (fresh)
        return { status: 'broken', text: `Does not compile any more: ${diagnosticText(fresh)} (tsc ${version}, ${config.path}).` }
      decided.push(config.path)
      open = open.filter(file => !seen.includes(file))
      if (open.length === 0) break
    }
    // Plain JavaScript that no config checks has no types to lose.
    const left = open.find(({ path: file }) => isTypeScriptPath(file))
    if (left)
      return notChecked(`no tsconfig.json looks at ${left.path} (tried ${configs.map(each => each.path).join(', ')}${why})`)
    if (decided.length === 0) return null
    return { status: 'same', text: `Compiles as before (tsc ${version}, ${decided.join(', ')}).` }
  }

  async #original(config: Config): Promise<Known | Refused> {
    const key = this.#key(config)
    const there = known.get(key)
    if (there) return there
    const original = await this.#tsc(config, this.#request.beforeDir, null)
    if (isRefused(original)) return original
    const made: Known = { original, looksAt: new Map() }
    known.set(key, made)
    for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest)
    return made
  }

  /** Files of which the compiler reports a wrong type. */
  async #seenBy(
    config: Config,
    { original, looksAt }: Known,
    files: readonly FileChange[],
  ): Promise<readonly FileChange[] | Refused> {
    const unknown = files.filter(file => !looksAt.has(file.path))
    if (unknown.length > 0 && original.kind === 'compiled') {
      const ran = await this.#withCanaries(unknown, () => this.#tsc(config, this.#request.beforeDir, original.known))
      if (isRefused(ran)) return ran
      const reported: readonly Diagnostic[] = ran.kind === 'compiled' ? newDiagnostics(original.diagnostics, ran.diagnostics) : []
      for (const { path: file, before } of unknown) {
        const lines = before.split('\n').length
        looksAt.set(
          file,
          reported.some(each => each.file === file && each.code === 'TS2322' && each.line > lines),
        )
      }
    }
    return files.filter(file => looksAt.get(file.path) === true)
  }

  async #withCanaries<T>(files: readonly FileChange[], work: () => Promise<T>): Promise<T> {
    const put = (file: FileChange, text: string): void => {
      const absolute = path.join(this.#request.beforeDir, file.path)
      // Made anew: our copy may share bytes with another one.
      rmSync(absolute)
      writeFileSync(absolute, text, { flag: 'wx', mode: 0o644 })
    }
    const token = `asis${Buffer.from(this.#ports.random(6)).toString('hex')}`
    const canary = (file: string): string =>
      isTypeScriptPath(file) ? `\n;const ${token}: number = 'text'\n` : `\n;\n/** @type {number} */\nconst ${token} = 'text'\n`
    try {
      for (const file of files) put(file, file.before + canary(file.path))
      return await work()
    } finally {
      for (const file of files) put(file, file.before)
    }
  }

  async #tsc(config: Config, copyDir: string, from: Buffer | null): Promise<Compiled | NoAnswer | Refused> {
    const { nodeModules, workDir } = this.#request
    let file: string | null = null
    if (from !== null) {
      mkdirSync(workDir, { recursive: true, mode: 0o711 })
      file = path.join(workDir, 'known.tsbuildinfo')
      writeFileSync(file, from, { mode: 0o644 })
    }
    return runTsc({ copyDir, nodeModules }, config, this.#compiler, file, this.#ports)
  }

  /** Everything that what the compiler says of the original hangs on. */
  #key(config: Config): string {
    const { beforeDir, nodeModules } = this.#request
    const hash = createHash('sha256').update(`${config.path}\0${this.#compiler.version}\0${this.#compiler.program}`)
    for (const folder of nodeModules) hash.update(`\0${folder}\0${changedAt(folder)}`)
    for (const { host } of config.mounts) hash.update(readFileSync(host))
    for (const { path: file } of walkTree(beforeDir).files) {
      if (/\.(?:[cm]?[jt]sx?|json)$/.test(file)) hash.update(`\0${file}\0`).update(readFileSync(path.join(beforeDir, file)))
    }
    return hash.digest('hex')
  }
}

/** Installing writes this file anew. */
const changedAt = (folder: string): number =>
  statSync(path.join(folder, '.package-lock.json'), { throwIfNoEntry: false })?.mtimeMs ?? statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 // prettier-ignore

/**
 * What every command shares: where data and project are, how a result is printed, how a refusal ends the program. One JSON document
 * on stdout with --json, text otherwise; progress and errors on stderr.
 */
import path from 'node:path'
import { existsSync } from 'node:fs'
import type { Core } from '../../core-types.ts'
import { callingAs } from '../../api/caller.ts'
import { createCore } from '../../core.ts'
import type { Input, Method, Output } from '../../../src-shared/api/contract.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { aboveOf, type Above } from '../../platform/above.ts'
import { accountName } from '../../platform/account.ts'
import type { Log } from '../../platform/ports.ts'
import { checkoutPaths, dataFolder, homeVariable, type ProgramPaths } from '../../platform/paths.ts'
import { openBundledProject } from '../../project/bundled.ts'
import { exitCodeOf } from './exit-codes.ts'
import { safe } from './print.ts'
import { wayHere } from './terminal.ts'

export interface GlobalOptions {
  readonly json?: boolean
  readonly project?: string
  readonly bundled?: boolean
}

export interface Context {
  readonly json: boolean
  readonly home: string
  readonly projectRoot: string
  readonly bundled: boolean
  readonly paths: ProgramPaths
}

/** Built, this lies in `dist/cli`; its source in `src-main/hosts/cli`. */
const isBuilt = import.meta.filename.endsWith('.js')

export const programPaths = (): ProgramPaths => {
  const root = process.env['ASIS_ROOT'] ?? path.resolve(import.meta.dirname, ...(isBuilt ? ['..', '..'] : ['..', '..', '..']))
  const paths = checkoutPaths(root)
  if (!isBuilt) return paths
  const libraryFolder = path.join(root, 'node_modules', 'typescript6', 'lib')
  return { ...paths, generator: { workerUrl: new URL('generator.js', import.meta.url), libraryFolder } }
}
export const home = (): string => dataFolder(process.env)
export const above = (): Above => aboveOf(process.env)

/** Of the project that the options name, without opening it. */
export async function contextOf(options: GlobalOptions): Promise<Context | Refused> {
  const [paths, data] = [programPaths(), home()]
  const working = options.bundled
    ? await openBundledProject(paths.bundledProject, data)
    : path.resolve(options.project ?? process.cwd())
  if (isRefused(working)) return working
  if (!existsSync(working))
    return refuse('not-found', `There is no folder ${working}.`, 'Give the folder of your project with --project.')
  return { json: options.json === true, home: data, projectRoot: working, bundled: options.bundled === true, paths }
}

/** Causes of defects, on stderr, only when asked for: ASIS_DEBUG=1. */
export const debugLog: Log = (level, message, fields) => {
  if (process.env['ASIS_DEBUG']) process.stderr.write(`${level}: ${safe(message)} ${safe(JSON.stringify(fields ?? {}))}\n`)
}

export const progress = (text: string): void => void process.stderr.write(`${safe(text)}\n`)

let answered = false
/** Whether this run has printed its document: there is exactly one. */
export const hasAnswered = (): boolean => answered

/** Prints one result and ends with code 0 (or `code`). */
export function show(context: { readonly json: boolean }, value: unknown, text: () => string, code = 0): void {
  process.stdout.write(`${context.json ? JSON.stringify(value, null, 2) : text()}\n`)
  answered = true
  process.exitCode = code
}

/** One line, the next step, an exit code. With --json the same as a document; `more`: what is known besides. */
export function showRefusal(
  context: { readonly json: boolean },
  refused: Pick<Refused, 'code' | 'message' | 'next'>,
  more: object = {},
): void {
  showError(context, refused, exitCodeOf(refused.code), more)
}

/** Several problems of a manifest stand on lines of their own; an error is one line. */
const oneLine = (message: string): string => {
  const [first = '', ...rest] = message.split('\n').map(line => line.trim())
  return rest.length === 0 ? first : `${first} ${rest.join('; ')}`
}

export interface ShownError {
  readonly code: string
  readonly message: string
  readonly next: string
}
export function showError(
  context: { readonly json: boolean },
  { code, message: said, next }: ShownError,
  exitCode: number,
  more: object = {},
): void {
  const message = oneLine(said)
  if (context.json && !answered) process.stdout.write(`${JSON.stringify({ error: { code, message, next }, ...more }, null, 2)}\n`)
  answered = true
  process.stderr.write(`asis: ${safe(message)}\n      ${safe(next)}\n`)
  process.exitCode = exitCode
}

/** Prints the value, or why there is none. */
export function showOrRefuse<T>(context: { readonly json: boolean }, answer: T | Refused, text: (answer: T) => string): void {
  if (isRefused(answer)) showRefusal(context, answer)
  else show(context, answer, () => text(answer))
}

/** Opens the core, runs `work`, closes it again also when `work` throws. */
export async function withCore(
  options: GlobalOptions,
  access: 'read' | 'write',
  owner: string,
  work: (core: Core, context: Context) => Promise<void>,
): Promise<void> {
  const context = await contextOf(options)
  if (isRefused(context)) return showRefusal({ json: options.json === true }, context)
  const core = await createCore({
    home: context.home,
    projectRoot: context.projectRoot,
    bundled: context.bundled,
    access,
    owner,
    paths: context.paths,
    above: above(),
    host: () => ({ homeVariable: homeVariable(process.env), http: null }),
    log: debugLog,
  })
  if (isRefused(core)) return showRefusal(context, core)
  try {
    // Decides under the name of the operating system's user, where no other one is given.
    await work(callingAs(core, { name: accountName(), way: wayHere() }), context)
  } finally {
    await core.close()
  }
}

/** One call of the contract: prints what `text` makes of the answer, or the refusal. */
export async function callAndShow<M extends Method>(
  options: GlobalOptions,
  access: 'read' | 'write',
  method: M,
  input: Input<M>,
  text: (answer: Output<M>, context: Context) => string,
): Promise<void> {
  await withCore(options, access, `asis ${method}`, async (core, context) => {
    const answer = await core.call(method, input, 'approve')
    showOrRefuse(context, answer, value => text(value, context))
  })
}

/** Ctrl-C: the first one asks, and the clean end is waited for; whoever insists gets the end at once. */
export async function whileInterruptible<T>(ask: () => void, work: () => Promise<T>): Promise<T> {
  let times = 0
  const onSignal = (): void => {
    times += 1
    if (times === 1) ask()
    // A terminal and npm may both send the same one.
    else if (times > 3) process.exit(130)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    return await work()
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

/**
 * What every command shares: where data and project are, how a result is printed, how a refusal ends the program. One JSON document
 * on stdout with --json, text otherwise; progress and errors on stderr.
 */
import path from 'node:path'
import { existsSync } from 'node:fs'
import type { Core } from '../../core-types.ts'
import { createCore } from '../../core.ts'
import type { Input, Method, Output } from '../../../src-shared/api/contract.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { checkoutPaths, dataFolder, type ProgramPaths } from '../../platform/paths.ts'
import { openBundledProject } from '../../project/bundled.ts'
import { exitCodeOf } from './exit-codes.ts'
import { safe } from './print.ts'

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

export async function contextOf(options: GlobalOptions): Promise<Context | Refused> {
  const root = process.env['ASIS_ROOT'] ?? path.resolve(import.meta.dirname, '..', '..', '..')
  const paths = checkoutPaths(root)
  const home = dataFolder(process.env)
  const working = options.bundled ? await openBundledProject(paths.bundledProject, home) : path.resolve(options.project ?? process.cwd())
  if (isRefused(working)) return working
  if (!existsSync(working)) return refuse('not-found', `There is no folder ${working}.`, 'Give the folder of your project with --project.')
  return { json: options.json === true, home, projectRoot: working, bundled: options.bundled === true, paths }
}

export const progress = (text: string): void => void process.stderr.write(`${safe(text)}\n`)

/** Prints one result and ends with code 0 (or `code`). */
export function show(context: { readonly json: boolean }, value: unknown, text: () => string, code = 0): void {
  process.stdout.write(`${context.json ? JSON.stringify(value, null, 2) : text()}\n`)
  process.exitCode = code
}

/** One line, the next step, an exit code. With --json the same as a document. */
export function showRefusal(context: { readonly json: boolean }, refused: Refused): void {
  if (context.json) process.stdout.write(`${JSON.stringify({ error: { code: refused.code, message: refused.message, next: refused.next } }, null, 2)}\n`)
  process.stderr.write(`asis: ${safe(refused.message)}\n      ${safe(refused.next)}\n`)
  process.exitCode = exitCodeOf(refused.code)
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
  const core = await createCore({ home: context.home, projectRoot: context.projectRoot, bundled: context.bundled, access, owner, paths: context.paths })
  if (isRefused(core)) return showRefusal(context, core)
  try {
    await work(core, context)
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
    if (isRefused(answer)) showRefusal(context, answer)
    else show(context, answer, () => text(answer, context))
  })
}

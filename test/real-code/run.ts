/** Runs one case through the real command line, in a process and with a data folder of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { commandFile } from '../../scripts/setup/built-command.mjs'
import type { OneFunctionResult } from '../../src-main/control/one-function.ts'
import type { OptimizeCase, TrialCase } from './cases.ts'
import type { Packages } from './packages.ts'

const checkout = path.dirname(path.dirname(import.meta.dirname))
const main = commandFile(checkout)

/** The document of `--json`; `evidence` is only in it with --evidence. */
export type Answer = Omit<OneFunctionResult, 'evidence'>

export const inputsOf = (each: { readonly inputs: string }): string => path.join(import.meta.dirname, each.inputs)

/** The arguments behind `asis`, for a caller who stands in the package. */
export const argumentsOf = (each: OptimizeCase): string[] => ['optimize', each.file, ...shared(each)]

const shared = (each: OptimizeCase | TrialCase): string[] => {
  const { function: name, sizes } = each
  return ['--function', name, '--inputs', inputsOf(each), '--sizes', sizes.join(',')]
}

/** `cwd` is a copy of the package. */
export const optimize = (each: OptimizeCase, cwd: string, packages: Packages): Promise<Answer> =>
  answer(argumentsOf(each), cwd, packages)

export async function trial(each: TrialCase, cwd: string, packages: Packages): Promise<Answer> {
  const candidate = path.join(mkdtempSync(path.join(packages.folder, 'candidate-')), path.basename(each.file))
  writeFileSync(candidate, candidateOf(each, readFileSync(path.join(cwd, each.file), 'utf8')))
  return await answer(['trial', each.file, candidate, ...shared(each)], cwd, packages)
}

function candidateOf({ replace: [from, to], title }: TrialCase, text: string): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`The package does not hold the text exactly once that "${title}" replaces.`)
  return parts.join(to)
}

/** `folder` takes the data folder of this one run. @throws Error with what was said when it ended otherwise than with code 0. */
export async function answer(args: readonly string[], cwd: string, { folder }: Pick<Packages, 'folder'>): Promise<Answer> {
  const env = { ...process.env, ASIS_HOME: mkdtempSync(path.join(folder, 'home-')), ASIS_ROOT: checkout }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--json'], { cwd, env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`asis ${args.join(' ')} ended with code ${code}: ${stderr}`)
  return JSON.parse(stdout) as Answer
}

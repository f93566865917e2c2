/**
 * Canaries for a known runner: copies of collected test files with failing cases at their end, in the same folder and with the same
 * pattern of name. One that is missing from the report or does not fail means that the run is not believed.
 */
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { recipes } from '../../languages/javascript/runners/index.ts'
import type { RunnerName } from '../../languages/javascript/runners/recipe.ts'
import type { RunnerCommand } from '../../project/tests/read-command.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import { caseTokens, copyName, withFailingCases } from './failing-cases.ts'
import { askRunner, type RunnerReport } from './run-runner.ts'
import { inTestBox, isBroken, type Broken, type TestRequest } from './test-box.ts'
import { harnessScript, type TrialPorts } from './ports.ts'

export interface RunnerCanaries {
  /** Files of the project whose copies failed as they must. */
  readonly good: readonly string[]
  /** Why the run is not believed; null: it is. */
  readonly why: string | null
}

interface Planted {
  readonly repeats: string
  readonly file: string
  readonly token: string
}

/** Larger files cost their time once more. */
const maxBytes = 400_000

const plant = (
  dir: string,
  command: RunnerCommand,
  files: readonly string[],
  changed: readonly string[],
  random: RandomBytes,
): readonly Planted[] =>
  files.flatMap(repeats => {
    const token = `t${Buffer.from(random(9)).toString('hex')}`
    const file = copyName(repeats, token)
    try {
      const text = readFileSync(path.join(dir, repeats), 'utf8')
      if (text.length > maxBytes) return []
      const content = withFailingCases(command.runner, { file: repeats, text }, token, changed)
      writeFileSync(path.join(dir, file), content, { flag: 'wx', mode: 0o644 })
      return [{ repeats, file, token }]
    } catch {
      return []
    }
  })

/** The first thing that is wrong with a copy, or null. */
const wrongWith = ({ token }: Planted, runner: RunnerName, { cases }: RunnerReport): string | null => {
  for (const name of caseTokens(runner, token)) {
    const own = cases.filter(each => each.name.includes(name))
    const green = own.find(each => each.status !== 'failed')
    if (own.length === 0) return `A test that must fail (${name}) is missing from the report.`
    if (green) return `A test that must fail (${name}) was reported as ${green.status}.`
  }
  return null
}

/** Inside of the project, whatever a report says. */
const isOwn = (file: string): boolean => file !== '' && !path.isAbsolute(file) && !file.split('/').includes('..')

const isFolder = (place: string): boolean => statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Test files that copies may be made of: those of the report, else those that the command or the recipe names. */
const collected = (command: RunnerCommand, reported: readonly string[], dir: string): readonly string[] => {
  if (reported.length > 0) return reported
  const patterns = command.files.length > 0 ? command.files : recipes[command.runner].usualFiles
  const inFolders = patterns
    .map(pattern => path.posix.join(command.folder, pattern))
    .map(pattern =>
      isFolder(path.join(dir, pattern)) ? path.posix.join(pattern, '**/*.{js,cjs,mjs,ts,cts,mts,jsx,tsx}') : pattern,
    )
  return globSync(inFolders, { cwd: dir, exclude: ['**/node_modules/**', '**/fixtures/**'] }).filter(file =>
    /\.[cm]?[jt]sx?$/.test(file),
  )
}

const mostTogether = 4
const mostAlone = 3

/** `reported`: test files, as the run of the project's own tests named them; `known`: those whose copies failed in the original. */
export const askRunnerCanaries = async (
  request: TestRequest & { readonly changed?: readonly string[] },
  command: RunnerCommand,
  reported: readonly string[],
  known: readonly string[] | null,
  timeoutMs: number,
  ports: TrialPorts,
): Promise<RunnerCanaries | Broken | Refused> => {
  const files = collected(command, reported, request.copyDir).filter(isOwn)
  const ask = (some: readonly string[]) => askWith(request, command, some, timeoutMs, ports)
  if (known) return await ask(known.filter(file => files.includes(file)).slice(0, 2))
  // Nobody knows yet which files stand a copy: one that does not is only left out, and may spoil the others' run.
  const together = await ask(files.slice(0, mostTogether))
  if (isRefused(together)) return together
  if (!isBroken(together) && together.good.length > 0) return { ...together, why: null }
  for (const file of files.slice(0, mostAlone)) {
    const alone = await ask([file])
    if (isRefused(alone)) return alone
    if (!isBroken(alone) && alone.good.length > 0) return { ...alone, why: null }
  }
  return together
}

const askWith = async (
  request: TestRequest & { readonly changed?: readonly string[] },
  command: RunnerCommand,
  files: readonly string[],
  timeoutMs: number,
  ports: TrialPorts,
): Promise<RunnerCanaries | Broken | Refused> => {
  const { copyDir, changed = [] } = request
  const planted = plant(copyDir, command, files, changed, ports.random)
  try {
    if (planted.length === 0) return { good: [], why: 'None of its test files could be copied to plant a test that must fail.' }
    const names = planted.map(each => path.posix.relative(command.folder, each.file))
    const report = await inTestBox(request, timeoutMs, ports, box =>
      askRunner(box, command, { timeoutMs, files: names }, name => harnessScript(ports, name)),
    )
    if (isRefused(report) || isBroken(report)) return report
    const wrong = planted.map(each => wrongWith(each, command.runner, report))
    const good = planted.filter((_, index) => wrong[index] === null).map(each => each.repeats)
    return { good, why: wrong.find(each => each !== null) ?? null }
  } finally {
    for (const { file } of planted) rmSync(path.join(copyDir, file), { force: true })
  }
}

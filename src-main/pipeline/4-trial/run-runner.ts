/** A run of a known test runner in a box: its program with the flags of its recipe, and what its report says of each test. */
import { gunzipSync } from 'node:zlib'
import path from 'node:path'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { recipes } from '../../languages/javascript/runners/index.ts'
import { flagsFor, type Recipe } from '../../languages/javascript/runners/recipe.ts'
import type { TestCase } from '../../languages/javascript/runners/test-case.ts'
import type { RunnerCommand } from '../../project/tests/read-command.ts'
import type { Box } from '../../sandbox/sandbox.ts'
import { ask, inProject, isBroken, placeOf, programAnswer, startMs, type Broken, type Ran } from './test-box.ts'
import { failureText, lastLines, outOfTime, printable } from './test-text.ts'

export interface RunnerRun {
  readonly timeoutMs: number
  /** Instead of the files that the project names: for canaries. */
  readonly files?: readonly string[]
  readonly stopAtFailure?: boolean
}

/** Ours; the project cannot take it for one of its own. */
const reportFolder = '/tmp'
const maxReport = 64 << 20

/** As compilers that hook into `require` leave it alone. */
const reporterFolder = '/tmp/node_modules/reporter'

/** Reporter modules, and where they are put; sources with types stay where they are, since Node takes off none in such a folder. */
const reporterFiles = ({ reporter }: Recipe, scriptOf: (name: string) => string) => {
  if (reporter === undefined) return { path: '', put: undefined }
  const [main, helper] = [scriptOf(reporter), scriptOf('test-report')]
  if (main.endsWith('.ts')) return { path: main, put: undefined }
  return {
    path: path.posix.join(reporterFolder, path.posix.basename(main)),
    put: { files: [main, helper], folder: reporterFolder },
  }
}

/** What node is started with, and its variables. */
export const runnerStart = (
  command: RunnerCommand,
  run: RunnerRun,
  places: { readonly report: string; readonly reporter: string },
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } => {
  const recipe: Recipe = recipes[command.runner]
  const { major, flags: own } = command
  const filled = (text: string): string => text.replace('{report}', places.report).replace('{reporter}', places.reporter)
  const flags = [...flagsFor(recipe.flags, major, own), ...(run.stopAtFailure ? flagsFor(recipe.stopAtFailure, major, own) : [])]
  const files = run.files ? [...recipe.beforeFiles, ...run.files] : command.files
  const env = Object.fromEntries(Object.entries(recipe.env).map(([name, value]) => [name, filled(value)]))
  return {
    argv: [...command.nodeFlags, command.program, ...flags.map(filled), ...own, ...files],
    env: { ...command.env, ...env },
  }
}

const unpack = (report: string): string | null => {
  try {
    return gunzipSync(Buffer.from(report, 'base64'), { maxOutputLength: maxReport }).toString('utf8')
  } catch {
    return null
  }
}

export interface RunnerReport {
  readonly cases: readonly TestCase[]
  readonly code: number | null
  /** What it printed last. */
  readonly tail: string
}

/** Every test that the runner reports; broken where it leaves no report. */
export const askRunner = async (
  box: Box,
  command: RunnerCommand,
  run: RunnerRun,
  scriptOf: (name: string) => string,
): Promise<RunnerReport | Broken | Refused> => {
  const recipe = recipes[command.runner]
  const file = path.posix.join(reportFolder, 'test-report.json')
  const report = recipe.report === 'file' ? { kind: 'file', path: file } : { kind: 'stdout' }
  const { timeoutMs } = run
  const reporter = reporterFiles(recipe, scriptOf)
  const start = runnerStart(command, run, { report: file, reporter: reporter.path })
  const asked = { op: 'program', ...start, cwd: placeOf(command), timeoutMs, report, put: reporter.put }
  const answer = await ask(box, asked, programAnswer, timeoutMs + startMs)
  if (isRefused(answer) || isBroken(answer)) return answer
  const { code, stdout, stderr } = answer
  const tail = lastLines(recipe.report === 'stdout' ? stderr || stdout : `${stdout}\n${stderr}`)
  if (code === null) {
    const why = `${outOfTime(recipe.name, timeoutMs)}, or a signal ended it.`
    return { status: 'failed', detail: printable(`${why}\n${tail}`) }
  }
  const text = answer.report === null ? null : unpack(answer.report)
  const cases = text === null ? null : recipe.read(text)
  if (cases === null) {
    const why = `${recipe.name} ended with exit code ${code} and left no report that can be read.`
    return { status: 'failed', detail: printable(`${why}\n${tail}`) }
  }
  return { cases, code, tail }
}

/** The run as every kind of test command is told: names that passed, and what failed and why. */
export const runnerOutcome = ({ cases, code, tail }: RunnerReport, command: RunnerCommand): Ran => {
  const { runner } = command
  const relative = (file: string): string => inProject(file, command)
  const tests = cases.filter(each => !each.group)
  const passed = tests.filter(each => each.status === 'passed')
  const failedIn = new Set(tests.filter(each => each.status === 'failed').map(each => each.file))
  // A file or group counts only where nothing in it failed.
  const failed = cases.filter(each => each.status === 'failed' && (!each.group || !failedIn.has(each.file)))
  const failures = failed.map(({ file, name, detail }) => ({
    name: `${relative(file)}#${name}`,
    detail: failureText([relative(file), name].filter(part => part !== '').join(': '), detail || tail),
  }))
  const ownEnd = `${runner} ended with exit code ${code}, although no test failed.\n${tail}`
  return {
    passedNames: passed.map(each => `${relative(each.file)}#${each.name}`),
    failures: failures.length === 0 && code !== 0 ? [{ name: `#${runner}`, detail: printable(ownEnd) }] : failures,
    testFiles: [...new Set(passed.map(each => relative(each.file)))].filter(file => file !== ''),
  }
}

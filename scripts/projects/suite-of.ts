/** What `asis init` would declare as the tests of a project, and what they come to in the sandbox and by hand. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { preparedHarness } from '../../src-main/control/prepared-harness.ts'
import type { TrialPorts } from '../../src-main/pipeline/4-trial/ports.ts'
import { baselineTests } from '../../src-main/pipeline/4-trial/tests.ts'
import { checkoutPaths } from '../../src-main/platform/paths.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { systemRandom } from '../../src-main/platform/random.ts'
import { copyTree } from '../../src-main/project/copy-tree.ts'
import { walkTree } from '../../src-main/project/file-tree.ts'
import { findNodeModules } from '../../src-main/project/node-modules.ts'
import { guessTests } from '../../src-main/project/tests/guess.ts'
import { readTestCommand } from '../../src-main/project/tests/read-command.ts'
import { openSandbox } from '../../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { say } from '../setup/say.mjs'

export interface Suite {
  readonly runner: string
  readonly command: string
  readonly byHand: string
  readonly counted: string
  readonly canary: string
  readonly seconds: string
  /** Empty where the tests ran. */
  readonly cause: string
}
export interface SuiteOptions {
  readonly byHand: boolean
  readonly timeoutMs: number
}

/** How runners say at their end how many tests passed, and how many failed. */
const passedInText = [
  /^\s*Tests:?\s.*?\b(\d+) passed/m,
  /^\s*(\d+) passing\b/m,
  /^\s*(\d+) tests? passed/m,
  /^[#ℹ] pass\s+(\d+)/m,
  /^\s*(\d+) specs?, 0 failures/m,
]
const failedInText = [
  /^\s*Tests:?\s.*?\b(\d+) failed/m,
  /^\s*(\d+) failing\b/m,
  /^\s*(\d+) tests? failed/m,
  /^[#ℹ] fail\s+(\d+)/m,
  /^\s*\d+ specs?, (\d+) failures?/m,
]

/** Every run of a runner in the text counts: a workspace root has several. */
const sumOf = (patterns: readonly RegExp[], text: string): number | null => {
  const found = patterns.flatMap(({ source }) => [...text.matchAll(new RegExp(source, 'gm'))].map(match => Number(match[1])))
  return found.length === 0 ? null : found.reduce((sum, each) => sum + each, 0)
}

/** The project's code outside of any box: only for projects that one trusts. */
const byHand = (dir: string, command: readonly string[], timeoutMs: number): string => {
  const [named = '', ...args] = command
  // Those who have no pnpm or yarn type the same of npm.
  const program = ['pnpm', 'yarn'].includes(named) && spawnSync(named, ['--version']).error ? 'npm' : named
  const done = spawnSync(program, args, {
    cwd: dir,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 1 << 28,
    killSignal: 'SIGKILL',
    // Runners that would watch do not.
    env: { ...process.env, CI: 'true' },
  })
  const text = stripVTControlCharacters(`${done.stdout}\n${done.stderr}`)
  const failed = sumOf(failedInText, text)
  const end = done.status === 0 ? '' : `, exit code ${done.status ?? 'none'}`
  return `${sumOf(passedInText, text) ?? '?'}${failed === null || failed === 0 ? end : `, ${failed} fail`}`
}

/** Opens the sandbox in a temporary folder that goes with the process; ends the process where there is none. */
export const openSuites = async (root: string): Promise<(dir: string, options: SuiteOptions) => Promise<Suite>> => {
  const paths = checkoutPaths(root)
  const folder = mkdtempSync(path.join(tmpdir(), 'asis-suites-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const sandbox = await openSandbox({ nodePath: paths.node, home: folder })
  if (isRefused(sandbox)) {
    say(`${sandbox.message} ${sandbox.next}`)
    process.exit(3)
  }
  const ports: TrialPorts = {
    sandbox,
    clock: systemClock,
    random: systemRandom,
    harnessDir: preparedHarness(paths.harness, folder, systemRandom),
  }
  return async (dir, options) => {
    const { timeoutMs } = options
    const nothing = { runner: '-', command: '-', byHand: '-', counted: '-', canary: '-', seconds: '-', cause: '' }
    const { command, note } = guessTests(
      dir,
      walkTree(dir).files.map(file => file.path),
    )
    say(`  ${note ?? ''}`)
    if (command === null) return { ...nothing, cause: note ?? '' }
    const nodeModules = findNodeModules(dir)
    const read = readTestCommand(command, { dir, nodeModules })
    const hand = options.byHand ? byHand(dir, command, timeoutMs) : '-'
    const known = { ...nothing, command: command.join(' '), byHand: hand }
    if (isRefused(read)) return { ...known, cause: read.message }
    const runner = [...new Set(read.commands.map(each => (each.kind === 'runner' ? each.runner : each.kind)))].join(', ')
    const copyDir = path.join(folder, 'copy', path.basename(dir))
    const bad = await copyTree({ root: dir, overlay: new Map() }, copyDir)
    if (bad) return { ...known, runner, cause: bad.message }
    const tests = [{ command: [...command], timeoutMs, setAside: ['*'] }]
    const outcome = await baselineTests({ copyDir, tests, nodeModules }, ports)
    rmSync(copyDir, { recursive: true, force: true })
    if (isRefused(outcome)) return { ...known, runner, cause: outcome.message }
    const { status, passed, elapsedMs, testFiles, detail, setAside = 0 } = outcome
    return {
      ...known,
      runner,
      counted: `${passed}${setAside === 0 ? '' : `, ${setAside} fail`}`,
      canary: testFiles.length > 0 ? `yes, in ${testFiles.length} files` : 'no',
      seconds: (elapsedMs / 1000).toFixed(0),
      cause: status === 'passed' ? '' : `${status}: ${detail}`,
    }
  }
}

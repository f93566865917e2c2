/**
 * `node scripts/try-runners.ts --from DIR [--only NAME,NAME] [--by-hand] [--minutes N]`: for every clone in DIR (its packages installed,
 * nothing of ASIS in it) what `asis init` would declare as its tests, and what they come to in the sandbox, as a Markdown table. What fails
 * before any change is set aside and counted. `--by-hand`
 * runs the same command here too: that is the project's code outside of any box, so only for projects that you trust. Needs Node 24.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { preparedHarness } from '../src-main/control/prepared-harness.ts'
import type { TrialPorts } from '../src-main/pipeline/4-trial/ports.ts'
import { baselineTests } from '../src-main/pipeline/4-trial/tests.ts'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { systemRandom } from '../src-main/platform/random.ts'
import { copyTree } from '../src-main/project/copy-tree.ts'
import { walkTree } from '../src-main/project/file-tree.ts'
import { findNodeModules } from '../src-main/project/node-modules.ts'
import { guessTests } from '../src-main/project/tests/guess.ts'
import { readTestCommand } from '../src-main/project/tests/read-command.ts'
import { openSandbox } from '../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../src-shared/errors.ts'
import { say } from './setup/say.mjs'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '.' },
    only: { type: 'string', default: '' },
    'by-hand': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '4' },
  },
})
const from = path.resolve(values.from)
const timeoutMs = Number(values.minutes) * 60_000
const only = values.only.split(',').filter(name => name !== '')
const paths = checkoutPaths(path.resolve(import.meta.dirname, '..'))

const folder = mkdtempSync(path.join(tmpdir(), 'asis-runners-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
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

function byHand(dir: string, command: readonly string[]): string {
  const [program = '', ...args] = command
  const done = spawnSync(program, args, {
    cwd: dir,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 1 << 28,
    killSignal: 'SIGKILL',
  })
  const text = stripVTControlCharacters(`${done.stdout}\n${done.stderr}`)
  const count = passedInText.map(pattern => pattern.exec(text)?.[1]).find(found => found !== undefined)
  const failed = failedInText.map(pattern => pattern.exec(text)?.[1]).find(found => found !== undefined && found !== '0')
  const end = done.status === 0 ? '' : `, exit code ${done.status ?? 'none'}`
  return `${count ?? '?'}${failed === undefined ? end : `, ${failed} fail`}`
}

interface Row {
  readonly name: string
  readonly runner: string
  readonly command: string
  readonly byHand: string
  readonly counted: string
  readonly canary: string
  readonly seconds: string
  readonly cause: string
}

async function tryOne(name: string): Promise<Row> {
  const dir = path.join(from, name)
  const nothing = { name, runner: '-', command: '-', byHand: '-', counted: '-', canary: '-', seconds: '-', cause: '' }
  const { command, note } = guessTests(
    dir,
    walkTree(dir).files.map(file => file.path),
  )
  say(`${name}: ${note ?? ''}`)
  if (command === null) return { ...nothing, cause: note ?? '' }
  const nodeModules = findNodeModules(dir)
  const read = readTestCommand(command, { dir, nodeModules })
  const known = { ...nothing, command: command.join(' '), byHand: values['by-hand'] ? byHand(dir, command) : '-' }
  if (isRefused(read)) return { ...known, cause: read.message }
  const runner = [...new Set(read.commands.map(each => (each.kind === 'runner' ? each.runner : each.kind)))].join(', ')
  const copyDir = path.join(folder, 'copy', name)
  const bad = await copyTree({ root: dir, overlay: new Map() }, copyDir)
  if (bad) return { ...known, runner, cause: bad.message }
  const outcome = await baselineTests(
    { copyDir, tests: [{ command: [...command], timeoutMs, setAside: ['*'] }], nodeModules },
    ports,
  )
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

const names = readdirSync(from)
  .filter(name => existsSync(path.join(from, name, 'package.json')) && (only.length === 0 || only.includes(name)))
  .sort()
const rows: Row[] = []
for (const name of names) {
  const row = await tryOne(name)
  say(`  ${row.counted} counted, ${row.byHand} by hand, ${row.seconds} s ${row.cause}`)
  rows.push(row)
}
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' / ')
    .slice(0, 400)
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`
const head = ['project', 'runner', 'command', 'passed by hand', 'passed in ASIS', 'canary seen', 'seconds', 'cause']
process.stdout.write(line(head) + `|${head.map(() => '---|').join('')}\n`)
for (const row of rows)
  process.stdout.write(line([row.name, row.runner, row.command, row.byHand, row.counted, row.canary, row.seconds, row.cause]))

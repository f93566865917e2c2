/**
 * `npm run bench:trial`: how long the phases of a proof take, in this checkout and in an older commit, in turn within one run, so that a busy
 * minute falls on both. Prints medians with their ratio and keeps all of it in `bench/results/trial.json`. Not a test.
 *
 *   npm run bench:trial -- --runs 5 --against 5a4d758 --cases "2x at 0.5 ms,no rule fits"
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { seededRandom } from '../src-main/languages/javascript/harness/random.ts'
import { median } from '../src-main/measurement/statistics.ts'
import { cases, type Case } from './trial/cases.ts'
import { phases, phasesOf, type Spent, type Told } from './trial/phases.ts'

const { values } = parseArgs({
  options: {
    against: { type: 'string', default: '5a4d758' },
    runs: { type: 'string', default: '3' },
    cases: { type: 'string', default: cases.map(({ name }) => name).join(',') },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(import.meta.dirname, 'results', 'trial.json') },
  },
})
const root = resolve(import.meta.dirname, '..')
const chosen = cases.filter(({ name }) => values.cases.split(',').includes(name))
if (chosen.length === 0) {
  process.stderr.write(`There is no such case. Choose from: ${cases.map(({ name }) => name).join(', ')}.\n`)
  process.exit(2)
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
const folder = mkdtempSync(join(tmpdir(), 'asis-trial-'))
const older = join(folder, 'older')
const remove = (): void => {
  try {
    git('worktree', 'remove', '--force', older)
  } catch {
    // It was never made.
  }
  rmSync(folder, { recursive: true, force: true })
}
process.once('exit', remove)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

git('worktree', 'add', '--detach', older, values.against)
symlinkSync(join(root, 'node_modules'), join(older, 'node_modules'))
const sides = [
  { name: 'older', dir: older, home: join(folder, 'home-older') },
  { name: 'this', dir: root, home: join(folder, 'home-this') },
] as const
type Side = (typeof sides)[number]

interface Run {
  readonly case: string
  readonly side: Side['name']
  readonly verdict: string
  readonly totalMs: number
  readonly phasesMs: Spent
}

const filesOf = ({ name, original, candidate, inputs }: Case): string => {
  const dir = join(folder, 'cases', name.replace(/\W+/g, '-'))
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  writeFileSync(join(dir, 'f.js'), original)
  writeFileSync(join(dir, 'inputs.js'), inputs)
  if (candidate !== undefined) writeFileSync(join(dir, 'candidate.js'), candidate)
  return dir
}

/** As an operator starts it: a process of its own from start to end. */
const prove = async (one: Case, side: Side): Promise<Run> => {
  const command = one.candidate === undefined ? ['optimize', 'f.js'] : ['trial', 'f.js', 'candidate.js']
  const args = [...command, '--function', 'f', '--inputs', 'inputs.js', '--sizes', one.sizes, '--json']
  const startMs = performance.now()
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(side.dir, 'src-main/hosts/cli/main.ts'), ...args],
    {
      cwd: filesOf(one),
      env: { ...process.env, ASIS_ROOT: side.dir, ASIS_HOME: side.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const told: Told[] = []
  createInterface({ input: child.stderr }).on('line', line => told.push({ atMs: performance.now() - startMs, line }))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  await new Promise<void>((done, failed) => child.once('error', failed).once('close', () => done()))
  const totalMs = performance.now() - startMs
  const answer = JSON.parse(output) as {
    readonly verdict?: string
    readonly code?: string
    readonly error?: { readonly code?: string }
  }
  const verdict = answer.verdict ?? answer.error?.code ?? answer.code ?? 'refused'
  return { case: one.name, side: side.name, verdict, totalMs, phasesMs: phasesOf(told, totalMs) }
}

const random = seededRandom(Number(values.seed))
const began = new Date()
const loadBefore = loadavg()[0]!
const runs: Run[] = []
// What is compiled and copied once per checkout is no phase of a proof.
for (const side of sides)
  await prove(
    cases.find(({ name }) => name === 'gates refuse')!,
    side,
  )
for (let round = 0; round < Number(values.runs); round++) {
  for (const one of chosen) {
    for (const side of random() < 0.5 ? sides : sides.toReversed()) runs.push(await prove(one, side))
    process.stderr.write(`round ${round + 1}: ${one.name}\n`)
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2).padStart(7)
const of = (name: string, side: Side['name']): Run[] => runs.filter(run => run.case === name && run.side === side)
const line = (title: string, before: number, after: number): string =>
  `  ${title.padEnd(14)}${seconds(before)}${seconds(after)}${before > 50 ? `${(after / before).toFixed(2)}x`.padStart(8) : ''}`
const summary = chosen.map(({ name }) => {
  const [before, after] = [of(name, 'older'), of(name, 'this')]
  const parts = phases.map(phase => ({
    phase,
    olderMs: median(before.map(run => run.phasesMs[phase])),
    thisMs: median(after.map(run => run.phasesMs[phase])),
  }))
  const olderMs = median(before.map(run => run.totalMs))
  const thisMs = median(after.map(run => run.totalMs))
  const verdicts = { older: before.map(run => run.verdict), this: after.map(run => run.verdict) }
  return { case: name, olderMs, thisMs, ratio: thisMs / olderMs, phases: parts, verdicts }
})
const olderSum = summary.reduce((sum, each) => sum + each.olderMs, 0)
const thisSum = summary.reduce((sum, each) => sum + each.thisMs, 0)
for (const each of summary) {
  process.stdout.write(
    `\n${each.case}: ${[...new Set(each.verdicts.older)].join('/')} -> ${[...new Set(each.verdicts.this)].join('/')}\n`,
  )
  for (const { phase, olderMs, thisMs } of each.phases)
    if (olderMs + thisMs > 0) process.stdout.write(`${line(phase, olderMs, thisMs)}\n`)
  process.stdout.write(`${line('whole', each.olderMs, each.thisMs)}\n`)
}
process.stdout.write(`\n${line('all cases', olderSum, thisSum)}\n`)

const kept = {
  began: began.toISOString(),
  options: values,
  commits: {
    older: git('rev-parse', values.against),
    this: git('rev-parse', 'HEAD'),
    changed: git('status', '--porcelain', 'src-main', 'src-shared') !== '',
  },
  machine: { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: [loadBefore, loadavg()[0]!] },
  ratio: thisSum / olderSum,
  summary,
  runs,
}
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true })
writeFileSync(values.out, `${JSON.stringify(kept, null, 1)}\n`)
process.stdout.write(`${values.out}\n`)

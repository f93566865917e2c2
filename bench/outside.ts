/**
 * How often the outside clock errs, in both directions, on versions whose truth is known: gains that are forged (identical versions with a claim)
 * and believed, gains that are real and not borne out. Through the real sandbox; not a test: it takes minutes and says what this machine does.
 *
 *   node bench/outside.ts --runs 10 --cases 50ns,5us --gains 1.1,1.33,2,4 --seed 1
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../src-main/languages/javascript/harness/random.ts'
import { measureSplit } from '../src-main/measurement/split.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { openSandbox } from '../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../src-shared/errors.ts'
import { upperBound } from './summary.ts'

/** Rounds of the work of one call that make about this time, and the length of its list. */
const shapes = { '50ns': [20, 4], '1us': [300, 16], '50us': [600, 100], '1ms': [1000, 1000], '20ms': [2000, 10_000] } as const
type Shape = keyof typeof shapes
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '4' },
    cases: { type: 'string', default: Object.keys(shapes).join(',') },
    gains: { type: 'string', default: '1.1,1.33,2,4,14' },
    forged: { type: 'string', default: '1.1,1.33,4' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(import.meta.dirname, 'results', 'outside.json') },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'asis-outside-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The time follows `rounds`, the answer does not. */
const versionOf = (rounds: number, copy: string): string => {
  const dir = join(folder, `${rounds}-${copy}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(dir, 'f.js'),
    `export function f(values) {
  let most = 0
  for (let round = 0; round < ${rounds}; round++) {
    const value = values[round % values.length]
    for (let i = 0; i < ${rounds < 100 ? 1 : 10}; i++) if (value > most) most = value
  }
  return { first: values[0], count: values.length, below: most < 2000 }
}
`,
  )
  writeFileSync(
    join(dir, 'inputs.js'),
    'export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * 1000))]\n',
  )
  return dir
}

const sandbox = await openSandbox({ nodePath: process.execPath })
if (isRefused(sandbox)) {
  process.stderr.write(`${sandbox.message} ${sandbox.next}\n`)
  process.exit(1)
}
interface Run {
  readonly shape: string
  readonly truth: number
  readonly claim: number
  readonly agrees: boolean
  readonly note: string
  readonly elapsedMs: number
}
const measure = async (shape: Shape, truth: number, claim: number, seed: number): Promise<Run> => {
  const [rounds, size] = shapes[shape]
  const more = Math.round(rounds * truth)
  const startMs = performance.now()
  const split = await measureSplit(
    {
      benchmark: { kind: 'function', file: 'f.js', function: 'f', inputs: 'inputs.js', sizes: [size] },
      direction: 'lower',
      unit: 'us',
      beforeDir: versionOf(more, 'a'),
      afterDir: versionOf(rounds, 'b'),
      nodeModules: [],
      limits: {},
      seed,
      claims: [{ size, verdict: 'improved', improvement: { estimate: claim, low: claim * 0.97, high: claim * 1.03 } }],
    },
    { sandbox, clock: systemClock, random: count => randomBytes(count) },
  )
  if (isRefused(split)) throw new Error(split.message)
  return { shape, truth, claim, agrees: split.agrees, note: split.note, elapsedMs: performance.now() - startMs }
}

const numbers = (text: string): number[] => text.split(',').filter(Boolean).map(Number)
const chosen = (Object.keys(shapes) as Shape[]).filter(shape => values.cases.split(',').includes(shape))
const random = seededRandom(Number(values.seed))
const plan = chosen
  .flatMap(shape => [
    ...numbers(values.gains).map(gain => ({ shape, truth: gain, claim: gain })),
    ...numbers(values.forged).map(claim => ({ shape, truth: 1, claim })),
  ])
  .flatMap(item => Array.from({ length: Number(values.runs) }, () => ({ ...item, key: random() })))
  .toSorted((a, b) => a.key - b.key)
const loadBefore = loadavg()[0]!
const runs: Run[] = []
for (const [at, { shape, truth, claim, key }] of plan.entries()) {
  runs.push(await measure(shape, truth, claim, Math.floor(key * 2 ** 31)))
  process.stderr.write(`\r${at + 1} of ${plan.length}`)
}
process.stderr.write('\n')

const percent = (hits: number, of: number): string => `${hits} of ${of} (at most ${(100 * upperBound(hits, of)).toFixed(0)} %)`
for (const forged of [true, false]) {
  const those = runs.filter(run => (run.truth === 1) === forged)
  const wrong = those.filter(run => run.agrees === forged)
  process.stdout.write(
    `${forged ? 'forged gains believed' : 'real gains not borne out'}: ${percent(wrong.length, those.length)}\n`,
  )
  for (const shape of chosen) {
    for (const claim of new Set(those.map(run => run.claim))) {
      const of = those.filter(run => run.shape === shape && run.claim === claim)
      const seconds = of.reduce((sum, run) => sum + run.elapsedMs, 0) / of.length / 1000
      process.stdout.write(
        `  ${shape.padEnd(6)}${claim.toFixed(2).padStart(6)}x  ${of.filter(run => run.agrees === forged).length} of ${of.length}  ${seconds.toFixed(1)} s each\n`,
      )
    }
  }
}
const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: [loadBefore, loadavg()[0]!] }
writeFileSync(values.out, `${JSON.stringify({ options: values, machine, runs }, null, 1)}\n`)
process.stdout.write(`${values.out}\n`)

/**
 * How far the verdicts can be trusted, measured: identical versions (A/A) and versions that are truly so many per cent faster or slower, over
 * four workloads, through the real sandbox. Not a test: it takes minutes to hours and says what this machine does.
 *
 *   node bench/aa.ts --aa 80 --effects 20 --seed 1        (per workload; the full report: --aa 80 --effects 20)
 *
 * Prints a table and writes every run as JSON under bench/results/.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureAb, type Ports } from '../src-main/measurement/ab.ts'
import type { Precision } from '../src-main/measurement/looks.ts'
import { measuringFlags } from '../src-main/measurement/box.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { openSandbox } from '../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../src-shared/errors.ts'
import { summarize, type Run } from './summary.ts'
import { workloads, type Workload } from './workloads.ts'

const { values } = parseArgs({
  options: {
    aa: { type: 'string', default: '6' },
    effects: { type: 'string', default: '2' },
    percents: { type: 'string', default: '5,10,20' },
    workloads: { type: 'string', default: workloads.map(({ name }) => name).join(',') },
    sizes: { type: 'string', default: '1' },
    precision: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '' },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'asis-aa-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const versionOf = ({ name, source, inputs }: Workload, work: number, copy: string): string => {
  const dir = join(folder, `${name}-${work}-${copy}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  writeFileSync(join(dir, 'f.js'), source(work))
  writeFileSync(join(dir, 'inputs.js'), inputs)
  return dir
}

/** Rounds of the original; the candidate's follow from the effect, so that effects of 1 % can be made. */
const originalWork = 1000
/** Factor "better" of the candidate; the truth that the runs are held against. */
const workFor = (factor: number): number => Math.round(originalWork / factor)

const sandbox = await openSandbox({ nodePath: process.execPath })
if (isRefused(sandbox)) {
  process.stderr.write(`${sandbox.message} ${sandbox.next}\n`)
  process.exit(1)
}
const ports: Ports = { sandbox, clock: systemClock, random: count => randomBytes(count) }

const measure = async (workload: Workload, factor: number, seed: number): Promise<Run> => {
  const startMs = performance.now()
  const sizes = Array.from({ length: Number(values.sizes) }, (_, i) => workload.size * (i + 1))
  const report = await measureAb(
    {
      benchmark: { kind: 'function', file: 'f.js', function: 'f', inputs: 'inputs.js', sizes },
      direction: 'lower',
      unit: 'us',
      beforeDir: versionOf(workload, originalWork, 'a'),
      afterDir: versionOf(workload, workFor(factor), 'b'),
      nodeModules: [],
      limits: {},
      seed,
      precision: values.precision as Precision,
    },
    ports,
  )
  if (isRefused(report)) throw new Error(report.message)
  const { verdict, improvement, bySize } = report
  const truth = originalWork / workFor(factor)
  const forks = Math.max(...bySize.map(size => size.forks))
  return { workload: workload.name, truth, verdict, ...improvement, forks, elapsedMs: performance.now() - startMs }
}

const chosen = workloads.filter(({ name }) => values.workloads.split(',').includes(name))
const factors = values.percents.split(',').flatMap(percent => [1 + Number(percent) / 100, 1 / (1 + Number(percent) / 100)])
const plan = chosen.flatMap(workload => [
  ...Array.from({ length: Number(values.aa) }, () => ({ workload, factor: 1 })),
  ...factors.flatMap(factor => Array.from({ length: Number(values.effects) }, () => ({ workload, factor }))),
])
// Workloads and effects in turn, so that a noisy quarter of an hour does not fall on one of them alone.
const order = plan.map((item, i) => ({ item, key: (i * 7919) % 10_007 })).toSorted((a, b) => a.key - b.key)

const runs: Run[] = []
const began = new Date()
const loadBefore = loadavg()[0]!
for (const [i, { item }] of order.entries()) {
  runs.push(await measure(item.workload, item.factor, Number(values.seed) * 100_000 + i))
  process.stderr.write(`\r${i + 1} of ${order.length}`)
}
process.stderr.write('\n')
const machine = {
  node: process.version,
  flags: measuringFlags,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  load: [loadBefore, loadavg()[0]!],
  isolation: sandbox.isolation.tier,
}
const summary = summarize(runs)
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true })
const out = values.out || join(import.meta.dirname, 'results', `aa-${began.toISOString().slice(0, 16).replaceAll(':', '')}.json`)
writeFileSync(out, `${JSON.stringify({ began: began.toISOString(), options: values, machine, summary, runs }, null, 1)}\n`)
process.stdout.write(`${summary.text}\n${out}\n`)

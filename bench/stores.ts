/**
 * How long the core takes to answer each screen over a data folder with years in it. Not a test: it fills the folder first, which takes a minute or two.
 *
 *   node bench/stores.ts                                  (5,000,000 samples, 100,000 modifications, 500,000 records)
 *   node bench/stores.ts --samples 500000 --modifications 10000 --records 50000 --runs 50
 *
 * Prints a table and writes the same as JSON under bench/results/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Input, Method } from '../src-shared/api/contract.ts'
import { isRefused } from '../src-shared/errors.ts'
import { createCore } from '../src-main/core.ts'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { projectIdOf, realFolder } from '../src-main/project/open-project.ts'
import { candidateIdOf, fillBigHome } from '../e2e/fixtures/big-home.ts'

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '5000000' },
    modifications: { type: 'string', default: '100000' },
    records: { type: 'string', default: '500000' },
    runs: { type: 'string', default: '200' },
    out: { type: 'string', default: '' },
  },
})
const [samples, modifications, records, runs] = [values.samples, values.modifications, values.records, values.runs].map(
  Number,
) as [number, number, number, number]

const folder = mkdtempSync(join(tmpdir(), 'asis-stores-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const [home, root] = [join(folder, 'data'), join(folder, 'project')]
const metrics = Array.from({ length: 20 }, (_, i) => ({ id: `metric-${i}`, title: `Metric ${i}`, unit: 'us' }))
mkdirSync(join(root, 'src'), { recursive: true })
writeFileSync(join(root, 'src/a.mjs'), 'export const a = 1\n')
writeFileSync(join(root, 'level.mjs'), 'export default () => 1\n')
const declared = metrics.map(metric => ({
  ...metric,
  direction: 'lower',
  goal: { improve: 0.5 },
  targets: ['src/a.mjs'],
  benchmark: { kind: 'module', file: 'level.mjs' },
}))
const manifest = { name: 'big', languages: ['javascript'], files: ['src/**'], metrics: declared }
writeFileSync(join(root, 'asis.config.json'), JSON.stringify(manifest))

const nowMs = Date.now()
const timed = async <T>(work: () => T | Promise<T>): Promise<{ readonly ms: number; readonly value: T }> => {
  const startedMs = performance.now()
  const value = await work()
  return { ms: performance.now() - startedMs, value }
}
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const projectId = projectIdOf(realFolder(root) as string)
const filled = await timed(() => fillBigHome({ home, projectId, metrics, modifications, samples, records, nowMs }))
say(`filled in ${(filled.ms / 1000).toFixed(1)} s`)
const opened = await timed(() =>
  createCore({ home, projectRoot: root, owner: 'bench/stores', paths: checkoutPaths(join(import.meta.dirname, '..')) }),
)
const core = opened.value
if (isRefused(core)) throw new Error(core.message)
say(`opened with all migrations in ${(opened.ms / 1000).toFixed(1)} s`)

const hourMs = 3_600_000
const middle = candidateIdOf(Math.floor(modifications / 2))
const list = (more: object) => ({ limit: 500, ...more }) as Input<'candidates.list'>
const screens: readonly (readonly [name: string, method: Method, input: object])[] = [
  ['status', 'status.get', {}],
  ['metrics, 20 with 60 samples each', 'metrics.list', {}],
  ...[0.25, 1, 6, 24, 7 * 24, 30 * 24, 90 * 24].flatMap(hours =>
    [300, 400].map(
      points =>
        [
          `range of ${hours < 1 ? '15 min' : hours < 48 ? `${hours} h` : `${hours / 24} days`}, ${points} points, half of all samples`,
          'metrics.range',
          { id: 'metric-0', fromMs: nowMs - hours * hourMs, toMs: nowMs, points },
        ] as const,
    ),
  ),
  [
    'range of 90 days, 400 points, other series',
    'metrics.range',
    { id: 'metric-7', fromMs: nowMs - 90 * 24 * hourMs, toMs: nowMs, points: 400 },
  ],
  ['opportunities', 'opportunities.list', {}],
  ['queue', 'candidates.list', list({ states: ['awaiting-review'] })],
  ...(['created', 'decided'] as const).flatMap(order =>
    (
      [
        ['first page', {}],
        ['page in the middle', { after: middle }],
        ['four states', { states: ['kept', 'rolled-back', 'declined', 'rejected'] }],
        ['one metric', { metricId: 'metric-3' }],
        ['search, many', { search: 'instead of' }],
        ['search, few', { search: 'seldom seen' }],
        ['search, none', { search: 'nothing like it' }],
        ['search, path', { search: 'src/part-7/' }],
        ['search, two letters', { search: 'zq' }],
        ['search, last page', { search: 'joined', after: candidateIdOf(600) }],
      ] as const
    ).map(([name, more]) => [`candidates by ${order}: ${name}`, 'candidates.list', list({ order, ...more })] as const),
  ),
  ['one candidate', 'candidates.get', { id: middle }],
  ['history', 'history.summary', {}],
  ['journal: newest', 'journal.list', { limit: 500 }],
  ['journal: page in the middle', 'journal.list', { limit: 500, beforeSeq: Math.floor(records / 2) }],
  ['journal: seldom kind', 'journal.list', { limit: 500, kinds: ['config'] }],
  ['journal: two kinds', 'journal.list', { limit: 500, kinds: ['decision', 'check'] }],
  ['journal: search, many', 'journal.list', { limit: 500, search: 'approve' }],
  ['journal: search, one candidate', 'journal.list', { limit: 500, search: middle }],
  ['journal: search, none', 'journal.list', { limit: 500, search: 'nothing like it' }],
  ['journal: search in a seldom kind', 'journal.list', { limit: 500, kinds: ['config'], search: 'thresholds' }],
  ['journal: 1,000 records exported', 'journal.export', { fromSeq: Math.floor(records / 2), limit: 1000 }],
]

const loadBefore = loadavg()
const results: { name: string; method: string; rows: number | null; p50Ms: number; p99Ms: number; maxMs: number }[] = []
for (const [name, method, input] of screens) {
  // Not counted: the sandbox's self-test, pages read from the disk for the first time.
  await core.call(method, input as never, 'read')
  const times: number[] = []
  let answer: unknown
  for (let i = 0; i < runs; i++) {
    const { ms, value } = await timed(() => core.call(method, input as never, 'read'))
    if (isRefused(value)) throw new Error(`${name}: ${value.message}`)
    times.push(ms)
    answer = value
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => Math.round(times[Math.min(runs - 1, Math.ceil(share * runs) - 1)]! * 100) / 100
  results.push({
    name,
    method,
    rows: Array.isArray(answer) ? answer.length : null,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  })
}
const verified = await timed(() => core.call('journal.verify', {}, 'read'))
if (isRefused(verified.value) || !verified.value.ok) throw new Error('the journal does not verify')
await core.close()

say('\n| screen | rows | p50 ms | p99 ms |\n|---|---|---|---|')
for (const { name, rows, p50Ms, p99Ms } of results) say(`| ${name} | ${rows ?? ''} | ${p50Ms} | ${p99Ms} |`)
say(`\njournal of ${records} records verified in ${(verified.ms / 1000).toFixed(1)} s, in pieces`)

const report = {
  what: { samples, modifications, records, runs },
  machine: { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, loadBefore, loadAfter: loadavg() },
  seconds: { fill: filled.ms / 1000, open: opened.ms / 1000, verify: verified.ms / 1000 },
  results,
}
const out = values.out || join(import.meta.dirname, 'results', 'stores.json')
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`)
say(`written to ${out}`)

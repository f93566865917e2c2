/** Real boxes and real clocks. What is asserted holds on a loaded machine as well: never the size of a small difference. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measurementReport, type MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { systemClock } from '../platform/ports.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { measureAb, type Ports, type Precision } from './ab.ts'
import { measureLevel } from './level.ts'

const folder = mkdtempSync(join(tmpdir(), 'asis measurement '))
let ports: Ports
beforeAll(async () => {
  const sandbox = await openSandbox({ nodePath: process.execPath })
  if (isRefused(sandbox)) throw new Error(sandbox.message)
  ports = { sandbox, clock: systemClock, random: count => new Uint8Array(count).map((_, i) => i * 7 + 3) }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let projects = 0
/** A project copy with these files. */
const project = (files: Readonly<Record<string, string>>): string => {
  const root = join(folder, `p${++projects}`)
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}
const numbers = `export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * size))]`
const rows = `export default (random, size) => [Array.from({ length: size }, () => ({ value: random() }))]`
const withFunction = (source: string, inputs = numbers): string => project({ 'f.ts': source, 'inputs.js': inputs })
const benchmarkOf = (sizes: number[], file = 'f.ts'): Benchmark => ({
  kind: 'function',
  file,
  function: 'f',
  inputs: 'inputs.js',
  sizes,
})

const compare = async (
  before: string,
  after: string,
  benchmark: Benchmark = benchmarkOf([200]),
  more: { precision?: Precision; direction?: 'higher' | 'lower'; limits?: Parameters<typeof measureAb>[0]['limits'] } = {},
): Promise<MeasurementReport | Refused> =>
  await measureAb(
    {
      benchmark,
      direction: 'lower',
      unit: 'us',
      beforeDir: before,
      afterDir: after,
      nodeModules: [],
      limits: { wallMs: 60_000, cpuMs: 60_000 },
      seed: 5,
      precision: 'quick',
      ...more,
    },
    ports,
  )
const measured = (report: MeasurementReport | Refused): MeasurementReport => {
  if (isRefused(report)) throw new Error(report.message)
  return measurementReport.parse(report)
}
const refusal = (report: unknown): string => {
  if (!isRefused(report)) throw new Error('was not refused')
  return `${report.code}: ${report.message}`
}

const sum = (times: number) => `export function f(values: number[]): number {
  let sum = 0
  for (let i = 0; i < ${times}; i++) for (const value of values) sum += Math.sqrt(value + i)
  return sum
}`

describe('functions', () => {
  test('three times faster is improved, three times slower is regressed', async () => {
    const [slow, fast] = [withFunction(sum(3)), withFunction(sum(1))]
    const better = measured(await compare(slow, fast, benchmarkOf([50, 500])))
    expect(better.verdict).toBe('improved')
    expect(better.improvement.estimate).toBeGreaterThan(1.5)
    expect(better.bySize.map(size => size.size)).toEqual([50, 500])
    expect(better.bySize[1]!.before.median).toBeGreaterThan(better.bySize[0]!.before.median)
    const worse = measured(await compare(fast, slow))
    expect(worse.verdict).toBe('regressed')
    expect(worse.reasons[0]).toMatch(/^Worse at size 200: 0\./)
  })
  test('identical versions are never called better or worse', async () => {
    const source = 'export const f = (values: number[]) => values.filter(value => value % 3 === 0).map(value => value * 2)'
    for (let run = 0; run < 2; run++) {
      const report = measured(await compare(withFunction(source), withFunction(source), benchmarkOf([30])))
      expect(['no-change', 'inconclusive']).toContain(report.verdict)
    }
  })
  test('a function that changes its arguments gets fresh ones in every call', async () => {
    // Sorted input would make the later calls of the insertion sort about a hundred times faster.
    const insertion = `export function f(values) {
      for (let i = 1; i < values.length; i++) {
        const value = values[i]
        let j = i - 1
        for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j]
        values[j + 1] = value
      }
      return values
    }`
    const report = measured(
      await compare(
        withFunction(insertion),
        withFunction('export const f = values => values.sort((a, b) => a - b)'),
        benchmarkOf([1500]),
      ),
    )
    expect(report.verdict).toBe('improved')
    expect(report.reasons.join(' ')).toContain('fresh copies')
    expect(report.improvement.estimate).toBeGreaterThan(1.2)
  })
  test('asynchronous functions that wait are measured by the wall clock', async () => {
    const waiting = (ms: number) => `export const f = values => new Promise(done => setTimeout(done, ${ms}, values.length))`
    const report = measured(await compare(withFunction(waiting(12)), withFunction(waiting(2))))
    expect(report).toMatchObject({ verdict: 'improved', allocatedBytes: null })
    expect(report.bySize[0]!.forks).toBe(12)
    expect(report.reasons.join(' ')).toContain('wall time')
  })
  test('asynchronous functions that only compute are measured by CPU time', async () => {
    const report = measured(
      await compare(
        withFunction(sum(3).replace('export ', 'export async ')),
        withFunction(sum(1).replace('export ', 'export async ')),
      ),
    )
    expect(report.verdict).toBe('improved')
    expect(report.reasons.join(' ')).not.toContain('wall time')
  })
  test('inputs may hold functions and instances of the project, each version its own', async () => {
    const files = (times: number) => ({
      'point.js': 'export class Point { constructor(x) { this.x = x } get() { return this.x } }',
      'inputs.js': `import { Point } from './point.js'
        export default (random, size) => [Array.from({ length: size }, () => new Point(random())), point => point.get() > 0.5]`,
      'f.ts': `import { Point } from './point.js'
        export function f(points, keep) {
          let count = 0
          for (let i = 0; i < ${times}; i++) for (const point of points) {
            if (!(point instanceof Point)) throw new Error('not mine')
            if (keep(point)) count++
          }
          return count
        }`,
    })
    expect(measured(await compare(project(files(3)), project(files(1)))).verdict).toBe('improved')
  })
  test('allocated bytes per call are reported', async () => {
    const allocating = (count: number) => `export const f = () => Array.from({ length: ${count} }, (_, i) => ({ i }))`
    const report = measured(await compare(withFunction(allocating(400)), withFunction(allocating(40)), benchmarkOf([1])))
    expect(report.allocatedBytes!.before).toBeGreaterThan(4 * report.allocatedBytes!.after)
    expect(report.allocatedBytes!.after).toBeGreaterThan(40 * 12)
  })
})

describe('benchmarks that cannot be used', () => {
  const fine = withFunction(sum(1))
  test.each([
    [
      'that throw',
      withFunction('export const f = () => { throw new RangeError("no\\nsecond line") }'),
      /bad-benchmark: .*f throws on a generated input of size 200: RangeError: no\. Nothing/,
    ],
    [
      'whose generator throws',
      withFunction(sum(1), 'export default () => { throw new Error("empty") }'),
      /bad-benchmark: .*inputs\.js throws at size 200: Error: empty/,
    ],
    ['whose generator makes no list', withFunction(sum(1), 'export default () => 5'), /returns no argument list/],
    ['without the function', withFunction('export const g = 1'), /f\.ts: f is not an exported function.*exports g/],
    ['that do not parse', withFunction('export const f = ('), /f\.ts: SyntaxError/],
    ['that end the process', withFunction('export const f = () => process.exit(0)'), /ended the process/],
  ])('are refused: %s', async (_, dir, message) => {
    expect(refusal(await compare(dir, dir))).toMatch(message)
  })
  test('are refused: that never end', async () => {
    const endless = withFunction('export const f = () => { for (;;); }')
    expect(refusal(await compare(endless, endless, benchmarkOf([5]), { limits: { wallMs: 1500, cpuMs: 60_000 } }))).toMatch(
      /bad-benchmark: .*did not end within its time limit \(1\.5 s\)/,
    )
  })
  test('are refused: that wait for ever', async () => {
    const endless = withFunction('export const f = () => new Promise(() => setInterval(() => {}, 1000))')
    expect(refusal(await compare(endless, endless, benchmarkOf([5]), { limits: { wallMs: 1500, cpuMs: 60_000 } }))).toMatch(
      /bad-benchmark: .*did not end/,
    )
  })
  test('are refused: functions where higher is called better', async () => {
    expect(refusal(await compare(fine, fine, benchmarkOf([5]), { direction: 'higher' }))).toMatch(/lower is better/)
  })
  test('only the changed version is broken: it is said', async () => {
    expect(refusal(await compare(fine, withFunction('export const f = () => null.x')))).toMatch(/\(changed version\)/)
  })
  test('a stopped measurement says so', async () => {
    const stopped = await measureAb(
      {
        benchmark: benchmarkOf([5]),
        direction: 'lower',
        unit: 'us',
        beforeDir: fine,
        afterDir: fine,
        nodeModules: [],
        limits: {},
      },
      { ...ports, signal: AbortSignal.abort() },
    )
    expect(refusal(stopped)).toMatch(/^cancelled/)
  })
})

describe('modules and commands', () => {
  const module: Benchmark = { kind: 'module', file: 'bench.js', args: [3] }
  const valued = (text: string) => project({ 'bench.js': text })
  test("a value that never varies is exact, in the metric's own direction", async () => {
    const [low, high] = [valued('export default n => n * 0.25'), valued('export default async n => n * 0.3')]
    const better = measured(await compare(low, high, module, { direction: 'higher' }))
    expect(better).toMatchObject({ verdict: 'improved', improvement: { low: better.improvement.high } })
    expect(better.improvement.estimate).toBeCloseTo(1.2)
    expect(better.bySize[0]).toMatchObject({ size: null, forks: 3, before: { median: 0.75 } })
    expect(measured(await compare(low, high, module, { direction: 'lower' })).verdict).toBe('regressed')
    expect(measured(await compare(low, low, module, { direction: 'higher' })).verdict).toBe('no-change')
  })
  test('values of zero and below are compared by differences', async () => {
    const [zero, minus] = [valued('export default () => 0'), valued('export default () => -2')]
    expect(measured(await compare(zero, zero, module)).verdict).toBe('no-change')
    expect(measured(await compare(minus, valued('export default () => -3'), module, { direction: 'lower' })).verdict).toBe(
      'improved',
    )
    expect(measured(await compare(minus, valued('export default () => -3'), module, { direction: 'higher' })).verdict).toBe(
      'regressed',
    )
  })
  test('a command prints its number as JSON, after whatever else it prints', async () => {
    const command: Benchmark = { kind: 'command', command: ['node', 'run.mjs', 'x'], field: 'ops' }
    const printing = (value: number) =>
      project({ 'run.mjs': `console.log('starting', process.argv[2]); console.log(JSON.stringify({ ops: ${value} }))` })
    expect(measured(await compare(printing(100), printing(150), command, { direction: 'higher' }))).toMatchObject({
      verdict: 'improved',
    })
  })
  test.each([
    ['a module that throws', 'export default () => { throw new Error("broken") }', /bench\.js throws: Error: broken/],
    ['a module without a number', 'export default () => "12"', /returns a value of type string/],
    ['a module with no end to its number', 'export default () => NaN', /returns NaN/],
    ['a module without a default export', 'export const x = 1', /default is not an exported function/],
  ])('refused: %s', async (_, text, message) => {
    const dir = valued(text)
    expect(refusal(await compare(dir, dir, module))).toMatch(message)
  })
  test('refused: commands that fail, print nothing usable, or are not ours to run', async () => {
    const dir = project({ 'fail.mjs': 'console.error("at fault"); process.exit(3)', 'mute.mjs': '' })
    const command = (...words: string[]): Benchmark => ({ kind: 'command', command: words, field: 'value' })
    expect(refusal(await compare(dir, dir, command('node', 'fail.mjs')))).toMatch(/exit code 3: at fault/)
    expect(refusal(await compare(dir, dir, command('node', 'mute.mjs')))).toMatch(/prints no JSON object with a number `value`/)
    expect(refusal(await compare(dir, dir, command('make', 'bench')))).toMatch(/starts with `node` or `python`/)
  })
})

describe('levels', () => {
  const subject = { direction: 'lower', nodeModules: [], limits: {} } as const
  test('of a function: samples at its largest size in the wanted unit, each with its control probe', async () => {
    const dir = withFunction(sum(1))
    const level = await measureLevel({ ...subject, benchmark: benchmarkOf([10, 5000]), unit: 'ms', dir, count: 2 }, ports)
    if (isRefused(level)) throw new Error(level.message)
    expect(level.unit).toBe('ms')
    expect(level.values).toHaveLength(2)
    expect(level.values.every(value => value > 0.0005 && value < 5)).toBe(true)
    expect(level.probes.every(probe => probe > 10 && probe < 50_000)).toBe(true)
  })
  test('of a module and a command', async () => {
    const dir = project({ 'bench.js': 'export default () => 7', 'run.mjs': 'console.log(JSON.stringify({ value: 8 }))' })
    const base = { ...subject, unit: 'tasks/s', dir, count: 1 }
    expect(await measureLevel({ ...base, benchmark: { kind: 'module', file: 'bench.js', args: [] } }, ports)).toMatchObject({
      unit: 'tasks/s',
      values: [7],
    })
    const command = await measureLevel(
      { ...base, benchmark: { kind: 'command', command: ['node', 'run.mjs'], field: 'value' } },
      ports,
    )
    expect(command).toMatchObject({ values: [8] })
    expect(isRefused(command) ? 0 : command.probes[0]).toBeGreaterThan(10)
  })
  test('broken benchmarks are refused here too', async () => {
    const dir = project({ 'bench.js': 'export default () => null' })
    expect(
      refusal(
        await measureLevel(
          { ...subject, unit: 'ms', dir, count: 3, benchmark: { kind: 'module', file: 'bench.js', args: [] } },
          ports,
        ),
      ),
    ).toMatch(/^bad-benchmark/)
  })
})

/** Real boxes and real clocks. What is asserted holds on a loaded machine as well: never the size of a small difference. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { measureAb, type Ports } from './ab.ts'
import {
  benchmarkOf,
  compare,
  comparisonOf,
  measured,
  openPorts,
  project,
  refusal,
  removeProjects,
  sum,
  withFunction,
} from './testing-projects.ts'

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const waiting = (ms: number) => `export const f = values => new Promise(done => setTimeout(done, ${ms}, values.length))`
const allocating = (count: number) => `export const f = () => Array.from({ length: ${count} }, (_, i) => ({ i }))`
const withPoints = (times: number) => ({
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
const fine = withFunction(sum(1))

describe('functions', () => {
  test('three times faster is improved, three times slower is regressed', async () => {
    const [slow, fast] = [withFunction(sum(3)), withFunction(sum(1))]
    const better = measured(await compare(ports, slow, fast, benchmarkOf([50, 500])))
    expect(better.verdict).toBe('improved')
    expect(better.improvement.estimate).toBeGreaterThan(1.5)
    expect(better.bySize.map(size => size.size)).toEqual([50, 500])
    expect(better.bySize[1]!.before.median).toBeGreaterThan(better.bySize[0]!.before.median)
    const worse = measured(await compare(ports, fast, slow))
    expect(worse.verdict).toBe('regressed')
    expect(worse.reasons[0]).toMatch(/^Worse at size 200: 0\./)
  })
  test('identical versions are never called better or worse', async () => {
    const source = 'export const f = (values: number[]) => values.filter(value => value % 3 === 0).map(value => value * 2)'
    const report = measured(await compare(ports, withFunction(source), withFunction(source), benchmarkOf([30, 300])))
    expect(['no-change', 'inconclusive']).toContain(report.verdict)
    for (const { verdict } of report.bySize) expect(['no-change', 'inconclusive']).toContain(verdict)
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
        ports,
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
    const report = measured(await compare(ports, withFunction(waiting(12)), withFunction(waiting(2))))
    expect(report).toMatchObject({ verdict: 'improved', allocatedBytes: null })
    expect(report.bySize[0]!.forks).toBe(12)
    expect(report.reasons.join(' ')).toContain('wall time')
  })
  test('asynchronous functions that only compute are measured by CPU time', async () => {
    const report = measured(
      await compare(
        ports,
        withFunction(sum(9).replace('export ', 'export async ')),
        withFunction(sum(1).replace('export ', 'export async ')),
      ),
    )
    expect(report.verdict).toBe('improved')
    expect(report.reasons.join(' ')).not.toContain('wall time')
  })
  test('inputs may hold functions and instances of the project, each version its own', async () => {
    expect(measured(await compare(ports, project(withPoints(3)), project(withPoints(1)))).verdict).toBe('improved')
  })
  test('allocated bytes per call are reported', async () => {
    const report = measured(await compare(ports, withFunction(allocating(400)), withFunction(allocating(40)), benchmarkOf([1])))
    expect(report.allocatedBytes!.before).toBeGreaterThan(4 * report.allocatedBytes!.after)
    expect(report.allocatedBytes!.after).toBeGreaterThan(40 * 12)
  })
})

describe('benchmarks that cannot be used', () => {
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
    expect(refusal(await compare(ports, dir, dir))).toMatch(message)
  })
  test('are refused: that never end', async () => {
    const endless = withFunction('export const f = () => { for (;;); }')
    expect(
      refusal(await compare(ports, endless, endless, benchmarkOf([5]), { limits: { wallMs: 1500, cpuMs: 60_000 } })),
    ).toMatch(/bad-benchmark: .*did not end within its time limit \(1\.5 s\)/)
  })
  test('are refused: that wait for ever', async () => {
    const endless = withFunction('export const f = () => new Promise(() => setInterval(() => {}, 1000))')
    expect(
      refusal(await compare(ports, endless, endless, benchmarkOf([5]), { limits: { wallMs: 1500, cpuMs: 60_000 } })),
    ).toMatch(/bad-benchmark: .*did not end/)
  })
  test('are refused: functions where higher is called better', async () => {
    expect(refusal(await compare(ports, fine, fine, benchmarkOf([5]), { direction: 'higher' }))).toMatch(/lower is better/)
  })
  test('only the changed version is broken: it is said', async () => {
    expect(refusal(await compare(ports, fine, withFunction('export const f = () => null.x')))).toMatch(/\(changed version\)/)
  })
  test('a measurement whose time is used up is inconclusive, and says so', async () => {
    const report = measured(await measureAb({ ...comparisonOf(fine, fine, [5]), seed: 3 }, { ...ports, deadlineMs: 0 }))
    expect(report).toMatchObject({ verdict: 'inconclusive', bySize: [{ forks: 4 }] })
    expect(report.reasons.join(' ')).toContain('The time for this measurement was used up')
  })
  test('a stopped measurement says so', async () => {
    const stopped = await measureAb(comparisonOf(fine, fine, [5]), { ...ports, signal: AbortSignal.abort() })
    expect(refusal(stopped)).toMatch(/^cancelled/)
  })
})

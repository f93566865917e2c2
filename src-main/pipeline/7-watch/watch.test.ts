import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import type { Ports } from '../../measurement/ab.ts'
import {
  benchmarkOf,
  openPorts,
  project,
  refusal,
  removeProjects,
  sum,
  withFunction,
} from '../../measurement/testing-projects.ts'
import { findingOf, lossOf } from './loss.ts'
import { watch, type WatchInput, type WatchResult } from './watch.ts'

const interval = (low: number, high: number) => ({ estimate: Math.sqrt(low * high), low, high })

describe('one finding', () => {
  test('a loss is a share of the value before, in its own direction', () => {
    expect(lossOf(0.8, 'lower')).toBeCloseTo(0.25)
    expect(lossOf(0.8, 'higher')).toBeCloseTo(0.2)
    expect(lossOf(1.25, 'lower')).toBeCloseTo(-0.2)
  })
  test('degraded: shown, and about as large as the threshold', () => {
    expect(findingOf({ verdict: 'regressed', improvement: interval(0.85, 0.95) }, 'lower', 0.1)).toBe('degraded')
    expect(findingOf({ verdict: 'regressed', improvement: interval(0.93, 0.96) }, 'lower', 0.1)).toBe('fine')
    expect(findingOf({ verdict: 'regressed', improvement: interval(0.85, 0.95) }, 'lower', 0.3)).toBe('fine')
  })
  test('unclear: the threshold lies within the interval', () => {
    expect(findingOf({ verdict: 'inconclusive', improvement: interval(0.7, 1.3) }, 'lower', 0.1)).toBe('unclear')
    expect(findingOf({ verdict: 'inconclusive', improvement: interval(0.95, 1.3) }, 'lower', 0.1)).toBe('fine')
    expect(findingOf({ verdict: 'improved', improvement: interval(1.1, 1.3) }, 'lower', 0.1)).toBe('fine')
  })
})

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const metricOf = (
  id: string,
  benchmark: WatchInput['metrics'][number]['benchmark'],
  direction: 'higher' | 'lower' = 'lower',
) => ({
  id,
  title: `Title of ${id}`,
  unit: 'us',
  direction,
  benchmark,
})
const watched = async (beforeDir: string, afterDir: string, metrics: WatchInput['metrics']): Promise<WatchResult> => {
  const result = await watch({ metrics, beforeDir, afterDir, nodeModules: [], limits: {}, threshold: 0.1 }, ports)
  if (isRefused(result)) throw new Error(result.message)
  return result
}

const files = (speed: number) => project({ 'same.js': 'export default () => 4', 'less.js': `export default () => ${speed}` })

describe('in real boxes', () => {
  test('a slower function is degraded, and the text says how much and that it was seen twice', async () => {
    const result = await watched(withFunction(sum(1)), withFunction(sum(40)), [metricOf('speed', benchmarkOf([200]))])
    expect(result).toMatchObject({ status: 'degraded', metricId: 'speed' })
    expect(result.improvement!.high).toBeLessThan(0.9)
    expect(result.detail).toMatch(/^Title of speed is \d+\.\d % worse at size 200 .*two separate runs; the limit is 10\.0 %\.$/)
  })
  test('a faster one is fine', async () => {
    const result = await watched(withFunction(sum(40)), withFunction(sum(1)), [metricOf('speed', benchmarkOf([200]))])
    expect(result).toMatchObject({ status: 'fine', metricId: null })
  })
  test('of several metrics the degraded one decides; equal values are fine', async () => {
    const same = metricOf('same', { kind: 'module', file: 'same.js', args: [] })
    const accuracy = metricOf('accuracy', { kind: 'module', file: 'less.js', args: [] }, 'higher')
    expect(await watched(files(0.9), files(0.7), [same, accuracy])).toMatchObject({ status: 'degraded', metricId: 'accuracy' })
    expect(await watched(files(0.9), files(0.85), [same, accuracy])).toMatchObject({ status: 'fine' })
  })
  test('nothing to watch is fine and says so', async () => {
    const dir = project({})
    expect(await watched(dir, dir, [])).toEqual({
      status: 'fine',
      metricId: null,
      improvement: null,
      detail: 'No watched metric can be reached by this change.',
      dryRun: [],
    })
  })
  test('a dry-run metric is told with what it would have meant, and decides nothing', async () => {
    const same = metricOf('same', { kind: 'module', file: 'same.js', args: [] })
    const dry = { ...metricOf('accuracy', { kind: 'module', file: 'less.js', args: [] }, 'higher'), dryRun: true }
    const result = await watched(files(0.9), files(0.7), [dry, same])
    expect(result).toMatchObject({ status: 'fine', metricId: null, detail: expect.stringMatching(/^1 metric compared/) })
    expect(result.dryRun).toMatchObject([
      { metricId: 'accuracy', finding: 'degraded', detail: expect.stringContaining('22.2 %') },
    ])
  })
})

const bench = (text: string) => project({ 'bench.js': text })
const metric = (direction: 'higher' | 'lower' = 'lower', limits = {}) => ({
  metrics: [metricOf('m', { kind: 'module' as const, file: 'bench.js', args: [] }, direction)],
  nodeModules: [],
  limits,
  threshold: 0.1,
})
const fine = bench('export default () => 4')

const printing = (value: string) => project({ 'run.mjs': `console.log('{"ops": ${value}}')` })
const valued = (a: string, b: string) => project({ 'one.js': `export default () => ${a}`, 'two.js': `export default () => ${b}` })

describe('samples that are none', () => {
  test.each([
    ['NaN', 'export default () => NaN'],
    ['Infinity', 'export default () => 1 / 0'],
    ['a text', 'export default () => "12"'],
    ['nothing', 'export default () => {}'],
    ['an exception', 'export default () => { throw new RangeError("no") }'],
    ['no default export', 'export const x = 1'],
    ['the end of the process', 'export default () => process.exit(3)'],
  ])('%s from both versions is no answer; from the changed one alone it is a degradation', async (_, broken) => {
    const dir = bench(broken)
    const both = await watch({ ...metric(), beforeDir: dir, afterDir: dir }, ports)
    expect(both).toMatchObject({ status: 'error', metricId: 'm', improvement: null })
    expect(both).toHaveProperty('detail', expect.stringMatching(/^Title of m could not be measured: The benchmark bench/))
    const after = await watch({ ...metric(), beforeDir: fine, afterDir: dir }, ports)
    expect(after).toMatchObject({ status: 'degraded', metricId: 'm', improvement: null })
    expect(after).toHaveProperty(
      'detail',
      expect.stringMatching(/^Title of m can be measured before the change and not any more/),
    )
    // What the change has mended cannot be compared; that is not its fault.
    expect(await watch({ ...metric(), beforeDir: dir, afterDir: fine }, ports)).toMatchObject({ status: 'error' })
  })
  test('one that never ends', async () => {
    const endless = bench('export default () => new Promise(() => setInterval(() => {}, 1000))')
    const limits = { wallMs: 2000, cpuMs: 60_000 }
    expect(await watch({ ...metric('lower', limits), beforeDir: fine, afterDir: endless }, ports)).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('did not end within its time limit (2 s)'),
    })
    expect(await watch({ ...metric('lower', limits), beforeDir: endless, afterDir: endless }, ports)).toMatchObject({
      status: 'error',
    })
  })
  test('a function that throws on some inputs only, and one that is gone', async () => {
    const speed = [metricOf('speed', benchmarkOf([40]))]
    const input = { ...metric(), metrics: speed, beforeDir: withFunction(sum(1)) }
    const sometimes = sum(1).replace('let sum = 0', 'let sum = 0; if (values[0] % 5 === 0) throw new Error("five")')
    expect(await watch({ ...input, afterDir: withFunction(sometimes) }, ports)).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('five'),
    })
    expect(await watch({ ...input, afterDir: withFunction('export const g = 1') }, ports)).toMatchObject({ status: 'degraded' })
    const generator = 'export default () => { throw new Error("empty") }'
    const [before, after] = [withFunction(sum(1), generator), withFunction(sum(1), generator)]
    expect(await watch({ ...input, beforeDir: before, afterDir: after }, ports)).toMatchObject({
      status: 'error',
      detail: expect.stringContaining('empty'),
    })
  })
  test('a command that prints NaN', async () => {
    const command = { kind: 'command' as const, command: ['node', 'run.mjs'], field: 'ops' }
    const input = { ...metric(), metrics: [metricOf('ops', command, 'higher')], beforeDir: printing('3') }
    expect(await watch({ ...input, afterDir: printing('NaN') }, ports)).toMatchObject({ status: 'degraded' })
    expect(await watch({ ...input, beforeDir: printing('1e999'), afterDir: printing('3') }, ports)).toMatchObject({
      status: 'error',
    })
  })
  test('of several metrics: the others are measured all the same, and a degradation decides', async () => {
    const one = metricOf('one', { kind: 'module', file: 'one.js', args: [] })
    const two = metricOf('two', { kind: 'module', file: 'two.js', args: [] })
    const input = { ...metric(), metrics: [one, two] }
    expect(await watch({ ...input, beforeDir: valued('NaN', '1'), afterDir: valued('NaN', '2') }, ports)).toMatchObject({
      status: 'degraded',
      metricId: 'two',
    })
    expect(await watch({ ...input, beforeDir: valued('NaN', '1'), afterDir: valued('NaN', '1') }, ports)).toMatchObject({
      status: 'error',
      metricId: 'one',
    })
  })
  test('one that was stopped is no finding', async () => {
    expect(
      refusal(await watch({ ...metric(), beforeDir: fine, afterDir: fine }, { ...ports, signal: AbortSignal.abort() })),
    ).toMatch(/^cancelled/)
  })
})

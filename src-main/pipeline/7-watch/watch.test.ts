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
import { findingOf, lossOf, watch, type WatchInput, type WatchResult } from './watch.ts'

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
    const result = await watched(withFunction(sum(1)), withFunction(sum(3)), [metricOf('speed', benchmarkOf([200]))])
    expect(result).toMatchObject({ status: 'degraded', metricId: 'speed' })
    expect(result.improvement!.high).toBeLessThan(0.9)
    expect(result.detail).toMatch(/^Title of speed is \d+\.\d % worse at size 200 .*two separate runs; the limit is 10\.0 %\.$/)
  })
  test('a faster one is fine', async () => {
    const result = await watched(withFunction(sum(3)), withFunction(sum(1)), [metricOf('speed', benchmarkOf([200]))])
    expect(result).toMatchObject({ status: 'fine', metricId: null })
  })
  test('of several metrics the degraded one decides; equal values are fine', async () => {
    const same = metricOf('same', { kind: 'module', file: 'same.js', args: [] })
    const accuracy = metricOf('accuracy', { kind: 'module', file: 'less.js', args: [] }, 'higher')
    expect(await watched(files(0.9), files(0.7), [same, accuracy])).toMatchObject({ status: 'degraded', metricId: 'accuracy' })
    expect(await watched(files(0.9), files(0.85), [same, accuracy])).toMatchObject({ status: 'fine' })
  })
  test('nothing to watch is fine and says so; a broken benchmark is refused', async () => {
    const dir = project({ 'bench.js': 'export default () => NaN' })
    expect(await watched(dir, dir, [])).toMatchObject({
      status: 'fine',
      improvement: null,
      detail: 'No watched metric can be reached by this change.',
    })
    const broken = metricOf('broken', { kind: 'module', file: 'bench.js', args: [] })
    expect(
      refusal(
        await watch({ metrics: [broken], beforeDir: dir, afterDir: dir, nodeModules: [], limits: {}, threshold: 0.1 }, ports),
      ),
    ).toMatch(/^bad-benchmark/)
  })
})

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import type { Ports } from './ab.ts'
import { agreementOf, factorOf, lastWord, measureSplit, type Split } from './split.ts'
import { benchmarkOf, openPorts, refusal, removeProjects, sum, withFunction } from './testing-projects.ts'

const interval = (low: number, high: number) => ({ estimate: Math.sqrt(low * high), low, high })

const pairOf = (original: number, candidate: number, setup = 200, candidateSetup = setup) => ({
  original: { otherMs: setup, callsMs: original },
  candidate: { otherMs: candidateSetup, callsMs: candidate },
})

describe('the coarse factor', () => {
  test('compares the timed requests', () => {
    const { estimate, low, high } = factorOf([pairOf(100, 50), pairOf(104, 52), pairOf(96, 47), pairOf(100, 51)])
    expect(estimate).toBeCloseTo(2, 1)
    expect(low).toBeGreaterThan(1.85)
    expect(high).toBeLessThan(2.2)
  })
  test('takes work off that was surely moved before them, and no noise of loading', () => {
    const moved = [pairOf(100, 1, 200, 301), pairOf(100, 1, 210, 308), pairOf(100, 1, 190, 291)]
    expect(factorOf(moved).high).toBeLessThan(1.4)
    const noise = [pairOf(100, 50, 200, 260), pairOf(100, 50, 250, 190), pairOf(100, 50, 210, 230)]
    expect(factorOf(noise).estimate).toBeCloseTo(2)
  })
  test('has no bounds after one pair, and stays finite', () => {
    expect(factorOf([pairOf(100, 50)])).toMatchObject({ low: 1 / 50, high: 50 })
    expect(factorOf([pairOf(1e6, 0.5), pairOf(1e6, 0.5)]).estimate).toBe(50)
  })
})

describe('agreement', () => {
  test('a gain that the coarse clock does not see is contradicted', () => {
    expect(agreementOf(interval(0.95, 1.05), interval(3, 3.2))).toBe('contradicts')
    expect(agreementOf(interval(0.5, 0.9), interval(1.2, 1.3))).toBe('contradicts')
  })
  test('a diluted gain is one', () => {
    expect(agreementOf(interval(1.6, 2.1), interval(3, 3.2))).toBe('agrees')
    expect(agreementOf(interval(3, 6), interval(200, 220))).toBe('agrees')
  })
  test('noise is neither, and after the last pair only small gains get the benefit of the doubt', () => {
    expect(agreementOf(interval(0.9, 1.1), interval(1.05, 1.1))).toBe('open')
    expect(lastWord(interval(0.9, 1.1), interval(1.05, 1.1))).toBe(true)
    expect(agreementOf(interval(0.02, 50), interval(3, 3.2))).toBe('open')
    expect(lastWord(interval(0.02, 50), interval(3, 3.2))).toBe(false)
    expect(lastWord(interval(0.8, 4), interval(3, 3.2))).toBe(true)
  })
  test('where the precise figure shows no gain, there is nothing to contradict', () => {
    expect(agreementOf(interval(1.5, 2), interval(0.98, 1.02))).toBe('agrees')
  })
})

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const split = async (beforeDir: string, afterDir: string, size = 300, low = 1): Promise<Split> => {
  const result = await measureSplit(
    {
      benchmark: benchmarkOf([size]),
      direction: 'lower',
      unit: 'us',
      beforeDir,
      afterDir,
      nodeModules: [],
      limits: {},
      seed: 3,
      precise: interval(low, low * 1.1),
    },
    ports,
  )
  if (isRefused(result)) throw new Error(result.message)
  return result
}

const count = (loops: string): string =>
  `export function f(values) { let n = 0; ${loops} n += Math.sqrt(value); return Math.min(n, 0) }`

describe('in real boxes', () => {
  test('a real gain is seen from outside', async () => {
    const result = await split(
      withFunction(count('for (let i = 0; i < 6; i++) for (const value of values)')),
      withFunction(count('for (const value of values)')),
    )
    expect(result.agrees).toBe(true)
    expect(result.improvement.estimate).toBeGreaterThan(1.5)
    expect(result.note).toMatch(/^Timed from outside over 64 inputs, \d+ times: /)
  })
  test('a gain that only a patched clock shows is not', async () => {
    const honest = sum(4)
    const forged = `const usage = process.cpuUsage
      process.cpuUsage = (...args) => { const real = usage(...args); return { user: real.user / 5, system: 0 } }
      ${honest}`
    const result = await split(withFunction(honest), withFunction(forged), 300, 5)
    expect(result.agrees).toBe(false)
    expect(result.improvement.high).toBeLessThan(1.7)
  })
  test('work moved to load time counts', async () => {
    const lazy = `export function f(values) { let n = 0; for (let i = 0; i < 20; i++) for (const value of values) n += Math.sqrt(value + i); return n > 0 }`
    const prepared = `let n = 0; for (let i = 0; i < 250_000_000; i++) n += Math.sqrt(i); globalThis.kept = n; export const f = () => true`
    const result = await split(withFunction(lazy), withFunction(prepared), 300, 20)
    expect(result.agrees).toBe(false)
  })
  test('other results, an ended process and a thrown error are told, not timed', async () => {
    const original = withFunction('export const f = values => values.length')
    expect(await split(original, withFunction('export const f = values => values.length + 1'))).toMatchObject({
      agrees: false,
      note: expect.stringContaining('other results'),
    })
    expect(await split(original, withFunction('export const f = () => process.exit(0)'))).toMatchObject({
      agrees: false,
      note: expect.stringContaining('ended'),
    })
    expect(await split(original, withFunction('export const f = () => { throw new Error("no") }'))).toMatchObject({
      agrees: false,
      note: expect.stringContaining('Error: no'),
    })
  })
  test('functions that change their arguments, and inputs that cannot cross the wall', async () => {
    const sorting = withFunction('export const f = values => values.sort((a, b) => a - b)')
    expect((await split(sorting, sorting, 2000)).note).toMatch(/over \d+ inputs, \d+ times:/)
    const opaque = 'export default (random, size) => [Array.from({ length: size }, random), value => value > 0.5]'
    const filtering = withFunction('export const f = (values, keep) => values.filter(keep).length', opaque)
    expect((await split(filtering, filtering, 500)).note).toMatch(/over 32 inputs/)
  })
  test('an original that fails is a bad benchmark', async () => {
    const broken = withFunction('export const f = () => null.x')
    const result = await measureSplit(
      {
        benchmark: benchmarkOf([5]),
        direction: 'lower',
        unit: 'us',
        beforeDir: broken,
        afterDir: broken,
        nodeModules: [],
        limits: {},
        precise: interval(2, 3),
      },
      ports,
    )
    expect(refusal(result)).toMatch(/^bad-benchmark: .*TypeError/)
  })
})

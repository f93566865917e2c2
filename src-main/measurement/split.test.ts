import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import type { Ports } from './ab.ts'
import { measureSplit } from './split.ts'
import type { Split } from './split-summary.ts'
import { comparisonOf, openPorts, refusal, removeProjects, sum, withFunction } from './testing-projects.ts'

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const claimOf = (size: number, factor: number) => ({
  size,
  verdict: 'improved' as const,
  improvement: { estimate: factor, low: factor * 0.97, high: factor * 1.03 },
})

/** No load uses up what a measurement may take: a real gain is then found sooner or later. */
const unhurried = (): Ports => ({ ...ports, clock: { ...ports.clock, monotonicMs: () => 0 } })

const splitInput = (beforeDir: string, afterDir: string, size: number, factor: number) => ({
  ...comparisonOf(beforeDir, afterDir, [size]),
  seed: 3,
  claims: [claimOf(size, factor)],
})

const split = async (beforeDir: string, afterDir: string, size = 300, factor = 2): Promise<Split> => {
  const result = await measureSplit(splitInput(beforeDir, afterDir, size, factor), unhurried())
  if (isRefused(result)) throw new Error(result.message)
  return result
}

const count = (loops: string): string =>
  `export function f(values) { let n = 0; ${loops} n += Math.sqrt(value); return Math.min(n, 0) }`

const pairs = (early: string) => `export function f(numbers) { ${early}
      let found = 0
      for (const a of numbers) for (const b of numbers) if (a + b > 60) found += 1
      return found }`

describe('in real boxes', () => {
  test('a real gain is seen from outside', async () => {
    const result = await split(
      withFunction(count('for (let i = 0; i < 60; i++) for (const value of values)')),
      withFunction(count('for (const value of values)')),
    )
    expect(result).toMatchObject({ agrees: true })
    expect(result.note).toMatch(/^Timed from outside over [\d,]+ calls in \d+ processes each: /)
  })
  test('both versions of a pair are asked the very same, so that equal code is equally fast', async () => {
    const asked: string[][] = []
    const { sandbox } = ports
    const noting = {
      ...sandbox,
      open: async (...job: Parameters<typeof sandbox.open>) => {
        const box = await sandbox.open(...job)
        const list: string[] = []
        asked.push(list)
        return {
          ...box,
          request: (request: unknown, timeoutMs: number) => {
            list.push(JSON.stringify(request))
            return box.request(request as never, timeoutMs)
          },
        }
      },
    }
    const dir = withFunction(count('for (const value of values)'))
    await measureSplit(splitInput(dir, dir, 300, 2), { ...unhurried(), sandbox: noting as typeof sandbox })
    const [plan, ...boxes] = asked.map(list => list.join('\n'))
    expect(plan).toContain('"op":"look"')
    expect(boxes.length).toBeGreaterThanOrEqual(8)
    for (const each of boxes) {
      expect(each).toContain('"op":"blank"')
      expect(boxes.filter(other => other === each)).toHaveLength(2)
    }
  })
  test('a gain that only a patched clock shows is not', async () => {
    const honest = sum(4)
    const forged = `const usage = process.cpuUsage
      process.cpuUsage = (...args) => { const real = usage(...args); return { user: real.user / 5, system: 0 } }
      ${honest}`
    const result = await split(withFunction(honest), withFunction(forged), 300, 5)
    expect(result.agrees).toBe(false)
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
  test('rubbish from some call on, and answers remembered by identity, are other results', async () => {
    const counting = pairs('f.calls = (f.calls ?? 0) + 1; if (f.calls > 66) return 7')
    expect(await split(withFunction(pairs('')), withFunction(counting), 60)).toMatchObject({
      agrees: false,
      note: expect.stringContaining('other results'),
    })
    const total = 'let sum = 0; for (const value of values) sum += value; return { sum }'
    const known = `const known = new WeakMap()
      export function f(values) { if (!known.has(values)) known.set(values, (() => { ${total} })()); return known.get(values) }`
    expect(await split(withFunction(`export function f(values) { ${total} }`), withFunction(known), 100)).toMatchObject({
      agrees: false,
      note: expect.stringContaining('other results'),
    })
  })
  test('functions that change their arguments, and inputs that cannot cross the wall', async () => {
    const sorting = withFunction('export const f = values => values.sort((a, b) => a - b)')
    expect((await split(sorting, sorting, 2000)).note).toMatch(/^Timed from outside/)
    const opaque = 'export default (random, size) => [Array.from({ length: size }, random), value => value > 0.5]'
    const filtering = withFunction('export const f = (values, keep) => values.filter(keep).length', opaque)
    expect((await split(filtering, filtering, 500)).note).toMatch(/^Timed from outside/)
  })
  test('an original that fails is a bad benchmark', async () => {
    const broken = withFunction('export const f = () => null.x')
    const result = await measureSplit({ ...comparisonOf(broken, broken, [5]), claims: [claimOf(5, 2)] }, ports)
    expect(refusal(result)).toMatch(/^bad-benchmark: .*TypeError/)
  })
})

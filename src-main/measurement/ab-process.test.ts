import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import type { Ports } from './ab.ts'
import { compare, measured, openPorts, project, refusal, removeProjects } from './testing-projects.ts'

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const module: Benchmark = { kind: 'module', file: 'bench.js', args: [3] }
const valued = (text: string): string => project({ 'bench.js': text })
const commandOf = (...command: string[]): Benchmark => ({ kind: 'command', command, field: 'value' })
const printing = (value: number) =>
  project({ 'run.mjs': `console.log('starting', process.argv[2]); console.log(JSON.stringify({ ops: ${value} }))` })

describe('modules and commands', () => {
  test("a value that never varies is exact, in the metric's own direction", async () => {
    const [low, high] = [valued('export default n => n * 0.25'), valued('export default async n => n * 0.3')]
    const better = measured(await compare(ports, low, high, module, { direction: 'higher' }))
    expect(better).toMatchObject({ verdict: 'improved', improvement: { low: better.improvement.high } })
    expect(better.improvement.estimate).toBeCloseTo(1.2)
    expect(better.bySize[0]).toMatchObject({ size: null, forks: 3, before: { median: 0.75 } })
    expect(measured(await compare(ports, low, high, module, { direction: 'lower' })).verdict).toBe('regressed')
    expect(measured(await compare(ports, low, low, module, { direction: 'higher' })).verdict).toBe('no-change')
  })
  test('values of zero and below are compared by differences', async () => {
    const [zero, minus] = [valued('export default () => 0'), valued('export default () => -2')]
    expect(measured(await compare(ports, zero, zero, module)).verdict).toBe('no-change')
    expect(measured(await compare(ports, minus, valued('export default () => -3'), module, { direction: 'lower' })).verdict).toBe(
      'improved',
    )
    expect(
      measured(await compare(ports, minus, valued('export default () => -3'), module, { direction: 'higher' })).verdict,
    ).toBe('regressed')
  })
  test('a command prints its number as JSON, after whatever else it prints', async () => {
    const command: Benchmark = { kind: 'command', command: ['node', 'run.mjs', 'x'], field: 'ops' }
    expect(measured(await compare(ports, printing(100), printing(150), command, { direction: 'higher' }))).toMatchObject({
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
    expect(refusal(await compare(ports, dir, dir, module))).toMatch(message)
  })
  test('refused: commands that fail, print nothing usable, or are not ours to run', async () => {
    const dir = project({ 'fail.mjs': 'console.error("at fault"); process.exit(3)', 'mute.mjs': '' })
    expect(refusal(await compare(ports, dir, dir, commandOf('node', 'fail.mjs')))).toMatch(/exit code 3: at fault/)
    expect(refusal(await compare(ports, dir, dir, commandOf('node', 'mute.mjs')))).toMatch(
      /prints no JSON object with a number `value`/,
    )
    expect(refusal(await compare(ports, dir, dir, commandOf('make', 'bench')))).toMatch(/starts with `node` or `python`/)
  })
})

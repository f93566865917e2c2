import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { measureAb, type Ports } from './ab.ts'
import { measureLevel } from './level.ts'
import { benchmarkOf, openPorts, project, refusal, removeProjects, sum, withFunction } from './testing-projects.ts'

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

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
  test.each([
    ['f', 'export const g = 1\nfunction f(values: number[]): number { return values.length }'],
    ['Tools.prototype.f', 'export class Tools { f(values: number[]) { return values.length } }'],
    [
      'Tools.prototype.#f',
      'class Tools { #f(values: number[]) { return values.length } g() { return this.#f([]) } }\nexport const g = Tools',
    ],
  ])('of %s, which its module does not give', async (name, text) => {
    const dir = withFunction(text)
    const benchmark = { ...benchmarkOf([50]), function: name }
    const level = await measureLevel({ ...subject, benchmark, unit: 'us', dir, count: 1 }, ports)
    if (isRefused(level)) throw new Error(level.message)
    expect(level.values).toHaveLength(1)
    const compared = await measureAb(
      { ...subject, benchmark, unit: 'us', beforeDir: dir, afterDir: dir, precision: 'search' },
      ports,
    )
    expect(isRefused(compared) ? compared.message : compared.bySize).toHaveLength(1)
  })
  test('TypeScript with enums and parameter properties is understood', async () => {
    const dir = project({
      'bench.ts': `enum Kind { one = 11 }
        class Box { constructor(readonly kind: Kind) {} }
        export default (): number => new Box(Kind.one).kind`,
    })
    const benchmark: Benchmark = { kind: 'module', file: 'bench.ts', args: [] }
    expect(await measureLevel({ ...subject, unit: 'ms', dir, count: 2, benchmark }, ports)).toMatchObject({ values: [11, 11] })
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

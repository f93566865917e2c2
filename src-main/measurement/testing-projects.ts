/** For tests only: project copies on disk, a real sandbox, and comparisons with few forks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measurementReport, type MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { systemClock } from '../platform/ports.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { measureAb, type Comparison, type Ports } from './ab.ts'

const folder = mkdtempSync(join(tmpdir(), 'asis measurement '))
export const removeProjects = (): void => rmSync(folder, { recursive: true, force: true })

export const openPorts = async (): Promise<Ports> => {
  const sandbox = await openSandbox({ nodePath: process.execPath })
  if (isRefused(sandbox)) throw new Error(sandbox.message)
  return { sandbox, clock: systemClock, random: count => new Uint8Array(count).map((_, i) => i * 7 + 3) }
}

let projects = 0
/** A project copy with these files. */
export const project = (files: Readonly<Record<string, string>>): string => {
  const root = join(folder, `p${++projects}`)
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const numbers = `export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * size))]`
export const withFunction = (source: string, inputs = numbers): string => project({ 'f.ts': source, 'inputs.js': inputs })
export const benchmarkOf = (sizes: number[]): Extract<Benchmark, { kind: 'function' }> => ({
  kind: 'function',
  file: 'f.ts',
  function: 'f',
  inputs: 'inputs.js',
  sizes,
})
/** Work in proportion to `times`, the same result type. */
export const sum = (times: number): string => `export function f(values: number[]): number {
  let sum = 0
  for (let i = 0; i < ${times}; i++) for (const value of values) sum += Math.sqrt(value + i)
  return sum
}`

/** Two versions in microseconds, and nothing else asked for. */
export const comparisonOf = (beforeDir: string, afterDir: string, sizes: number[]) => ({
  benchmark: benchmarkOf(sizes),
  direction: 'lower' as const,
  unit: 'us',
  beforeDir,
  afterDir,
  nodeModules: [],
  limits: {},
})

export const compare = async (
  ports: Ports,
  beforeDir: string,
  afterDir: string,
  benchmark: Benchmark = benchmarkOf([200]),
  more: Partial<Comparison> = {},
): Promise<MeasurementReport | Refused> =>
  await measureAb(
    {
      benchmark,
      direction: 'lower',
      unit: 'us',
      beforeDir,
      afterDir,
      nodeModules: [],
      limits: { wallMs: 60_000, cpuMs: 60_000 },
      seed: 5,
      precision: 'quick',
      ...more,
    },
    ports,
  )

export const measured = (report: MeasurementReport | Refused): MeasurementReport => {
  if (isRefused(report)) throw new Error(report.message)
  return measurementReport.parse(report)
}
export const refusal = (report: unknown): string => {
  if (!isRefused(report)) throw new Error('was not refused')
  return `${report.code}: ${report.message}`
}

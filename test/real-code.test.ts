/**
 * Real input: functions of packages from the npm registry, as they are published, through the real command line. Verdicts are
 * asserted, never figures: those are in docs/real-code.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { optimizeCases, trialCases, type OptimizeCase } from './real-code/cases.ts'
import { installPackages, type Packages } from './real-code/packages.ts'
import { inputsOf, optimize, trial } from './real-code/run.ts'
import { answer, hashOf } from './support/command-line.ts'

/** Where a gain is expected: at the sizes of docs/real-code.md a busy machine may hide it. */
const sure = (each: OptimizeCase): OptimizeCase => (each.expected === 'improved' ? { ...each, sizes: [5000] } : each)

const tested = optimizeCases.filter(each => each.inTest).map(sure)
const analyzed = optimizeCases[0]!
let packages: Packages

beforeAll(() => {
  packages = installPackages([...tested, ...trialCases, analyzed].map(each => each.package))
})
afterAll(() => packages?.remove())

const minutes = 10 * 60_000

describe('asis optimize on published packages', () => {
  it('there are at least three packages, of both kinds', () => {
    expect(new Set(tested.map(each => each.package)).size).toBeGreaterThanOrEqual(3)
    expect(new Set(tested.map(each => each.expected))).toEqual(new Set(['improved', 'no-change']))
  })

  it.each(tested.map(each => [each.expected, each.package, each.function, each] as const))(
    '%s: %s, %s',
    async (expected, name, _, each) => {
      const cwd = packages.copyOf(name)
      const untouched = hashOf(cwd)
      const result = await optimize(each, cwd, packages)
      expect(result.verdict, JSON.stringify(result, null, 1)).toBe(expected)
      expect(result).toMatchObject({ isolation: 'strong', written: null })
      expect(hashOf(cwd)).toBe(untouched)
      if (expected === 'improved') {
        expect(result.speedup!.low).toBeGreaterThan(1)
        expect(result.bySize.map(size => size.size)).toEqual(each.sizes)
        expect(result.diff).toMatch(/^\+.*\bnew (?:Set|Map)\b/m)
        expect(result.reasons.join('\n')).toMatch(/Same behaviour on [\d,]+ inputs/)
      } else {
        expect(result).toMatchObject({ speedup: null, diff: '', bySize: [] })
        expect(result.reasons.join('\n')).toMatch(each.why!)
      }
    },
    minutes,
  )
})

describe('asis trial on published packages', () => {
  it.each(trialCases.map(each => [each.expected, each.package, each.title, each] as const))(
    '%s: %s, %s',
    async (expected, name, _, each) => {
      const cwd = packages.copyOf(name)
      const untouched = hashOf(cwd)
      const result = await trial(each, cwd, packages)
      expect(result.verdict, JSON.stringify(result, null, 1)).toBe(expected)
      expect(result.reasons).not.toEqual([])
      expect(hashOf(cwd)).toBe(untouched)
    },
    minutes,
  )
})

describe('asis analyze on a published package', () => {
  it(
    'measures its own function under a manifest of ten lines, and changes nothing',
    async () => {
      const cwd = packages.copyOf(analyzed.package)
      writeFileSync(path.join(cwd, 'inputs.mjs'), readFileSync(inputsOf(analyzed)))
      const benchmark = {
        kind: 'function',
        file: analyzed.file,
        function: analyzed.function,
        inputs: 'inputs.mjs',
        sizes: [1000],
      }
      const metric = {
        id: 'differ-time',
        title: 'Time of array-differ',
        unit: 'us',
        direction: 'lower',
        goal: { improve: 0.2 },
        benchmark,
      }
      const manifest = { name: analyzed.package, languages: ['javascript'], files: [analyzed.file], metrics: [metric] }
      writeFileSync(path.join(cwd, 'asis.config.json'), JSON.stringify(manifest))
      const before = hashOf(cwd)
      const home = path.join(packages.folder, 'analyze-home')
      const report = await answer(['analyze'], { cwd, home })
      expect(report).toEqual([expect.objectContaining({ metricId: 'differ-time', unit: 'us', direction: 'lower' })])
      const [{ current, goalValue, gap }] = report
      expect(current).toBeGreaterThan(0)
      // A goal of 20 % less time is a gap of a quarter of it.
      expect([goalValue / current, gap].map(value => Number(value.toFixed(6)))).toEqual([0.8, 0.25])
      expect(hashOf(cwd)).toBe(before)
    },
    minutes,
  )
})

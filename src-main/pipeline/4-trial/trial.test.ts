import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { MeasurementReport } from '../../../src-shared/domain/evidence.ts'
import type { Benchmark } from '../../../src-shared/domain/manifest.ts'
import { isRefused, refuse } from '../../../src-shared/errors.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'
import { baselineTests } from './tests.ts'
import { runTrial, type Timed, type TrialRequest } from './trial.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const original = `export const common = (a, b) => a.filter(x => b.includes(x))\n`
const better = `export const common = (a, b) => { const all = new Set(b); return a.filter(x => all.has(x)) }\n`
const files = (code: string) => ({
  'package.json': '{"type":"module"}',
  'common.js': code,
  'bench.js': `const list = (random, size) => Array.from({ length: size }, () => Math.floor(random() * size))\nexport default (random, size) => [list(random, size), list(random, size)]\n`,
  'common.test.js': `import assert from 'node:assert'\nimport test from 'node:test'\nimport { common } from './common.js'\ntest('finds', () => assert.deepEqual(common([1, 2], [2]), [2]))\n`,
})
const benchmark: Benchmark = { kind: 'function', file: 'common.js', function: 'common', inputs: 'bench.js', sizes: [10, 100] }
const tests = [{ command: ['node', '--test'], timeoutMs: 30_000 }]
const proposal = (more: Partial<Proposal>, after: string): Proposal => ({
  generator: 'rule',
  rule: 'J01',
  shortName: 'set',
  title: 'Set',
  reason: '',
  riskClass: 'B',
  files: [{ path: 'common.js', before: original, after, beforeSha256: '', afterSha256: '' }],
  changedFunctions: ['common.js#common'],
  facts: [],
  probes: [`[[[NaN, -0, '1'], [NaN, 0, 1]]]`],
  expectedGain: null,
  sameBehaviour: true,
  memoizes: false,
  ...more,
})
const measured: MeasurementReport = {
  unit: 'us',
  verdict: 'improved',
  improvement: { estimate: 3, low: 2.8, high: 3.2 },
  bySize: [],
  split: null,
  allocatedBytes: null,
  reportedByCode: false,
  reasons: ['3x faster at size 100'],
}
const trial = async (
  code: string,
  more: Partial<Proposal> = {},
  measure: TrialRequest['measure'] = vi.fn(async () => measured),
  hand: Partial<Parameters<typeof runTrial>[1]> = {},
) => {
  const before = makeTree(files(original))
  const baseline = await baselineTests({ copyDir: before.dir, tests, nodeModules: [] }, ports)
  if (isRefused(baseline)) throw new Error(baseline.message)
  const request = {
    benchmark,
    beforeDir: before.dir,
    afterDir: makeTree(files(code)).dir,
    nodeModules: [],
    tests,
    baselineTests: baseline,
    measure,
  }
  return { result: await runTrial({ ...request, proposal: proposal(more, code) }, { ...ports, ...hand }), measure }
}

describe('a trial', () => {
  it('that holds at every step is the verdict of the measurement, with what proves it', async () => {
    const { result } = await trial(better)
    if (isRefused(result)) throw new Error(result.message)
    expect(result).toMatchObject({
      verdict: 'improved',
      tests: { status: 'passed', passed: 1 },
      behaviour: { differences: 0 },
      measurement: measured,
    })
    expect(result.behaviour?.compared).toBeGreaterThan(500)
    expect(result.reasons[0]).toBe('3x faster at size 100')
    expect(result.cost.cpuMs).toBeGreaterThan(0)
  })

  it('ends at the first failed test', async () => {
    const { result, measure } = await trial(`export const common = () => []\n`)
    expect(result).toMatchObject({ verdict: 'incorrect', tests: { status: 'failed' }, behaviour: null, measurement: null })
    expect(measure).not.toHaveBeenCalled()
  })

  it('ends at the first difference that the tests do not see', async () => {
    const { result, measure } = await trial(
      `export const common = (a, b) => { const all = {}; for (const x of b) all[x] = 1; return a.filter(x => all[x]) }\n`,
    )
    expect(result).toMatchObject({ verdict: 'incorrect', tests: { status: 'passed' }, measurement: null })
    expect(measure).not.toHaveBeenCalled()
  })

  it('of a candidate that works on the judge is unsafe', async () => {
    const { result } = await trial(`${better}JSON.stringify = () => ''\n`)
    expect(result).toMatchObject({ verdict: 'unsafe', measurement: null })
  })

  const claims = {
    'another behaviour': { sameBehaviour: false },
    'to remember': { memoizes: true },
    'to come from a rule': { generator: 'rule', riskClass: 'A', facts: ['proved: everything'] },
    'nothing of what it changed': { changedFunctions: [] },
  } as const
  it.each(Object.entries(claims))('judges a wrong proposal that claims %s as any other', async (_, claimed) => {
    const { result } = await trial(
      `export const common = (a, b) => { const all = {}; for (const x of b) all[x] = 1; return a.filter(x => all[x]) }\n`,
      claimed,
    )
    expect(result).toMatchObject({ verdict: 'incorrect' })
  })

  it('judges a right proposal that claims all of that as any other', async () => {
    const { result } = await trial(better, Object.assign({}, ...Object.values(claims)) as Partial<Proposal>)
    expect(result).toMatchObject({ verdict: 'improved', behaviour: { differences: 0 } })
  })

  it.each([
    ["the project's tests", "the project's tests"],
    ['behaviour against the original', 'behaviour against the original'],
    ['measurement', 'the measurement'],
  ])('whose time is used up in the phase of %s says so', async (told, phase) => {
    let telling = ''
    // The timer of that phase fires at once, the others never.
    const after = (_: number, work: () => void) => {
      if (telling === told) work()
      return () => {}
    }
    const measure = vi.fn(async (timed: Timed) =>
      timed(async ({ signal }) => (signal.aborted ? refuse('cancelled', 'no', '') : measured)),
    )
    const { result } = await trial(better, {}, measure, { after, tell: message => (telling = message) })
    if (isRefused(result)) throw new Error(result.message)
    expect(result).toMatchObject({ verdict: 'inconclusive', measurement: null })
    expect(result.reasons[0]).toContain(`used up its`)
    expect(result.reasons[0]).toContain(` in ${phase} (`)
  })

  it('passes on why nothing could be measured', async () => {
    const { result } = await trial(
      better,
      {},
      vi.fn(async () => refuse('bad-benchmark', 'no', '')),
    )
    expect(result).toMatchObject({ kind: 'refused', code: 'bad-benchmark' })
  })
})

import { expect, it } from 'vitest'
import { evidence, type Evidence } from './evidence.ts'
import { asOfToday, weakPoints } from './weak-points.ts'

const behaviour = {
  compared: 900,
  skipped: 0,
  differences: 0,
  families: {},
  examples: [],
  agreed: [],
  generatedInside: false,
  unseen: [],
  notMet: [],
  engineErrors: 0,
}
const tests = { status: 'passed', passed: 12, failed: 0, elapsedMs: 1, detail: '', meetsChange: 'yes' } as const

const size = { estimate: 2, low: 1.8, high: 2.2 }
const evidenceOf = (more: Partial<Evidence> = {}): Evidence => ({
  verdict: 'improved',
  reasons: [],
  gates: [],
  safety: { score: 1, risk: 'LOW', reasons: [] },
  tests,
  behaviour,
  measurement: { unit: 'us', verdict: 'improved', improvement: size, bySize: [], split: null, allocatedBytes: null, reportedByCode: false, reasons: [] }, // prettier-ignore
  isolation: 'strong',
  cost: { elapsedMs: 1, cpuMs: 1 },
  ...more,
})

it('says nothing where all is well', () => {
  expect(weakPoints(evidenceOf({ tests, behaviour }))).toEqual([])
  expect(weakPoints(evidenceOf({ tests: null, behaviour: null, measurement: null }))).toEqual([])
  expect(weakPoints(evidenceOf({ tests: { ...tests, meetsChange: 'unknown' } }))).toEqual([])
})

it('says in one line each what weighs less', () => {
  const { measurement } = evidenceOf()
  const weak = evidenceOf({
    tests: { ...tests, meetsChange: 'no' },
    behaviour: { ...behaviour, unseen: ['URLSearchParams'], notMet: ['a.js:1', 'a.js:3-4', 'b.js:7', 'b.js:9', 'b.js:11'], engineErrors: 1200 }, // prettier-ignore
    measurement: measurement && { ...measurement, reportedByCode: true },
  })
  expect(weakPoints(weak).map(({ part, name, value }) => `${part}: ${name}: ${value}`)).toEqual([
    'tests: if the change threw: they would still pass',
    'behaviour: run by no input: a.js:1, a.js:3-4, b.js:7, b.js:9 and 1 more',
    'behaviour: not looked into: URLSearchParams',
    'behaviour: original throws: engine errors on 1,200',
    'measurement: number comes from: the code under test',
  ])
})

it('reads evidence of an earlier version as the schema does', () => {
  const today = evidenceOf({ tests, behaviour })
  const { meetsChange: _m, ...oldTests } = tests
  const { unseen: _u, notMet: _n, engineErrors: _e, ...oldBehaviour } = behaviour
  const { reportedByCode: _r, ...oldMeasurement } = today.measurement!
  const stored = { ...today, tests: oldTests, behaviour: oldBehaviour, measurement: oldMeasurement }
  expect(asOfToday(stored as unknown as Evidence)).toEqual(evidence.parse(stored))
  expect(asOfToday(today)).toEqual(today)
})

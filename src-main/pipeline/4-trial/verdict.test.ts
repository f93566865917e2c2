import { describe, expect, it } from 'vitest'
import type { BehaviourReport, MeasurementReport, TestReport } from '../../../src-shared/domain/evidence.ts'
import { afterBehaviour, afterTests, decide, needsTests, strongInputs, timeUsedUp, type Reports } from './verdict.ts'

const tests = (status: TestReport['status'], more: Partial<TestReport> = {}): TestReport => ({
  status,
  passed: 3,
  failed: 0,
  elapsedMs: 1,
  detail: '',
  meetsChange: 'yes',
  ...more,
})
const behaviour = (more: Partial<BehaviourReport> = {}): BehaviourReport => ({
  compared: 900,
  skipped: 2,
  differences: 0,
  families: {},
  examples: [],
  agreed: [],
  generatedInside: false,
  unseen: [],
  notMet: [],
  engineErrors: 0,
  ...more,
})
const measured = (verdict: MeasurementReport['verdict'], agrees: boolean | null = true): MeasurementReport => ({
  unit: 'us',
  verdict,
  improvement: { estimate: 2, low: 1.8, high: 2.2 },
  bySize: [],
  split: agrees === null ? null : { improvement: { estimate: 1, low: 0.9, high: 1.1 }, agrees, note: '' },
  allocatedBytes: null,
  reportedByCode: false,
  reasons: ['2x faster'],
})

const reports = (more: Partial<Reports> = {}): Reports => ({
  tests: tests('passed'),
  behaviour: behaviour(),
  measurement: measured('improved'),
  mayChange: null,
  ...more,
})

describe('the verdict of a trial', () => {
  it('is inconclusive when a part of the results was not seen, unless a test meets the change', () => {
    const closed = behaviour({ unseen: ['function', 'WeakMap'] })
    const none = decide(reports({ tests: null, behaviour: closed }))
    expect(none.verdict).toBe('inconclusive')
    expect(none.reasons[0]).toMatch(/cannot be looked into \(function, WeakMap\), and no test of the project passed/)
    for (const meetsChange of ['no', 'unknown'] as const)
      expect(decide(reports({ tests: tests('passed', { meetsChange }), behaviour: closed })).verdict).toBe('inconclusive')
    expect(decide(reports({ behaviour: closed })).verdict).toBe('improved')
    expect(decide(reports({ tests: null, behaviour: closed, measurement: measured('no-change') })).verdict).toBe('no-change')
  })

  it('shows where two long answers part, never two equal beginnings', () => {
    const same = '"n6", '.repeat(60)
    const example = { input: '[1]', original: `[${same}1]`, candidate: `[${same}1] (its length is locked)`, family: 'edge' }
    const [reason = ''] = afterBehaviour(behaviour({ differences: 1, examples: [example] }))?.reasons ?? []
    expect(reason).toContain('(its length is locked)')
    expect(reason.length).toBeLessThan(600)
  })
  it('is incorrect when a test fails or an input differs, and says which', () => {
    expect(afterTests(tests('failed', { failed: 2, detail: 'adds: 3 !== 4\n at x' }))).toEqual({
      verdict: 'incorrect',
      reasons: ['2 tests of the project failed with the change: adds: 3 !== 4'],
    })
    const example = { input: '[NaN]', original: 'false', candidate: 'true', family: 'mutated' }
    const decided = afterBehaviour(behaviour({ differences: 1, examples: [example] }))
    expect(decided).toMatchObject({ verdict: 'incorrect' })
    expect(decided?.reasons[0]).toBe(
      'Behaves differently on 1 of 900 inputs. For [NaN] the original gives false, the candidate true.',
    )
  })
  it('is unsafe when the test run was forged', () => {
    expect(afterTests(tests('invalid', { detail: 'A canary passed.' }))).toMatchObject({ verdict: 'unsafe' })
  })
  it('is that of the measurement when everything agrees', () => {
    for (const verdict of ['improved', 'no-change', 'regressed', 'inconclusive'] as const) {
      expect(decide(reports({ measurement: measured(verdict) })).verdict).toBe(verdict)
    }
    expect(decide(reports()).reasons).toEqual([
      '2x faster',
      'Same behaviour on 900 inputs, 2 skipped.',
      '3 tests of the project passed, and fail when what was changed throws an error.',
    ])
    const notAsked = reports({ tests: tests('passed', { meetsChange: 'unknown' }) })
    expect(decide(notAsked).reasons).toContain('3 tests of the project passed; the comparison is proof without them.')
  })
  it('is inconclusive when inside and outside disagree', () => {
    expect(decide(reports({ measurement: measured('improved', false) }))).toMatchObject({ verdict: 'inconclusive' })
  })
  it('never improves where a changed piece was run by no input, and names it', () => {
    const notMet = ['a.ts:3-5', 'a.ts:9']
    const decided = decide(reports({ behaviour: behaviour({ notMet }) }))
    expect(decided.verdict).toBe('inconclusive')
    expect(decided.reasons[0]).toContain('a.ts:3-5, a.ts:9')
    expect(decide(reports({ behaviour: behaviour({ notMet }), measurement: measured('no-change') })).verdict).toBe('no-change')
  })
  it('takes at most a tenth of its evidence from errors of the engine', () => {
    const mostlyErrors = behaviour({ compared: 900, engineErrors: 880 })
    expect(
      decide(reports({ tests: tests('none'), behaviour: mostlyErrors, measurement: measured('improved', null) })).verdict,
    ).toBe('inconclusive')
    expect([0, 10, 90, 900].map(engineErrors => strongInputs(behaviour({ compared: 900, engineErrors })))).toEqual([
      900, 900, 900, 0,
    ])
    expect(strongInputs(behaviour({ compared: 900, engineErrors: 450 }))).toBe(500)
  })
  it('never improves on nothing compared and nothing tested', () => {
    const measurement = measured('improved', null)
    expect(decide(reports({ tests: null, behaviour: null, measurement })).verdict).toBe('inconclusive')
    expect(decide(reports({ tests: tests('none'), behaviour: behaviour({ compared: 4 }), measurement })).verdict).toBe(
      'inconclusive',
    )
  })
})

describe("the project's tests", () => {
  const deaf = tests('passed', { meetsChange: 'no', passed: 12 })
  const weak = [
    ['nothing is compared', null],
    ['few inputs are compared', behaviour({ compared: 29 })],
    ['most inputs are errors of the engine', behaviour({ compared: 60, engineErrors: 40 })],
    ['something cannot be looked into', behaviour({ unseen: ['URLSearchParams'] })],
  ] as const
  it.each(weak)('count where %s only when they meet the change', (_, seen) => {
    expect(needsTests(reports({ behaviour: seen }))).toBe(true)
    expect(decide(reports({ behaviour: seen })).verdict).toBe('improved')
    const decided = decide(reports({ behaviour: seen, tests: deaf, untested: ['src/a.js#f'] }))
    expect(decided.verdict).toBe('inconclusive')
    expect(decided.reasons[0]).toMatch(
      /^Better, but not proved to be the same program: .*12 tests passed, but none of them runs what was changed \(src\/a\.js#f\)\. A test that/,
    )
    const unclear = reports({ behaviour: seen, tests: tests('passed', { meetsChange: 'unknown' }), untested: [] })
    expect(decide(unclear)).toMatchObject({ verdict: 'inconclusive' })
    expect(decide(unclear).reasons[0]).toContain('could not be found out')
  })
  it.each([
    ['many inputs', behaviour()],
    ['as few as count', behaviour({ compared: 30 })],
    ['some errors of the engine among many inputs', behaviour({ compared: 900, engineErrors: 90 })],
    ['many errors of the engine beside enough inputs', behaviour({ compared: 200, engineErrors: 150 })],
  ])('are not needed for %s', (_, seen) => {
    expect(needsTests(reports({ behaviour: seen }))).toBe(false)
    expect(decide(reports({ behaviour: seen, tests: null })).verdict).toBe('improved')
    expect(decide(reports({ behaviour: seen, tests: deaf, untested: [] })).verdict).toBe('improved')
  })
  it('are not asked for anything but a confirmed gain', () => {
    for (const measurement of [measured('no-change'), measured('regressed'), measured('improved', false)])
      expect(needsTests(reports({ behaviour: null, measurement }))).toBe(false)
  })
  it('stand for a block that no input ran only when they fail where it throws', () => {
    const open = reports({ behaviour: behaviour({ notMet: ['src/a.js:4-6'] }) })
    expect(needsTests(open)).toBe(true)
    const decided = decide(open)
    expect(decided.verdict).toBe('inconclusive')
    expect(decided.reasons[0]).toContain('ran src/a.js:4-6')
    const met = decide({ ...open, blocksMet: true })
    expect(met.verdict).toBe('improved')
    expect(met.reasons).toContain('No compared input ran src/a.js:4-6, but tests of the project do.')
    expect(decide({ ...open, blocksMet: true, tests: deaf, untested: ['src/a.js#f'] }).verdict).toBe('inconclusive')
  })
})

describe('a metric whose manifest lets answers differ', () => {
  const mayChange = { guardrails: 1 }
  const differs = behaviour({ differences: 9, compared: 90 })
  it('is decided by the metric, with tests that meet the change and a guardrail', () => {
    for (const seen of [null, differs, behaviour()])
      expect(decide(reports({ mayChange, behaviour: seen })).verdict).toBe('improved')
    expect(decide(reports({ mayChange, behaviour: differs })).reasons).toContain(
      'Answers differently on 9 of 90 inputs, which this metric allows.',
    )
  })
  it.each([
    ['without tests', { tests: null }, /no test of the project passed/],
    ['with tests that do not meet it', { tests: tests('passed', { meetsChange: 'no' }), untested: [] }, /none of them runs/],
    ['without a guardrail', { mayChange: { guardrails: 0 } }, /no guardrail reaches/],
  ] as const)('stays open %s', (_, more, why) => {
    const decided = decide(reports({ mayChange, behaviour: differs, ...more }))
    expect(decided.verdict).toBe('inconclusive')
    expect(decided.reasons[0]).toMatch(why)
  })
})

it('a used up budget says where the time went, and what helps', () => {
  const spent = [['the measurement', 171_000], ["the project's tests", 9_400]] as const // prettier-ignore
  expect(timeUsedUp(180_000, 'the measurement', spent)).toEqual({
    verdict: 'inconclusive',
    reasons: [
      "The trial used up its 180 s in the measurement (the measurement 170 s, the project's tests 9.4 s).",
      'Fewer or smaller sizes in the benchmark help, or more time: `limits.trialMs` in asis.config.json.',
    ],
  })
})

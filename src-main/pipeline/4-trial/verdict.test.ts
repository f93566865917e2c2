import { describe, expect, it } from 'vitest'
import type { BehaviourReport, MeasurementReport, TestReport } from '../../../src-shared/domain/evidence.ts'
import { afterBehaviour, afterTests, decide } from './verdict.ts'

const tests = (status: TestReport['status'], more: Partial<TestReport> = {}): TestReport => ({
  status,
  passed: 3,
  failed: 0,
  elapsedMs: 1,
  detail: '',
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
  ...more,
})
const measured = (verdict: MeasurementReport['verdict'], agrees: boolean | null = true): MeasurementReport => ({
  unit: 'us',
  verdict,
  improvement: { estimate: 2, low: 1.8, high: 2.2 },
  bySize: [],
  split: agrees === null ? null : { improvement: { estimate: 1, low: 0.9, high: 1.1 }, agrees, note: '' },
  allocatedBytes: null,
  reasons: ['2x faster'],
})

describe('the verdict of a trial', () => {
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
      expect(decide(tests('passed'), behaviour(), measured(verdict), true).verdict).toBe(verdict)
    }
    expect(decide(tests('passed'), behaviour(), measured('improved'), true).reasons).toEqual([
      '2x faster',
      'Same behaviour on 900 inputs, 2 skipped.',
      '3 tests of the project passed.',
    ])
  })
  it('is inconclusive when inside and outside disagree', () => {
    expect(decide(tests('passed'), behaviour(), measured('improved', false), true)).toMatchObject({ verdict: 'inconclusive' })
  })
  it('never improves on nothing compared and nothing tested', () => {
    expect(decide(null, null, measured('improved', null), true).verdict).toBe('inconclusive')
    expect(decide(tests('none'), behaviour({ compared: 4 }), measured('improved', null), true).verdict).toBe('inconclusive')
    expect(decide(null, null, measured('improved', null), false).verdict).toBe('improved')
  })
})

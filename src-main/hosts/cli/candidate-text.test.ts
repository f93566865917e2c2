import { expect, it } from 'vitest'
import { evidenceOf } from '../../stores/test-home.ts'
import { weakText } from './candidate-text.ts'
import { resultText } from './commands/one-function.ts'

const evidence = evidenceOf({
  tests: { status: 'passed', passed: 12, failed: 0, elapsedMs: 1, detail: '', meetsChange: 'no' },
  behaviour: {
    compared: 900,
    skipped: 0,
    differences: 0,
    families: {},
    examples: [],
    agreed: [],
    generatedInside: false,
    unseen: ['Head\u001Bers'],
    notMet: ['src/a.js:4-6'],
    engineErrors: 3,
  },
})

it('what weighs less stands in a line of its own, without control characters', () => {
  expect(weakText(evidence, 'tests', '')).toEqual(['if the change threw: they would still pass'])
  expect(weakText(evidence, 'behaviour', '').join('\n')).toMatch(
    /^run by no input: src\/a\.js:4-6\nnot looked into: Head[^\u001B]*ers\noriginal throws: engine errors on 3$/,
  )
  expect(weakText(evidence, 'measurement')).toEqual([])
})

it('also in the text of a trial of one function', () => {
  const text = resultText({
    verdict: 'inconclusive',
    speedup: null,
    bySize: [],
    unit: 'us',
    rule: '',
    title: '',
    diff: '',
    reasons: ['why'],
    isolation: 'strong',
    elapsedMs: 1,
    evidence,
    tried: [],
    written: null,
  })
  expect(text).toContain('  why\n  run by no input: src/a.js:4-6\n')
  expect(text).toContain('  if the change threw: they would still pass\n')
})

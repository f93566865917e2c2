import { describe, expect, it } from 'vitest'
import { diffOf } from '../../stores/diff-of.ts'
import { changeOf } from '../../stores/test-home.ts'
import { bundledPolicy, changedLines, firstAllowing, policyAnswer, suggestedPolicy, type PolicySubject } from './policy.ts'

const subject = (more: Partial<PolicySubject> = {}): PolicySubject => ({
  generator: 'rule',
  paths: ['src/a.js'],
  changedLines: 10,
  verdict: 'improved',
  risk: 'LOW',
  score: 0.9,
  improvementLow: 1.1,
  isolation: 'strong',
  ...more,
})
const why = (more: Partial<PolicySubject>, policy = suggestedPolicy, approvals = 1) => {
  const answer = policyAnswer(policy, subject(more), approvals)
  return answer.apply ? 'applies' : answer.why
}

describe('a policy', () => {
  it('allows what meets all of it, at the limits too, and says what was met', () => {
    expect(policyAnswer(suggestedPolicy, subject({ changedLines: 60 }), 1)).toEqual({
      apply: true,
      why: 'LOW risk, safety 0.90, proved at least 1.10 times as good, 60 lines by rule.',
    })
  })
  it.each<[Partial<PolicySubject>, RegExp]>([
    [{ verdict: 'inconclusive' }, /verdict is inconclusive/],
    [{ verdict: 'no-change' }, /verdict is no-change/],
    [{ isolation: 'container' }, /isolation container/],
    [{ isolation: 'none' }, /isolation none/],
    [{ risk: 'MEDIUM' }, /risk is MEDIUM/],
    [{ generator: 'llm' }, /written by llm/],
    [{ score: 0.89 }, /safety score is 0.89/],
    [{ improvementLow: 1.09 }, /proved 1.09 times as good/],
    [{ improvementLow: null }, /not measured/],
    [{ improvementLow: Number.NaN }, /proved NaN/],
    [{ changedLines: 61 }, /changes 61 lines/],
    [{ changedLines: Number.POSITIVE_INFINITY }, /lines, more than/],
    [{ paths: [] }, /changes no file/],
  ])('does not allow %o', (more, reason) => {
    expect(why(more)).toMatch(reason)
  })
  it('looks at every changed path, with exceptions', () => {
    const policy = { ...suggestedPolicy, paths: ['src/**/*.js', '!src/core/**'] }
    expect(why({ paths: ['src/a.js', 'src/deep/b.js'] }, policy)).toBe('applies')
    expect(why({ paths: ['src/a.js', 'lib/b.js'] }, policy)).toMatch(/^Its file lib\/b.js is outside/)
    expect(why({ paths: ['src/core/b.js'] }, policy)).toMatch(/outside/)
  })
  it('may allow HIGH risk, but never where two people are needed', () => {
    const policy = { ...suggestedPolicy, risks: ['LOW' as const, 'HIGH' as const] }
    expect(why({ risk: 'HIGH' }, policy, 1)).toBe('applies')
    expect(why({ risk: 'HIGH' }, policy, 2)).toMatch(/two people/)
    expect(why({ risk: 'LOW' }, policy, 2)).toBe('applies')
  })
})

it('the first enabled one that allows it decides', () => {
  const strict = { ...suggestedPolicy, name: 'strict', minScore: 0.99 }
  const off = { ...suggestedPolicy, name: 'off', enabled: false }
  expect(firstAllowing([strict, off, suggestedPolicy, bundledPolicy], subject(), 1)?.policy.name).toBe('low-risk-rules')
  expect(firstAllowing([strict, off], subject(), 1)).toBeNull()
  expect(firstAllowing([], subject(), 1)).toBeNull()
})

it('changed lines are those of the diff, whatever they say', () => {
  const { diff } = diffOf([
    changeOf('a.js', '-- x\nsame\nc\n', '++ y\nsame\nd\n'),
    changeOf('b.js', `${'1\n'.repeat(30)}x`, `${'1\n'.repeat(30)}y`),
  ])
  expect(changedLines(diff)).toBe(6)
  expect(changedLines('')).toBe(Number.POSITIVE_INFINITY)
  expect(changedLines('--- a\n+++ b\n@@ -1,9 +1,9 @@\n-x\n')).toBe(Number.POSITIVE_INFINITY)
})

import { expect, it } from 'vitest'
import { policy as schema } from '../../src-shared/domain/policy.ts'
import { draftOf, policyOf, problemsOf, type Draft } from './policy-rules.ts'

const good = {
  name: 'low-risk-rules',
  enabled: true,
  risks: ['LOW' as const],
  generators: ['rule' as const],
  paths: ['src/**'],
  minScore: 0.9,
  minImprovement: 1.1,
  maxChangedLines: 40,
}
const draft = draftOf(good)

it('comes back from its draft as it was', () => {
  expect(problemsOf(draft, [])).toEqual({})
  expect(policyOf(draft)).toEqual(good)
  expect(schema.parse(policyOf(draft))).toEqual(good)
  const watched = { ...good, watchMs: 90_000, guardrails: ['find-time'] }
  expect(policyOf(draftOf(watched))).toEqual(watched)
})
it.each<[keyof Draft, string | readonly string[], boolean]>([
  ['name', 'a', true],
  ['name', '', false],
  ['name', 'Low', false],
  ['name', `a${'b'.repeat(60)}`, false],
  ['risks', [], false],
  ['risks', ['LOW', 'MEDIUM', 'HIGH'], true],
  ['generators', [], false],
  ['paths', ' \n', false],
  ['paths', `${'x'.repeat(301)}`, false],
  ['paths', Array(51).fill('a').join('\n'), false],
  ['paths', Array(50).fill('a').join('\n'), true],
  ['minScore', '1.01', false],
  ['minScore', '0', true],
  ['minScore', 'x', false],
  ['minImprovement', '0.9', false],
  ['minImprovement', '1000', true],
  ['maxChangedLines', '1.5', false],
  ['maxChangedLines', '0', false],
  ['maxChangedLines', '100000', true],
  ['watchMinutes', '', true],
  ['watchMinutes', '10080', true],
  ['watchMinutes', '10081', false],
  ['watchMinutes', '-1', false],
  ['guardrails', 'find-time\naccuracy', true],
  ['guardrails', 'Find Time', false],
  ['guardrails', Array(51).fill('a').join('\n'), false],
])('the page and the contract agree on %s = %s', (field, value, fits) => {
  const changed = { ...draft, [field]: value }
  expect(problemsOf(changed, [])[field] === undefined).toBe(fits)
  expect(schema.safeParse(policyOf(changed)).success).toBe(fits)
})
it('names are taken once', () => {
  expect(problemsOf(draft, ['low-risk-rules']).name).toBe('Another policy has this name.')
})

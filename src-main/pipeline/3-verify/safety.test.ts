import { expect, test } from 'vitest'
import { notClearAtASize } from './safety.ts'

test('what is not clear at a small size is looked at by a person', () => {
  const after = notClearAtASize({ score: 1, risk: 'LOW', reasons: ['one small change'] })
  expect(after).toMatchObject({ score: 0.95, risk: 'MEDIUM' })
  expect(after.reasons[0]).toContain('not clear at a small size')
  expect(notClearAtASize({ score: 0.52, risk: 'MEDIUM', reasons: [] }).risk).toBe('HIGH')
  expect(notClearAtASize({ score: 0.9, risk: 'HIGH', reasons: [] }).risk).toBe('HIGH')
})

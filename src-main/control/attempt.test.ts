import { expect, test } from 'vitest'
import type { SessionRow } from '../../src-shared/domain/session.ts'
import { furtherRow } from './attempt.ts'

const row = (verdict: SessionRow['verdict'], what: string) => ({ verdict, what }) as SessionRow

test('of two attempts at one metric the one that got further is told, the first one where they got as far', () => {
  const first = row('inconclusive', 'first')
  expect(furtherRow(first, row('improved', 'second')).what).toBe('second')
  expect(furtherRow(first, row('inconclusive', 'second')).what).toBe('first')
  expect(furtherRow(first, row('incorrect', 'second')).what).toBe('first')
  expect(furtherRow(row('regressed', 'first'), row('no-change', 'second')).what).toBe('second')
  expect(furtherRow(first, row(null, 'second')).what).toBe('first')
})

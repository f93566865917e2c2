import { expect, it } from 'vitest'
import { declaredCount } from './declared-count.ts'

it.each([
  ['export function f(a, b) {}', 2],
  ['export const f = (a, b = 1) => a', 2],
  ['export function f(this: Date, a: number, b?: number) {}', 2],
  ['export const f = (...all) => all', 0],
  ['export const f = (a, ...all) => all', 1],
])('%s', (text, count) => {
  expect(declaredCount('a.ts', text, 'f')).toBe(count)
})
it('says nothing of what it does not see', () => {
  expect(declaredCount('a.ts', "export * from './b.ts'", 'f')).toBe(null)
  expect(declaredCount('a.sql', 'select 1', 'f')).toBe(null)
  expect(declaredCount('a.ts', null, 'f')).toBe(null)
})

import { expect, it } from 'vitest'
import { nextCycle } from './autonomous.tsx'

it('says when the next cycle comes, and nothing that it does not know', () => {
  const nowMs = 1_000_000
  const at = (nextMs: number | null) => nextCycle({ on: true, nextMs, note: '' }, nowMs)
  expect(nextCycle({ on: false, nextMs: nowMs + 1, note: '' }, nowMs)).toBe('off')
  expect(at(null)).toBe('on')
  expect(at(nowMs - 5)).toBe('on, the next cycle is due')
  expect(at(nowMs + 30_000)).toBe('on, next cycle in less than a minute')
  expect(at(nowMs + 252_000)).toBe('on, next cycle in 4 min')
  expect(at(nowMs + 5_400_000)).toBe('on, next cycle in 1 h 30 min')
})

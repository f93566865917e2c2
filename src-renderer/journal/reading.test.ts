import { expect, it } from 'vitest'
import { isRewritten, readingOf } from './reading.ts'

const sha = 'ab12cd34ef'.repeat(7).slice(0, 64)

it('names hashes in short and says one thing per line', () => {
  expect(readingOf(`approved by operator: diff ${sha}, trial 1, risk LOW; looks right`)).toEqual([
    `approved by operator: diff ${sha.slice(0, 10)}…, trial 1, risk LOW`,
    'looks right',
  ])
  expect(readingOf(`src/a.ts missing -> ${sha}`)).toEqual([`src/a.ts missing → ${sha.slice(0, 10)}…`])
})
it('reads JSON as a list', () => {
  expect(readingOf('{"name":"small","risks":["LOW"],"guardrails":[],"most":{"files":1}}')).toEqual([
    'name: small',
    'risks: LOW',
    'guardrails: none',
    'most: files 1',
  ])
  expect(readingOf('{ broken')).toEqual(['{ broken'])
})
it('knows what it left as it was', () => {
  expect(isRewritten('3 metrics')).toBe(false)
  expect(isRewritten(`to ${sha}`)).toBe(true)
  expect(readingOf('')).toEqual([])
})

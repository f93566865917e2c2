import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

/** Typed texts are run without their types. */
const same = (before: string, after: string, kinds: readonly string[], probes: readonly string[] = []): Promise<string | null> =>
  difference(stripTypeScriptTypes(before), stripTypeScriptTypes(after), 'f', kinds, probes)

describe('J70: loop instead of reduce', () => {
  test('over two lists, in the style of the file', async () => {
    const text = `export const f = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]) ** 2, 0)
`
    const { after } = rewrite('J70', text, 'a.ts')
    expect(after).toBe(`export const f = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += Math.abs(a[at] - b[at]) ** 2
  return sum
}
`)
    expect(await same(text, after, ['integers', 'integers'])).toBe(null)
  })
  test('a mean, and a sum of more than one reading', async () => {
    const text = `export function f(xs: number[]): number {\n  const length = xs.reduce((s, x) => s + x * x, 0) / xs.length\n  return length\n}\n`
    const { after } = rewrite('J70', text, 'a.ts')
    expect(after).toContain('    const x = xs[i]\n    s += x * x\n')
    expect(await same(text, after, ['integers'])).toBe(null)
  })
  test.each([
    ['in plain JavaScript, where holes are possible', `export const f = xs => xs.reduce((s, x) => s + x, 0)`, 'a.js'],
    [
      'the elements may be undefined',
      `export const f = (xs: (number | undefined)[]) => xs.reduce<number>((s, x) => s + (x ?? 0), 0)`,
      'a.ts',
    ],
    [
      'it runs after something else of its statement',
      `export const f = (xs: number[], g: () => number) => g() + xs.reduce((s, x) => s + x, 0)`,
      'a.ts',
    ],
    ['it may not run', `export const f = (xs: number[], y: boolean) => y ? xs.reduce((s, x) => s + x, 0) : 1`, 'a.ts'],
    [
      'unknown code runs',
      `export const f = (xs: number[], g: (x: number) => number) => xs.reduce((s, x) => s + g(x), 0)`,
      'a.ts',
    ],
    [
      'the sum is on the right, which adds in another order for texts',
      `export const f = (xs: number[]) => xs.reduce((s, x) => x + s, 0)`,
      'a.ts',
    ],
  ])('refuses when %s', (_why, text, path) => expect(rewrites('J70', text, path)).toEqual([]))
})

describe('J27: running sum', () => {
  const text = `export function f(examples: number[]): number[] {
  const hits: number[] = []
  const curve: number[] = []
  for (let at = 0; at < examples.length; at++) {
    hits.push(examples[at] / 3)
    curve.push(hits.slice(0, at + 1).reduce((sum, hit) => sum + hit, 0) / (at + 1))
  }
  return curve
}
`
  test('adds what is new, with the same rounding', async () => {
    const { after } = rewrite('J27', text, 'a.ts')
    expect(after).toContain(
      '  for (; hitsCounted < at + 1 && hitsCounted < hits.length; hitsCounted++) hitsSum += hits[hitsCounted]\n',
    )
    expect(await same(text, after.replaceAll(/\n\s+for \(; /g, '\n    for (; '), ['integers'])).toBe(null)
  })
  test.each([
    ['elements change', text.replace('hits.push(', 'hits[0] = 1\n    hits.push(')],
    ['the counter jumps', text.replace('at++)', 'at += 2)')],
    ['the counter is changed', text.replace('hits.push(', 'if (at === 3) at++\n    hits.push(')],
    ['the list shrinks', text.replace('hits.push(', 'hits.pop()\n    hits.push(')],
  ])('refuses when %s', (_why, changed) => expect(rewrites('J27', changed, 'a.ts')).toEqual([]))
})

describe('J72: entries()', () => {
  test('becomes an index loop', async () => {
    const text = `export function f(xs: number[]): number {\n  let t = 0\n  for (const [i, x] of xs.entries()) {\n    t += i * x\n  }\n  return t\n}\n`
    const { after } = rewrite('J72', text, 'a.ts')
    expect(after).toBe(
      `export function f(xs: number[]): number {\n  let t = 0\n  for (let i = 0; i < xs.length; i++) {\n    const x = xs[i]\n    t += i * x\n  }\n  return t\n}\n`,
    )
    expect(await same(text, after, ['integers'])).toBe(null)
  })
  test.each([
    ['it may be a Map', `export function f(m) { let t = 0; for (const [k, v] of m.entries()) { t += v } return t }`, 'a.js'],
    [
      'the list is another one later',
      `export function f(xs: number[]) { for (const [i, x] of xs.entries()) { xs = [x, i] } return xs }`,
      'a.ts',
    ],
    [
      'the index is changed',
      `export function f(xs: number[]) { let t = 0; for (let [i, x] of xs.entries()) { i += 1; t += i * x } return t }`,
      'a.ts',
    ],
  ])('refuses when %s', (_why, text, path) => expect(rewrites('J72', text, path)).toEqual([]))
})

describe('J54: first hit', () => {
  test.each([
    [
      'for-of',
      `export function f(xs, y) {\n  let found = false\n  for (const x of xs) if (x === y) found = true\n  return found\n}\n`,
    ],
    [
      'index',
      `export function f(xs, y) {\n  let found = 'no'\n  for (let i = 0; i < xs.length; i++) {\n    if (xs[i] === y) {\n      found = 'yes'\n    }\n  }\n  return found\n}\n`,
    ],
  ])('ends the loop: %s', async (_name, text) => {
    const { after } = rewrite('J54', text)
    expect(after).toContain('break')
    expect(await difference(text, after, 'f', ['values', 'any'], [])).toBe(null)
  })
  test.each([
    ['the last hit counts', `export function f(xs) { let last = 0; for (const x of xs) if (x > 1) last = x; return last }`],
    [
      'more happens in the loop',
      `export function f(xs) { let found = false; let n = 0; for (const x of xs) { if (x > 1) found = true; n++ } return [found, n] }`,
    ],
    [
      'the test has effects',
      `export function f(xs) { let found = false; for (const x of xs) if (xs.pop() > 1) found = true; return found }`,
    ],
    [
      'the test asks the flag',
      `export function f(xs) { let odd = false; for (const x of xs) if (odd === false && x) odd = true; return odd }`,
    ],
    [
      'the counter is read afterwards',
      `export function f(xs) { let found = false; let i; for (i = 0; i < xs.length; i++) if (xs[i]) found = true; return [found, i] }`,
    ],
  ])('refuses when %s', (_why, text) => expect(rewrites('J54', text)).toEqual([]))
})

import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J100: results kept during a recursion of any form', () => {
  test('an arrow that is one expression', () => {
    expect(rewrite('J100', `export const fib = n => (n < 2 ? n : fib(n - 1) + fib(n - 2))\n`).after)
      .toBe(`export const fib = n => {
  const known = new Map()
  const visit = (n) => {
    const found = known.get(n)
    if (found !== undefined) return found
    const result = compute(n)
    if (typeof result !== 'object' && typeof result !== 'function') {
      known.set(n, result)
    }
    return result
  }
  const compute = (n) => {
    return (n < 2 ? n : visit(n - 1) + visit(n - 2))
  }
  return compute(n)
}
`)
  })
  test('a helper inside a function keeps them for one run of that function', async () => {
    const text = `export function f(coins, amount) {
  const least = rest => {
    if (rest === 0) return 0
    let best = Infinity
    for (const c of coins) if (c > 0 && c <= rest) best = Math.min(best, 1 + least(rest - c))
    return best
  }
  return least(amount)
}
`
    const { after } = rewrite('J100', text)
    expect(after).toContain('const leastAnew = rest => {')
    expect(await difference(text, after, 'f', [], ['[[[1, 2, 5], 11], [[2], 3], [[], 4], [[1, 3], -1], [[0.5, 2], 4]]'], 0)).toBe(
      null,
    )
  })
  test.each([
    ['J16 does it', `export function f(n) {\n  if (n < 2) return n\n  return f(n - 1) + f(n - 2)\n}`],
    [
      'a variable of the function around it changes',
      `export function f(n) { let step = 1; const g = k => (k < 1 ? step : g(k - 1) + g(k - 2)); step = 2; return g(n) }`,
    ],
    [
      'a list of the function around it changes',
      `export function f(a, n) { const g = k => (k < 1 ? a[0] : g(k - 1) + g(k - 2)); const x = g(n); a[0] = 7; return x + g(n) }`,
    ],
    [
      'a list of the function around it is handed on',
      `export function f(a, n, change) { const g = k => (k < 1 ? a[0] : g(k - 1) + g(k - 2)); const x = g(n); change(a); return x + g(n) }`,
    ],
    ['it prints', `export const f = (n, a, b, c) => (n < 1 ? console.log(a) : f(n - 1, a, c, b) + f(n - 1, c, b, a))`],
    [
      'it has a memory already',
      `export function f(n) { const memo = {}; const g = k => { if (memo[k]) return memo[k]; memo[k] = k < 2 ? k : g(k - 1) + g(k - 2); return memo[k] }; return g(n) }`,
    ],
    ['it walks a tree', `export const f = t => (t ? 1 + f(t.left) + f(t.right) : 0)`],
    ['it uses chance', `export const f = n => (n < 1 ? Math.random() : f(n - 1) + f(n - 2))`],
    ['it waits', `export const f = async n => (n < 2 ? n : (await f(n - 1)) + (await f(n - 2)))`],
    ['the method is handed on', `export class A { f(n) { if (n < 1) return this.f; return this.f(n - 1) + this.f(n - 2) } }`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J100', text)).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J16: results kept during a recursion', () => {
  test('by the parameter that varies, for one outer call', () => {
    expect(
      rewrite('J16', `export function fib(n) {\n  if (n < 2) return n\n  return fib(n - 1) + fib(n - 2)\n}\n`, 'a.js', [40])
        .after,
    ).toBe(`export function fib(n) {
  const known = new Map()
  const visit = n => {
    if (n < 2) return n
    const found = known.get(n)
    if (found !== undefined) return found
    const result = visit(n - 1) + visit(n - 2)
    known.set(n, result)
    return result
  }
  return visit(n)
}
`)
  })
  test('by several parameters only for problems that are not small', async () => {
    const text = `export function f(m, n) {\n  if (m < 1 || n < 1) return 1\n  return f(m - 1, n) + f(m, n - 1)\n}\n`
    const { after } = rewrite('J16', text)
    expect(after).toContain(
      '    if (m < 1 || n < 1) return 1\n    if (known !== null) {\n      const found = known.get(m)?.get(n)\n',
    )
    expect(after).toContain('    } else if (++calls > 256) known = new Map()\n')
    expect(await difference(text, after, 'f', ['small', 'small'], ['[[0, 0], [3, 2], [9, 8]]'], 40)).toBe(null)
  })
  test('parameters that never change are no part of the key, and types are written', () => {
    const { after } = rewrite(
      'J16',
      `export function lcs(a: string, b: string, i: number, j: number): number {
  if (i === 0 || j === 0) return 0
  if (a[i - 1] === b[j - 1]) return 1 + lcs(a, b, i - 1, j - 1)
  return Math.max(lcs(a, b, i - 1, j), lcs(a, b, i, j - 1))
}
`,
      'a.ts',
      [100],
    )
    expect(after).toContain('const known = new Map<number, Map<number, number>>()')
    expect(after).toContain('const visit = (i: number, j: number): number => {')
    expect(after).toContain('Math.max(visit(i - 1, j), visit(i, j - 1))')
  })
  test.each([
    [
      'fibonacci',
      `export function f(n) {\n  if (n < 2) return n\n  return f(n - 1) + f(n - 2)\n}`,
      ['small'],
      ['[[0], [-3], ["5"], [7.5], [true], [null]]'],
    ],
    [
      'grid',
      `export const f = (m, n) => {\n  if (m < 1 || n < 1) return 0\n  if (m === 1 && n === 1) return 1\n  return f(m - 1, n) + f(m, n - 1)\n}`,
      ['small', 'small'],
      [],
    ],
    [
      'longest common',
      `export function f(a, b, i, j) {\n  if (!(i > 0 && j > 0)) return 0\n  if (a[i - 1] === b[j - 1]) return 1 + f(a, b, i - 1, j - 1)\n  return Math.max(f(a, b, i - 1, j), f(a, b, i, j - 1))\n}`,
      ['word', 'word', 'small', 'small'],
      [],
    ],
    [
      'a local that collects',
      `export function f(coins, n) {\n  if (n === 0) return 0\n  let best = Infinity\n  for (const c of coins) {\n    if (c > 0 && c <= n) best = Math.min(best, 1 + f(coins, n - c))\n  }\n  return best\n}`,
      [],
      ['[[[1, 2, 5], 11], [[2], 3], [[], 4], [[1, 3], -1], [[0.5, 2], 4]]'],
    ],
    [
      'a truth value',
      `export function f(n, k) {\n  if (n <= 0) return n === 0\n  if (k === 0) return false\n  return f(n - k, k) || f(n, k - 1)\n}`,
      ['small', 'small'],
      [],
    ],
  ])('behaves as before: %s', async (_name, text, kinds, probes) => {
    const { after } = rewrite('J16', text)
    expect(after).toContain('known')
    expect(await difference(text, after, 'f', kinds, probes, 60)).toBe(null)
  })
  test.each([
    ['it calls itself once', `export function f(n) { if (n < 2) return 1; return n * f(n - 1) }`],
    [
      'only one of the calls is made',
      `export function f(a, lo, hi, x) { if (lo > hi) return -1; const m = (lo + hi) >> 1; if (a[m] < x) return f(a, m + 1, hi, x); return f(a, lo, m - 1, x) }`,
    ],
    [
      'its results are lists, which would be shared',
      `export function f(n) { if (n < 1) return [[]]; return f(n - 1).concat(f(n - 2)) }`,
    ],
    ['it reads the clock', `export function f(n) { if (n < 2) return Date.now(); return f(n - 1) + f(n - 2) }`],
    ['it uses chance', `export function f(n) { if (n < 2) return Math.random(); return f(n - 1) + f(n - 2) }`],
    ['it counts outside', `let count = 0\nexport function f(n) { count++; if (n < 2) return n; return f(n - 1) + f(n - 2) }`],
    [
      'it calls what it does not know',
      `import { g } from './g.js'\nexport function f(n) { if (n < 2) return g(n); return f(n - 1) + f(n - 2) }`,
    ],
    [
      'it walks a tree, where nothing comes twice',
      `export function f(t) { if (!t) return 0; return 1 + f(t.left) + f(t.right) }`,
    ],
    ['it waits', `export async function f(n) { if (n < 2) return n; return (await f(n - 1)) + (await f(n - 2)) }`],
    ['it changes a parameter', `export function f(n) { n -= 1; if (n < 2) return n; return f(n - 1) + f(n - 2) }`],
    ['it may be replaced', `export let f = n => { if (n < 2) return n; return f(n - 1) + f(n - 2) }\nf = null`],
    [
      'it writes into its argument',
      `export function f(a, n) { a[n] = 1; if (n < 2) return n; return f(a, n - 1) + f(a, n - 2) }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J16', text)).toEqual([])
  })
})

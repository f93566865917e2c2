import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J101: positions instead of shorter copies', () => {
  test('the old code stays for everything else', () => {
    expect(
      rewrite(
        'J101',
        `export function total(list) {\n  if (list.length === 0) return 0\n  return list[0] + total(list.slice(1))\n}\n`,
      ).after,
    ).toBe(`export function total(list) {
  if (typeof list === 'string' || Array.isArray(list)) {
    const visit = (from, to) => {
      if ((to - from) === 0) return 0
      return list[from] + visit(Math.min(from + 1, to), to)
    }
    return visit(0, list.length)
  }
  if (list.length === 0) return 0
  return list[0] + total(list.slice(1))
}
`)
  })
  test.each([
    [
      'from both ends',
      `export function f(s) {\n  if (s.length <= 1) return true\n  if (s[0] !== s[s.length - 1]) return false\n  return f(s.slice(1, -1))\n}\n`,
    ],
    [
      'without a question for the end',
      `export function f(s) {\n  if (s.length < 1) return s[0]\n  return s[1] + '-' + f(s.slice(2))\n}\n`,
    ],
    [
      'with something that is carried along',
      `export function f(list, sum) {\n  if (!list.length) return sum\n  return f(list.slice(1), sum + list[0])\n}\n`,
    ],
    ['text only', `export function f(str) {\n  if (str === '') return ''\n  return f(str.substr(1)) + str.charAt(0)\n}\n`],
    [
      'cut from both ends beyond the middle',
      `export function f(s) {\n  if (s.length === 0) return 0\n  return 1 + (s[0] === s[1] ? 1 : 0) + f(s.slice(2, -1))\n}\n`,
    ],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrite('J101', text)
    expect(await difference(text, after, 'f', ['word', 'small'].slice(0, text.includes('sum') ? 2 : 1), probes, 60)).toBe(null)
    expect(await difference(text, after, 'f', ['values', 'small'].slice(0, text.includes('sum') ? 2 : 1), probes, 120)).toBe(null)
  })
  test.each([
    [
      'the rest is handed out',
      `export function f(list) { if (list.length === 0) return []; return [list].concat(f(list.slice(1))) }`,
    ],
    [
      'the list is written',
      `export function f(list) { if (list.length === 0) return 0; list[0] = 1; return 1 + f(list.slice(1)) }`,
    ],
    ['the cut varies', `export function f(list, k) { if (list.length === 0) return 0; return 1 + f(list.slice(k), k) }`],
    [
      'a callback is called',
      `export function f(list, g) { if (list.length === 0) return 0; g(list[0]); return 1 + f(list.slice(1), g) }`,
    ],
    ['nothing is cut', `export function f(list) { if (list.length === 0) return 0; return f(list.slice(0)) }`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J101', text)).toEqual([])
  })
})

/** Numbers sorted in a typed array: what it matches gives the same lists, and other orders and receivers stay as they are. */
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

const lists = [
  '[[[]], [[3, 1, 2]], [Array.from({ length: 200 }, (_, i) => (i * 37) % 101 - 50)]]',
  '[[[...Array(200).fill(1), -0, 0, -0]], [[...Array(200).fill(1), NaN, 0]], [[...Array(200).fill(2), "1", "10", 9]]]',
  '[[[...Array(200).fill(2), , 1]], [[...Array(200).fill(2), undefined, 1]], [[...Array(200).fill(2.5), Infinity, -Infinity, 1e300]]]',
  '[[Object.freeze([...Array(200).keys()].reverse())], [Object.seal([...Array(200).keys()].reverse())], [null], [Float64Array.of(2, 1)]]',
]

describe('J122: numbers sorted in a typed array', () => {
  test('puts the old sort behind the question', () => {
    expect(
      rewrite('J122', `export const f = list => {\n  const sorted = [...list].sort((a, b) => a - b)\n  return sorted[3]\n}\n`)
        .after,
    ).toBe(`export const f = list => {
  let plain = Array.isArray(list) && list.length > 128
  for (let at = 0; plain && at < list.length; at++) plain = typeof list[at] === 'number' && list[at] === list[at] && !Object.is(list[at], -0)
  const sorted = (plain ? Array.from(Float64Array.from(list).sort()) : [...list].sort((a, b) => a - b))
  return sorted[3]
}
`)
  })

  test.each([
    ['a copy', 'export const f = list => list.slice().sort((x, y) => x - y)'],
    ['a falling order', 'export function f(list) {\n  return Array.from(list).sort(function (p, q) { return q - p })\n}'],
    ['in place, for itself', 'export function f(list) {\n  list.sort((l, r) => l - r)\n  return list\n}'],
    ['in place, in a branch', 'export function f(list) {\n  if (list) list.sort((l, r) => l - r)\n  return list\n}'],
    ['a choice', 'export const f = list => list.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))'],
    [
      'two returns',
      'export const f = list => {\n  const order = (a, b) => {\n    if (a > b) return 1\n    if (b > a) return -1\n    return 0\n  }\n  return [...list].sort(order)\n}'.replace(
        'if (b > a)',
        'if (a < b)',
      ),
    ],
    [
      'a list that is made',
      'export const f = list => {\n  const even = list.filter(x => x !== 2).sort((a, b) => a - b)\n  return even\n}',
    ],
    [
      'a helper that sorts what it is given',
      'const ordered = values => values.sort((a, b) => a - b)\nexport function f(list) {\n  const held = list.map(x => x)\n  const all = ordered(held)\n  return [all === held, all]\n}',
    ],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrites('J122', text).at(-1)!
    expect(after).toContain('Float64Array')
    expect(await difference(text, after, 'f', ['numbers'], [...probes, ...lists], 60)).toBe(null)
  })

  test.each([
    ['it sorts by text', 'export const f = list => list.slice().sort()'],
    ['it sorts by a key', 'export const f = list => list.slice().sort((a, b) => a.n - b.n)'],
    [
      'the comparison refuses',
      'export const f = list => list.sort((a, b) => {\n  if (!Number.isFinite(a)) throw new Error("no number")\n  return a - b\n})',
    ],
    ['the comparison counts', 'export const f = (list, seen) => list.slice().sort((a, b) => (seen.n++, a - b))'],
    ['it orders by something else', 'export const f = (list, c) => list.slice().sort((a, b) => a - c)'],
    ['something happens before', 'export const f = (list, g) => g(list.pop()) + list.sort((a, b) => a - b)[0]'],
    [
      'it happens again and again',
      'export const f = list => {\n  while (list.sort((a, b) => a - b)[0] > 1) list.pop()\n  return list\n}',
    ],
    ['it is another sort', 'export const f = list => list?.sort((a, b) => a - b)'],
  ])('refuses when %s', (_why, text) => expect(rewrites('J122', text)).toEqual([]))
})

import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J26: invariant expressions', () => {
  test('are evaluated once, and not before the first round needs them', () => {
    expect(
      rewrite(
        'J26',
        `export const scale = (pixels: readonly number[]): number[] =>\n  pixels.map(pixel => pixel / Math.max(...pixels))\n`,
        'a.ts',
      ).after,
    ).toBe(
      `export const scale = (pixels: readonly number[]): number[] => {\n  let maxPixel: number | undefined\n  return pixels.map(pixel => pixel / (maxPixel ??= Math.max(...pixels)))\n}\n`,
    )
  })
  test('are evaluated when first needed where that could be never', () => {
    expect(rewrite('J26', `export function f(rows, o) {\n  return rows.map(row => row / Object.keys(o).length)\n}\n`).after).toBe(
      `export function f(rows, o) {\n  let keyCount\n  return rows.map(row => row / (keyCount ??= Object.keys(o).length))\n}\n`,
    )
  })
  test.each([
    ['largest', `export const f = xs => xs.map(x => x / Math.max(...xs))`, ['numbers']],
    [
      'a function of this file',
      `export function f(xs) {\n  let t = 0\n  for (const x of xs) t += (x - mean(xs)) ** 2\n  return t\n}\nfunction mean(xs) {\n  return xs.reduce((s, x) => s + x, 0) / xs.length\n}`,
      ['values'],
    ],
    ['a sum', `export const f = xs => xs.filter(x => x > xs.reduce((s, y) => s + y, 0) / xs.length)`, ['values']],
    ['a sorted copy', `export const f = xs => xs.map(x => [...xs].sort((a, b) => b - a).indexOf(x) + 1)`, ['integers']],
    ['never reached', `export const f = (xs, o) => xs.map(x => Object.keys(o).length)`, ['values', 'any']],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    expect(await difference(text, rewrite('J26', text).after, 'f', kinds, [])).toBe(null)
  })
  test.each([
    [
      'the list grows',
      `export function f(xs) { const out = []; for (const x of xs.slice()) { xs.push(1); out.push(Math.max(...xs)) } return out }`,
    ],
    ['the object is written', `export const f = (rows, o) => rows.map(r => { o[r] = 1; return Object.keys(o).length })`],
    [
      'an element is written',
      `export function f(xs, ys) { for (let i = 0; i < xs.length; i++) { ys[i] = Math.max(...xs) } return ys }`,
    ],
    [
      'the function reads what the loop writes',
      `let k = 1\nexport function f(xs) { const out = []; for (const x of xs) { k += 1; out.push(sum(xs)) } return out }\nfunction sum(xs) { let t = k; for (const x of xs) t += 1; return t }`,
    ],
    [
      'the function is not pure',
      `let n = 0\nexport const f = xs => xs.map(x => count(xs))\nfunction count(xs) { for (const x of xs) n++; return n }`,
    ],
    ['the result is an object that is kept', `export const f = xs => xs.map(x => Object.keys(xs))`],
    [
      'chance is involved',
      `export const f = xs => xs.map(x => pick(xs))\nfunction pick(xs) { for (const x of xs) if (Math.random() > 0.5) return 1; return 2 }`,
    ],
    ['it depends on the element', `export const f = xs => xs.map(x => Math.max(...x))`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J26', text)).toEqual([])
  })
})

describe('J50: a Set in a loop', () => {
  test('is built once and only when needed', async () => {
    const text = `export const f = (a, b) => a.filter(x => new Set(b).has(x))`
    const { after } = rewrite('J50', text)
    expect(after).toContain('(bSet ??= new Set(b)).has(x)')
    expect(await difference(text, after, 'f', ['values', 'values'], [])).toBe(null)
  })
  test.each([
    ['it is kept', `export const f = (a, b) => a.map(x => new Set(b))`],
    ['it is added to', `export const f = (a, b) => a.map(x => new Set(b).add(x).size)`],
  ])('refuses when %s', (_why, text) => expect(rewrites('J50', text)).toEqual([]))
})

describe('J11: regular expressions', () => {
  test('made of text are compiled when first needed', async () => {
    const text = `export function f(rows, word) {\n  return rows.filter(row => new RegExp('^' + word, 'i').test(row))\n}\n`
    const { after } = rewrite('J11', text)
    expect(after).toBe(
      `export function f(rows, word) {\n  let pattern\n  return rows.filter(row => (pattern ??= new RegExp('^' + word, 'i')).test(row))\n}\n`,
    )
    expect(await difference(text, after, 'f', ['words', 'word'], [`[[['a'], '(']]`, `[[[], '(']]`])).toBe(null)
  })
  test('literals are taken out of loops', async () => {
    const text = `export const f = words => words.map(w => w.replace(/[^a-z]/g, ''))`
    const { after } = rewrite('J11', text)
    expect(await difference(text, after, 'f', ['words'], [])).toBe(null)
  })
  test.each([
    [
      'it remembers a position',
      `export function f(rows) { let n = 0; for (const r of rows) { if (/a/g.test(r)) n++ } return n }`,
    ],
    ['it is kept', `export const f = rows => rows.map(r => ({ r, re: /a/ }))`],
    [
      'the source may be a RegExp with flags of its own',
      `export const f = (rows, re) => rows.filter(r => new RegExp(re).test(r))`,
    ],
    ['it differs each time', `export const f = rows => rows.filter(r => new RegExp('^' + r).test('x'))`],
  ])('refuses when %s', (_why, text) => expect(rewrites('J11', text)).toEqual([]))
})

describe('J12: formatters', () => {
  test.each([
    [
      'a number format',
      `export const f = xs => xs.map(x => new Intl.NumberFormat('de', { minimumFractionDigits: 2 }).format(x))`,
      ['numbers'],
    ],
    [
      'localeCompare with settings',
      `export const f = xs => xs.slice().sort((a, b) => a.localeCompare(b, 'de', { sensitivity: 'base' }))`,
      ['words'],
    ],
    ['what is no string', `export const f = xs => xs.map(x => x.localeCompare('b', 'sv', { numeric: true }))`, ['values']],
    [
      'numbers and others in toLocaleString',
      `export const f = xs => xs.map(x => x.toLocaleString('de', { style: 'percent' }))`,
      ['values'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    expect(await difference(text, rewrite('J12', text).after, 'f', kinds, [], 150)).toBe(null)
  })
  test.each([
    [
      'there are no settings, which is faster than a collator',
      `export const f = xs => xs.slice().sort((a, b) => a.localeCompare(b))`,
    ],
    [
      'settings differ each time',
      `export const f = xs => xs.map(x => new Intl.NumberFormat('de', { minimumFractionDigits: x }).format(x))`,
    ],
  ])('refuses when %s', (_why, text) => expect(rewrites('J12', text)).toEqual([]))
})

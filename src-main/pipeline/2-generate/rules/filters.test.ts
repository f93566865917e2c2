import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

const same = (before: string, after: string, kinds: readonly string[], probes: readonly string[] = []): Promise<string | null> =>
  difference(stripTypeScriptTypes(before), stripTypeScriptTypes(after), 'f', kinds, probes)

describe('lists that are made only to ask one thing', () => {
  test('J32 keeps the elements themselves', () => {
    expect(rewrite('J32', `export const f = xs => xs.filter((x, i) => xs.indexOf(x) === i)\n`, 'a.js', [1000]).after).toBe(
      `export const f = xs => {\n  const seen = new Set()\n  return xs.filter(x => !Number.isNaN(x) && !seen.has(x) && seen.add(x))\n}\n`,
    )
  })
  test.each([
    ['J32', 'a dedupe', `export const f = xs => xs.filter((x, i) => xs.indexOf(x) === i)`, 'a.js', ['values']],
    [
      'J32',
      'by the third parameter',
      `export function f(xs) { const out = xs.filter((x, i, self) => i === self.indexOf(x)); return out }`,
      'a.js',
      ['values'],
    ],
    [
      'J32',
      'by a key',
      `export const f = xs => xs.filter((x, i) => xs.findIndex(y => y.id === x.id) === i)`,
      'a.js',
      ['rows(id,n)'],
    ],
    ['J19', 'the first', `export const f = (xs: number[]) => xs.filter(x => x > 3)[0]`, 'a.ts', ['integers']],
    ['J20', 'whether there is one', `export const f = xs => xs.filter(x => x > 3).length > 0`, 'a.js', ['values']],
    ['J20', 'whether there is none', `export const f = xs => xs.filter(x => x > 3).length === 0 ? 1 : 2`, 'a.js', ['values']],
    ['J20', 'how many', `export const f = xs => xs.filter((x, i) => x > i).length`, 'a.js', ['values']],
    ['J21', 'lists of lists', `export const f = xs => xs.map(x => [x, [x]]).flat()`, 'a.js', ['values']],
    ['J48', 'the last', `export const f = (xs: number[]) => [...xs].reverse()[0]`, 'a.ts', ['integers']],
    ['J45', 'at a position', `export const f = (s, i, p) => s.substring(i - 3).startsWith(p)`, 'a.js', ['word', 'small', 'word']],
    ['J33', 'a key', `export const f = (o, k) => Object.keys(o).includes(String(k))`, 'a.js', ['any', 'any']],
  ])('%s behaves as before: %s', async (rule, _name, text, path, kinds) => {
    if (rule === 'J33') return expect(rewrites(rule, text, path)).toEqual([])
    const { after, probes } = rewrite(rule, text, path)
    expect(await same(text, after, kinds, probes)).toBe(null)
  })
  test('J33 asks for own enumerable properties only', async () => {
    const text = `export const f = (o: object, k: string) => Object.keys(o).includes(k)`
    const { after } = rewrite('J33', text, 'a.ts')
    expect(
      await same(
        text,
        after,
        [],
        [`[[{ a: 1 }, 'a'], [{ a: 1 }, 'toString'], [null, 'a'], ['ab', '1'], ['ab', 'length'], [[1], '0'], [{}, '__proto__']]`],
      ),
    ).toBe(null)
  })
  test.each([
    ['J32', 'another list is searched', `export const f = (xs, ys) => xs.filter((x, i) => ys.indexOf(x) === i)`, 'a.js'],
    ['J32', 'last ones are kept', `export const f = xs => xs.filter((x, i) => xs.lastIndexOf(x) === i)`, 'a.js'],
    [
      'J19',
      'the test has effects',
      `export const f = (xs: number[]) => { let n = 0; return [xs.filter(x => n++ > x)[0], n] }`,
      'a.ts',
    ],
    ['J19', 'there may be holes', `export const f = xs => xs.filter(x => x > 3)[0]`, 'a.js'],
    ['J20', 'the test runs unknown code', `export const f = (xs, g) => xs.filter(x => g(x)).length > 0`, 'a.js'],
    [
      'J20',
      'the list is used',
      `export const f = xs => { const hits = xs.filter(x => x > 3); return [hits, hits.length > 0] }`,
      'a.js',
    ],
    ['J21', 'it is flattened deeper', `export const f = xs => xs.map(x => [x]).flat(2)`, 'a.js'],
    ['J48', 'it is no array for certain', `export const f = xs => [...xs].reverse()[0]`, 'a.js'],
    ['J45', 'a position may count from the end', `export const f = (s, i, p) => s.slice(i).startsWith(p)`, 'a.js'],
  ])('%s refuses when %s', (rule, _why, text, path) => expect(rewrites(rule, text, path)).toEqual([]))
})

import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

const union = (more: string): string => `export function union(a, b) {
  if (!Array.isArray(a)) throw new Error('expected an array')
  ${more}
  const out = a.concat([])
  for (const x of b) if (a.indexOf(x) == -1) out.push(x)
  return out
}
`

describe('J01: Set instead of a repeated scan', () => {
  const before = `export function common(a, b) {
  return a.filter(x => b.includes(x))
}
`
  test('guards what plain JavaScript cannot prove, and keeps the old code for short lists', () => {
    expect(rewrite('J01', before).after).toBe(`export function common(a, b) {
  if (a?.length > 64) {
    let bSet
    return a.filter(x => ((bSet ??= Array.isArray(b) && b.length > 64 && new Set(b)) ? bSet.has(x) : b.includes(x)))
  }
  return a.filter(x => b.includes(x))
}
`)
  })
  test('needs no guard when types prove the array and the operator measures large inputs', () => {
    const typed = `export function common(a: string[], b: readonly string[]): string[] {
  return a.filter(x => b.indexOf(x) >= 0)
}
`
    expect(rewrite('J01', typed, 'a.ts', [100, 1000]).after)
      .toBe(`export function common(a: string[], b: readonly string[]): string[] {
  let bSet: Set<unknown> | undefined
  return a.filter(x => (bSet ??= new Set(b)).has(x))
}
`)
  })
  test('needs no guard where the code itself has asked, and sees that a copy made then is another array', async () => {
    const { after, probes, facts } = rewrite('J01', union(''), 'a.js', [1000])
    expect(after).toContain('!(aSet ??= new Set(a.filter(value => !Number.isNaN(value)))).has(x)')
    expect(facts).toContain('proved: a is an array')
    expect(await difference(union(''), after, 'union', ['values', 'values'], probes)).toBe(null)
    // Given another value it may be anything again, also something whose concat gives itself.
    expect(rewrites('J01', union('if (b.other) a = b.other'), 'a.js', [1000])).toEqual([])
  })
  test('follows tabs, semicolons, line ends and a returned arrow expression', () => {
    const text = `export const missing = (a, b) => a.filter((x) => b.indexOf(x) === -1);\r\nexport function q() {\r\n\treturn 'a';\r\n}\r\n`
    expect(rewrite('J01', text, 'a.js', [1000]).after).toBe(
      `export const missing = (a, b) => {\r\n\tlet bSet;\r\n\tconst makeBSet = (list) => Array.isArray(a) && Array.isArray(list) && new Set(list.filter((value) => !Number.isNaN(value)));\r\n\treturn a.filter((x) => ((bSet ??= makeBSet(b)) ? !bSet.has(x) : b.indexOf(x) === -1));\r\n};\r\nexport function q() {\r\n\treturn 'a';\r\n}\r\n`,
    )
  })
  test.each([
    ['includes', before],
    ['indexOf', `export const common = (a, b) => a.filter(x => b.indexOf(x) !== -1)`],
    [
      'some',
      `export function common(a, b) { const out = []; for (const x of a) if (b.some(y => y === x)) out.push(x); return out }`,
    ],
    [
      'negated',
      `export function common(a, b) {\n  const out = []\n  for (let i = 0; i < a.length; i++) {\n    if (b.indexOf(a[i]) < 0) out.push(a[i])\n  }\n  return out\n}`,
    ],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrite('J01', text)
    expect(probes.length).toBeGreaterThanOrEqual(3)
    expect(await difference(text, after, 'common', ['values', 'values'], probes)).toBe(null)
  })
  test.each([
    ['the list grows in the loop', `export function f(a, b) { return a.filter(x => { b.push(x); return b.includes(x) }) }`],
    [
      'the list grows under another name',
      `export function f(a, b) { const c = b; for (const x of a) if (!b.includes(x)) c.push(x); return b }`,
    ],
    [
      'the list may be another parameter that grows',
      `export function f(a, b, c) { for (const x of a) { if (!b.includes(x)) c.push(x) } }`,
    ],
    ['unknown code runs in the loop', `export function f(a, b, g) { for (const x of a) { g(x); if (b.includes(x)) return x } }`],
    ['a callback of the caller runs', `export function f(a, b, g) { return a.map(g).filter(x => b.includes(x)) }`],
    ['await lies in the loop', `export async function f(a, b) { for (const x of a) { await x; if (b.includes(x)) return x } }`],
    ['the list is another one each time', `export function f(a, b) { return a.filter(x => x.list.includes(b)) }`],
    ['the list gets another value', `export function f(a, b) { for (const x of a) { if (b.includes(x)) b = x.next } return b }`],
    [
      'the list belongs to an object whose member is written',
      `export function f(a, o) { for (const x of a) { if (o.b.includes(x)) o.b = [] } }`,
    ],
    ['there is no repetition', `export function f(a, b) { return a.includes(b) }`],
    [
      'the text is a string by type',
      `export function f(a: string[], b: string): string[] { return a.filter(x => b.includes(x)) }`,
    ],
    ['eval may mean anything', `export function f(a, b) { eval('b = 1'); return a.filter(x => b.includes(x)) }`],
    ['the length is written', `export function f(a, b) { for (const x of a) { if (b.includes(x)) b.length = 0 } }`],
    [
      'the list is declared by the same statement',
      `export function f(a) { const b = [1], c = a.filter(x => b.includes(x)); return c }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J01', text, text.includes(': string') ? 'a.ts' : 'a.js')).toEqual([])
  })
  test('does not come back for what it wrote', () => {
    expect(rewrites('J01', rewrite('J01', before).after)).toEqual([])
  })
})

describe('J02: what was seen', () => {
  test('a list that is only asked and grown becomes a Set', () => {
    expect(
      rewrite(
        'J02',
        `export function dedupe(values) {
  const seen = []
  return values.filter(v => {
    if (seen.includes(v)) return false
    seen.push(v)
    return true
  })
}
`,
        'a.js',
        [1000],
      ).after,
    ).toBe(`export function dedupe(values) {
  const seen = new Set()
  return values.filter(v => {
    if (seen.has(v)) return false
    seen.add(v)
    return true
  })
}
`)
  })
  test('a list that is returned gets a Set beside it, and braces where they are missing', () => {
    expect(
      rewrite(
        'J02',
        `export function dedupe(values: string[]): string[] {
  const out: string[] = [];
  for (const v of values)
    if (!out.includes(v))
      out.push(v);
  return out;
}
`,
        'a.ts',
        [1000],
      ).after,
    ).toBe(`export function dedupe(values: string[]): string[] {
  const out: string[] = [];
  const outSet = new Set<string>();
  for (const v of values)
    if (!outSet.has(v)) {
      outSet.add(v);
      out.push(v);
    }
  return out;
}
`)
  })
  test('a short list is scanned as before; a Set takes over when it is long', async () => {
    const text = `export function f(values) {
  const out = []
  for (const v of values) if (out.indexOf(v) === -1) out.push(v)
  return out
}
`
    const { after, probes } = rewrite('J02', text)
    expect(after).toBe(`export function f(values) {
  const out = []
  let outSet = null // when out is long
  for (const v of values) if (outSet ? Number.isNaN(v) || !outSet.has(v) : out.indexOf(v) === -1) {
    out.push(v)
    if (outSet) outSet.add(v)
    else if (out.length > 128) outSet = new Set(out)
  }
  return out
}
`)
    expect(await difference(text, after, 'f', ['values'], probes)).toBe(null)
  })
  test.each([
    [
      'includes',
      `export function f(values) { const out = []; for (const v of values) { if (!out.includes(v)) out.push(v) } return out }`,
    ],
    [
      'indexOf, which never finds NaN',
      `export function f(values) { const out = []; values.forEach(v => { if (out.indexOf(v) === -1) { out.push(v) } }); return out }`,
    ],
    [
      'only seen',
      `export function f(values) {\n  const seen = []\n  let n = 0\n  for (const v of values) {\n    if (seen.indexOf(v) !== -1) continue\n    seen.push(v)\n    n++\n  }\n  return n\n}`,
    ],
    [
      'starting with values',
      `export function f(values) {\n  const out = [1, NaN]\n  for (const v of values) if (!out.includes(v)) out.push(v)\n  return { out }\n}`,
    ],
  ])('behaves as before: %s', async (_name, text) => {
    for (const sizes of [[], [1000]]) {
      const { after, probes } = rewrite('J02', text, 'a.js', sizes)
      expect(await difference(text, after, 'f', ['values'], probes)).toBe(null)
    }
  })
  test.each([
    [
      'it shrinks too',
      `export function f(a) { const s = []; for (const x of a) { if (!s.includes(x)) s.push(x); else s.pop() } return s }`,
    ],
    [
      'it is handed to unknown code',
      `export function f(a, g) { const s = []; for (const x of a) { if (!s.includes(x)) { s.push(x); g(s) } } return s }`,
    ],
    [
      'it has another name',
      `export function f(a) { const s = []; const t = s; for (const x of a) { if (!s.includes(x)) s.push(x) } t.push(1); return s }`,
    ],
    [
      'its elements are written',
      `export function f(a) { const s = []; for (const x of a) { if (!s.includes(x)) s.push(x); s[0] = x } return s }`,
    ],
    ['it belongs to the caller', `export function f(a, s) { for (const x of a) { if (!s.includes(x)) s.push(x) } return s }`],
    [
      'it starts again',
      `export function f(a) { let s = []; for (const x of a) { if (!s.includes(x)) s.push(x); if (x === 1) s = [] } return s }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J02', text)).toEqual([])
  })
})

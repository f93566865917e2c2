import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J06: spread in reduce', () => {
  test.each([
    ['an expression', `export const f = xs => xs.reduce((acc, x) => [...acc, x], [])`],
    ['a condition', `export const f = xs => xs.reduce((acc, x) => (x > 1 ? [...acc, x, -x] : acc), [])`],
    ['the other way round', `export const f = xs => xs.reduce((acc, x) => x > 1 ? acc : acc.concat([x]), [])`],
    [
      'a block with two ends',
      `export const f = xs => xs.reduce((acc, x) => {\n  if (x === 1) return acc\n  const y = x\n  return [...acc, y]\n}, [])`,
    ],
    ['lists of lists', `export const f = xs => xs.reduce((acc, x) => [...acc, ...[x, x]], [0])`],
    ['an unknown element with concat', `export const f = xs => xs.reduce((acc, x) => acc.concat(x), [])`],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrite('J06', text)
    expect(after).toContain('acc.push')
    expect(await difference(text, after, 'f', ['values'], probes)).toBe(null)
  })
  test('writes a block in the style of the file', () => {
    expect(
      rewrite(
        'J06',
        `export const f = xs =>\n    xs.reduce((acc, x) => [...acc, x * 2], []);\nfunction g() {\n    return 1;\n}\n`,
      ).after,
    ).toBe(
      `export const f = xs =>\n    xs.reduce((acc, x) => {\n        acc.push(x * 2);\n        return acc;\n    }, []);\nfunction g() {\n    return 1;\n}\n`,
    )
  })
  test('never spreads 130,000 items into a call', async () => {
    const text = `export const f = n => [1].reduce((acc, x) => [...acc, ...Array.from({ length: n }, () => x)], []).length`
    const { after } = rewrite('J06', text)
    expect(await difference(text, after, 'f', [], ['[[200000]]'], 0)).toBe(null)
  })
  test.each([
    [
      'the accumulator is kept elsewhere',
      `export const f = xs => { const all = []; return xs.reduce((acc, x) => { all.push(acc); return [...acc, x] }, []) }`,
    ],
    ['a value reads the accumulator', `export const f = xs => xs.reduce((acc, x) => [...acc, acc.length], [])`],
    ['the first value comes from outside', `export const f = (xs, start) => xs.reduce((acc, x) => [...acc, x], start)`],
    ['there is no first value', `export const f = xs => xs.reduce((acc, x) => [...acc, x])`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J06', text)).toEqual([])
  })
})

describe('J07: object spread in reduce', () => {
  test.each([
    ['by id', `export const f = xs => xs.reduce((acc, x) => ({ ...acc, [x.id]: x }), {})`, ['rows(id,v)']],
    [
      'counting, with __proto__ and constructor among the words',
      `export const f = xs => xs.reduce((acc, w) => ({ ...acc, [w]: (acc[w] || 0) + 1 }), {})`,
      ['words'],
    ],
    ['a fixed name', `export const f = xs => xs.reduce((acc, x) => ({ ...acc, last: x }), {})`, ['values']],
    ['pairs', `export const f = xs => xs.reduce((acc, [k, v]) => ({ ...acc, [k]: v }), {})`, ['lists']],
    [
      'with a block',
      `export const f = xs => xs.reduce((acc, x) => {\n  const key = x\n  return { ...acc, [key]: 1, n: 2 }\n}, {})`,
      ['values'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J07', text)
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test('a numeric key needs no care for __proto__', () => {
    expect(
      rewrite(
        'J07',
        `export const f = (xs: { id: number }[]) => xs.reduce<Record<number, { id: number }>>((acc, x) => ({ ...acc, [x.id]: x }), {})`,
        'a.ts',
      ).after,
    ).toContain('acc[x.id] = x\n')
  })
  test.each([
    ['the accumulator leaves the callback', `export const f = (xs, g) => xs.reduce((acc, x) => ({ ...acc, [x]: g(acc) }), {})`],
    ['it starts with something', `export const f = (xs, o) => xs.reduce((acc, x) => ({ ...acc, [x]: 1 }), o)`],
    ['it is nested into itself', `export const f = xs => xs.reduce((acc, x) => ({ ...acc, [x]: acc }), {})`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J07', text)).toEqual([])
  })
})

describe('J08: concat in a loop', () => {
  test('pushes, and says const where nothing is assigned any more', () => {
    expect(
      rewrite(
        'J08',
        `export function f(xs) {\n  let r = []\n  for (const x of xs) {\n    r = [...r, x + 1]\n  }\n  return r\n}\n`,
      ).after,
    ).toBe(`export function f(xs) {\n  const r = []\n  for (const x of xs) {\n    r.push(x + 1)\n  }\n  return r\n}\n`)
  })
  test.each([
    [
      'elements that may be arrays',
      `export function f(xs) { let r = []; for (const x of xs) r = r.concat(x); return r }`,
      ['lists'],
    ],
    ['a literal', `export function f(xs) { let r = [0]; xs.forEach(x => { r = r.concat([x, x]) }); return r }`, ['values']],
    [
      'spread of a list',
      `export function f(xs) {\n  let r = []\n  for (const x of xs) {\n    if (x.length > 1) r = [...r, ...x]\n    else r = [...r, 0]\n  }\n  return r\n}`,
      ['words'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J08', text)
    expect(after).toContain('r.push')
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test.each([
    [
      'an earlier copy is kept',
      `export function f(xs) { let r = []; const all = []; for (const x of xs) { r = r.concat(x); all.push(r) } return all }`,
    ],
    [
      'it starts as somebody else\u2019s',
      `export function f(xs, s) { let r = s; for (const x of xs) r = r.concat(x); return r }`,
    ],
    ['it is gone through while it grows', `export function f() { let r = [1]; for (const x of r) { r = r.concat(x) } return r }`],
    ['it adds itself', `export function f(xs) { let r = [1]; for (const x of xs) { r = r.concat(r) } return r }`],
    [
      'a function that outlives the loop reads it',
      `export function f(xs) { let r = []; const g = []; for (const x of xs) { r = r.concat(x); g.push(() => r) } return g }`,
    ],
    [
      'another function grows it',
      `export function f(xs) { let r = [1]; const add = x => { r = r.concat(x) }; for (const x of r) add(x); return r }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J08', text)).toEqual([])
  })
})

describe('J09: queue', () => {
  const before = `export function bfs(graph, start) {
  const queue = [start]
  const order = []
  const visited = new Set([start])
  while (queue.length > 0) {
    const node = queue.shift()
    order.push(node)
    for (const next of graph[node] || []) {
      if (!visited.has(next)) {
        visited.add(next)
        queue.push(next)
      }
    }
  }
  return order
}
`
  test('takes by a head index', () => {
    expect(rewrite('J09', before).after).toBe(
      before
        .replace('const queue = [start]\n', 'const queue = [start]\n  let queueHead = 0\n')
        .replace('queue.length > 0', 'queueHead < queue.length')
        .replace('queue.shift()', 'queue[queueHead++]'),
    )
  })
  test.each([
    ['breadth first', before.replace('bfs', 'f'), ['lists', 'small']],
    [
      'shift of an empty queue',
      `export function f(xs) { const q = [...xs]; const out = []; for (let i = 0; i < xs.length + 2; i++) { out.push(q.shift(), q.length, q[0]); if (i % 3 === 0) q.push(i) } return out }`,
      ['integers'],
    ],
    [
      'two at a time',
      `export function f(xs) { const q = Array.from(xs); const out = []; while (q.length) { const a = q.shift(); const b = q.shift(); out.push([a, b]); if (!q.length) break } return out }`,
      ['integers'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    expect(await difference(text, rewrite('J09', text).after, 'f', kinds, [])).toBe(null)
  })
  test.each([
    [
      'it lives on in a closure',
      `export function f() { const q = []; return { put: x => { q.push(x) }, take: () => { while (q.length) return q.shift() } } }`,
    ],
    ['the caller sees it drained', `export function f(q) { let n = 0; while (q.length) { n += q.shift() } return n }`],
    ['it is returned', `export function f(a) { const q = [...a]; while (q.length > 3) q.shift(); return q }`],
    [
      'it is sorted',
      `export function f(a) { const q = [...a]; const o = []; while (q.length) { q.sort(); o.push(q.shift()) } return o }`,
    ],
    [
      'the result of push is used',
      `export function f(a) { const q = [...a]; let n = 0; while (q.length) { q.shift(); n = q.push(1); if (n > 5) break } return n }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J09', text)).toEqual([])
  })
})

describe('J10: unshift', () => {
  test('pushes and turns round once', async () => {
    const text = `export function f(xs) {\n  const out = []\n  for (const x of xs) {\n    out.unshift(x)\n  }\n  return out\n}\n`
    const { after } = rewrite('J10', text)
    expect(after).toBe(
      `export function f(xs) {\n  const out = []\n  for (const x of xs) {\n    out.push(x)\n  }\n  out.reverse()\n  return out\n}\n`,
    )
    expect(await difference(text, after, 'f', ['integers'], [])).toBe(null)
  })
  test.each([
    [
      'it is read in the loop',
      `export function f(xs) { const out = []; for (const x of xs) { out.unshift(x + out.length) } return out }`,
    ],
    [
      'the loop may return',
      `export function f(xs) { const out = []; for (const x of xs) { out.unshift(x); if (x === 3) return out } return out }`,
    ],
    [
      'it also grows at the end',
      `export function f(xs) { const out = []; for (const x of xs) { out.unshift(x); out.push(x) } return out }`,
    ],
    ['it belongs to the caller', `export function f(xs, out) { for (const x of xs) { out.unshift(x) } return out }`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J10', text)).toEqual([])
  })
})

describe('J14: first of a sort', () => {
  test.each([
    [
      'first by a key',
      `export function f(items) {\n  return [...items].sort((a, b) => a.price - b.price)[0]\n}`,
      ['rows(price,n)'],
    ],
    ['largest', `export function f(xs) { const best = xs.slice().sort((a, b) => b - a)[0]; return best }`, ['numbers']],
    [
      'a member of the first',
      `export function f(xs) {\n  const name = xs.filter(x => x.n > 2).sort((a, b) => a.price - b.price)[0]?.n\n  return name\n}`,
      ['rows(price,n)'],
    ],
    ['first three', `export const f = items => items.slice().sort((a, b) => b.score - a.score).slice(0, 3)`, ['rows(score,n)']],
    ['first k, whatever k is', `export const f = (items, k) => [...items].sort((a, b) => a - b).slice(0, k)`, ['numbers', 'any']],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J14', text)
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test('with types there is no copy', async () => {
    const text = `export function f(xs: number[]): number | undefined {\n  return xs.slice().sort((a, b) => a - b)[0]\n}\n`
    const { after } = rewrite('J14', text, 'a.ts')
    expect(after).not.toContain('candidates')
  })
  test.each([
    ['the caller\u2019s list itself is sorted', `export const f = xs => xs.sort((a, b) => a - b)[0]`],
    ['the comparison has several parts', `export const f = xs => [...xs].sort((a, b) => a.x - b.x || a.y - b.y)[0]`],
    ['the comparison compares different things', `export const f = xs => [...xs].sort((a, b) => a.x - b.y)[0]`],
    ['the comparison runs unknown code', `export const f = (xs, g) => [...xs].sort((a, b) => g(a) - g(b))[0]`],
    ['it may not run', `export const f = (xs, y) => y && [...xs].sort((a, b) => a - b)[0]`],
    ['the last is taken', `export const f = xs => [...xs].sort((a, b) => a - b)[xs.length - 1]`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J14', text)).toEqual([])
  })
})

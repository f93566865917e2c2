import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

const dijkstra = `export function f(graph, start) {
  const best = { [start]: 0 }
  const queue = [{ node: start, cost: 0 }]
  const order = []
  while (queue.length > 0) {
    queue.sort((a, b) => a.cost - b.cost)
    const { node, cost } = queue.shift()
    order.push(node)
    if (cost > best[node]) continue
    for (const [to, weight] of graph[node] ?? []) {
      const next = cost + weight
      if (best[to] === undefined || next < best[to]) {
        best[to] = next
        queue.push({ node: to, cost: next })
      }
    }
  }
  return [best, order]
}
`
const loop = (body: string, before = 'const q = []'): string =>
  `export function f(list) {\n  ${before}\n  const out = []\n  for (const x of list) {\n    ${body}\n  }\n  return out\n}\n`

describe('J130: new elements put into a sorted queue', () => {
  test('the shortest path, with ties and strange weights', async () => {
    const { after } = rewrite('J130', dijkstra)
    expect(after).toContain('    sortPushed()\n    const { node, cost } = (sorted--, queue.shift())\n')
    const graphs = `[
      [{ a: [['b', 1], ['c', 1], ['d', 3]], b: [['d', 1], ['e', 1]], c: [['d', 1], ['e', 1]], d: [['e', 0]] }, 'a'],
      [{ a: [['b', NaN], ['c', 2], ['d', 1]], b: [['c', 1]], d: [['c', 0.5]] }, 'a'],
      [{ a: [['b', Infinity], ['c', '2'], ['d', 1]], d: [['b', 4]] }, 'a'],
      [{ a: [['b', undefined], ['c', null], ['d', -1]] }, 'a'],
      [{}, 'a'],
    ]`
    expect(await difference(dijkstra, after, 'f', [], [graphs], 0)).toBe(null)
  })
  test.each([
    ['the least of what has come', loop(`q.push(x)\n    q.sort((a, b) => a - b)\n    out.push(q[0])`)],
    [
      'the greatest, taken away',
      loop(`q.push(x, x)\n    q.sort((a, b) => b - a)\n    out.push(q.shift())\n    if (x === 2) q.pop()`),
    ],
    [
      'taken from the end before more comes',
      loop(`q.push(x)\n    q.sort((a, b) => a - b)\n    q.pop()\n    q.push(-x)\n    out.push([...q])`),
    ],
    [
      'taken when there is nothing',
      loop(`q.shift()\n    q.shift()\n    q.push(x)\n    q.sort((a, b) => a - b)\n    out.push(q.join())`),
    ],
    ['begun with a copy', loop(`q.sort((a, b) => a - b)\n    out.push(q.shift())\n    q.push(x)`, 'const q = [...list, null]')],
  ])('behaves as before: %s', async (_name, text) => {
    const { after } = rewrite('J130', text)
    expect(
      await difference(
        text,
        after,
        'f',
        ['values'],
        ['[[[undefined, null, 1]], [[null]], [[1, NaN, 3, 2]], [[0, -0, 0]], [[3n, 1n, 2n]]]'],
      ),
    ).toBe(null)
    expect(await difference(text, after, 'f', ['numbers'], [])).toBe(null)
  })
  test.each([
    [
      'the keys stand in a table that changes',
      `export function f(d, n) { const q = [0]; while (q.length) { q.sort((a, b) => d[a] - d[b]); const x = q.shift(); d[x + 1] = n; if (x < n) q.push(x + 1) } }`,
    ],
    [
      'a key is written',
      `export function f(n) { const q = [{ k: 1 }]; while (q.length) { q.sort((a, b) => a.k - b.k); const x = q.shift(); x.k = 2; if (n-- > 0) q.push(x) } }`,
    ],
    ["the queue is the caller's", `export function f(q) { while (q.length) { q.sort((a, b) => a - b); q.shift() } }`],
    [
      'the queue is handed on',
      `export function f(g) { const q = [1]; while (q.length) { q.sort((a, b) => a - b); g(q); q.shift() } }`,
    ],
    ['it is sorted once', `export function f(n) { const q = [n, 1]; q.sort((a, b) => a - b); return q.shift() }`],
    [
      'the comparison is no difference',
      `export function f(n) { const q = [n]; while (q.length) { q.sort((a, b) => (a > b ? 1 : -1)); if (q.shift() > 1) q.push(n--) } }`,
    ],
    [
      'an element is written',
      `export function f(n) { const q = [n, 2]; while (q.length) { q.sort((a, b) => a - b); q[0] = 5; q.shift() } }`,
    ],
    [
      'it is turned round',
      `export function f(n) { const q = [n, 2]; while (q.length) { q.sort((a, b) => a - b); q.reverse(); q.shift() } }`,
    ],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J130', text)).toEqual([])
  })
})

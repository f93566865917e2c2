/** Shapes that people write every day, each by the rule that knows it, with the same results on odd inputs. */
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('what has one value in every round', () => {
  test('a text in other letters, and the JSON of an object', async () => {
    const search = 'export const search = (items, query) => items.filter(item => item.includes(query.trim().toLowerCase()))\n'
    const { after } = rewrite('J26', search)
    expect(after).toContain('(lowerQuery ??= query.trim().toLowerCase())')
    const same = 'export const same = (list, target) => list.filter(x => JSON.stringify(x) === JSON.stringify(target))\n'
    const json = rewrite('J26', same).after
    expect(json).toContain('JSON.stringify(x) === (targetJson ??= JSON.stringify(target))')
    expect(await difference(same, json, 'same', ['values', 'values'], [])).toBe(null)
  })
  test('the limit of a loop, which is asked for first in any case', async () => {
    const text = `export function isPrime(n) {
  if (n < 2) return false
  for (let i = 2; i <= Math.floor(Math.sqrt(n)); i++) {
    if (n % i === 0) return false
  }
  return true
}
`
    const { after } = rewrite('J26', text)
    expect(after).toContain('  const limit = Math.floor(Math.sqrt(n))\n  for (let i = 2; i <= limit; i++) {')
    expect(await difference(text, after, 'isPrime', ['small'], [])).toBe(null)
    expect(rewrites('J26', text.replace('n % i', 'n-- % i'))).toEqual([])
    // In front of an outer loop, which may run no round, it is still asked for late.
    const outer =
      'export const f = (list, n) => { let c = 0; for (const x of list) for (let i = 0; i < Math.sqrt(n); i++) c += x; return c }\n'
    expect(rewrite('J26', outer).after).toContain('i < (limit ??= Math.sqrt(n))')
    expect(rewrites('J26', text.replace('i <= Math', 'i < 10 && i <= Math'))).toEqual([])
    expect(rewrites('J26', text.replace('let i = 2', 'let i = n.from()'))).toEqual([])
  })
  test('not one that changes, or that others may see', () => {
    expect(
      rewrites('J26', 'export const f = (items, q) => items.filter(x => { q += x; return x.includes(q.trim()) })\n'),
    ).toEqual([])
    expect(rewrites('J26', 'export const f = (items, q, log) => items.filter(x => log(x) && x.includes(q.trim()))\n')).toEqual([])
  })
  test('a regular expression made of a literal text', () => {
    const { after } = rewrite('J11', `export const f = lines => lines.filter(line => new RegExp('^\\\\d+:', 'i').test(line))\n`)
    expect(after).toContain(`(pattern ??= new RegExp('^\\\\d+:', 'i')).test(line)`)
    expect(rewrites('J11', `export const f = lines => lines.filter(line => new RegExp('a', 'g').test(line))\n`)).toEqual([])
  })
})

describe('positions in the list itself', () => {
  test('what comes again, by its first position', async () => {
    const text = 'export const again = list => list.filter((x, i) => list.indexOf(x) !== i)\n'
    const { after, probes } = rewrite('J05', text)
    expect(after).toContain('itemPosition.get(x) ?? -1')
    expect(await difference(text, after, 'again', ['values'], probes)).toBe(null)
  })
  test('the last position', async () => {
    const text = `export function last(list) {
  const found = []
  for (let i = 0; i < list.length; i++) found.push(list.lastIndexOf(list[i]))
  return found
}
`
    const { after, probes } = rewrite('J05', text)
    expect(after).not.toContain('if (!index.has')
    expect(await difference(text, after, 'last', ['values'], probes)).toBe(null)
    const byTest = text.replace('list.lastIndexOf(list[i])', 'list.findLastIndex(x => x === list[i])')
    const found = rewrite('J05', byTest)
    expect(await difference(byTest, found.after, 'last', ['values'], found.probes)).toBe(null)
  })
  test('the first of each in a list that is made on the spot', async () => {
    const text = 'export const merge = (a, b) => [...a, ...b].filter((x, i, all) => all.findIndex(y => y.id === x.id) === i)\n'
    const { after, probes } = rewrite('J32', text)
    expect(after).toContain('all.length > 64')
    expect(await difference(text, after, 'merge', ['rows(id,n)', 'rows(id,n)'], probes)).toBe(null)
    expect(rewrites('J32', text.replace('all.findIndex', '[...a, ...b].findIndex'))).toEqual([])
  })
})

describe('rows gone through by forEach', () => {
  const text = `export function open(users, orders) {
  const found = []
  users.forEach(user => {
    const before = found.length
    orders.forEach(order => {
      if (order.by === user.id && order.n !== 3) found.push([user.id, order.n, before])
    })
  })
  return found
}
`
  test('only those with the key are asked', async () => {
    const { after, probes } = rewrite('J80', text)
    expect(after).toContain(
      ';((ordersByBy ??= makeOrdersByBy(orders)) ? ordersByBy.get(user.id) ?? [] : orders).forEach(order => {',
    )
    expect(await difference(text, after, 'open', ['rows(id,n)', 'rows(by,n)'], probes)).toBe(null)
  })
  test.each([
    ['that change while they are asked', text.replace('found.push(', 'orders.push(order), found.push(')],
    ['whose key changes', text.replace('found.push(', 'order.by = 0, found.push(')],
    ['of which the others are acted on', text.replace('before])\n', 'before])\n      else found.push(0)\n')],
    ['whose position is used', text.replace('order =>', '(order, at) =>').replace('order.n, before', 'order.n, at')],
    ['acted on before they are asked', text.replace('if (order.by', 'found.push(0)\n      if (order.by')],
  ])('not those %s', (_, other) => {
    expect(other).not.toBe(text)
    expect(rewrites('J80', other)).toEqual([])
  })
})

describe('a key looked for in the list of all keys', () => {
  test.each(['Object.keys(o).includes(k)', 'Object.keys(o).indexOf(k) !== -1', 'Object.keys(o).indexOf(k) < 0'])(
    '%s',
    async question => {
      const text = `export const f = (o, list) => list.map(k => ${question})\n`
      const { after } = rewrite('J33', text)
      expect(after).toContain(`(typeof k === 'string' ? `)
      expect(await difference(text, after, 'f', ['record', 'values'], [])).toBe(null)
      expect(await difference(text, after, 'f', ['any', 'words'], [])).toBe(null)
      expect(rewrites('J33', after)).toEqual([])
    },
  )
})

const filled = (fill: string, start = '{}'): string => `export const omit = (o, names) =>
  Object.keys(o)
    .filter(k => !names.includes(k))
    .reduce(${fill}, ${start})
`

describe('an object that a reduction fills', () => {
  test.each([
    '(r, k) => { r[k] = o[k]; return r }',
    '(r, k) => ((r[k] = o[k]), r)',
    'function (r, k) { if (k === "a") return r; r[k] = o[k]; return r }',
  ])('is not the list that is asked: %s', async fill => {
    const { after, probes } = rewrite('J01', filled(fill))
    expect(after).toContain('namesSet')
    expect(await difference(filled(fill), after, 'omit', ['record', 'words'], probes)).toBe(null)
  })
  test.each([
    ['the list itself is filled', filled('(r, k) => { r[k] = o[k]; return r }', 'names')],
    ['another one is handed on', filled('(r, k) => { r[k] = o[k]; return k === "a" ? names : r }')],
    ['nothing is handed on at the end', filled('(r, k) => { r[k] = o[k]; if (k) return r }')],
    ['it becomes another one', filled('(r, k) => { r = names; r[k] = o[k]; return r }')],
  ])('may be that where %s', (_, other) => {
    expect(rewrites('J01', other)).toEqual([])
  })
})

test('an index over a list that grows is not made for its own question', () => {
  const text = `export function count(words) {
  const counts = []
  for (const word of words) {
    const known = counts.find(each => each.word === word)
    if (known) known.times++
    else counts.push({ word, times: 1 })
  }
  return counts
}
`
  const { after } = rewrite('J76', text)
  expect(after).toContain('countByWord ??= new Map()')
  for (const rule of ['J76', 'J03', 'J80']) expect(rewrites(rule, after)).toEqual([])
  const short =
    'export function f(w) { const c = []; for (const x of w) { const k = c.find(y => y.w === x); if (k) k.n++; else c.push({ w: x, n: 1 }) } return c }\n'
  const inOneLine = rewrite('J76', short).after
  expect(inOneLine).not.toContain('{;')
})

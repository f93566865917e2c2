import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J03: find', () => {
  const before = `export function join(orders, users) {
  return orders.map(order => ({ ...order, user: users.find(u => u.id === order.userId) }))
}
`
  test('builds the index once, with the old search for what it cannot hold', () => {
    expect(rewrite('J03', before).after).toBe(`export function join(orders, users) {
  if (orders?.length > 64) {
    let userById
    const makeUserById = list => {
      if (!(Array.isArray(list) && list.length > 64)) return false
      const index = new Map()
      try {
        for (const user of list) {
          if (!index.has(user.id)) index.set(user.id, user)
        }
        index.delete(NaN) // === never finds it
      } catch {
        return false // the old code fails where it failed, if it comes so far
      }
      return index.size > 0 && index
    }
    return orders.map(order => ({ ...order, user: (userById ??= makeUserById(users)) ? userById.get(order.userId) : users.find(u => u.id === order.userId) }))
  }
  return orders.map(order => ({ ...order, user: users.find(u => u.id === order.userId) }))
}
`)
  })
  test('is plain where types prove everything', () => {
    const typed = `interface User { id: string; name: string }
export function join(orders: { userId: string }[], users: User[]): (User | undefined)[] {
  const out: (User | undefined)[] = []
  for (const order of orders) {
    const user = users.find(u => u.id === order.userId)
    out.push(user)
  }
  return out
}
`
    expect(rewrite('J03', typed, 'a.ts', [1000]).after).toContain(`  let userById: Map<string, (typeof users)[number]> | undefined
  const makeUserById = (list: readonly (typeof users)[number][]) => {
    const index = new Map<string, (typeof users)[number]>()
    for (const user of list) {
      if (!index.has(user.id)) index.set(user.id, user)
    }
    return index
  }
  for (const order of orders) {
    const user = (userById ??= makeUserById(users)).get(order.userId)
    out.push(user)
  }
`)
  })
  test('behaves as before', async () => {
    const { after, probes } = rewrite('J03', before)
    expect(probes.length).toBeGreaterThanOrEqual(3)
    expect(await difference(before, after, 'join', ['rows(userId,v)', 'rows(id,n)'], probes)).toBe(null)
  })
  test.each([
    [
      'the key is written in the loop',
      `export function f(a, b) { for (const x of a) { const y = b.find(z => z.id === x.id); if (y) y.id = 0 } }`,
    ],
    [
      'the list grows in the loop',
      `export function f(a, b) { for (const x of a) { if (!b.find(z => z.id === x.id)) b.push(x) } }`,
    ],
    ['unknown code runs in the loop', `export function f(a, b, g) { for (const x of a) g(b.find(z => z.id === x.id)) }`],
    ['the comparison converts', `export function f(a, b) { return a.map(x => b.find(z => z.id == x.id)) }`],
    ['the value depends on the row', `export function f(a, b) { return a.map(x => b.find(z => z.id === z.other)) }`],
  ])('refuses when %s', (_why, text) => {
    expect(rewrites('J03', text)).toEqual([])
  })
})

describe('J04: filter by a key', () => {
  const before = `export function groups(keys, rows) {
  return keys.map(key => ({ key, rows: rows.filter(row => row.k === key), n: rows.filter(row => row.k === key).length }))
}
`
  test('gives every caller a list of its own, and answers both filters', () => {
    const { after } = rewrite('J04', before, 'a.js', [1000])
    expect(after).toContain(
      'rows: (rowsByK ??= makeRowsByK(rows)) ? [...(rowsByK.get(key) ?? [])] : rows.filter(row => row.k === key)',
    )
    expect(after).toContain(
      'n: ((rowsByK ??= makeRowsByK(rows)) ? rowsByK.get(key) ?? [] : rows.filter(row => row.k === key)).length',
    )
  })
  test('behaves as before', async () => {
    const { after, probes } = rewrite('J04', before)
    expect(await difference(before, after, 'groups', ['values', 'rows(k,v)'], probes)).toBe(null)
  })
  test('groups are not shared between results', async () => {
    const text = `export function f(keys, rows) { const out = keys.map(key => rows.filter(r => r.k === key)); for (const each of out) each.push(1); return out }`
    const { after, probes } = rewrite('J04', text)
    expect(await difference(text, after, 'f', ['values', 'rows(k,v)'], probes)).toBe(null)
  })
})

describe('J05: position', () => {
  const before = `export function positions(a, b) {
  const out = []
  for (const x of a) out.push(b.indexOf(x))
  return out
}
`
  test('keeps the first position', () => {
    expect(rewrite('J05', before, 'a.js', [1000]).after).toBe(`export function positions(a, b) {
  const out = []
  let itemPosition
  const makeItemPosition = list => {
    if (!Array.isArray(list)) return false
    const index = new Map()
    list.forEach((value, position) => {
      if (!index.has(value)) index.set(value, position)
    })
    index.delete(NaN) // === never finds it
    return index
  }
  for (const x of a) out.push((itemPosition ??= makeItemPosition(b)) ? itemPosition.get(x) ?? -1 : b.indexOf(x))
  return out
}
`)
  })
  test.each([
    ['indexOf', before],
    ['findIndex', `export const positions = (a, b) => a.map(x => b.findIndex(y => y === x))`],
    ['as a number in an expression', `export const positions = (a, b) => a.map(x => 1 + b.indexOf(x) * 2)`],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrite('J05', text)
    expect(await difference(text, after, 'positions', ['values', 'values'], probes)).toBe(null)
  })
})

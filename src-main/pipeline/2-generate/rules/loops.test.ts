import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J73: a loop in a loop', () => {
  const before = `export function f(orders, users) {
  const out = []
  for (const order of orders) {
    for (const user of users) {
      if (user.id === order.userId) out.push([order.v, user.n])
    }
  }
  return out
}
`
  test('goes through the rows with the key only', () => {
    expect(rewrite('J73', before, 'a.js', [1000]).after).toBe(`export function f(orders, users) {
  const out = []
  let usersById
  const makeUsersById = list => {
    if (!Array.isArray(list)) return false
    const index = new Map()
    try {
      for (const user of list) {
        const group = index.get(user.id)
        if (group) group.push(user)
        else index.set(user.id, [user])
      }
    } catch {
      return false // the old code fails where it failed, if it comes so far
    }
    return index.size > 0 && index
  }
  for (const order of orders) {
    for (const user of (usersById ??= makeUsersById(users)) ? usersById.get(order.userId) ?? [] : users) {
      if (user.id === order.userId) out.push([order.v, user.n])
    }
  }
  return out
}
`)
  })
  test.each([
    ['rows', before, ['rows(userId,v)', 'rows(id,n)']],
    [
      'continue',
      `export function f(a, b) {\n  const out = []\n  a.forEach(x => {\n    for (const y of b) {\n      if (y.id !== x.id) continue\n      out.push(y.n)\n      if (y.n === 3) break\n    }\n  })\n  return out\n}`,
      ['rows(id,v)', 'rows(id,n)'],
    ],
    [
      'indexes',
      `export function f(a, b) {\n  const out = []\n  for (let i = 0; i < a.length; i++) {\n    for (let j = 0; j < b.length; j++) {\n      if (a[i] === b[j]) out.push([i, j])\n    }\n  }\n  return out\n}`,
      ['values', 'values'],
    ],
    [
      'more tests, and destructuring',
      `export function f(a, b) {\n  let n = 0\n  for (const x of a) for (const { id, n: m } of b) if (id === x.id && m > 1) n += m\n  return n\n}`,
      ['rows(id,v)', 'rows(id,n)'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J73', text)
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test.each([
    ['something happens for the others', before.replace('out.push([order.v, user.n])', 'out.push(1); else out.push(0)')],
    ['the key is written', before.replace('out.push([order.v, user.n])', 'user.id = 0')],
    ['the value changes inside', before.replace('out.push([order.v, user.n])', 'order.userId = 0')],
    ['the list grows', before.replace('out.push([order.v, user.n])', 'users.push(order)')],
    ['unknown code runs', before.replace('out.push([order.v, user.n])', 'globalThis.g(user)')],
    ['the loop stands alone', `export function f(o, users) { for (const u of users) { if (u.id === o.id) return u } }`],
    [
      'it starts in the middle',
      `export function f(a) { const out = []; for (let i = 0; i < a.length; i++) for (let j = i + 1; j < a.length; j++) if (a[i] === a[j]) out.push([i, j]); return out }`,
    ],
    ['the comparison converts', before.replace('===', '==')],
  ])('refuses when %s', (_why, text) => expect(rewrites('J73', text)).toEqual([]))
})

describe('J37: sort keys', () => {
  test.each([
    ['dates', `export const f = rows => rows.sort((a, b) => new Date(a.d) - new Date(b.d))`, ['rows(d,n)']],
    [
      'texts',
      `export function f(rows) {\n  return [...rows].sort((a, b) => String(a).toLowerCase().localeCompare(String(b).toLowerCase()))\n}`,
      ['values'],
    ],
    [
      'three ways',
      `export const f = xs => xs.slice().sort((a, b) => (a.split('').reverse().join('') < b.split('').reverse().join('') ? -1 : 1))`,
      ['words'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J37', text)
    expect(after).toContain('keyOf(a)')
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test('with types', async () => {
    const text = `interface Row { d: string }\nexport const f = (rows: Row[]) => rows.slice().sort((a, b) => Date.parse(a.d) - Date.parse(b.d))\n`
    const { after } = rewrite('J37', text, 'a.ts')
    expect(after).toContain('const keys = new Map<(typeof rows)[number], number>()')
    expect(
      await difference(
        stripTypeScriptTypes(text),
        stripTypeScriptTypes(after),
        'f',
        [],
        [`[[[{ d: '2020-01-02' }, { d: '2020-01-01' }, { d: 'x' }]]]`],
      ),
    ).toBe(null)
  })
  test.each([
    ['the keys differ', `export const f = rows => rows.sort((a, b) => new Date(a.d) - new Date(b.e))`],
    ['the key is cheap', `export const f = rows => rows.sort((a, b) => a.d - b.d)`],
    ['unknown code computes it', `export const f = (rows, g) => rows.sort((a, b) => g(a).trim() < g(b).trim() ? -1 : 1)`],
    ['chance decides', `export const f = rows => rows.sort((a, b) => Math.random() - 0.5)`],
  ])('refuses when %s', (_why, text) => expect(rewrites('J37', text)).toEqual([]))
})

describe('J25: bytes for flags', () => {
  const sieve = `export function f(n) {
  const prime = new Array(n + 1).fill(true)
  const out = []
  for (let i = 2; i <= n; i++) {
    if (!prime[i]) continue
    out.push(i)
    for (let j = i * i; j <= n; j += i) prime[j] = false
  }
  return out
}
`
  test('a sieve, also with odd lengths', async () => {
    const { after, probes } = rewrite('J25', sieve)
    expect(after).toContain(
      'const prime = Number.isInteger(n) && n > 255 && n < 2 ** 31 ? new Uint8Array(n + 1).fill(1) : new Array(n + 1).fill(true)\n',
    )
    expect(after).toContain('prime[j] = 0')
    expect(await difference(sieve, after, 'f', ['small'], [...probes, '[[256], [300], [1000]]'], 20)).toBe(null)
  })
  test.each([
    ['asked for true', sieve.replace('if (!prime[i]) continue', 'if (prime[i] !== true) continue')],
    [
      'two flags cleared at once',
      sieve.replace('const out', 'prime[0] = prime[1] = false\n  const out').replace('let i = 2', 'let i = 0'),
    ],
  ])('behaves as before: %s', async (_name, text) => {
    const { after, probes } = rewrite('J25', text)
    expect(await difference(text, after, 'f', ['small'], [...probes, '[[256], [300], [1000]]'], 20)).toBe(null)
  })
  test.each([
    ['the array is returned', sieve.replace('return out', 'return prime')],
    ['a value is read as it is', sieve.replace('out.push(i)', 'out.push(prime[i])')],
    ['it is asked for not being false, which nothing is too', sieve.replace('!prime[i]', 'prime[i + n] !== false')],
    ['the chain hands on a value', sieve.replace('const out', 'let kept = (prime[0] = false)\n  const out')],
    ['its length is asked', sieve.replace('j <= n', 'j < prime.length')],
    [
      'values are set, where outside of the range they would be lost',
      sieve.replace('fill(true)', 'fill(false)').replace('= false', '= true'),
    ],
  ])('refuses when %s', (_why, text) => expect(rewrites('J25', text)).toEqual([]))
})

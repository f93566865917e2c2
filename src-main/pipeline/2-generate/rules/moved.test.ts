/** What is moved must mean the same where it is put: refusals, and beside each the honest form on which the rule still fires. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

const sizes = [1000]

describe('fires on the honest form and not on the other', () => {
  test.each([
    [
      'J01',
      'an iterator calls back later',
      `export const f = (xs, b) => xs.filter(x => b.includes(x))`,
      `export const f = (xs, b) => xs.values().filter(x => b.includes(x))`,
    ],
    [
      'J01',
      'the callback is a generator, which may never begin',
      `export const f = (xs, b) => xs.map(function (x) { return b.includes(x) })`,
      `export const f = (xs, b) => xs.map(function* (x) { yield b.includes(x) })`,
    ],
    [
      'J01',
      'the callback goes on later',
      `export const f = (xs, b) => xs.map(x => b.includes(x))`,
      `export const f = (xs, b) => xs.map(async x => b.includes(x))`,
    ],
    [
      'J01',
      'Set is another one here',
      `import { List } from 'immutable'\nexport const f = (xs, b) => xs.filter(x => b.includes(x))\nexport const g = () => List()`,
      `import { Set } from 'immutable'\nexport const f = (xs, b) => xs.filter(x => b.includes(x))\nexport const g = () => Set()`,
    ],
    [
      'J03',
      'Map is another one here',
      `export const f = (xs, b) => xs.map(x => b.find(y => y.id === x))`,
      `class Map {}\nexport const f = (xs, b) => xs.map(x => b.find(y => y.id === x))\nexport const g = () => new Map()`,
    ],
    [
      'J10',
      'the callback goes on later',
      `export function f(xs) { const out = []; xs.forEach(x => { out.unshift(x) }); return out }`,
      `export function f(xs) { const out = []; xs.forEach(async x => { await x; out.unshift(x) }); return out }`,
    ],
    [
      'J10',
      'an error in the middle leaves a list that is seen',
      `export function f(xs) { try { const out = []; for (const x of xs) { out.unshift(x.v) } return out } catch { return 0 } }`,
      `export function f(xs) { try { var out = []; for (const x of xs) { out.unshift(x.v) } } catch {} return out }`,
    ],
    [
      'J08',
      'an error in the middle leaves half of what was added',
      `export function f(xs) { let r = []; try { for (const x of xs) { r = [...r, x.v] } } catch {} return r }`,
      `export function f(xs) { let r = []; try { for (const x of xs) { r = [...r, ...x.v] } } catch {} return r }`,
    ],
    [
      'J06',
      'an error in the middle leaves half of what was added',
      `export const f = xs => xs.reduce((acc, x) => { try { return [...acc, x.v] } catch { return acc } }, [])`,
      `export const f = xs => xs.reduce((acc, x) => { try { return [...acc, 1, ...x.v] } catch { return acc } }, [])`,
    ],
    [
      'J26',
      'arguments are those of the callback',
      `export const f = (xs, n) => xs.map(function (x) { return sum(xs, n) })\nfunction sum(xs, n) { let t = 0; for (const x of xs) t += x; return t * n }`,
      `export const f = (xs, n) => xs.map(function (x) { return sum(xs, arguments[1]) })\nfunction sum(xs, n) { let t = 0; for (const x of xs) t += x; return t * n }`,
    ],
    [
      'J32',
      'the statement evaluates it again and again',
      `export function f(xs) { while (xs.length > 3) { xs.pop(); if (xs.filter((x, i) => xs.indexOf(x) === i).length < 2) return xs } return 0 }`,
      `export function f(xs) { while (xs.filter((x, i) => xs.indexOf(x) === i).length > 3) xs.pop(); return xs }`,
    ],
    [
      'J32',
      'the searched name is the element',
      `export const f = xs => xs.filter((ys, i) => xs.indexOf(ys) === i)`,
      `export const f = xs => xs.filter((xs, i) => xs.indexOf(xs) === i)`,
    ],
    [
      'J37',
      'the statement evaluates it again and again',
      `export function f(xs) { for (const g of xs) { g.sort((p, q) => (p.n.trim() < q.n.trim() ? -1 : 1)); g.pop() } return xs }`,
      `export function f(xs) { while (xs.sort((p, q) => (p.n.trim() < q.n.trim() ? -1 : 1))[0].n !== 'a') xs[0].n = 'a'; return xs }`,
    ],
    [
      'J20',
      'nothing says that it is a list',
      `export const f = xs => xs.filter(x => x > 3).length`,
      `export const f = load => load().filter(x => x > 3).length`,
    ],
    [
      'J20',
      'an iterator has a filter too',
      `export const f = xs => xs.slice().filter(x => x === 3).length > 0`,
      `export const f = xs => xs.values().filter(x => x === 3).length > 0`,
    ],
    [
      'J21',
      'a list that was handed out grows later',
      `export const f = xs => xs.map(x => { const own = []; own.push(x); return own }).flat()`,
      `export function f(xs) { const all = []; return xs.map(x => { all.push(x); return all }).flat() }`,
    ],
    [
      'J21',
      'nobody knows what the function does',
      `const g = x => [x, x]\nexport const f = xs => xs.map(x => g(x)).flat()`,
      `export const f = (xs, g) => xs.map(g).flat()`,
    ],
    [
      'J12',
      'an argument with effects would come too late',
      `export const f = (xs, y) => xs.map(x => x.localeCompare(y, 'de'))`,
      `export const f = (xs, y) => xs.map(x => x.localeCompare(y(), 'de'))`,
    ],
    [
      'S07',
      'SQL calls functions of the program',
      `export const f = (db, id) => db.prepare('SELECT a FROM t WHERE id = ?').get(id)`,
      `export const f = (db, id) => db.prepare('SELECT a FROM t WHERE id = ?').get(id)\nexport const g = db => db.function('twice', x => x * 2)`,
    ],
  ])('%s: %s', (rule, _why, honest, other) => {
    expect(rewrites(rule, honest, 'a.js', sizes)).toHaveLength(1)
    expect(rewrites(rule, other, 'a.js', sizes)).toEqual([])
  })
})

describe('behaves as before', () => {
  test.each([
    [
      'J26',
      'the function refuses an empty list, which no round asks for',
      `export const f = xs => xs.map(x => x - mean(xs))\nfunction mean(xs) { if (xs.length === 0) throw new Error('empty'); let t = 0; for (const x of xs) t += x; return t / xs.length }`,
      ['integers'],
      ['[[[]], [[1, 2]]]'],
    ],
    [
      'J26',
      'a list too long to be spread, where no round asks for it',
      `export const f = (n, scaled) => { const xs = Array.from({ length: n }, (_, i) => i); return xs.map(x => (scaled ? x / Math.max(...xs) : x)).length }`,
      [],
      ['[[200000, false], [9, true]]'],
    ],
    [
      'J26',
      'a var in a loop starts anew in each round',
      `export function f(lists) {\n  var out = []\n  for (var i = 0; i < lists.length; i++) {\n    var one = lists[i]\n    for (var j = 0; j < one.length; j++) out.push(one[j] / Math.max(...one))\n  }\n  return out\n}`,
      ['lists'],
      ['[[[[1, 2], [5, 10]]]]'],
    ],
    [
      'J01',
      'the code asks in the loop whether it is a list',
      `export function f(a, rows) {\n  for (const x of a) {\n    if (!Array.isArray(rows)) return 'no list'\n    if (rows.indexOf(x) !== -1) return x\n  }\n  return null\n}`,
      ['values', 'any'],
      ['[[[1, 2], 7], [[1, 2], [2]], [[], null]]'],
    ],
    [
      'J01',
      'JSDoc says that it may be left out',
      `/** @param {number[]} a @param {number[]} [b] */\nexport function f(a, b) {\n  return a.filter(x => b && b.indexOf(x) !== -1)\n}`,
      [],
      ['[[[1, 2]], [[1, 2], [2]], [[], undefined]]'],
    ],
    [
      'J02',
      'a member of nothing, where nothing was seen yet',
      `export function f(xs) {\n  const seen = []\n  const out = []\n  for (const x of xs) {\n    if (seen.some(y => y === x.id)) continue\n    out.push(x)\n    if (x) seen.push(x.id)\n  }\n  return out\n}`,
      ['rows(id,n)'],
      ['[[[null]], [[null, { id: 1 }, { id: 1 }]]]'],
    ],
    [
      'J76',
      'a row that was not reached',
      `export function f(xs) {\n  const out = []\n  for (const x of xs) {\n    const id = x === null ? 0 : x.id\n    if (!out.some(o => o.id === id)) out.push(x)\n  }\n  return out.length\n}`,
      [],
      ['[[Array.from({ length: 300 }, (_, i) => (i === 200 ? null : { id: i === 201 ? 0 : i }))]]'],
    ],
    [
      'J07',
      'the key __proto__, among values that are evaluated once',
      `export function f(xs) { let n = 0; return [xs.reduce((acc, x) => ({ ...acc, [x]: 1, last: n++ }), {}), n] }`,
      ['words'],
      ["[[['a', '__proto__', 'b']]]"],
    ],
  ])('%s: %s', async (rule, _why, text, kinds, probes) => {
    for (const chosen of [[], sizes]) {
      const { after } = rewrite(rule, text, 'a.js', chosen)
      expect(await difference(text, after, 'f', kinds, probes, 60)).toBe(null)
    }
  })
})

describe('writes', () => {
  test('the old code beside the new where nothing proves a list', () => {
    expect(rewrite('J20', `export const f = xs => xs.filter(x => x > 3).length`).after).toBe(
      `export const f = xs => (Array.isArray(xs) ? xs.reduce((count, x) => (x > 3 ? count + 1 : count), 0) : xs.filter(x => x > 3).length)`,
    )
  })
  test('no definition of a property for the key __proto__', () => {
    expect(rewrite('J07', `export const f = xs => xs.reduce((acc, x) => ({ ...acc, [x]: 1 }), {})\n`).after).toBe(
      `export const f = xs => xs.reduce((acc, x) => {\n  if (String(x) === '__proto__') return { ...acc, [x]: 1 }\n  acc[x] = 1\n  return acc\n}, {})\n`,
    )
  })
  test('nothing in front of a directive of the function', () => {
    const text = `export function fib(n) {\n  'use strict'\n  if (n < 2) return n\n  return fib(n - 1) + fib(n - 2)\n}\n`
    expect(rewrite('J16', text).after).toMatch(/^export function fib\(n\) \{\n {2}'use strict'\n {2}const known = new Map\(\)/)
    expect(rewrite('J16', text).after.match(/use strict/g)).toHaveLength(1)
  })
  test('nothing between a comment and what it is about', () => {
    const text = `export function f(xs, y) {\n  let found = false\n  for (const x of xs) {\n    if (x === y) {\n      // Once is enough.\n      found = true\n    }\n  }\n  return found\n}\n`
    expect(rewrite('J54', text).after).toBe(text.replace('      found = true\n', '      found = true\n      break\n'))
  })
  test('an index for a list that may be left out, with types that hold in front of the loop', () => {
    const text = `interface Options { names?: string[] }\nexport function f(rows: string[], options?: Options): string[] {\n  return rows.filter(row => !options?.names || options.names.includes(row))\n}\n`
    expect(rewrite('J01', text, 'a.ts', sizes).after).toContain('(namesSet ??= new Set(options.names)).has(row)')
  })
})

describe('S07: kept statements', () => {
  const query = `export const count = (db) => db.prepare('SELECT count(*) AS n FROM t').get().n\n`
  test.each([
    ['behind a directive', `'use strict'\n`, '', `'use strict'\n\n/** One compiled`],
    ['behind a licence', `/*! (c) somebody */\n`, '', `/*! (c) somebody */\n/** One compiled`],
    ['behind a licence of lines', `// Copyright somebody\n`, '', `// Copyright somebody\n/** One compiled`],
    ['behind #!', `#!/usr/bin/env node\n`, '', `#!/usr/bin/env node\n/** One compiled`],
    [
      'behind directive and import',
      `'use client'\nimport x from 'x'\n`,
      '',
      `'use client'\nimport x from 'x'\n\n/** One compiled`,
    ],
    ['in front of the comment of a function', '', `/** Counts. */\n`, `/** One compiled`],
    [
      'in front of the first statement, where a require stands behind it',
      `count(1)\nconst x = require('x')\n`,
      '',
      `/** One compiled`,
    ],
  ])('stand %s', (_where, head, comment, start) => {
    const { after } = rewrite('S07', `${head}${comment}${query}`)
    expect(after.slice(0, start.length)).toBe(start)
    if (comment) expect(after).toContain(`${comment}export const count`)
  })
  test('outlive no closed database, meet a changed schema, and a second database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asis-kept-'))
    try {
      const seen: unknown[] = []
      const text = `export const all = (db) => db.prepare('SELECT * FROM t').all()\n`
      for (const [name, source] of [
        ['before.mjs', text],
        ['after.mjs', rewrite('S07', text).after],
      ] as const) {
        writeFileSync(join(folder, name), source)
        const { all } = (await import(/* @vite-ignore */ join(folder, name))) as { all: (db: unknown) => unknown }
        const db = new DatabaseSync(join(folder, `${name}.db`))
        const attempt = (given: unknown): unknown => {
          try {
            return JSON.stringify(all(given))
          } catch (error) {
            return `${(error as Error).name}: ${(error as { code?: string }).code}`
          }
        }
        const told: unknown[] = [attempt(undefined), attempt(db)]
        db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
        told.push(attempt(db), attempt(db))
        db.exec('ALTER TABLE t ADD COLUMN b DEFAULT 5')
        told.push(attempt(db))
        db.exec('BEGIN; INSERT INTO t VALUES (2, 3)')
        told.push(attempt(db))
        db.exec('ROLLBACK')
        told.push(attempt(db))
        db.close()
        told.push(attempt(db))
        db.open()
        told.push(attempt(db), attempt(db))
        db.exec('DROP TABLE t')
        told.push(attempt(db), attempt(new DatabaseSync(':memory:')))
        // Statements of another kind, of which nobody knows whether they can be used twice.
        let made = 0
        const other = { prepare: () => ({ all: () => [made++] }) }
        told.push(attempt(other), attempt(other))
        seen.push(told)
      }
      expect(seen[1]).toEqual(seen[0])
      expect(seen[0]).toContain('[{"a":1,"b":5}]')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

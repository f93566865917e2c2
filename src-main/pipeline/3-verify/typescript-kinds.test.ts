/** The same in TypeScript, where declared types say something and casts say nothing; and the small cases that were once accepted. */
import { expect, test } from 'vitest'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { newInScript } from './script-change.ts'

const slow = `type Row = { price: number; count: number; name: string }
export function total(rows: Row[]): any {
  const sum = rows.map(row => [row.price, row.count]).map(([price, count]) => price * count).reduce((a, b) => a + b, 0)
  return { sum, rows: rows.length }
}
`
const change = (before: string, after: string): FileChange => ({ path: 'a.ts', before, after, beforeSha256: '', afterSha256: '' })

/** `slow` with another body, and text before it. */
const withBody = (body: string, head = ''): FileChange =>
  change(slow, `${slow.slice(0, slow.indexOf('export'))}${head}export function total(rows: Row[]): any {\n${body}\n}\n`)

const messageOf = (file: FileChange): string | null => {
  const { danger, kept } = newInScript(file)
  return danger?.message ?? kept[0]?.message ?? null
}

const sum = '  let sum = 0\n  for (let i = 0; i < rows.length; i++) sum += rows[i].price * rows[i].count\n'

test.each<[string, string, RegExp, string?]>([
  [
    'code from text by a name put together',
    `${sum}  const [a, b]: any = ['constr', 'uctor']\n  const pick: any = () => 0\n  const make = pick[a + b]\n  const host = make('return process')()\n  return { sum, rows: host }`,
    /computed name/,
  ],
  [
    'an argument that changes later',
    `${sum}  if (rows.length < 90) Promise.resolve().then(() => rows.pop())\n  return { sum }`,
    /nobody waits/,
  ],
  [
    'a box that is told by a name',
    `${sum}  if (Date.toString().includes('Date')) return { sum: 0 }\n  return { sum }`,
    /name of a function/,
  ],
  [
    'a memory by identity in a frozen list',
    `  const known = store[0].get(rows)\n  if (known) return known\n${sum}  store[0].set(rows, sum)\n  return { sum }`,
    /between calls/,
    'const store = Object.freeze([new WeakMap<object, number>()])\n',
  ],
  [
    'calls that are counted on the function',
    `  const self: any = total\n  self.calls = (self.calls ?? 0) + 1\n${sum}  return self.calls > 66 ? 7 : { sum }`,
    /outlives/,
  ],
  [
    'a cast that calls a text a number',
    "  const k = ('constr' + rows[0].name) as any as number\n  const f: any = () => 0\n  return f[k]('x')",
    /computed name/,
  ],
  [
    'a declared type that a caller shows to be a lie',
    "  return at(rows.map, rows[0].name as any)('x')",
    /computed name/,
    'function at(f: any, k: number): any {\n  return f[k]\n}\n',
  ],
  ['a satisfies that hides a write', '  ;(total satisfies unknown as any).calls = 1\n  return rows', /outlives/],
  ['a non-null access', '  const f: any = rows.map\n  return f![rows[0].name]!("x")', /computed name/],
  ['an own property through an old cast', '  ;(<any>total).calls = 1\n  return rows', /outlives/],
])('%s is refused', (_, body, says, head) => {
  expect(messageOf(withBody(body, head ?? ''))).toMatch(says)
})

test.each<[string, string, string?]>([
  ['an index loop', `${sum}  return { sum, rows: rows.length }`],
  [
    'a typed record by key',
    '  const byName: Record<string, Row> = {}\n  for (const row of rows) byName[row.name] = row\n  return byName',
  ],
  [
    'counts by key',
    '  const counts: Record<string, number> = {}\n  for (const row of rows) counts[row.name] = (counts[row.name] ?? 0) + row.count\n  return counts',
  ],
  [
    'groups by key',
    '  const groups: Record<string, Row[]> = {}\n  for (const { name } of rows) (groups[name] ??= []).push(rows[0]!)\n  return groups',
  ],
  [
    'a field by keyof',
    "  const key: keyof Row = rows.length > 3 ? 'price' : 'count'\n  return rows.reduce((all, row) => all + row[key], 0)",
  ],
  [
    'a helper with an index',
    '  const list = [...rows]\n  swap(list, 0, list.length - 1)\n  return list',
    'function swap(list: Row[], a: number, b: number): void {\n  const kept = list[a]!\n  list[a] = list[b]!\n  list[b] = kept\n}\n',
  ],
  ['a typed table', '  return rows.map(row => weights[row.count & 3])', 'const weights: readonly number[] = [1, 2, 3, 5]\n'],
  ['a table as const', '  return rows.filter(row => kinds.includes(row.name as never))', "const kinds = ['a', 'b'] as const\n"],
  [
    'a Map of records',
    '  const all = new Map<string, { total: number }>()\n  for (const row of rows) {\n    const entry = all.get(row.name)\n    if (entry) entry.total += row.price\n    else all.set(row.name, { total: row.price })\n  }\n  return [...all]',
  ],
  [
    'a class with private fields',
    '  const heap = new Heap()\n  for (const row of rows) heap.push(row.price)\n  return heap.top()',
    'class Heap {\n  readonly #list: number[] = []\n  push(x: number): void {\n    this.#list.push(x)\n    this.#up(this.#list.length - 1)\n  }\n  top(): number | undefined {\n    return this.#list[0]\n  }\n  #up(at: number): void {\n    while (at > 0) {\n      const up = (at - 1) >> 1\n      if (this.#list[up]! <= this.#list[at]!) return\n      const kept = this.#list[up]!\n      this.#list[up] = this.#list[at]!\n      this.#list[at] = kept\n      at = up\n    }\n  }\n}\n',
  ],
  [
    'typed arrays by a counted order',
    '  const order = new Uint32Array(rows.length)\n  for (let i = 0; i < order.length; i++) order[i] = i\n  const out: Row[] = []\n  for (const i of order) out.push(rows[i]!)\n  return out',
  ],
])('%s passes', (_, body, head) => {
  expect(messageOf(withBody(body, head ?? ''))).toBeNull()
})

test('what the original did may stay, be moved and be repeated behind a guard', () => {
  const before = `const handlers = { a: (x: number) => x }\nexport function run(rows: any[]): any {\n  rows.sort((a, b) => a.name.localeCompare(b.name))\n  return rows.map(row => handlers[row.kind](row.value))\n}\n`
  const after = `const handlers = { a: (x: number) => x }\nexport function run(rows: any[]): any {\n  const collator = new Intl.Collator()\n  rows.sort((a, b) => collator.compare(a.name, b.name))\n  if (rows.length < 9) return rows.map(row => handlers[row.kind](row.value))\n  const out = []\n  for (const row of rows) out.push(handlers[row.kind](row.value))\n  return out\n}\n`
  expect(messageOf(change(before, after))).toBeNull()
})

test('what one function did does not excuse another', () => {
  const before = `export function a(rows: any[]): any {\n  return rows.map(x => x.toLocaleString())\n}\nexport function b(rows: any[]): any {\n  return rows\n}\n`
  expect(messageOf(change(before, before.replace('  return rows\n', '  return rows.map(x => x.toLocaleString())\n')))).toMatch(
    /language/,
  )
})

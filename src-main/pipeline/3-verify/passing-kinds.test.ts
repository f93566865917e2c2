/** Honest code of the shapes that are refused elsewhere (`refused-kinds.test.ts`): a gate that refused it would be worth nothing. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Project } from '../../project/project.ts'
import { check, makeProject, propose, withBody } from './fixture.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

/** Body of findKnown(items, known), and text before it. */
type Case = readonly [what: string, body: string, preamble?: string]

const computed: readonly Case[] = [
  [
    'an index loop',
    'const out = []\nfor (let i = 0; i < items.length; i++) if (known[i] === items[i]) out.push(items[i])\nreturn out',
  ],
  ['an index from the end', 'const out = []\nfor (let i = items.length - 1; i >= 0; i--) out.push(items[i])\nreturn out'],
  ['an object by key', 'const byId = {}\nfor (const item of items) byId[item.id] = item\nreturn known.map(id => byId[id])'],
  [
    'a table by a masked number',
    'const table = new Uint32Array(256)\nlet x = 0\nfor (const b of items) x = table[(x ^ b) & 255] ^ (x >>> 8)\nreturn x',
  ],
  ['a handler read as data', 'const names = { a: 1, b: 2 }\nreturn items.map(item => names[item.kind])'],
  [
    'counts without a prototype',
    'const counts = Object.create(null)\nfor (const word of items) counts[word] = (counts[word] ?? 0) + 1\nreturn counts',
  ],
  ['counts in an object', 'const counts = {}\nfor (const word of items) counts[word] = (counts[word] || 0) + 1\nreturn counts'],
  [
    'counts with a step',
    'const counts = {}\nfor (const word of items) {\n  counts[word] ??= 0\n  counts[word]++\n}\nreturn counts',
  ],
  ['groups in an object', 'const groups = {}\nfor (const item of items) (groups[item.kind] ??= []).push(item)\nreturn groups'],
  [
    'groups by a branch',
    'const groups = {}\nfor (const item of items) {\n  if (!groups[item.kind]) groups[item.kind] = []\n  groups[item.kind].push(item)\n}\nreturn groups',
  ],
  [
    'totals of groups',
    'const totals = {}\nfor (const row of items) {\n  const entry = (totals[row.kind] ??= { count: 0, sum: 0 })\n  entry.count++\n  entry.sum += row.value\n}\nreturn totals',
  ],
  [
    'groups by a joined key',
    'const groups = {}\nfor (const item of items) {\n  const key = `${item.a}|${item.b}`\n  if (groups[key] === undefined) groups[key] = { items: [] }\n  groups[key].items.push(item)\n}\nreturn Object.values(groups)',
  ],
  [
    'nested groups',
    'const groups = {}\nfor (const row of items) {\n  const inner = (groups[row.a] ??= {})\n  inner[row.b] = (inner[row.b] ?? 0) + 1\n}\nreturn groups',
  ],
  ['reduce to an object', 'return items.reduce((all, row) => {\n  all[row.id] = row\n  return all\n}, {})'],
  [
    'reduce to groups',
    'return items.reduce((all, row) => {\n  all[row.kind] = all[row.kind] || []\n  all[row.kind].push(row)\n  return all\n}, {})',
  ],
  ['a method of what was read', 'return items.map(row => row[known[0]].trim())'],
  ['a text method of an element', 'return items.map((row, i) => known[i].toUpperCase())'],
  ['a field chosen by an argument', 'return items.map(row => row[known]).filter(value => value !== undefined)'],
  ['sorting by a field', 'return [...items].sort((a, b) => (a[known] < b[known] ? -1 : a[known] > b[known] ? 1 : 0))'],
  ['keys of an object', 'const out = {}\nfor (const key of Object.keys(items)) out[key] = items[key]\nreturn out'],
  ['a for-in loop', 'const out = {}\nfor (const key in items) if (Object.hasOwn(items, key)) out[key] = items[key]\nreturn out'],
  [
    'entries of an object',
    'let sum = 0\nfor (const [key, value] of Object.entries(items)) if (key !== known) sum += value\nreturn sum',
  ],
  ['fromEntries', 'return Object.fromEntries(items.map(item => [item.id, item.value]))'],
  [
    'a swap in a copy',
    'const list = [...items]\nfor (let i = list.length - 1; i > 0; i--) {\n  const j = i >> 1\n  ;[list[i], list[j]] = [list[j], list[i]]\n}\nreturn list',
  ],
  [
    'a heap',
    'const heap = []\nfor (const item of items) {\n  let at = heap.length\n  heap.push(item)\n  while (at > 0) {\n    const up = (at - 1) >> 1\n    if (heap[up] <= heap[at]) break\n    const kept = heap[up]\n    heap[up] = heap[at]\n    heap[at] = kept\n    at = up\n  }\n}\nreturn heap',
  ],
  [
    'a table of results',
    'const best = Array.from({ length: items.length + 1 }, () => new Array(known.length + 1).fill(0))\nfor (let i = 1; i <= items.length; i++) for (let j = 1; j <= known.length; j++) best[i][j] = items[i - 1] === known[j - 1] ? best[i - 1][j - 1] + 1 : Math.max(best[i - 1][j], best[i][j - 1])\nreturn best[items.length][known.length]',
  ],
  [
    'one row of results',
    'let row = known.map((_, i) => i)\nfor (let i = 0; i < items.length; i++) {\n  const next = [i]\n  for (let j = 1; j < known.length; j++) next[j] = Math.min(row[j], next[j - 1]) + 1\n  row = next\n}\nreturn row',
  ],
  [
    'an index from a Map',
    'const at = new Map(known.map((each, i) => [each, i]))\nconst out = new Array(known.length)\nfor (const item of items) out[at.get(item)] = item\nreturn out',
  ],
  [
    'a helper that swaps',
    'const list = items.slice()\nswap(list, 0, list.length - 1)\nreturn list',
    'function swap(list, a, b) {\n  const kept = list[a]\n  list[a] = list[b]\n  list[b] = kept\n}\n',
  ],
  ['a path into an object', "return known.split('.').reduce((value, key) => value?.[key], items)"],
  [
    'a sieve',
    'const composite = new Uint8Array(items)\nfor (let i = 2; i * i < items; i++) if (!composite[i]) for (let j = i * i; j < items; j += i) composite[j] = 1\nreturn composite',
  ],
  [
    'an adjacency list',
    'const next = new Map()\nfor (const [from, to] of items) {\n  if (!next.has(from)) next.set(from, [])\n  next.get(from).push(to)\n}\nreturn next',
  ],
  [
    'a degree count by index',
    'const degree = new Array(known.length).fill(0)\nfor (const [, to] of items) degree[to]++\nreturn degree',
  ],
  [
    'a union by index',
    'const parent = items.map((_, i) => i)\nconst find = x => {\n  while (parent[x] !== x) {\n    parent[x] = parent[parent[x]]\n    x = parent[x]\n  }\n  return x\n}\nreturn items.map((_, i) => find(i))',
  ],
  ['a callback by name', 'const byName = (a, b) => (a.name < b.name ? -1 : 1)\nreturn items.toSorted(byName)'],
  ['an object of helpers', 'const tools = { twice: x => x * 2 }\nreturn items.map(x => tools.twice(x))'],
  ['a closure called from a list by name', 'const add = x => y => x + y\nconst one = add(1)\nreturn items.map(one)'],
  ['a callback of the caller', 'return items.map(item => known(item))'],
  ['a value read by index and called', 'return items.map((x, i) => known[i](x))'],
]

const memory: readonly Case[] = [
  [
    'a Map inside of the call',
    'const seen = new Map()\nreturn items.map(item => {\n  let value = seen.get(item)\n  if (value === undefined) seen.set(item, (value = known.indexOf(item)))\n  return value\n})',
  ],
  [
    'a WeakMap inside of the call',
    'const seen = new WeakMap()\nfor (const item of items) seen.set(item, true)\nreturn known.filter(each => seen.has(each))',
  ],
  ['a Set of what is known', 'const set = new Set(known)\nreturn items.filter(item => set.has(item))'],
  [
    'a record of a Map that is changed',
    'const totals = new Map()\nfor (const row of items) {\n  const entry = totals.get(row.kind)\n  if (entry) entry.count++\n  else totals.set(row.kind, { count: 1 })\n}\nreturn [...totals]',
  ],
  [
    'a record of a Map that holds rows',
    'const groups = new Map()\nfor (const row of items) {\n  let group = groups.get(row.kind)\n  if (!group) {\n    group = { kind: row.kind, rows: [], total: 0 }\n    groups.set(row.kind, group)\n  }\n  group.rows.push(row)\n  group.total += row.value\n}\nreturn [...groups.values()]',
  ],
  ['fields of something new', 'const out = {}\nout.sum = 0\nfor (const item of items) out.sum += item\nreturn out'],
  ['fields of new rows', 'const rows = items.map(item => ({ ...item }))\nfor (const row of rows) row.rank = 1\nreturn rows'],
  [
    'a linked list',
    'let head = null\nlet tail = null\nfor (const item of items) {\n  const node = { item, next: null }\n  if (tail) tail.next = node\n  else head = node\n  tail = node\n}\nreturn head',
  ],
  [
    'a tree of letters',
    'const root = { next: new Map(), end: false }\nfor (const word of items) {\n  let node = root\n  for (const letter of word) {\n    let child = node.next.get(letter)\n    if (!child) node.next.set(letter, (child = { next: new Map(), end: false }))\n    node = child\n  }\n  node.end = true\n}\nreturn root',
  ],
  ['a hoisted regular expression', 'return items.filter(item => word.test(item))', 'const word = /^\\w+$/i\n'],
  ['a hoisted regular expression in replace', "return items.map(item => item.replace(spaces, ' '))", 'const spaces = /\\s+/\n'],
  ['a hoisted RegExp', 'return items.filter(item => word.test(item))', "const word = new RegExp('^a+$', 'i')\n"],
  [
    'a hoisted collator',
    'return items.toSorted(collator.compare)',
    "const collator = new Intl.Collator('en', { numeric: true })\n",
  ],
  [
    'a hoisted collator that is called',
    'return items.toSorted((a, b) => collator.compare(a.name, b.name))',
    "const collator = new Intl.Collator('de')\n",
  ],
  [
    'a hoisted formatter of dates',
    'return items.map(item => format.format(item))',
    "const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })\n",
  ],
  ['a hoisted encoder', 'return items.map(item => encoder.encode(item).length)', 'const encoder = new TextEncoder()\n'],
  ['a hoisted decoder', 'return items.map(item => decoder.decode(item))', "const decoder = new TextDecoder('utf-8')\n"],
  ['a hoisted Set of words', 'return items.filter(item => !stop.has(item))', "const stop = new Set(['a', 'the'])\n"],
  [
    'a hoisted Map of numbers',
    'return items.map(item => values.get(item) ?? 0)',
    "const values = new Map([['a', 1], ['b', 2]])\n",
  ],
  ['a hoisted object of numbers', 'return items.map(item => values[item] ?? 0)', 'const values = { a: 1, b: 2 }\n'],
  [
    'a hoisted frozen object',
    'return items.map(item => values[item] ?? 0)',
    'const values = Object.freeze({ __proto__: null, a: 1, b: 2 })\n',
  ],
  ['a hoisted list', 'return items.filter(item => list.includes(item))', "const list = ['a', 'b']\n"],
  ['a hoisted typed array', 'return items.map(item => days[item])', 'const days = new Uint8Array([31, 28, 31])\n'],
  ['a hoisted typed array by of', 'return items.map(item => days[item])', 'const days = Uint8Array.of(31, 28, 31)\n'],
  ['a frozen list that is given away', 'return items.length > 0 ? items : empty', 'const empty = Object.freeze([])\n'],
  ['a hoisted table of tables', 'return items.map(([a, b]) => table[a][b])', 'const table = [[1, 2], [3, 4]]\n'],
  ['a hoisted constant', 'return items.slice(0, most)', 'const most = 1 << 10\n'],
  ['a hoisted function', 'return items.filter(isEven)', 'const isEven = x => x % 2 === 0\n'],
  ['hoisted functions in a table', 'return items.map(x => tools.twice(x))', 'const tools = { twice: x => x * 2 }\n'],
  [
    'a helper with its own default',
    'return collect(items)',
    'function collect(list, out = []) {\n  for (const each of list) out.push(each)\n  return out\n}\n',
  ],
  [
    'a class with a constant',
    'const heap = new Heap()\nfor (const item of items) heap.push(item)\nreturn heap.size',
    'class Heap {\n  static first = 1\n  #list = []\n  push(x) {\n    this.#list.push(x)\n  }\n  get(i) {\n    return this.#list[i + Heap.first]\n  }\n}\n',
  ],
  [
    'a class that counts by key',
    'const c = new Counter()\nfor (const item of items) c.add(item)\nreturn c.all()',
    'class Counter {\n  #counts = {}\n  add(key) {\n    this.#counts[key] = (this.#counts[key] ?? 0) + 1\n  }\n  all() {\n    return this.#counts\n  }\n}\n',
  ],
  [
    'a class with fields',
    'const q = new Queue(items)\nconst out = []\nwhile (q.size > 0) out.push(q.take())\nreturn out',
    'class Queue {\n  constructor(list) {\n    this.list = list\n    this.head = 0\n    this.size = list.length\n  }\n  take() {\n    this.size--\n    return this.list[this.head++]\n  }\n}\n',
  ],
  [
    'a generator that is gone through',
    'const numbers = function* () {\n  for (const item of items) yield item\n}\nreturn [...numbers()]',
  ],
  ['a variable of a closure', 'let count = 0\nitems.forEach(() => count++)\nreturn count'],
  [
    'a cleared list',
    'const batch = []\nconst out = []\nfor (const item of items) {\n  batch.push(item)\n  if (batch.length === 9) {\n    out.push([...batch])\n    batch.length = 0\n  }\n}\nreturn out',
  ],
  ['a function that is answered and only reads', 'const set = new Set(known)\nreturn x => set.has(x)'],
  [
    'a function that is answered with variables of its own',
    'return list => {\n  let sum = 0\n  for (const x of list) sum += x\n  return sum\n}',
  ],
  [
    'a private class with a recursive method',
    'const tree = new Tree()\nfor (const item of items) tree.add(item)\nreturn tree.list()',
    'class Tree {\n  #root = null\n  add(key) {\n    this.#root = this.#put(this.#root, key)\n  }\n  #put(node, key) {\n    if (node === null) return { key, left: null, right: null }\n    if (key < node.key) node.left = this.#put(node.left, key)\n    else node.right = this.#put(node.right, key)\n    return node\n  }\n  list() {\n    const out = []\n    const go = node => {\n      if (node === null) return\n      go(node.left)\n      out.push(node.key)\n      go(node.right)\n    }\n    go(this.#root)\n    return out\n  }\n}\n',
  ],
  [
    'a cache with a limit inside of the call',
    'const cache = new Lru(8)\nreturn items.map(item => {\n  let value = cache.get(item)\n  if (value === undefined) {\n    value = known.indexOf(item)\n    cache.put(item, value)\n  }\n  return value\n})',
    'class Lru {\n  #map = new Map()\n  #most\n  constructor(most) {\n    this.#most = most\n  }\n  get(key) {\n    const value = this.#map.get(key)\n    if (value !== undefined) {\n      this.#map.delete(key)\n      this.#map.set(key, value)\n    }\n    return value\n  }\n  put(key, value) {\n    this.#map.set(key, value)\n    if (this.#map.size > this.#most) this.#map.delete(this.#map.keys().next().value)\n  }\n}\n',
  ],
  [
    'a graph with new nodes',
    'const nodes = new Map()\nfor (const id of known) nodes.set(id, { id, next: [], seen: false })\nfor (const [from, to] of items) nodes.get(from).next.push(nodes.get(to))\nconst stack = [...nodes.values()]\nlet count = 0\nwhile (stack.length > 0) {\n  const node = stack.pop()\n  if (node.seen) continue\n  node.seen = true\n  count++\n  for (const each of node.next) stack.push(each)\n}\nreturn count',
  ],
  [
    'a matrix product',
    'const n = items.length\nconst out = []\nfor (let i = 0; i < n; i++) {\n  const row = new Float64Array(n)\n  for (let k = 0; k < n; k++) {\n    const a = items[i][k]\n    for (let j = 0; j < n; j++) row[j] += a * known[k][j]\n  }\n  out.push(Array.from(row))\n}\nreturn out',
  ],
  [
    'labels by number',
    'const sums = Array.from({ length: known }, () => ({ total: 0, count: 0 }))\nfor (let i = 0; i < items.length; i++) {\n  const at = items[i].label\n  sums[at].total += items[i].value\n  sums[at].count++\n}\nreturn sums',
  ],
  [
    'sorting by ranks',
    'const order = items.map((_, i) => i).sort((a, b) => known[a] - known[b])\nconst rank = new Array(items.length)\norder.forEach((at, i) => {\n  rank[at] = i\n})\nreturn rank',
  ],
  [
    'a bucket sort',
    'const buckets = []\nfor (const item of items) {\n  const at = item % 16\n  if (!buckets[at]) buckets[at] = []\n  buckets[at].push(item)\n}\nreturn buckets.flat()',
  ],
]

const asynchronous: readonly Case[] = [
  ['Promise.all over a list', 'const go = async () => await Promise.all(items.map(async item => known.get(item)))\nreturn go()'],
  ['a promise that is returned', 'return Promise.all(items.map(item => known.load(item)))'],
  ['a chain that is returned', 'return Promise.resolve(items).then(list => list.filter(x => known.includes(x)))'],
  ['a chain with catch that is returned', 'return Promise.resolve(items).then(x => x).catch(() => [])'],
  ['an arrow that returns a promise', 'const load = x => Promise.resolve(x)\nreturn Promise.all(items.map(load))'],
  [
    'promises in a variable',
    'const run = async () => {\n  const jobs = items.map(async item => item)\n  return await Promise.all(jobs)\n}\nreturn run()',
  ],
  [
    'promises that are pushed',
    'const run = async () => {\n  const jobs = []\n  for (const item of items) jobs.push(Promise.resolve(item))\n  return Promise.all(jobs)\n}\nreturn run()',
  ],
  [
    'two promises at a time',
    'const run = async () => {\n  const a = Promise.resolve(items)\n  const b = Promise.resolve(known)\n  return [await a, await b]\n}\nreturn run()',
  ],
  [
    'promises in a Map',
    'const run = async () => {\n  const jobs = new Map()\n  for (const item of items) if (!jobs.has(item)) jobs.set(item, Promise.resolve(item))\n  return Promise.all(items.map(item => jobs.get(item)))\n}\nreturn run()',
  ],
  [
    'one after the other',
    'const run = async () => {\n  const out = []\n  for (const item of items) out.push(await Promise.resolve(item))\n  return out\n}\nreturn run()',
  ],
  [
    'a pool of workers',
    'const run = async () => {\n  const out = []\n  let next = 0\n  const worker = async () => {\n    while (next < items.length) {\n      const at = next++\n      out[at] = await known(items[at])\n    }\n  }\n  await Promise.all(Array.from({ length: 4 }, worker))\n  return out\n}\nreturn run()',
  ],
  [
    'batches',
    'const run = async () => {\n  const out = []\n  for (let i = 0; i < items.length; i += 8) out.push(...(await Promise.all(items.slice(i, i + 8).map(x => known(x)))))\n  return out\n}\nreturn run()',
  ],
  [
    'try with await',
    'const run = async () => {\n  try {\n    return await Promise.resolve(items)\n  } catch {\n    return []\n  }\n}\nreturn run()',
  ],
  ['a new promise that is returned', 'return new Promise(resolve => resolve(items))'],
  [
    'for await',
    'const run = async () => {\n  const out = []\n  for await (const item of items) out.push(item)\n  return out\n}\nreturn run()',
  ],
  ['a race', 'const run = async () => await Promise.race(items.map(async x => x))\nreturn run()'],
]

const languageItself: readonly Case[] = [
  [
    'an object without a prototype, its properties defined as an assignment would',
    'return Object.create(null, { a: { value: items, writable: true, enumerable: true, configurable: true } })',
  ],
  ['slice borrowed', 'return Array.prototype.slice.call(items, 1)'],
  ['slice borrowed from a literal', 'return [].slice.call(items)'],
  ['hasOwnProperty borrowed', 'return known.filter(key => Object.prototype.hasOwnProperty.call(items, key))'],
  [
    'hasOwnProperty under a constant',
    'return known.filter(key => owns.call(items, key))',
    'const owns = Object.prototype.hasOwnProperty\n',
  ],
  ['toString borrowed', "return items.filter(x => Object.prototype.toString.call(x) === '[object Date]')"],
  ['Math.max over a list', 'return Math.max.apply(null, items)'],
  ['push over a list', 'const out = []\nArray.prototype.push.apply(out, items)\nreturn out'],
  [
    'a function of the file through call',
    'return items.map(x => twice.call(null, x))',
    'function twice(x) {\n  return x * 2\n}\n',
  ],
  ['assign onto a new object', 'return items.map(item => Object.assign({}, item, { seen: true }))'],
  ['assign onto what reduce makes', 'return items.reduce((all, each) => Object.assign(all, each), {})'],
  [
    'an ordinary property of a new object',
    "const out = {}\nfor (const k of items) if (k === '__proto__') Object.defineProperty(out, k, { value: 1, writable: true, enumerable: true, configurable: true })\n  else out[k] = 1\nreturn out",
  ],
  [
    'an iterable class',
    'return [...new Bag(items)]',
    'class Bag {\n  #list\n  constructor(list) {\n    this.#list = list\n  }\n  *[Symbol.iterator]() {\n    yield* this.#list\n  }\n}\n',
  ],
  ['an error class', "class Missing extends Error {}\nif (items.length === 0) throw new Missing('none')\nreturn items"],
  ['a text of a number', 'return items.map(item => String(item) + `${item}` + item.toString())'],
  ['a text joined', "return items.map(item => item.name + ', ' + item.age).join('; ')"],
  ['a comparison with a language', "return items.toSorted((a, b) => a.localeCompare(b, 'en'))"],
  ['a number in a language', "return items.map(item => item.toLocaleString('de-DE'))"],
  [
    'a collator made once in the call',
    "const collator = new Intl.Collator('en')\nreturn items.toSorted((a, b) => collator.compare(a, b))",
  ],
  ['universal time', 'return items.map(item => new Date(item).getUTCHours())'],
  ['the time of a date', "return items.map(item => new Date(item.at).getTime() - Date.parse('2020-01-01'))"],
  ['ISO text', 'return items.map(item => new Date(item).toISOString())'],
  ['a deep copy', 'return structuredClone(items)'],
  ['a type test', "return items.filter(item => typeof item === 'function' || item instanceof Map || Array.isArray(item))"],
  ['conversions', 'return items.map(Number).filter(Boolean).map(String)'],
  [
    'constants of the language',
    'let best = Number.NEGATIVE_INFINITY\nfor (const x of items) if (x > best) best = x * Math.PI\nreturn best',
  ],
  ['an early return', 'if (items.length === 0) return []\nreturn items.filter(x => known.includes(x))'],
  ['destructuring', 'const { length } = items\nconst [first, ...rest] = items\nreturn [first, rest.length, length]'],
  ['swapping variables', 'let [a, b] = [items, known]\nif (a.length > b.length) [a, b] = [b, a]\nreturn a'],
  ['a freeze at the end', 'return Object.freeze(items.map(x => x))'],
  [
    'labels and switch',
    "const out = []\nouter: for (const x of items) {\n  switch (typeof x) {\n    case 'string':\n      continue outer\n    default:\n      out.push(x)\n  }\n}\nreturn out",
  ],
]

const cases = [...computed, ...memory, ...asynchronous, ...languageItself]

test('there are about as many as refused ones', () => {
  expect(cases.length).toBeGreaterThanOrEqual(110)
})

test.each(cases.map(each => [each[0], each] as const))('%s passes', async (_, [, body, preamble]) => {
  const report = await check(project, propose([withBody(body, preamble ?? '')]))
  expect(report.gates.filter(gate => !gate.passed)).toEqual([])
})

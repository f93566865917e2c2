/** What is refused under its usual name, reached by other syntax; and honest code of that syntax, which passes. */
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

const refused: readonly Case[] = [
  ['a constructor by a pattern in an assignment', "let make\n;({ constructor: make } = () => 0)\nreturn make('return 1')()"],
  [
    'a constructor among the properties of a prototype',
    "const all = Object.values(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(() => 0)))\nreturn all.map(each => each.value).find(each => each?.length === 1)('return 1')()",
  ],
  ['state on the prototype of an argument', 'Object.getPrototypeOf(items).seen = items\nreturn items'],
  [
    'a private static number through this',
    'return Counter.next() > 66 ? [] : items',
    'class Counter {\n  static #calls = 0\n  static next() {\n    return ++this.#calls\n  }\n}\n',
  ],
  ['work that loses a race', 'const work = async () => {\n  await null\n  items.pop()\n}\nreturn Promise.race([items, work()])'],
  ['the stack by a pattern', 'const { stack } = new Error()\nreturn stack.length > 900 ? [] : items'],
  ['the stack by a pattern in an assignment', 'let stack\n;({ stack } = new Error())\nreturn stack.length > 900 ? [] : items'],
  ['the text of a function, encoded', 'return encodeURIComponent(findKnown).length > 500 ? [] : items'],
  ['the text of a function as a key', 'return Object.keys(Object.fromEntries([[findKnown, 1]]))[0].length > 500 ? [] : items'],
  ['the text of a function in an order', "return findKnown < 'g' ? items : known"],
  [
    'a field of a class that is put on an argument',
    'class Given {\n  constructor(list) {\n    return list\n  }\n}\nclass Stamp extends Given {\n  seen = 1\n}\nnew Stamp(items)\nreturn items',
  ],
  ['an argument that may not grow any more', 'Object.preventExtensions(items)\nreturn items'],
  ['a borrowed method on a list of the module', 'Array.prototype.push.call(weights, 1)\nreturn items'],
  [
    'a view on the memory of a table',
    'const view = new Uint8Array(flags.buffer)\nview[0]++\nreturn view[0] > 66 ? [] : items',
    'const flags = new Uint32Array(4)\n',
  ],
  [
    'a part of a table',
    'const part = flags.subarray(0, 1)\npart[0]++\nreturn part[0] > 66 ? [] : items',
    'const flags = new Uint32Array(4)\n',
  ],
  ['a pattern that is made anew', "word.compile('b')\nreturn items.filter(x => word.test(x))", 'const word = /a/\n'],
  ['the last match by a pattern', "const { lastMatch } = RegExp\nreturn lastMatch === '' ? items : []"],
  ['the clock of a formatter', "return new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format().length > 9 ? items : known"],
  ['a thenable by entries', "return Object.fromEntries([['then', done => done(items)]])"],
  ['memory that is taken from the caller', 'structuredClone(items.buffer, { transfer: [items.buffer] })\nreturn known'],
]

const honest: readonly Case[] = [
  ['a pattern in an assignment', 'let id\n;({ id } = items[0])\nreturn id'],
  ['values of data', 'return Object.values(items[0]).map(each => each.value)'],
  ['a prototype that is compared', 'return Object.getPrototypeOf(items) === Array.prototype ? items : []'],
  [
    'a private static constant',
    'return items.map(x => Rates.of(x))',
    'class Rates {\n  static #rate = 2\n  static of(x) {\n    return x * this.#rate\n  }\n}\n',
  ],
  [
    'work that is waited for together',
    'const work = async () => {\n  const [a, b] = await Promise.all([items, known])\n  return a.concat(b)\n}\nreturn work()',
  ],
  [
    'the message by a pattern',
    'try {\n  return JSON.parse(items)\n} catch (error) {\n  const { message } = error\n  return message\n}',
  ],
  ['a swap by a pattern', 'let a = items[0]\nlet b = items[1]\n;[a, b] = [b, a]\nreturn [a, b]'],
  ['data, encoded', "return items.map(x => encodeURIComponent(x)).join('&')"],
  ['data as keys', 'return Object.fromEntries(items.map((x, at) => [x, at]))'],
  ['texts in an order', "return items.filter(x => x < 'g')"],
  [
    'a field of a class of its own',
    'const entry = new Entry()\nentry.count += items.length\nreturn entry.count',
    'class Entry {\n  count = 0\n}\n',
  ],
  ['an own list that may not grow', 'return Object.freeze(items.filter(x => known.includes(x)))'],
  [
    'a borrowed method on a list of its own',
    'const out = []\nfor (const x of items) Array.prototype.push.call(out, x)\nreturn out',
  ],
  [
    'a view on memory of its own',
    'const floats = new Float64Array(1)\nconst bytes = new Uint8Array(floats.buffer)\nfloats[0] = items.length\nreturn bytes[7]',
  ],
  ['a part of what was given', 'return items.subarray(0, 4).map(x => x + 1)'],
  ['a pattern that is used', 'return items.filter(x => word.test(x))', 'const word = /a/\n'],
  ['functions by a pattern', 'const { max, min } = Math\nreturn max(items.length, min(1, 2))'],
  [
    'a formatter with a date',
    'return items.map(x => day.format(x))',
    "const day = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })\n",
  ],
  ['an object by entries', "return Object.fromEntries([['first', items[0]], ['last', items.at(-1)]])"],
  ['a copy of memory', 'return items.buffer.slice(0, 8)'],
]

test.each(refused.map(each => [each[0], each] as const))('%s is refused', async (_, [, body, preamble]) => {
  const report = await check(project, propose([withBody(body, preamble ?? '')]))
  const last = report.gates.at(-1)
  expect(report.passed, body).toBe(false)
  expect(last?.line).toBeGreaterThan(0)
  expect(['danger', 'purity']).toContain(last?.gate)
})

test.each(honest.map(each => [each[0], each] as const))('%s passes', async (_, [, body, preamble]) => {
  const report = await check(project, propose([withBody(body, preamble ?? '')]))
  expect({ passed: report.passed, why: report.gates.find(each => !each.passed)?.message }).toEqual({
    passed: true,
    why: undefined,
  })
})

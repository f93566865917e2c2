/** Kinds that are refused, in many spellings. Beside each list stands one of honest code of the same shapes: `passing-kinds.test.ts`. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Project } from '../../project/project.ts'
import { check, makeProject, propose, withBody } from './fixture.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

/** Body of findKnown(items, known), text before it, and what the sentence must say. */
type Case = readonly [what: string, body: string, says: RegExp, preamble?: string]

const codeFromText: readonly Case[] = [
  [
    'a name put together from variables',
    "const [a, b] = ['constr', 'uctor']\nconst f = () => 0\nconst make = f[a + b]\nreturn make('return 1')()",
    /computed name/,
  ],
  [
    'a template of variables',
    "const a = 'constr'\nconst b = 'uctor'\nconst make = items.at[`${a}${b}`]\nreturn make('x')",
    /computed name/,
  ],
  [
    'the keys of an object',
    "const k = Object.keys({ constructor: 1 })[0]\nreturn items.filter[k]('x')()",
    /computed name|way out/,
  ],
  [
    'names of a builtin',
    'const names = Object.getOwnPropertyNames(Object)\nconst f = () => 0\nreturn f[names[2]]("x")',
    /reflection|computed name/,
  ],
  ['letters of the input', "const k = items.map(x => x[0]).join('')\nconst f = () => 0\nreturn f[k]('x')", /computed name/],
  ['parsed JSON', `const k = JSON.parse('{"k":"con"}').k + JSON.parse('"structor"')\nreturn items.map[k]('x')`, /computed name/],
  [
    'a loop over pieces',
    "let k = ''\nfor (const c of ['con', 'stru', 'ctor']) k += c\nconst f = () => 0\nreturn new f[k]('x')",
    /computed name/,
  ],
  [
    'destructuring by a computed name',
    "const k = items[0].k\nconst { [k]: make } = () => 0\nreturn make('x')()",
    /computed name/,
  ],
  ['a pattern in an assignment', "let make\n;({ [items[0].k]: make } = () => 0)\nreturn make('x')()", /computed name/],
  ['a callback that reads it', "return [() => 0].map(f => f[items[0].k])[0]('return 1')()", /computed name/],
  ['a value kept in a list', "const found = []\nfound.push(items.map[known[0].k])\nreturn found[0]('x')", /computed name/],
  ['a value kept in a Map', "const m = new Map()\nm.set(1, items.map[known[0].k])\nreturn m.get(1)('x')", /computed name/],
  [
    'a value kept deep in an object',
    "const o = { a: { b: null } }\no.a.b = items.map[known[0].k]\nconst { b } = o.a\nreturn b('x')",
    /computed name/,
  ],
  [
    'spread into a call',
    "const list = [items.map[known[0].k]]\nconst run = (f, x) => f(x)\nreturn run(...list, 'x')",
    /computed name/,
  ],
  ['a loop over it', "for (const f of [items.map[known[0].k]]) return f('x')", /computed name/],
  ['a helper function', "const take = (f, k) => f[k]\nreturn take(items.map, known[0].k)('x')", /computed name/],
  ['a default of a parameter', "const run = (make = items.map[known[0].k]) => make('x')\nreturn run()", /computed name/],
  ['a default in a pattern', "const { make = items.map[known[0].k] } = {}\nreturn make('x')", /computed name/],
  ['an optional call', "return items.map?.[known[0].k]?.('x')", /computed name/],
  ['a logical operator', "const make = null ?? items.map[known[0].k]\nreturn make('x')", /computed name/],
  ['a conditional', "const make = items.length > 1 ? items.map[known[0].k] : null\nreturn make('x')", /computed name/],
  ['a comma', "return (0, items.map[known[0].k])('x')", /computed name/],
  ['a tag', 'const make = items.map[known[0].k]\nreturn make`x`', /computed name/],
  ['a callback position', 'return known.map(items.map[known[0].k])', /computed name/],
  ['a method of what was read', "return items.map[known[0].k].call(null, 'x')", /computed name|through call/],
  ['bind of what was read', "const make = items.map[known[0].k].bind(null)\nreturn make('x')", /computed name|through bind/],
  ['apply under another name', 'const { apply } = items.map\nreturn apply', /Takes apply/],
  ['values of a builtin', "const f = Object.values({ a: items.map[known[0].k] })[0]\nreturn f('x')", /computed name/],
  ['entries of functions', "for (const [, f] of Object.entries(findKnown)) f('x')\nreturn items", /computed name/],
  ['a getter that is looked up', "return items.__lookupGetter__('x')", /__lookupGetter__/],
  ['a class that extends it', 'class A extends items.map[known[0].k] {}\nreturn new A()', /computed name|extends/],
  ['reduce over names', "const make = ['constr', 'uctor'].reduce((a, b) => a + b)\nreturn (() => 0)[make]('x')", /computed name/],
  [
    'a name from a symbol description',
    "const k = Symbol('constructor').description\nreturn (() => 0)[k]('x')",
    /way out|computed name/,
  ],
  ['the awaited', 'const f = async () => (await items[known[0].k])\nreturn f()', /computed name/],
  ['then of what was read', 'return known[items[0].k].then(x => x)', /computed name/],
  ['a promise executor', 'return new Promise(items[known[0].k])', /computed name/],
  [
    'a method that reads it',
    'const o = {\n  take(k) {\n    return items.map[k]\n  },\n}\nreturn o.take(known[0].k)("x")',
    /computed name/,
  ],
  ['a method that calls its argument', 'const o = { run: g => g("x") }\nreturn o.run(items.map[known[0].k])', /computed name/],
  ['a field of a class', 'class A {\n  make = items.map[known[0].k]\n}\nreturn new A().make("x")', /computed name/],
  [
    'a constructor that keeps it',
    'class A {\n  constructor(make) {\n    this.make = make\n  }\n}\nreturn new A(items.map[known[0].k]).make("x")',
    /computed name/,
  ],
  ['a rest parameter', "const run = (...list) => list[0]('x')\nreturn run(items.map[known[0].k])", /computed name/],
  [
    'a generator',
    "const give = function* () {\n  yield items.map[known[0].k]\n}\nfor (const f of give()) return f('x')",
    /computed name/,
  ],
  [
    'a step of a generator',
    "const give = function* () {\n  yield items.map[known[0].k]\n}\nreturn give().next().value('x')",
    /computed name/,
  ],
  ['a function handed to forEach', "const run = f => f('x')\nreturn [items.map[known[0].k]].forEach(run)", /computed name/],
  [
    'a function handed to a function',
    "const apply = (f, x) => f(x)\nconst run = make => make('x')\nreturn apply(run, items.map[known[0].k])",
    /computed name/,
  ],
  ['a function that answers with it', "const call = f => f()\nreturn call(() => items.map[known[0].k])('x')", /computed name/],
  ['reduce over pieces of it', "return [known[0].k, known[1].k].reduce((f, k) => f[k], items.map)('x')", /computed name/],
  ['a chain of conditions', "const f = items.map\nreturn (f && f[known[0].k] || null)('x')", /computed name/],
  ['an assignment in the call', "let f\nreturn (f = items.map[known[0].k])('x')", /computed name/],
  ['an own copy of an object', "const o = { ...{ make: items.map[known[0].k] } }\nreturn o.make('x')", /computed name/],
  ['assign that carries it', "const o = Object.assign({}, { make: items.map[known[0].k] })\nreturn o.make('x')", /computed name/],
  ['a list that is destructured', "const [make] = [items.map[known[0].k]]\nreturn make('x')", /computed name/],
  ['a rest of a list', "const [, ...rest] = [0, items.map[known[0].k]]\nreturn rest[0]('x')", /computed name/],
  ['a flat list', "return [[items.map[known[0].k]]].flat()[0]('x')", /computed name/],
]

const behindTheAnswer: readonly Case[] = [
  ['then that nobody waits for', 'Promise.resolve().then(() => items.pop())\nreturn items', /nobody waits/],
  ['void', 'void Promise.resolve().then(() => items.pop())\nreturn items', /nobody waits/],
  ['an async function on the spot', ';(async () => {\n  await null\n  items.pop()\n})()\nreturn items', /nobody waits/],
  ['an async helper', 'const later = async () => {\n  await null\n  items.pop()\n}\nlater()\nreturn items', /nobody waits/],
  ['an async callback of forEach', 'known.forEach(async x => {\n  await null\n  items.push(x)\n})\nreturn items', /nobody waits/],
  ['an async callback of filter', 'return items.filter(async x => {\n  await null\n  known.push(x)\n})', /nobody waits/],
  ['a promise that is stored and dropped', 'const p = Promise.resolve().then(() => items.pop())\nreturn items', /nobody waits/],
  ['a list of promises that is dropped', 'const jobs = known.map(async x => items.push(x))\nreturn items', /nobody waits/],
  [
    'a promise in a field of an object that is dropped',
    'const o = { p: Promise.resolve().then(() => items.pop()) }\nreturn o.q',
    /nobody waits/,
  ],
  [
    'a promise awaited only sometimes',
    'const f = async () => {\n  const p = Promise.resolve().then(() => items.pop())\n  if (items.length > 1e9) await p\n}\nreturn f()',
    /nobody waits/,
  ],
  [
    'a way out before the await',
    'const f = async () => {\n  const p = Promise.resolve().then(() => items.pop())\n  if (items.length < 9) return 1\n  await p\n}\nreturn f()',
    /nobody waits/,
  ],
  [
    'a chain beside an awaited promise',
    'const f = async () => {\n  const p = Promise.resolve()\n  p.then(() => items.pop())\n  await p\n}\nreturn f()',
    /nobody waits/,
  ],
  ['new Promise', 'new Promise(done => done()).then(() => items.pop())\nreturn items', /nobody waits/],
  ['catch', 'Promise.reject(1).catch(() => items.pop())\nreturn items', /nobody waits/],
  ['Promise.all that is dropped', 'Promise.all([items]).then(x => x.pop())\nreturn items', /nobody waits/],
  [
    'withResolvers',
    'const { promise, resolve } = Promise.withResolvers()\npromise.then(() => items.pop())\nresolve()\nreturn items',
    /nobody waits/,
  ],
  ['a promise as a truth value', 'const f = async () => items.pop()\nif (f()) return items\nreturn known', /nobody waits/],
  ['a promise behind a comma', 'const f = async () => items.pop()\nreturn (f(), items)', /nobody waits/],
  ['an async method', 'const o = {\n  async run() {\n    items.pop()\n  },\n}\no.run()\nreturn items', /nobody waits/],
  ['a thenable', 'return { then: done => done(items) }', /then/],
  ['a thenable by a method', 'return { then(done) { done(items) } }', /then/],
  ['a thenable by an assignment', 'const o = {}\no.then = done => done(items)\nreturn o', /then/],
  ['a class that is thenable', 'class A {\n  then(done) {\n    done(items)\n  }\n}\nreturn new A()', /then/],
  ['a task', 'queueMicrotask(() => items.pop())\nreturn items', /timer/],
  ['a timer', 'setImmediate(() => items.pop())\nreturn items', /timer/],
  [
    'an async generator',
    'const give = async function* () {\n  items.pop()\n  yield 1\n}\ngive().next()\nreturn items',
    /nobody waits/,
  ],
  ['an async function in a list', '[async () => items.pop()][0]()\nreturn items', /nobody waits/],
  [
    'an async function by a condition',
    'const f = items.length > 1 ? async () => items.pop() : async () => known.pop()\nf()\nreturn items',
    /nobody waits/,
  ],
  ['then in brackets', "Promise.resolve()['then'](() => items.pop())\nreturn items", /nobody waits/],
  ['an optional then', 'known?.then?.(() => items.pop())\nreturn items', /nobody waits/],
  ['Array.fromAsync', 'Array.fromAsync(items).then(x => x.pop())\nreturn items', /nobody waits/],
  ['an async callback of somebody', 'known.on(async () => items.pop())\nreturn items', /nobody waits/],
]

const reflective: readonly Case[] = [
  ['a hidden property of a new object', 'return Object.create(null, { a: { value: items } })', /definitions of properties/],
  [
    'a computed property of a new object',
    'return Object.create(null, { a: { get: () => items, enumerable: true } })',
    /definitions of/,
  ],
  ['definitions from elsewhere', 'return Object.create({}, known[0])', /definitions of properties/],
  [
    'a kept object under a new one',
    'const own = Object.create(kept)\nown.inner.n = 1\nreturn items',
    /kept|given|keeps/i,
    'const kept = { inner: {} }\n',
  ],
  [
    'a property defined on an argument',
    "Object.defineProperty(items, 'x', { value: 1, writable: true, enumerable: true, configurable: true })\nreturn items",
    /defineProperty/,
  ],
  [
    'a getter defined on something fresh',
    "const o = {}\nObject.defineProperty(o, 'x', { get: () => items })\nreturn o",
    /defineProperty/,
  ],
  [
    'a hidden property of something fresh',
    "const o = {}\nObject.defineProperty(o, 'x', { value: 1, enumerable: false })\nreturn o",
    /defineProperty/,
  ],
  ['defineProperties', 'return Object.defineProperties({}, { a: { value: 1 } })', /definePropert/],
  ['the same in brackets', "return Object['defineProperty'](items, 'x', {})", /defineProperty/],
  ['the same under another name', 'const d = Object.defineProperty\nreturn d', /defineProperty/],
  ['the same by destructuring', 'const { defineProperty } = Object\nreturn defineProperty', /defineProperty|other name/],
  ['setPrototypeOf', 'return Object.setPrototypeOf({}, items)', /setPrototypeOf/],
  ['assign onto an argument', 'return Object.assign(items, { a: 1 })', /Object.assign/],
  ['assign onto a function', 'return Object.assign(findKnown, { a: 1 })', /Object.assign|findKnown/],
  ['__defineGetter__', "const o = {}\no.__defineGetter__('x', () => items)\nreturn o", /__defineGetter__/],
  ['__defineSetter__ in brackets', "const o = {}\no['__defineSetter__']('x', x => items.push(x))\nreturn o", /__defineSetter__/],
  ['call on an argument', 'return items.run.call(null, known)', /through call/],
  ['apply on an argument', 'return known.apply(null, items)', /through apply/],
  ['bind on an argument', 'return known.bind(items)()', /through bind/],
  ['call of call', 'return Function.prototype.call.call(known, items)', /call|function-constructor/],
  ['call in brackets', "return items.run['call'](null, known)", /through call/],
  [
    'a class over a builtin',
    'class L extends Array {\n  push(x) {\n    return super.push(x, x)\n  }\n}\nreturn L.from(items)',
    /extends/,
  ],
  [
    'a class over a builtin in an expression',
    'const L = class extends Map {\n  get(k) {\n    return items\n  }\n}\nreturn new L()',
    /extends/,
  ],
  ['a setter', 'return { set x(v) { items.push(v) } }', /getter or setter/],
  ['a hook into conversion', 'return { [Symbol.toPrimitive]: () => items.pop() }', /hook/],
  ['a hook into species', 'return class { static get [Symbol.species]() { return items } }', /hook|getter/],
  ['a proxy in brackets', 'return new Proxy(items, {})', /Proxy/],
  ['reflection in brackets', "return Reflect['ownKeys'](items)", /Reflect/],
]

const environment: readonly Case[] = [
  ['the stack by destructuring', 'const { stack } = new Error()\nreturn stack.length', /call stack/],
  ['the stack in brackets', "return new Error()['stack']", /call stack/],
  ['captureStackTrace', 'const o = {}\nError.captureStackTrace(o)\nreturn o', /captureStackTrace|call stack/],
  ['prepareStackTrace', 'Error.prepareStackTrace = (_, s) => s\nreturn items', /prepareStackTrace|Error/],
  ['the depth of the stack', 'return Error.stackTraceLimit', /call stack/],
  ['the text of a builtin', "return Date.toString().includes('Date') ? [] : items", /text or the name/],
  ['the text of a method', 'return Array.prototype.map.toString().length > 9 ? items : []', /text or the name/],
  ['the text of an own function', 'return findKnown.toString()', /text or the name/],
  ['String of a function', 'return String(findKnown)', /text of a function/],
  ['a template with a function', 'return `${findKnown}`', /text of a function/],
  ['a template with a builtin', 'return `${Date}`', /text of a function|builtin/],
  ['a function joined to a text', "return findKnown + ''", /text of a function/],
  ['a list with a function joined', "return [findKnown].join('')", /text of a function/],
  ['the name of a builtin', 'return Date.name', /name of a function/],
  ['a method of a literal as text', 'return [].map.toString()', /text or the name/],
  ['the members of a builtin', "return 'asis' in Math", /builtin/],
  ['the language', 'return items.toSorted((a, b) => a.localeCompare(b))', /language/],
  ['the language by undefined', 'return items.toSorted((a, b) => a.localeCompare(b, undefined))', /language/],
  ['the language of numbers', 'return items.map(x => x.toLocaleString())', /language/],
  ['the language of letters', 'return items.map(x => x.toLocaleUpperCase())', /language/],
  ['a formatter without a language', 'return new Intl.NumberFormat().format(1)', /language/],
  [
    'a collator without a language',
    'const c = new Intl.Collator(undefined, { numeric: true })\nreturn items.toSorted(c.compare)',
    /language/,
  ],
  ['settings of the machine', "return new Intl.NumberFormat('en').resolvedOptions().locale", /settings/],
  ['the time zone', 'return new Date(0).getTimezoneOffset()', /time zone/],
  ['local hours', 'return new Date(0).getHours()', /time zone/],
  ['a local date', 'return new Date(2020, 1, 1)', /time zone/],
  ['a local text of a date', 'return new Date(0).toDateString()', /time zone/],
  ['a formatter without a time zone', "return new Intl.DateTimeFormat('en').format(0)", /time zone/],
  ['the getter by destructuring', 'const { getHours } = new Date(0)\nreturn getHours', /time zone/],
  ['memory taken away', 'return structuredClone(items, { transfer: [items.buffer] })', /memory/],
  ['something that only one engine has', 'return Math.toString()', /function|Math.toString/],
  ['who called it', 'return findKnown.caller', /caller/],
  ['the text of a date', 'return String(new Date(0))', /time zone/],
  ['the text of a date by toString', 'const d = new Date(0)\nreturn d.toString()', /time zone/],
  ['a date in a template', 'return `${new Date(0)}`', /time zone/],
  ['a date without a zone', "return new Date('2020-01-01T00:00:00').getTime()", /time zone/],
  ['a date that is parsed without a zone', "return Date.parse('2020-01-01 00:00')", /time zone/],
  ['midnight', 'return new Date(0).setHours(0, 0, 0, 0)', /time zone/],
  ['a date in a language without a zone', "return new Date(0).toLocaleDateString('en')", /time zone/],
  ['a function as a key', 'return Object.keys({ [findKnown]: 1 })[0]', /text of a function/],
  ['a function as an index', 'return items[findKnown]', /text of a function/],
  ['a function that is encoded', 'return encodeURIComponent(findKnown)', /text of a function/],
  ['a function in an error', 'return new Error(findKnown).message', /text of a function/],
  ['the last match of all code', 'return RegExp.$1', /builtin|RegExp/],
]

const kept: readonly Case[] = [
  [
    'a WeakMap in a frozen list',
    'store[0].set(items, 1)\nreturn items',
    /between calls/,
    'const store = Object.freeze([new WeakMap()])\n',
  ],
  ['a Map in an object', 'store.a.set(items, 1)\nreturn items', /between calls/, 'const store = { a: new Map() }\n'],
  ['a list in a Map', "table.get('a').push(1)\nreturn items", /between calls/, "const table = new Map([['a', []]])\n"],
  [
    'a list taken out first',
    'const list = store.list\nlist.push(1)\nreturn items',
    /between calls/,
    'const store = { list: [] }\n',
  ],
  [
    'a list by destructuring',
    'const { list } = store\nlist.push(1)\nreturn items',
    /between calls/,
    'const store = { list: [] }\n',
  ],
  ['a list through a loop', 'for (const list of store) list.push(1)\nreturn items', /between calls/, 'const store = [[]]\n'],
  ['a list through a callback', 'store.forEach(list => list.push(1))\nreturn items', /between calls/, 'const store = [[]]\n'],
  ['a list through find', 'store.find(list => list.length === 0).push(1)\nreturn items', /between calls/, 'const store = [[]]\n'],
  [
    'a list through a helper',
    'grow(store)\nreturn items',
    /between calls/,
    'const store = []\nfunction grow(list) {\n  list.push(1)\n}\n',
  ],
  ['a list under another name', 'const s = store\ns.push(1)\nreturn items', /between calls/, 'const store = []\n'],
  [
    'an own property of the function through a name',
    'const self = findKnown\nself.calls = (self.calls ?? 0) + 1\nreturn self.calls > 66 ? [] : items',
    /findKnown/,
  ],
  ['an own property in brackets', "findKnown['calls'] = 1\nreturn items", /findKnown/],
  [
    'an own property of a helper',
    'helper.calls = (helper.calls ?? 0) + 1\nreturn helper(items)',
    /helper/,
    'function helper(x) {\n  return x\n}\n',
  ],
  ['an own property of an arrow', 'helper.calls = 1\nreturn helper(items)', /helper/, 'const helper = x => x\n'],
  ['an own property of a regular expression', 'word.calls = 1\nreturn items', /word/, 'const word = /a/\n'],
  ['lastIndex of a regular expression', 'word.lastIndex++\nreturn items', /word/, 'const word = /a/\n'],
  ['a regular expression with y', 'return items.filter(x => word.test(x))', /position|stopped/, 'const word = /a/y\n'],
  [
    'a regular expression with flags that are not plain',
    'return items.filter(x => word.test(x))',
    /stopped|not plain/,
    "const word = new RegExp('a', 'g')\n",
  ],
  ['an own property of a class', 'Helper.calls = 1\nreturn new Helper()', /Helper/, 'class Helper {}\n'],
  ['a static field', 'Helper.count++\nreturn items', /static|Helper/, 'class Helper {\n  static count = []\n}\n'],
  [
    'a private static field',
    'return Helper.next(items)',
    /static|scope|Outside/,
    'class Helper {\n  static #seen = new Map()\n  static next(x) {\n    Helper.#seen.set(x, 1)\n    return x\n  }\n}\n',
  ],
  ['a property of an import', 'label.calls = 1\nreturn items', /label/],
  ['a property of an import through a name', 'const l = label\nl.calls = 1\nreturn items', /label/],
  ['a property of an argument', 'items.seen = true\nreturn items', /belongs to the caller/],
  [
    'a property of an element of an argument',
    'for (const each of items) each.seen = true\nreturn items',
    /belongs to the caller/,
  ],
  ['a symbol on an argument', "const s = Symbol('a')\nitems[s] = 1\nreturn items", /computed name/],
  ['a key made at run time on an argument', 'const k = `s${known.length}`\nitems[k] = 1\nreturn items', /computed name/],
  ['a list of the module that was there', 'weights.push(1)\nreturn items', /weights/],
  ['a counter of the module that was there', 'calls++\nreturn items', /calls/],
  ['a Set that is filled', 'seen.add(items)\nreturn items', /between calls/, 'const seen = new Set()\n'],
  ['a typed array that is written', 'flags[0]++\nreturn items', /between calls/, 'const flags = new Uint8Array(4)\n'],
  ['a typed array that is given away', 'return flags', /between calls/, 'const flags = new Uint8Array(4)\n'],
  ['an object that is given away in a list', 'return [table]', /between calls/, 'const table = { a: 1 }\n'],
  ['an object that somebody else gets', 'label(table)\nreturn items', /between calls/, 'const table = { a: 1 }\n'],
  [
    'a decoder that keeps half a letter',
    'return decoder.decode(items, { stream: true })',
    /between calls/,
    'const decoder = new TextDecoder()\n',
  ],
  ['what destructuring takes', '[store[0]] = items\nreturn items', /between calls/, 'const store = [0]\n'],
  ['a loop that assigns', 'for (store[0] of items) known.length\nreturn items', /between calls/, 'const store = [0]\n'],
  [
    'a default object of a parameter that is the module',
    'const f = (x, s = store) => s.push(x)\nf(1)\nreturn items',
    /between calls/,
    'const store = []\n',
  ],
  [
    'prototype pollution',
    "const o = {}\nconst k = ['__pro', 'to__'][0] + known[0]\no[k].polluted = 1\nreturn items",
    /computed name/,
  ],
  ['a write through a computed member of an argument', 'items[known[0].k].seen = 1\nreturn items', /computed name/],
  ['a push through a computed member of an argument', 'items[known[0].k].push(1)\nreturn items', /computed name/],
  ['a builtin that gets a property', 'JSON.calls = 1\nreturn items', /JSON/],
  ['a property of a method of lists', '[].map.calls = 1\nreturn items', /outlives/],
  ['a property of a method of texts', "''.at.calls = 1\nreturn items", /outlives/],
  ['a property of a method of an argument', 'items.map.calls = 1\nreturn items', /outlives|belongs to the caller/],
  ['a frozen argument', 'Object.freeze(items)\nreturn items', /belongs to the caller/],
  ['new.target', 'const F = function () {\n  new.target.calls = 1\n}\nreturn new F()', /outlives/],
  ['a counter in a function that is answered', 'let count = 0\nreturn () => ++count', /given away/],
  [
    'a memory in a method that is answered',
    'const seen = new Map()\nreturn { get: x => seen.get(x), put: x => seen.set(x, items) }',
    /given away/,
  ],
  [
    'a list in a named function that is answered',
    'const list = []\nfunction next() {\n  list.push(1)\n  return list.length\n}\nreturn next',
    /given away/,
  ],
]

const cases = [...codeFromText, ...behindTheAnswer, ...reflective, ...environment, ...kept]

test('there are many kinds', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
})

test.each(cases.map(each => [each[0], each] as const))(
  '%s is refused, and the sentence says why',
  async (_, [, body, says, preamble]) => {
    const report = await check(project, propose([withBody(body, preamble ?? '')]))
    const last = report.gates.at(-1)
    expect(report.passed, body).toBe(false)
    expect(last?.message).toMatch(says)
    expect(last?.line).toBeGreaterThan(0)
    expect(['danger', 'purity', 'scope', 'parse']).toContain(last?.gate)
  },
)

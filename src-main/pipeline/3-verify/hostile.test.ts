import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileChange, Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Project } from '../../project/project.ts'
import { change, check, makeProject, propose, target, withBody } from './fixture.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

const refusedAt = async (proposal: Proposal, gate: string, metric = 'named'): Promise<void> => {
  const report = await check(project, proposal, metric)
  const last = report.gates.at(-1)
  expect({ passed: report.passed, gate: last?.gate, message: last?.message }).toEqual({
    passed: false,
    gate,
    message: last?.message,
  })
  expect(report.safety).toMatchObject({ score: 0, risk: 'HIGH' })
}

/** Bodies of findKnown that reach out or hide what they do. */
test.each<[string, string]>([
  ['eval', 'return eval("items")'],
  ['indirect eval', 'return (0, eval)("items")'],
  ['the function constructor', 'return new Function("a", "return a")(items)'],
  ['a constructor chain', "return []['constructor']['constructor']('return process')()"],
  ['a constructor chain by dots', 'return (() => {}).constructor("return 1")()'],
  ['a constructor put together', "return []['con' + 'structor']"],
  ['a constructor put together by a template', 'return [][`con${"structor"}`]'],
  ['a constructor put together by join', "return [][['con', 'structor'].join('')]"],
  ['a constructor behind a name', "const k = 'constructor'\nreturn items[k]"],
  ['a constructor by character codes', 'return items[String.fromCharCode(99, 111, 110)]'],
  ['a constructor reversed', "return items['rotcurtsnoc'.split('').reverse().join('')]"],
  ['a constructor in hexadecimal escapes', "return items['\\x63onstructor']"],
  ['a constructor in unicode escapes', "return items['\\u0063onstructor']"],
  ['a constructor in braced escapes', "return items['\\u{63}onstructor']"],
  ['a constructor by destructuring', 'const { constructor: C } = items\nreturn C'],
  ['a constructor by computed destructuring', 'const { [known[0]]: C } = items\nreturn C'],
  ['a call of a computed member', 'return items[known[0]](known[1])'],
  ['a name with unicode escapes', 'return \\u0065val("1")'],
  ['base64', 'return atob("ZXZhbA==")'],
  ['the process', 'process.exit(0)'],
  ['the environment', 'return process.env.HOME'],
  ['a dynamic import', 'return import("node:fs")'],
  ['require', "return require('fs')"],
  ['an alias of require', 'const r = require\nreturn r'],
  ['globalThis', 'globalThis.leak = items\nreturn items'],
  ['this as the global object', 'return (function () { return this })()'],
  ['a prototype that is changed', 'Array.prototype.includes = () => true\nreturn items'],
  ['a prototype that is changed through a name', 'const P = Array\nP.prototype.includes = () => true\nreturn items'],
  ['a prototype by destructuring', 'const { prototype } = Array\nprototype.includes = () => true'],
  ['a prototype through __proto__', 'items.__proto__ = null\nreturn items'],
  ['a prototype through Object.setPrototypeOf', 'Object.setPrototypeOf(items, null)\nreturn items'],
  ['a builtin that is replaced', 'Math.max = () => 0\nreturn items'],
  ['a builtin under another name', 'const m = Math\nm.max = () => 0\nreturn items'],
  ['reflection', 'return Reflect.get(items, known)'],
  ['a proxy', 'return new Proxy(items, {})'],
  ['the clock', 'if (Date.now() > 1e15) return []\nreturn items'],
  ['the clock under another name', 'const { now } = Date\nreturn now()'],
  ['a monotonic clock', 'return performance.now()'],
  ['randomness', 'return Math.random() > 0.5 ? items : []'],
  ['a timer', 'setTimeout(() => {}, 0)\nreturn items'],
  ['a timer that waits for the judge to go', 'queueMicrotask(() => items.pop())\nreturn items'],
  ['the network', 'fetch("http://example.com")\nreturn items'],
  ['a worker', 'new Worker("x")\nreturn items'],
  ['shared memory', 'return new SharedArrayBuffer(8)'],
  ['WebAssembly', 'return new WebAssembly.Module(items)'],
  ['a global that only one engine has', 'return gc()'],
  ['the file name', 'return __filename'],
  ['import.meta', 'return import.meta.url'],
  ['output', 'console.log(items)\nreturn items'],
  ['a debugger statement', 'debugger\nreturn items'],
  ['the call stack', 'return new Error().stack'],
  ['the caller', 'return arguments.callee.caller'],
  ['weak references that watch the collector', 'return new WeakRef(items)'],
  ['a hook into instanceof', 'items[Symbol.hasInstance] = () => true\nreturn items'],
  ['the global symbol registry', 'return Symbol.for("x")'],
  ['a direction override in a comment', '/* \u202e } \u2066 */\nreturn items'],
  ['an invisible character in a name', 'const a\u200b = 1\nreturn a\u200b'],
  ['a zero-width space in a string', 'return "a\u200bb"'],
  ['a Cyrillic letter in a name', 'const \u0430 = items\nreturn \u0430'],
  ['a comment that silences the type checker', '// @ts-nocheck\nreturn items'],
  ['a comment that silences the coverage', '/* c8 ignore next */\nreturn items'],
  ['an HTML-like comment', 'let x = 1\nx<!--items\nreturn x'],
  ['a module under its own name', "const fs = require('fs')\nreturn fs"],
  ['a module under the name of a variable', "const process = require('process')\nreturn process"],
  ['a module that is called like a global', "const self = require('self')\nreturn self"],
  ['a global behind a declaration elsewhere', 'const f = process => process\nreturn f(process.env)'],
  [
    'a global in the default of a parameter that the body hides',
    'const f = (a = process.env) => {\n  var process\n  return a\n}\nreturn f()',
  ],
  ['a global next to a block that declares it', '{\n  const gc = 1\n}\nreturn gc()'],
  ['a getter that answers differently', 'return { get x() { return items } }'],
])('%s is refused as dangerous', async (_, body) => {
  const report = await check(project, propose([withBody(body)]))
  expect(report.passed).toBe(false)
  // Some of these do not even parse in strict code, which is as good.
  expect(['danger', 'parse']).toContain(report.gates.at(-1)?.gate)
  expect(report.gates.at(-1)?.line).toBeGreaterThan(0)
})

test.each<[string, string, string, string]>([
  ['a text that does not parse', 'parse', 'return items)', ''],
  ['a name declared twice', 'parse', 'const a = 1\nconst a = 2', ''],
  ['await outside of async', 'parse', 'await items', ''],
  ['types in JavaScript', 'parse', 'const a: number = 1\nreturn a', ''],
  ['a line that hides code far to the right', 'size', `return items;${' '.repeat(200)}items.pop()`, ''],
  ['a line that nobody reads', 'size', `return "${'x'.repeat(3000)}"`, ''],
  ['a text that nests without end', 'size', `return ${'('.repeat(5000)}items${')'.repeat(5000)}`, ''],
  ['a chain that exhausts the parser', 'size', `return ${'!'.repeat(20_000)}items`, ''],
  ['a text of more lines than anybody reviews', 'size', 'items.length\n'.repeat(2000), ''],
  ['code when the module is loaded', 'scope', 'return items', 'findKnown([], [])\n'],
  ['a declaration that runs code', 'scope', 'return items', 'const x = untouched(1)\n'],
  ['a new import', 'scope', 'return items', "import fs from 'node:fs'\n"],
  ['a new export', 'scope', 'return items', 'export const x = 1\n'],
  ['a class that runs code when it is declared', 'scope', 'return items', 'class A { static { calls = 9 } }\n'],
  ['a class with a computed name that runs code', 'scope', 'return items', 'class A { [untouched(1)]() {} }\n'],
  ['a declaration that takes the name of a builtin in use', 'scope', 'return items', 'class Date {}\n'],
  ['a function that takes the name of an import', 'scope', 'return items', 'function label() { return 1 }\n'],
  ['another label for a loop that is a directive', 'scope', 'return items', "'use strict'\n"],
  ['an undeclared memory', 'purity', 'memory.set(items, 1)\nreturn items', 'const memory = new Map()\n'],
  ['an undeclared memory in a variable', 'purity', 'last = items\nreturn last', 'let last\n'],
  ['an undeclared memory on the function itself', 'purity', 'findKnown.last = items\nreturn items', ''],
  [
    'a regular expression that remembers its position',
    'purity',
    'return items.filter(x => pattern.test(x))',
    'const pattern = /a/g\n',
  ],
  ['a hoisted array that all results share', 'purity', 'shared.push(1)\nreturn shared', 'const shared = []\n'],
  ['a hoisted array that is given away', 'purity', 'return shared', 'const shared = []\n'],
])('%s is refused by the gate %s', async (_, gate, body, preamble) => {
  await refusedAt(propose([withBody(body, preamble)]), gate)
})

const inTarget = (from: string, to: string): FileChange => {
  if (!target.includes(from)) throw new Error(`no ${from}`)
  return change('src/target.js', target.replace(from, to))
}

test.each<[string, FileChange, readonly string[]]>([
  ['a function that is no target', inTarget('return label(x)', 'return 1 + label(x)'), ['untouched']],
  ['a second function beside the declared one', inTarget('return [x, x]', 'return [x, x, x]'), ['findKnown']],
  ['a constant', inTarget("'hello'", "'bye'"), ['findKnown']],
  ['an export that is taken away', inTarget('export function findKnown', 'function findKnown'), ['findKnown']],
  [
    'an export that becomes the default',
    inTarget('export function findKnown', 'export default function findKnown'),
    ['findKnown'],
  ],
  ['a private function that is exported', inTarget('function fallback', 'export function fallback'), ['fallback']],
  [
    'a target that is removed',
    change(
      'src/target.js',
      target.slice(0, target.indexOf('export function slow')) + target.slice(target.indexOf('export function stamp')),
    ),
    ['slow'],
  ],
  ['an import that comes from elsewhere', inTarget("'./label.js'", "'./data.json'"), ['findKnown']],
  [
    'statements in another order',
    inTarget("const greeting = 'hello'\nconst weights = [0.1, 0.2]\n", "const weights = [0.1, 0.2]\nconst greeting = 'hello'\n"),
    ['findKnown'],
  ],
  ['a method of a class that is no target', inTarget('this.#rows.push(row)', 'this.#rows.unshift(row)'), ['Store.add']],
  ['a decorator, which runs when the class is made', inTarget('  add(row) {', '  @untouched add(row) {'), ['Store.add']],
  ['a method that becomes a setter', inTarget('  add(row) {', '  set add(row) {'), ['Store.add']],
  ['a public method', inTarget('  add(row) {', '  steal() { return 1 }\n  add(row) {'), ['Store.steal']],
  ['a class that gets an ancestor', inTarget('class Store {', 'class Store extends Array {'), ['findKnown']],
])('%s is out of scope', async (_, file, functions) => {
  await refusedAt(propose([file], { changedFunctions: functions.map(name => `src/target.js#${name}`) }), 'scope')
})

test.each(['src/target.test.js', 'bench/inputs.js', 'package.json'])('the judge %s is out of scope', async path => {
  const read = project.read(path)
  const before = 'text' in read ? read.text : ''
  await refusedAt(propose([change(path, `${before} `, before)]), 'scope')
})

test('the manifest is out of scope', async () => {
  const read = project.read('asis.config.json')
  const before = 'text' in read ? read.text : ''
  await refusedAt(propose([change('asis.config.json', `${before}\n`, before)]), 'scope')
})

test('a file of another metric is out of scope', async () => {
  await refusedAt(propose([change('src/constants.js', 'export const rate = 0.6\n')]), 'scope')
})

test.each([
  '../outside.js',
  '/etc/passwd',
  'src/../src/target.js',
  'src\\target.js',
  'src/target.js\0',
  'SRC/target.js',
  './src/target.js',
  'src/none.js',
  '.env',
])('the path %j is refused', async path => {
  await refusedAt(propose([change(path, `${target}\n`, target)]), 'hashes')
})

test('a link is refused, whatever it points to', async () => {
  mkdirSync(join(project.root, 'src/links'), { recursive: true })
  symlinkSync('../target.js', join(project.root, 'src/links/target.js'))
  await refusedAt(propose([change('src/links/target.js', `${target}\n`, target)]), 'hashes')
})

test('hashes that do not fit are refused', async () => {
  const honest = withBody('return items')
  const other = change('src/target.js', `${target}\n`, target)
  await refusedAt(propose([{ ...honest, afterSha256: other.afterSha256 }]), 'hashes')
  await refusedAt(propose([{ ...honest, beforeSha256: other.afterSha256 }]), 'hashes')
  // Consistent in itself, but not what is on the disk.
  await refusedAt(propose([change('src/target.js', target, `${target}\n`)]), 'hashes')
  await refusedAt(propose([honest, honest]), 'hashes')
  await refusedAt(propose([]), 'hashes')
  await refusedAt(propose([change('src/target.js', target)]), 'hashes')
  await refusedAt(propose([change('src/target.js', `${target}// \ud800\n`)]), 'hashes')
})

test('a file that was edited after the candidate was made is refused', async () => {
  const read = project.read('src/label.js')
  writeFileSync(join(project.root, 'src/label.js'), '// edited\nexport const label = x => `${x}`\n')
  try {
    await refusedAt(
      propose([change('src/label.js', 'export const label = x => String(x)\n', 'text' in read ? read.text : '')]),
      'hashes',
    )
  } finally {
    writeFileSync(join(project.root, 'src/label.js'), 'text' in read ? read.text : '')
  }
})

test('an unparsed kind of file is refused, and broken JSON with its line', async () => {
  const whole = { changedFunctions: [] }
  await refusedAt(propose([change('src/page.html', '<script>\n')], whole), 'parse', 'whole')
  await refusedAt(propose([change('src/data.json', '{"a": 1,}\n')], whole), 'parse', 'whole')
  await refusedAt(propose([change('src/data.json', '{"a": 1, "a": 2}\n')], whole), 'parse', 'whole')
})

test('constants change only for a metric whose manifest lets answers differ, whatever the proposal says', async () => {
  const file = change(
    'src/constants.js',
    'export const rate = 0.6\nexport const sizes = [1, -2]\nexport const name = "a"\nexport const run = () => rate\n',
  )
  for (const sameBehaviour of [true, false])
    await refusedAt(propose([file], { changedFunctions: [], sameBehaviour }), 'scope', 'whole')
  const call = change(
    'src/constants.js',
    'export const rate = f(0.6)\nexport const sizes = [1, -2]\nexport const name = "a"\nexport const run = () => rate\n',
  )
  await refusedAt(propose([call], { changedFunctions: [], sameBehaviour: false }), 'scope', 'quality')
})

import { expect, test } from 'vitest'
import { changedFunctions, inspectSource } from './inspect.ts'

const names = (path: string, text: string): readonly string[] => {
  const result = inspectSource(path, text)
  if (!result.ok) throw new Error(result.message)
  return result.functions.map(each => (each.exported ? `+${each.name}` : each.name))
}

test('names declarations, constants, methods, object methods and CommonJS exports', () => {
  const text = `
    export function a() { function inner() {} }
    const b = () => 1
    export const c = function () {}
    class D { constructor() {} e() {} static f = () => 1; get g() { return 1 } }
    const h = { i() {}, j: () => 1, k: { l: function () {} } }
    exports.m = function () {}
    module.exports.n = () => 1
    D.prototype.o = function named() {}
    export { b, h as hh }
    export default () => 1
  `
  expect(names('x.js', text)).toEqual([
    '+a',
    '+b',
    '+c',
    'D.constructor',
    'D.e',
    'D.f',
    'D.g',
    '+h.i',
    '+h.j',
    '+h.k.l',
    '+m',
    '+n',
    'D.o',
    '+default',
  ])
})

test('module.exports of an object exports the functions it names', () => {
  expect(names('x.cjs', `function a() {}\nfunction b() {}\nmodule.exports = { a, go() {} }`)).toEqual(['+a', 'b', '+go'])
})

test('a text that does not compile is refused with its line', () => {
  expect(inspectSource('x.js', 'const a = 1\nfunction f( { return 1 }\n')).toMatchObject({ ok: false, line: 2 })
  expect(inspectSource('x.js', 'let a = 1\nlet a = 2\n')).toMatchObject({ ok: false })
  expect(inspectSource('x.ts', 'export function f() { const a = 1; const a = 2; return a }')).toMatchObject({
    ok: false,
    line: 1,
  })
  expect(inspectSource('x.js', 'function f() { await g() }')).toMatchObject({ ok: false })
  expect(inspectSource('x.js', 'const a: number = 1')).toMatchObject({ ok: false })
  expect(inspectSource('x.js', 'for (const a of b) x => if (a) break')).toMatchObject({ ok: false })
})

test('types, unknown names and missing modules are no syntax errors', () => {
  expect(
    inspectSource('x.ts', `import { q } from './q.ts'\nexport const f = (a: Foo): number => q(a) + zzz\nlet s: string = 1`).ok,
  ).toBe(true)
  expect(inspectSource('x.js', `const q = require('q')\nq.x.y = zzz; new Map([1]).foo()`).ok).toBe(true)
})

test('says which functions differ and whether anything outside them does', () => {
  const before = 'const k = 1\nexport function a() { return 1 }\nfunction b() { return 2 }\n'
  expect(changedFunctions(before, before)).toEqual([])
  expect(changedFunctions(before, before.replace('return 1', 'return 3'))).toEqual(['a'])
  expect(changedFunctions(before, before.replace('k = 1', 'k = 2'))).toEqual(['top-level'])
  expect(changedFunctions(before, before + 'const c = () => 1\n')).toEqual(['c', 'top-level'])
  expect(changedFunctions(before, before.replace('function b() { return 2 }\n', ''))).toEqual(['b', 'top-level'])
})

import { describe, expect, it } from 'vitest'
import { changedParts, throwingFunctions, throwingValues } from './throwing.ts'

const message = 'asis_1'

describe('a function that throws as soon as it is called', () => {
  it.each([
    ['f', 'function f(a) { return a }', `function f(a) { throw new Error("asis_1"); return a }`],
    ['f', 'const f = a => a + 1', `const f = a => { throw new Error("asis_1"); }`],
    ['f', 'const f = a => ({ a })', `const f = a => { throw new Error("asis_1"); }`],
    ['f', 'const f = async a => await a', `const f = async a => { throw new Error("asis_1"); }`],
    ['f', `function f() { 'use strict' }`, `function f() { 'use strict';throw new Error("asis_1"); }`],
    ['f', `function f() { 'use strict'; return 1 }`, `function f() { 'use strict';;throw new Error("asis_1"); return 1 }`],
    ['f', 'async function* f() { yield 1 }', `async function* f() { throw new Error("asis_1"); yield 1 }`],
    ['A.constructor', 'class A extends B { constructor() { super() } }', `class A extends B { constructor() { throw new Error("asis_1"); super() } }`],
    ['A.x', 'class A { get x() { return 1 } set x(v) {} }', `class A { get x() { throw new Error("asis_1"); return 1 } set x(v) { throw new Error("asis_1");} }`],
    ['A.#p', 'class A { #p() {} q() {} }', `class A { #p() { throw new Error("asis_1");} q() {} }`],
    ['A.m', 'class A { m = (a) => a; n = 1 }', `class A { m = (a) => { throw new Error("asis_1"); }; n = 1 }`],
    ['default', 'module.exports = function (a) { return a }', `module.exports = function (a) { throw new Error("asis_1"); return a }`],
    ['api.load', 'const api = { load() { return 1 } }', `const api = { load() { throw new Error("asis_1"); return 1 } }`],
  ])('%s of %s', (name, text, expected) => {
    expect(throwingFunctions('a.js', text, [name], message)).toBe(expected)
  }) // prettier-ignore

  it('keeps overloads and their signatures', () => {
    const text =
      'export function f(a: string): string\nexport function f(a: number): number\nexport function f(a: any) { return a }'
    expect(throwingFunctions('a.ts', text, ['f'], message)).toBe(text.replace('{ return', '{ throw new Error("asis_1"); return'))
  })

  it('is not made where there is no such function', () => {
    expect(throwingFunctions('a.js', 'const f = 1', ['f'], message)).toBe(null)
    expect(throwingFunctions('a.ts', 'declare function f(): void', ['f'], message)).toBe(null)
  })
})

const run = (text: string, use: string): unknown => new Function(`${text.replaceAll('export ', '')}\nreturn () => ${use}`)()()

describe('a value outside of functions that throws when it is used', () => {
  const before = 'export const a = 1, list = [1]\nclass A { n = 1 }\nfunction f() { const b = 1; return b }\n'
  const poisoned = (after: string): string => throwingValues('a.js', before, after, message) ?? ''
  it('whatever is done with it, and not before', () => {
    const text = poisoned(before.replace('list = [1]', 'list = [2]'))
    for (const use of ['list.length', 'list()', '`${list}`', '[...list]', 'list[0]', 'new list()', '0 in list', '+list'])
      expect(() => run(text, use), use).toThrow('asis_1')
    expect(run(text, 'a + new A().n + f()')).toBe(3)
  })
  it('when an object with the field is made', () => {
    expect(() => run(poisoned(before.replace('n = 1', 'n = 2')), 'new A()')).toThrow('asis_1')
  })
  it('and nothing else: variables of functions are theirs', () => {
    expect(throwingValues('a.js', before, before.replace('b = 1', 'b = 2'), message)).toBe(null)
  })
})

describe('what changed in a file', () => {
  const before = `const limit = 3\nconst f = n => n > limit\nfunction g() { return 1 }\non(() => 5)\n`
  const of = (after: string) => changedParts('a.js', before, after)
  it.each([
    ['a function', before.replace('return 1', 'return 2 - 1'), { changed: ['g'], added: [], values: false }],
    ['a new helper', before.replace('return 1', 'return h()') + 'function h() { return 1 }\n', { changed: ['g'], added: ['h'], values: false }],
    ['a value that no changed function uses', before.replace('limit = 3', 'limit = 4'), { changed: [], added: [], values: true }],
    ['a value that the changed function uses', before.replace('limit = 3', 'limit = 4').replace('n > limit', 'limit < n'), { changed: ['f'], added: [], values: false }],
    ['lines that move a function without a name', `const k = new Set()\n${before}`.replace('return 1', 'return k.size'), { changed: ['g'], added: [], values: false }],
    ['a function without a name', before.replace('=> 5', '=> 6'), { changed: ['anonymous@4'], added: [], values: false }],
    ['a comment', `// new\n${before}`, { changed: [], added: [], values: false }],
    ['nothing that is left', before.replace('function g() { return 1 }\n', ''), { changed: [], added: [], values: false }],
  ])('%s', (_, after, expected) => {
    expect(of(after)).toEqual(expected)
  }) // prettier-ignore
})

import { expect, it } from 'vitest'
import { measurableFunctions } from './worth-measuring.ts'

const kinds = (path: string, text: string): readonly (readonly [string, string])[] =>
  measurableFunctions(path, text).flatMap(({ parameters }) => parameters.map(each => [each.name, each.kind] as const))
const loop = 'for (let at = 0; at < 3; at += 1) { if (at) continue }'

it('a parameter is what the code refuses not to be', () => {
  const text = `exports.parse = (input, options) => { if (typeof input !== 'string') throw new TypeError('Expected a string')
    const opts = options || {}; let found = input.length; for (const one of [1]) found += input[one] ? 1 : opts.most; return found }`
  expect(kinds('a.js', text)).toEqual([['input', 'text'], ['options', 'options']]) // prettier-ignore
})
it('what is done with another name for it counts', () => {
  const text = `export const scan = (glob, options) => { let str = glob; let found = 0; for (let at = 0; at < str.length; at += 1) found += str.charCodeAt(at); return found }`
  expect(kinds('a.mjs', text)).toEqual([['glob', 'text'], ['options', 'options']]) // prettier-ignore
})
it('callbacks are made by their type, or by how they are called', () => {
  const typed = `export function f(list: number[], keep: (one: number) => boolean, by: (a: number, b: number) => number, to: (one: number) => string) { ${loop} return list }`
  expect(kinds('a.ts', typed)).toEqual([['list', 'numbers'], ['keep', 'test'], ['by', 'compare'], ['to', 'callback']]) // prettier-ignore
  expect(kinds('a.mjs', `export const f = (list, fn) => list.map(one => fn(one))`)).toEqual([['list', 'numbers'], ['fn', 'callback']]) // prettier-ignore
})
it('what may be left out at the end is left out', () => {
  expect(kinds('a.ts', `export const f = (list: string[], most = 3, by?: string) => list.slice(0, most)`)).toEqual([['list', 'strings']]) // prettier-ignore
})

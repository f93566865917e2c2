import { describe, expect, it } from 'vitest'
import { throwingBlocks } from './throwing-blocks.ts'

const boom = 'throw new Error("m");'
const blocks = (text: string, first: number, last = first) => throwingBlocks('a.js', text, first, last, 'm')

describe('a block that throws as soon as it is run', () => {
  it.each([
    ['the branch of a condition', 'function f(a) {\n  if (a) {\n    a()\n  }\n}', [2, 4], [`function f(a) {\n  if (a) { ${boom} \n    a()\n  }\n}`]],
    ['a branch without braces', 'function f(a) {\n  if (a) return 1\n  return 2\n}', [2, 2], [`function f(a) {\n  if (a) { ${boom} }\n  return 2\n}`]],
    ['what follows a return', 'function f(a) {\n  if (a) { return 1 }\n  a()\n  return 2\n}', [3, 4], [`function f(a) {\n  if (a) { return 1 }\n  ${boom} a()\n  return 2\n}`]],
    ['the handler of an error', 'function f(a) {\n  try { a() }\n  catch {\n    return 1\n  }\n}', [3, 5], [`function f(a) {\n  try { a() }\n  catch { ${boom} \n    return 1\n  }\n}`]],
    ['a case', 'function f(a) {\n  switch (a) {\n    case 1:\n      return 2\n    default: return 3\n  }\n}', [3, 4], [`function f(a) {\n  switch (a) {\n    case 1: ${boom} \n      return 2\n    default: return 3\n  }\n}`]],
    ['both branches of an expression on one line', 'const f = a => {\n  return a ? 1 : 2\n}', [2, 2], [`const f = a => {\n  return a ? (() => { ${boom} })() : 2\n}`, `const f = a => {\n  return a ? 1 : (() => { ${boom} })()\n}`]],
    ['a fallback', 'const f = a => {\n  return a ??\n    a()\n}', [3, 3], [`const f = a => {\n  return a ??\n    (() => { ${boom} })()\n}`]],
    ['the inner of two on one line as well', 'function f(a) {\n  if (a) { a(); if (a.b) a.b() }\n}', [2, 2], [`function f(a) {\n  if (a) { ${boom}  a(); if (a.b) a.b() }\n}`, `function f(a) {\n  if (a) { a(); if (a.b) { ${boom} } }\n}`]],
    ['a callback', 'const f = a =>\n  a.map(\n    x => x + 1,\n  )', [3, 3], [`const f = a =>\n  a.map(\n    x => { ${boom} },\n  )`]],
  ] as const)('%s', (_, text, [first, last], expected) => {
    expect(blocks(text, first, last)).toEqual(expected)
  }) // prettier-ignore

  it('is not made where nothing in the lines is run by itself, or where there are too many', () => {
    expect(blocks('const a = 1\n', 1)).toBe(null)
    expect(blocks('function f(a) {\n  return a\n}\n', 9)).toBe(null)
    expect(blocks(`function f(a) {\n  return [${'a ? 1 : 2, '.repeat(4)}]\n}`, 2)).toBe(null)
  })
})

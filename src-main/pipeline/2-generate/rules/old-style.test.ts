/** Spellings that published packages use: searches in a function that calls itself, `!~`, and values written as `list[i]`. */
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

/** Of each rewrite: whether the Map is made before the function. */
const inFront = (text: string): boolean[] =>
  rewrites('J05', text, 'a.js', [1000]).map(({ after }) => after.indexOf('new Map') < after.indexOf('function visit'))

const sorted = (inside: string, around = 'for (var i = 0; i < nodes.length; i++) visit(nodes[i], 0)'): string => `
export function order(nodes, next) {
  var out = []
  ${around}
  return out
  function visit(node, depth) {
    if (depth > 3) return
    ${inside}
  }
}
`

describe('searches in a function that calls itself', () => {
  const search =
    'for (var k = 0; k < next.length; k++) { out.push(nodes.indexOf(next[k])); if (k < 2) visit(next[k], depth + 1) }'
  test('share one Map in front of the call by which it begins', async () => {
    const text = sorted(`var found = nodes.indexOf(node)
    ${search}`)
    const { after, probes } = rewrite('J05', text, 'a.js', [1000])
    expect(after.match(/new Map/g)).toHaveLength(1)
    expect(after.indexOf('new Map')).toBeLessThan(after.indexOf('for (var i'))
    expect(after).toContain('nodePosition.get(node) ?? -1')
    expect(after).toContain('nodePosition.get(next[k]) ?? -1')
    expect(await difference(text, after, 'order', ['values', 'values'], probes)).toBe(null)
  })
  test('is told from what stands in front of the loop alone', () => {
    expect(inFront(sorted(search))).toEqual([true])
  })
  test.each([
    ['it begins by two calls', sorted(search, 'visit(1, 0); visit(2, 0)')],
    ['it is handed on', sorted(search, 'visit(1, 0); out.push(visit)')],
    ['the name means something else there', sorted(search, 'if (next.length) { const nodes = [1]; visit(nodes[0], 0) }')],
    ['a variable there would not be seen', sorted(search, 'if (next.length) { visit(nodes[0], 0) }')],
    ['it changes the list', sorted(`nodes.push(1); ${search}`)],
    ['what is called at the beginning happens later', sorted(search).replace('function visit', 'async function visit')],
  ])('stays inside when %s', (_why, text) => {
    expect(inFront(text).filter(Boolean)).toEqual([])
  })
})

describe('!~list.indexOf(x)', () => {
  const text = `export const missing = (a, b) => a.filter(x => !~b.indexOf(x))\n`
  test('is a question for membership', async () => {
    const { after, probes } = rewrite('J01', text, 'a.js', [1000])
    expect(after).toContain('(bSet ??= makeBSet(b)) ? !bSet.has(x) : !~b.indexOf(x)')
    expect(await difference(text, after, 'missing', ['values', 'values'], probes)).toBe(null)
  })
  test('without the negation it is a number', () => {
    expect(rewrites('J01', `export const places = (a, b) => a.map(x => ~b.indexOf(x))`)).toEqual([])
  })
})

describe('values written as list[i]', () => {
  const text = `export function unique(arr) {
  var out = []
  for (var i = 0; i < arr.length; i++) {
    if (out.indexOf(arr[i]) === -1) out.push(arr[i])
  }
  return out
}
`
  test.each([[[]], [[1000]]])('are remembered in a Set, at sizes %s', async sizes => {
    const { after, probes } = rewrite('J02', text, 'a.js', sizes)
    expect(after).toContain('Number.isNaN(arr[i]) || !')
    expect(await difference(text, after, 'unique', ['values'], probes)).toBe(null)
  })
  test('not when writing it twice would count twice', () => {
    const counting = text.replace('i++) {', ') {').replace('indexOf(arr[i])', 'indexOf(arr[i++])')
    expect(rewrites('J02', counting, 'a.js', [1000])).toEqual([])
  })
})

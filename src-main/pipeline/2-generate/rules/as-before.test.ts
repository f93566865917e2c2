import { describe, expect, test } from 'vitest'
import { matches, openSource } from '../engine.ts'
import { combine } from '../combine.ts'
import { rules } from './all.ts'
import { difference, rewrite } from './testing.ts'

/** What all rules find in `name`, by rule. */
const found = (text: string, name: string) => {
  const sources = new Map([['a.js', text]])
  const source = openSource('a.js', sources)
  const target = source.functions.find(each => each.name === name)!
  return { source, sources, all: matches(source, target, rules, []) }
}

describe('long inputs get a loop of their own', () => {
  const loop = `export function common(a, b) {
  const found = []
  // each once
  for (const x of a) {
    if (b.includes(x)) found.push(x)
  }
  return found
}
`
  test('beside the loop as it was', async () => {
    const { after, probes } = rewrite('J01', loop)
    expect(after).toBe(`export function common(a, b) {
  const found = []
  // each once
  if (a?.length > 64) {
    let bSet
    for (const x of a) {
      if ((bSet ??= Array.isArray(b) && b.length > 64 && new Set(b)) ? bSet.has(x) : b.includes(x)) found.push(x)
    }
  } else {
    for (const x of a) {
      if (b.includes(x)) found.push(x)
    }
  }
  return found
}
`)
    expect(await difference(loop, after, 'common', ['values', 'values'], probes)).toBe(null)
  })
  test('which is known as that by the next reading', () => {
    const { after } = rewrite('J01', loop)
    expect(found(after, 'common').all).toEqual([])
    const returned = rewrite('J01', 'export const f = (a, b) => a.filter(x => b.includes(x))\n').after
    expect(found(returned, 'f').all).toEqual([])
    const held = rewrite('J01', 'export function f(a, b) {\n  const c = a.filter(x => b.includes(x))\n  return c\n}\n').after
    expect(held).toContain(`  const c =
    a?.length > 64
      ? a.filter(`)
    expect(found(held, 'f').all).toEqual([])
  })
  test('tabs, semicolons and a loop through rows', () => {
    const rows = `export function open(users, orders) {
\tlet n = 0;
\tfor (const user of users) {
\t\tfor (const order of orders) {
\t\t\tif (order.by === user.id) n += order.sum;
\t\t}
\t}
\treturn n;
}
`
    const { after } = rewrite('J73', rows)
    expect(after).toContain('\tif (users?.length > 64) {\n\t\tlet ordersByBy;\n\t\tconst makeOrdersByBy = list => {\n\t\t\tif (')
    expect(after).toContain(
      '\t} else {\n\t\tfor (const user of users) {\n\t\t\tfor (const order of orders) {\n\t\t\t\tif (order.by',
    )
  })
  test('not twice where it is long, or where a text spans lines', () => {
    const long = loop.replace('found.push(x)', `{\n${"      found.push(x, 'more')\n".repeat(12)}    }`)
    expect(rewrite('J01', long).after).toContain('let bSet = a?.length > 64 ? undefined : false')
    const spanning = loop.replace('found.push(x)', 'found.push(`\n${x}`)')
    expect(rewrite('J01', spanning).after).toContain('let bSet = a?.length > 64 ? undefined : false')
  })
})

test('two lists asked in one loop both get their Set, behind one question for the length', async () => {
  const text = `export function both(a, b, c) {
  const found = []
  for (const x of a) if (b.includes(x) && c.includes(x)) found.push(x)
  return found
}
`
  const { source, sources, all } = found(text, 'both')
  const { parts, text: after } = combine(source, all, sources, [], () => 0)
  expect(parts.map(part => part.rule.id)).toEqual(['J01', 'J01'])
  expect(after.match(/a\?\.length > 64/g)).toHaveLength(1)
  expect(after).toContain('bSet.has(x)')
  expect(after).toContain('cSet.has(x)')
  expect(await difference(text, after, 'both', ['values', 'values', 'values'], [])).toBe(null)
})

test('marks that rules write with stay what they are in code of users', () => {
  for (const mark of ['§', '‹a›'])
    expect(found(`export const f = (a, b) => a.filter(x => b.includes('${mark}' + x))\n`, 'f').all).toEqual([])
})

import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from './testing.ts'

describe('J76: an index follows a growing list', () => {
  const byId = `export function f(items) {
  const result = []
  for (const item of items) {
    if (!result.some(r => r.id === item.id)) result.push(item)
  }
  return result
}
`
  test('takes in what is new before each question, and leaves the pushes alone', () => {
    expect(rewrite('J76', byId).after).toBe(`export function f(items) {
  const result = []
  let resultIds = null
  let resultIndexed = 0
  const hasId = wanted => {
    if (result.length <= 128) return result.some(row => row.id === wanted)
    resultIds ??= new Set()
    for (; resultIndexed < result.length; resultIndexed++) {
      const row = result[resultIndexed]
      if (row === null || row === undefined) return result.some(row => row.id === wanted)
      resultIds.add(row.id)
    }
    return !Number.isNaN(wanted) && resultIds.has(wanted)
  }
  for (const item of items) {
    if (!(result.length > 0 && hasId(item.id))) result.push(item)
  }
  return result
}
`)
  })
  const counting = `export function f(words) {
  const counts = []
  for (const word of words) {
    const entry = counts.find(c => c.word === word)
    if (entry) entry.count++
    else counts.push({ word, count: 1 })
  }
  return counts
}
`
  test.each([
    ['rows by id', byId, ['rows(id,n)']],
    ['counting', counting, ['values']],
    [
      'several pushes',
      `export function f(xs) {\n  const out = [{ id: 1 }]\n  xs.forEach(x => {\n    const known = out.find(o => o.id === x)\n    if (!known) out.push({ id: x }, { id: x + 1 })\n    else known.n = x\n  })\n  return { out }\n}`,
      ['values'],
    ],
  ])('behaves as before: %s', async (_name, text, kinds) => {
    const { after, probes } = rewrite('J76', text)
    expect(await difference(text, after, 'f', kinds, probes)).toBe(null)
  })
  test('with types', async () => {
    const text = `export function f(words: string[]): { word: string; count: number }[] {\n  const counts: { word: string; count: number }[] = []\n  for (const word of words) {\n    const entry = counts.find(c => c.word === word)\n    if (entry) entry.count++\n    else counts.push({ word, count: 1 })\n  }\n  return counts\n}\n`
    const { after } = rewrite('J76', text, 'a.ts', [1000])
    expect(after).toContain('const countByWord = new Map<unknown, (typeof counts)[number]>()')
    expect(await difference(stripTypeScriptTypes(text), stripTypeScriptTypes(after), 'f', ['words'], [])).toBe(null)
  })
  test.each([
    ['the key is written', counting.replace('entry.count++', "entry.word = 'x'")],
    ['the list shrinks', counting.replace('entry.count++', 'counts.pop()')],
    ['unknown code runs', counting.replace('entry.count++', 'globalThis.g(entry)')],
    [
      'the list belongs to the caller',
      `export function f(words, counts) { for (const w of words) { if (!counts.find(c => c.word === w)) counts.push({ word: w }) } }`,
    ],
  ])('refuses when %s', (_why, text) => expect(rewrites('J76', text)).toEqual([]))
})

describe('J74: two equal elements', () => {
  const text = `export function f(arr) {
  for (let i = 0; i < arr.length; i++) {
    for (let j = i + 1; j < arr.length; j++) {
      if (arr[i] === arr[j]) return true
    }
  }
  return false
}
`
  test('are found by a Set', async () => {
    const { after, probes } = rewrite('J74', text, 'a.js', [1000])
    expect(after).toBe(`export function f(arr) {
  const seen = new Set()
  for (let i = 0; i < arr.length; i++) {
    const item = arr[i]
    if (seen.has(item)) return true
    if (!Number.isNaN(item)) seen.add(item) // === never finds NaN
  }
  return false
}
`)
    expect(await difference(text, after, 'f', ['values'], probes)).toBe(null)
  })
  test('short lists are compared as before', async () => {
    const shorter = text.replace('i < arr.length;', 'i < arr.length - 1;')
    const { after, probes } = rewrite('J74', shorter)
    expect(after).toContain(
      '  const seen = arr.length > 64 ? new Set() : null\n  for (let i = 0; i < arr.length; i++) {\n    if (seen) {\n',
    )
    expect(await difference(shorter, after, 'f', ['values'], probes)).toBe(null)
  })
  test.each([
    ['the answer depends on the pair', text.replace('return true', 'return arr[i]')],
    ['another test is made', text.replace('arr[i] === arr[j]', 'arr[i] + arr[j] === 0')],
    ['two lists are compared', text.replace('arr[j]) return', 'brr[j]) return').replace('f(arr)', 'f(arr, brr)')],
    ['more happens', text.replace('return true', '{ arr[i] = 0; return true }')],
  ])('refuses when %s', (_why, changed) => expect(rewrites('J74', changed)).toEqual([]))
})

describe('J75: counting equals', () => {
  const text = `export function f(xs) {
  let best = 0
  for (const x of xs) {
    const count = xs.filter(y => y === x).length
    if (count > best) best = count
  }
  return best
}
`
  test('takes counts from a Map', async () => {
    const { after, probes } = rewrite('J75', text)
    expect(after).toContain(
      'const count = (itemCounts ??= makeItemCounts(xs)) ? itemCounts.get(x) ?? 0 : xs.filter(y => y === x).length',
    )
    expect(await difference(text, after, 'f', ['values'], probes)).toBe(null)
  })
  test.each([
    ['the list changes', text.replace('best = count', 'xs.pop()')],
    ['the list of hits is used', text.replace('.length\n', '\n')],
  ])('refuses when %s', (_why, changed) => expect(rewrites('J75', changed)).toEqual([]))
})

import { describe, expect, it } from 'vitest'
import { unmetChanges } from './unmet.ts'

/** In the texts, `«` and `»` stand around what no call has run. */
const unmet = (before: string, after: string) => {
  const open: [number, number][] = []
  let text = ''
  for (const part of after.split(/([«»])/)) {
    if (part === '«') open.push([text.length, Infinity])
    else if (part === '»') open.at(-1)![1] = text.length
    else text += part
  }
  const isMet = (offset: number) => !open.some(([start, end]) => offset >= start && offset < end)
  return unmetChanges('a.ts', before, text, isMet).map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
}

const sum = `export function f(rows) {
  let sum = 0
  for (const row of rows) sum += row.price
  return { sum }
}`
const filter = `export const f = (a, b) => a.filter(x => b.includes(x))`

describe('what was not run and is no part of the original is named', () => {
  it.each([
    [
      'a new branch',
      sum,
      `export function f(rows) {
  let sum = 0
  if (rows.length > 5000) {«
    return { sum: 1 }
  »}
  for (let i = 0; i < rows.length; i++) sum += rows[i].price
  return { sum }
}`,
      ['4'],
    ],
    [
      'a new branch of words of the original',
      sum,
      `export function f(rows) {
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += rows[i].price
  if (rows.length > 5000) «return { sum }»
  return { sum }
}`,
      ['4'],
    ],
    [
      'a branch that leaves the loop of the original out',
      sum,
      `export function f(rows) {
  let sum = 0
  if (rows.length > 5000) «return { sum }»
  for (let i = 0; i < rows.length; i++) sum += rows[i].price
  return { sum }
}`,
      ['3'],
    ],
    [
      'the side of a condition',
      filter,
      `export const f = (a, b) => { const s = new Set(b); return a.filter(x => s.size > 9000 ?« true »: s.has(x)) }`,
      ['1'],
    ],
    [
      'the right of an or',
      filter,
      `export const f = (a, b) => { const s = new Set(b); return a.filter(x => s.has(x) ||« x > 9000») }`,
      ['1'],
    ],
    [
      'a function that nobody called',
      filter,
      `const help = s => {«
  return s
»}
export const f = (a, b) => { const s = new Set(b); return a.filter(x => s.has(x)) }`,
      ['2'],
    ],
    [
      'what comes after a new early end',
      sum,
      `export function f(rows) {
  if (rows) return quick(rows)
«  let sum = 1
  for (const row of rows) sum += row.price
  return { sum }
»}`,
      ['3-4'],
    ],
    [
      'a fallback that is not quite the original',
      filter,
      `export const f = (a, b) => { if (!Array.isArray(b)) «return a.filter(x => !b.includes(x))»; const s = new Set(b); return a.filter(x => s.has(x)) }`,
      ['1'],
    ],
    [
      'a default that is computed',
      filter,
      `export const f = (a, b) => { const s = new Map(b.map(x => [x, true])); return a.filter(x => s.get(x) ??« b.length > 9») }`,
      ['1'],
    ],
    [
      'a constant that is no default',
      filter,
      `export const f = (a, b) => { const s = new Set(b); return (a.length > 9000 &&« []») || a.filter(x => s.has(x)) }`,
      ['1'],
    ],
    [
      'a catch',
      sum,
      `export function f(rows) {
  try { let sum = 0; for (let i = 0; i < rows.length; i++) sum += rows[i].price; return { sum } }
  catch {« return { sum: 0 } »}
}`,
      ['3'],
    ],
    [
      'the body of a loop',
      sum,
      `export function f(rows) {
  let sum = 0
  for (const row of rows) sum += row.price
  for (let i = 9000; i < rows.length; i++) {« sum -= rows[i].price »}
  return { sum }
}`,
      ['4'],
    ],
  ])('%s', (_, before, after, wanted) => {
    expect(unmet(before, after)).toEqual(wanted)
  })
})

describe('what stands as it stood needs no input', () => {
  it.each([
    [
      'all was run',
      sum,
      `export function f(rows) {
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += rows[i].price
  return { sum }
}`,
    ],
    [
      'a guard in front, the original behind it',
      filter,
      `export const f = (a, b) => { if (!Array.isArray(b)) «return a.filter(x => b.includes(x))»; const s = new Set(b); return a.filter(x => s.has(x)) }`,
    ],
    [
      'a guard with braces',
      sum,
      `export function f(rows) {
  if (typeof rows !== 'object') {«
    let sum = 0
    for (const row of rows) sum += row.price
    return { sum }
  »}
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += rows[i].price
  return { sum }
}`,
    ],
    [
      'the original behind an early end',
      sum,
      `export function f(rows) {
  if (Array.isArray(rows)) { let all = 0; for (let i = 0; i < rows.length; i++) all += rows[i].price; return { sum: all } }
«  let sum = 0
  for (const row of rows) sum += row.price
  return { sum }
»}`,
    ],
    [
      'the other side of a condition',
      filter,
      `export const f = (a, b) => { const s = Array.isArray(b) ? new Set(b) :« null»; return a.filter(x => (s ? s.has(x) :« b.includes(x)»)) }`,
    ],
    [
      'two guards, one of them run both ways',
      `export const f = (a, b, c) => a.filter(x => b.includes(x)).filter(x => c.includes(x))`,
      `export const f = (a, b, c) => { const s = Array.isArray(b) ? new Set(b) :« null»; const t = c.length > 9 ? new Set(c) : null; return a.filter(x => (s ? s.has(x) :« b.includes(x)»)).filter(x => (t ? t.has(x) : c.includes(x))) }`,
    ],
    [
      'an old branch beside the change',
      `export function f(rows, mode) {
  if (mode === 'x') { return 1 }
  return rows.filter(x => x > 1).length
}`,
      `export function f(rows, mode) {
  if (mode === 'x') {« return 1 »}
  let count = 0
  for (const x of rows) if (x > 1) count++
  return count
}`,
    ],
    [
      'another function of the file',
      `${sum}\nexport const g = x => x + 1`,
      `${sum.replace('const row of rows', 'const row of rows.values()')}\nexport const g = x =>« x + 1»`,
    ],
    [
      'an old callback beside the change',
      `export const f = (rows, on) => { on(() => { throw 1 }); return rows.map(x => x).length }`,
      `export const f = (rows, on) => { on(() => {« throw 1 »}); return rows.length }`,
    ],
    [
      'a default for a key that is always there',
      `export const f = rows => rows.map(x => rows.filter(y => y === x).length)`,
      `export const f = rows => { const counts = new Map(); for (const x of rows) counts.set(x, (counts.get(x) ?? 0) + 1); return rows.map(x => counts.get(x) ??« 0») }`,
    ],
    [
      'a loop of the original with a guard inside',
      `export const f = (a, b) => { const out = []; for (const x of a) { if (b.includes(x)) out.push(x) } return out }`,
      `export const f = (a, b) => { const s = Array.isArray(b) ? new Set(b) :« null»; const out = []; for (const x of a) { if (s ? s.has(x) :« b.includes(x)») out.push(x) } return out }`,
    ],
  ])('%s', (_, before, after) => {
    expect(unmet(before, after)).toEqual([])
  })
})

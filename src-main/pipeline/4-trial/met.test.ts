import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import { compareProposal } from './comparisons.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const benchmark = (file: string, name: string) => ({ kind: 'function' as const, file, function: name, inputs: 'inputs.mjs', sizes: [10, 40] }) // prettier-ignore
const inputs = `const list = (random, size) => Array.from({ length: size }, () => Math.floor(random() * 20))
export default (random, size) => [list(random, size), list(random, size)]`

const judge = async (file: string, before: string, after: string, more: Partial<Proposal> = {}, name = 'f') => {
  const proposal: Proposal = {
    generator: 'rule',
    rule: 'J01',
    shortName: 'a-test',
    title: '',
    reason: '',
    riskClass: 'A',
    files: [{ path: file, before, after, beforeSha256: sha256(before), afterSha256: sha256(after) }],
    changedFunctions: [`${file}#${name}`],
    facts: [],
    probes: [],
    expectedGain: null,
    sameBehaviour: true,
    memoizes: false,
    ...more,
  }
  const report = await compareProposal(
    proposal,
    benchmark(file, name),
    makeTree({ [file]: before, 'inputs.mjs': inputs }),
    makeTree({ [file]: after, 'inputs.mjs': inputs }),
    ports,
  )
  if (!report || 'kind' in report) throw new Error(JSON.stringify(report))
  return report
}

const typed = `export const f = (a: number[], b: number[]): number[] => a.filter((x: number): boolean => b.includes(x))\n`

describe('a changed piece that no input runs is named', () => {
  it('in TypeScript, by its lines', async () => {
    const after = `export const f = (a: number[], b: number[]): number[] => {
  if (b.length > 5000) {
    return []
  }
  const s = new Set<number>(b)
  return a.filter((x: number): boolean => s.has(x))
}
`
    expect(await judge('a.ts', typed, after)).toMatchObject({ differences: 0, notMet: ['a.ts:2-4'] })
  })
  it('in CommonJS', async () => {
    const before = `module.exports = function f(a) { return a.map(x => x * 2) }\n`
    const after = `'use strict'
module.exports = function f(a) {
  if (a.length === 12345.5)
    return [1]
  return a.map(x => x * 2)
}
`
    expect(await judge('a.cjs', before, after)).toMatchObject({ differences: 0, notMet: ['a.cjs:4'] })
  })
  it('also when loading ran it', async () => {
    const after = `const run = (a: number[], b: number[]): number[] => {
  if (b.length > 5000) return []
  const s = new Set<number>(b)
  return a.filter((x: number): boolean => s.has(x))
}
run([], Array.from({ length: 5001 }, () => 1))
export const f = run
`
    expect(await judge('a.ts', typed, after)).toMatchObject({ notMet: ['a.ts:2'] })
  })
})

describe('nothing is missing', () => {
  it('where a guard falls back to the original', async () => {
    const after = `export const f = (a: number[], b: number[]): number[] => {
  if (!Array.isArray(b)) return a.filter((x: number): boolean => b.includes(x))
  const s = new Set<number>(b)
  return a.filter((x: number): boolean => s.has(x))
}
`
    expect(await judge('a.ts', typed, after)).toMatchObject({ differences: 0, notMet: [] })
  })
  it('where a helper finds that something is no list, and plain JavaScript may be given a view', async () => {
    const before = `export function f(a) {
  const found = []
  for (const x of a) if (a.filter(y => y === x).length === 1) found.push(x)
  return found
}
`
    const after = `export function f(a) {
  const found = []
  let counts
  const count = list => {
    if (!Array.isArray(list)) return false
    const index = new Map()
    list.forEach(each => index.set(each, (index.get(each) ?? 0) + 1))
    index.delete(NaN)
    return index
  }
  for (const x of a) if (((counts ??= count(a)) ? counts.get(x) ?? 0 : a.filter(y => y === x).length) === 1) found.push(x)
  return found
}
`
    expect(await judge('a.mjs', before, after)).toMatchObject({ differences: 0, notMet: [] })
  })
  it('where loading alone runs a helper', async () => {
    const after = `const squares = (count: number): number[] => {
  const list: number[] = []
  for (let at = 0; at < count; at++) list.push(at)
  return list
}
const known = new Set(squares(3))
export const f = (a: number[], b: number[]): number[] => {
  const s = new Set<number>(b)
  return known.size === 3 ? a.filter((x: number): boolean => s.has(x)) : a.filter((x: number): boolean => b.includes(x))
}
`
    expect(await judge('a.ts', typed, after)).toMatchObject({ differences: 0, notMet: [] })
  })
  it('where a function that is not exported is compared by itself', async () => {
    const before = `const most = list => list.filter(x => list.includes(x)).length\nexport const f = a => most(a.slice(0, 3))\n`
    const after = `const most = list => { if (list.length > 20) { const s = new Set(list); return list.filter(x => s.has(x)).length } return list.filter(x => list.includes(x)).length }\nexport const f = a => most(a.slice(0, 3))\n`
    expect(await judge('a.mjs', before, after)).toMatchObject({ notMet: ['a.mjs:1'] })
    const probes = ['[[Array.from({ length: 30 }, (_, at) => at)], [[1, 2]]]']
    const changedFunctions = ['a.mjs#most']
    expect(await judge('a.mjs', before, after, { probes, changedFunctions })).toMatchObject({ differences: 0, notMet: [] })
    const wrong = after.replace('s.has(x)).length', 's.has(x)).length + 1')
    expect((await judge('a.mjs', before, wrong, { probes, changedFunctions })).differences).toBeGreaterThan(0)
  })
})

describe('what the original does without is off', () => {
  it.each([
    ['code from text', `export const f = (a, b) => { const has = Function('b', 'x', 'return b.includes(x)'); return a.filter(x => has(b, x)) }\n`], // prettier-ignore
    ['__proto__', `export const f = (a, b) => a.filter(x => b.__proto__.includes.call(b, x))\n`],
    ['code from text while loading', `const has = new Function('b', 'x', 'return b.includes(x)')\nexport const f = (a, b) => a.filter(x => has(b, x))\n`], // prettier-ignore
  ])('%s', async (_, after) => {
    const before = `export const f = (a, b) => a.filter(x => b.includes(x))\n`
    expect((await judge('a.mjs', before, after)).differences).toBeGreaterThan(0)
    expect(await judge('a.mjs', after, `${after}\n`)).toMatchObject({ differences: 0, allowed: [expect.any(String)] })
  })
})

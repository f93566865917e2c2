/** Which of the changed functions are compared, and what is said of the others. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Benchmark } from '../../../src-shared/domain/manifest.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { compareProposal } from './comparisons.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const benchmark: Benchmark = { kind: 'function', file: 'a.ts', function: 'f', inputs: 'inputs.mjs', sizes: [10] }
const inputs = `export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * 9))]`

const compared = async (before: string, after: string, more: Readonly<Record<string, string>> = {}) => {
  const tree = (text: string) => makeTree({ ...more, 'a.ts': text, 'inputs.mjs': inputs })
  const proposal = {
    files: [{ path: 'a.ts', before, after, beforeSha256: '', afterSha256: '' }],
    changedFunctions: changedFunctions(before, after, 'a.ts').map(name => `a.ts#${name}`),
    probes: [],
    sameBehaviour: true,
  } as unknown as Proposal
  const report = await compareProposal(proposal, benchmark, tree(before), tree(after), ports)
  if (!report || 'kind' in report) throw new Error(JSON.stringify(report))
  return report
}

const f = `export const f = (list: number[]): number => list.length\n`

it('compares another exported function on inputs made from its declaration', async () => {
  const report = await compared(
    `${f}export function g(names: readonly string[], by: 'a' | 'b', most?: number): string { return by === 'a' ? names.slice(0, most).join() : '' }`,
    `${f}export function g(names: readonly string[], by: 'a' | 'b', most?: number): string { return by === 'a' ? names.slice(0, most ?? 1).join() : '' }`,
  )
  expect(report.differences).toBeGreaterThan(0)
})

it('finds no difference where there is none', async () => {
  const report = await compared(
    `${f}export function g(names: readonly string[], by: 'a' | 'b', most?: number): string { if (by === 'a') return names.slice(0, most).join(); if (by === 'b') return ''; return 'c' }`,
    `${f}export function g(names: readonly string[], by: 'a' | 'b', most = names.length): string { return by === 'a' ? names.slice(0, most).join() : '' }`,
  )
  expect(report).toMatchObject({ differences: 0, notMet: [] })
  expect(report.compared).toBeGreaterThan(500)
})

it('compares a private function that nothing compared reaches', async () => {
  const before = `${f}function hidden(n: number) { return n }\nexport const keep = 1`
  const report = await compared(before, before.replace('return n', 'return n + 1'))
  expect(report.differences).toBeGreaterThan(0)
  expect(await compared(before, before.replace('return n', 'return (n)'))).toMatchObject({ differences: 0, notMet: [] })
})

it('lets a helper pass that the compared function names, through another', async () => {
  const before = `export const f = (list: number[]): number => one(list)\nconst one = (list: number[]): number => two(list)\nfunction two(list: number[]): number { return list.length }`
  expect(
    await compared(before, before.replace('{ return list.length }', '{ const { length } = list; return length }')),
  ).toMatchObject({
    differences: 0,
    notMet: [],
  })
})

it('says nothing of what was taken away, unless others could call it', async () => {
  const helper = `function one(list: number[]): number { return list.length }\n`
  const before = `${helper}export const f = (list: number[]): number => one(list)`
  expect(await compared(before, f)).toMatchObject({ differences: 0, notMet: [] })
  expect(await compared(`export ${before}`, f)).toMatchObject({ differences: 1 })
})

it('names what takes a function, of which no value can be made', async () => {
  const before = `${f}export const g = (list: number[], visit: (one: number) => number) => list.map(one => visit(one))`
  expect(await compared(before, before.replace('one => visit(one)', 'each => visit(each)'))).toMatchObject({
    differences: 0,
    notMet: expect.arrayContaining(['a.ts#g']),
  })
})

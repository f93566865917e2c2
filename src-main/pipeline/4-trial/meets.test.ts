import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import { testsMeetBlocks, testsMeetChange } from './meets.ts'
import type { TrialPorts } from './ports.ts'
import { baselineTests } from './tests.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const nodeTests = [{ command: ['node', '--test'], timeoutMs: 60_000 }]
const head = `import assert from 'node:assert/strict'\nimport test from 'node:test'\n`
const original = `const twice = n => n + n
export function sum(list) { return list.reduce((all, x) => all + x, 0) }
export const double = n => twice(n)
export const table = { one: 1 }
export class Box {
  #n
  constructor(n) { this.#n = n }
  get size() { return this.#n }
  static of(n) { return new Box(n) }
  add(n) { this.#n += n; return this }
}
export async function later(n) { await null; return n }
export function* upTo(n) { for (let i = 0; i < n; i++) yield i }
`
interface Case {
  readonly test: string
  /** What is replaced, and by what. */
  readonly change: readonly [string, string]
  readonly more?: Readonly<Record<string, string>>
  readonly tests?: typeof nodeTests
  readonly file?: string
}
const files = (code: string, { test, more = {} }: Case): Record<string, string> => ({
  'package.json': '{"type":"module"}',
  'src/code.js': code,
  'test/code.test.js': test,
  ...more,
})
const meets = async (item: Case) => {
  const after = original.replace(...item.change)
  expect(after).not.toBe(original)
  const [before, candidate] = [makeTree(files(original, item)), makeTree(files(after, item))]
  const tests = item.tests ?? nodeTests
  const baseline = await baselineTests({ copyDir: before.dir, tests, nodeModules: [] }, ports)
  if (isRefused(baseline)) throw new Error(baseline.message)
  const change = { path: 'src/code.js', before: original, after, beforeSha256: sha(original), afterSha256: sha(after) }
  const request = { beforeDir: before.dir, afterDir: candidate.dir, files: [change], tests, nodeModules: [], baseline }
  const found = await testsMeetChange(request, ports)
  if (isRefused(found)) throw new Error(found.message)
  // Our copies are as they were.
  expect(readFileSync(path.join(before.dir, 'src/code.js'), 'utf8')).toBe(original)
  expect(readFileSync(path.join(candidate.dir, 'src/code.js'), 'utf8')).toBe(after)
  return found
}

const sumChange = ['list.reduce((all, x) => all + x, 0)', '[...list].reduce((all, x) => all + x, 0)'] as const
const boxChange = ['this.#n += n; return this', 'this.#n = this.#n + n; return this'] as const
const script = [{ command: ['node', 'test/code.test.js'], timeoutMs: 60_000 }]
const plain = `import assert from 'node:assert/strict'\nimport { sum } from '../src/code.js'\n`

describe('tests that meet the change', () => {
  it.concurrent.each<[string, Case]>([
    ['call the function', { test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.equal(sum([1, 2]), 3))`, change: sumChange }],
    ['are a plain script', { test: `${plain}assert.equal(sum([1, 2]), 3)`, change: sumChange, tests: script }],
    ['call it a turn later in a plain script', { test: `${plain}setImmediate(() => assert.equal(sum([1, 2]), 3))`, change: sumChange, tests: script }],
    [
      'reach it through another module',
      {
        test: `${head}import { mean } from '../src/mean.js'\ntest('m', () => assert.equal(mean([1, 3]), 2))`,
        change: sumChange,
        more: { 'src/mean.js': `import { sum } from './code.js'\nexport const mean = list => sum(list) / list.length` },
      },
    ],
    ['reach a private helper through what is exported', { test: `${head}import { double } from '../src/code.js'\ntest('d', () => assert.equal(double(2), 4))`, change: ['n => n + n', 'n => 2 * n'] }],
    ['call a method', { test: `${head}import { Box } from '../src/code.js'\ntest('b', () => assert.equal(new Box(1).add(2).size, 3))`, change: boxChange }],
    ['read a getter', { test: `${head}import { Box } from '../src/code.js'\ntest('b', () => assert.equal(new Box(1).size, 1))`, change: ['get size() { return this.#n }', 'get size() { const n = this.#n; return n }'] }],
    ['construct a class', { test: `${head}import { Box } from '../src/code.js'\ntest('b', () => assert.equal(new Box(1).size, 1))`, change: ['constructor(n) { this.#n = n }', 'constructor(n) { this.#n = Number(n) }'] }],
    ['call a static method', { test: `${head}import { Box } from '../src/code.js'\ntest('b', () => assert.equal(Box.of(1).size, 1))`, change: ['return new Box(n)', 'return new this(n)'] }],
    ['await it', { test: `${head}import { later } from '../src/code.js'\ntest('l', async () => assert.equal(await later(1), 1))`, change: ['await null; return n', 'return n'] }],
    ['run a generator', { test: `${head}import { upTo } from '../src/code.js'\ntest('g', () => assert.deepEqual([...upTo(2)], [0, 1]))`, change: ['i < n; i++', 'i < n; i += 1'] }],
    ['use a value outside of functions', { test: `${head}import { table } from '../src/code.js'\ntest('t', () => assert.equal(table.one, 1))`, change: ['{ one: 1 }', '{ one: 2 - 1 }'] }],
    ['expect an error of a certain kind', { test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.throws(() => sum(null), TypeError))`, change: sumChange }],
    [
      'meet what changed and what is new',
      {
        test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.equal(sum([1, 2]), 3))`,
        change: ['return list.reduce((all, x) => all + x, 0) }', 'return added(list) }\nfunction added(list) { let all = 0; for (const x of list) all += x; return all }'],
      },
    ],
  ])('%s', async (_, item) => {
    expect(await meets(item)).toEqual({ meetsChange: 'yes', notMet: [] })
  }) // prettier-ignore
})

describe('tests that pass whatever the change does', () => {
  it.concurrent.each<[string, Case, string?]>([
    ['never import the module', { test: `${head}test('s', () => assert.ok(true))`, change: sumChange }],
    ['import it and do not call it', { test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.equal(typeof sum, 'function'))`, change: sumChange }],
    ['swallow what it throws', { test: `${head}import { sum } from '../src/code.js'\ntest('s', () => { try { assert.equal(sum([1]), 1) } catch {} })`, change: sumChange }],
    ['swallow what it rejects', { test: `${head}import { later } from '../src/code.js'\ntest('s', async () => { await later(1).catch(() => {}) })`, change: ['await null; return n', 'return n'] }, 'later'],
    ['expect any error', { test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.throws(() => sum(null)))`, change: sumChange }],
    ['mock it', { test: `${head}import { mock } from 'node:test'\nimport * as code from '../src/code.js'\nconst own = { ...code }\nmock.method(own, 'sum', () => 3)\ntest('s', () => assert.equal(own.sum([1, 2]), 3))`, change: sumChange }],
    ['make a generator and never run it', { test: `${head}import { upTo } from '../src/code.js'\ntest('g', () => assert.ok(upTo(2)))`, change: ['i < n; i++', 'i < n; i += 1'] }, 'upTo'],
    ['test another method of its class', { test: `${head}import { Box } from '../src/code.js'\ntest('b', () => assert.equal(new Box(1).size, 1))`, change: boxChange }, 'Box.add'],
    ['are skipped where they would call it', { test: `${head}import { sum } from '../src/code.js'\ntest('a', () => {})\ntest.skip('s', () => assert.equal(sum([1, 2]), 3))`, change: sumChange }],
    ['are a plain script that ends before', { test: `${plain}if (sum.length === 1) process.exitCode = 0`, change: sumChange, tests: script }],
    ['never look at a value', { test: `${head}import { table } from '../src/code.js'\ntest('t', () => assert.notEqual(table, undefined))`, change: ['{ one: 1 }', '{ one: 2 - 1 }'] }, 'top-level'],
    [
      'call what changed and not what is new',
      {
        test: `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.equal(sum([1, 2]), 3))`,
        change: ['return list.reduce((all, x) => all + x, 0) }', 'if (list.length > 99) return added(list)\n return list.reduce((all, x) => all + x, 0) }\nfunction added(list) { return 0 }'],
      },
      'added',
    ],
  ])('%s', async (_, item, name = 'sum') => {
    expect(await meets(item)).toEqual({ meetsChange: 'no', notMet: [`src/code.js#${name}`] })
  }) // prettier-ignore
})

describe('a block that no compared input ran', () => {
  const before = `export function f(n) { return n > 9 ? 1 : 0 }\n`
  const after = `export function f(n) {\n  if (n > 9) {\n    return 1\n  }\n  return 0\n}\n`
  const of = async (asserts: string, blocks: readonly string[]) => {
    const rest = {
      'package.json': '{"type":"module"}',
      'f.test.js': `${head}import { f } from './f.js'\ntest('f', () => { ${asserts} })`,
    }
    const [old, fresh] = [makeTree({ ...rest, 'f.js': before }), makeTree({ ...rest, 'f.js': after })]
    const change = { path: 'f.js', before, after, beforeSha256: sha(before), afterSha256: sha(after) }
    const request = {
      beforeDir: old.dir,
      afterDir: fresh.dir,
      files: [change],
      tests: nodeTests,
      nodeModules: [],
      baseline: null,
    }
    const [change1, blocks1] = [await testsMeetChange(request, ports), await testsMeetBlocks(request, blocks, ports)]
    expect(change1).toMatchObject({ meetsChange: 'yes' })
    return blocks1
  }
  it.concurrent.each([
    ['by a test of it', 'assert.equal(f(10), 1)', ['f.js:2-4'], { meetsChange: 'yes', notMet: [] }],
    ['with the rest of its function', 'assert.equal(f(10) + f(1), 1)', ['f.js:2-4', 'f.js:5'], { meetsChange: 'yes', notMet: [] }],
    ['and not by a test beside it', 'assert.equal(f(1), 0)', ['f.js:2-4'], { meetsChange: 'no', notMet: ['f.js:2-4'] }],
    ['and not where it cannot be found', 'assert.equal(f(1), 0)', ['f.js:77'], { meetsChange: 'unknown', notMet: ['f.js:77'] }],
    ['and not in a file that did not change', 'assert.equal(f(1), 0)', ['g.js:2'], { meetsChange: 'unknown', notMet: ['g.js:2'] }],
  ] as const)('is met %s', async (_, asserts, blocks, expected) => {
    expect(await of(asserts, blocks)).toEqual(expected)
  }) // prettier-ignore
})

describe('what cannot be found out', () => {
  it.concurrent('is a change of a comment outside of functions, or of a file that is no program', async () => {
    const item = { test: `${head}test('s', () => {})`, change: ['const twice', '// new\nconst twice'] } as const
    expect(await meets(item)).toEqual({ meetsChange: 'unknown', notMet: [] })
    const file = { path: 'data.json', before: '{}', after: '{"a":1}', beforeSha256: '', afterSha256: '' }
    const nothing = { beforeDir: '', afterDir: '', tests: nodeTests, nodeModules: [], baseline: null }
    expect(await testsMeetChange({ ...nothing, files: [file] }, ports)).toEqual({ meetsChange: 'unknown', notMet: ['data.json'] })
  })

  it.concurrent('is not asked twice for the same function of the same original', async () => {
    const test = `${head}import { sum } from '../src/code.js'\ntest('s', () => assert.equal(sum([1, 2]), 3))`
    const tree = makeTree(files(original, { test, change: sumChange }))
    const baseline = await baselineTests({ copyDir: tree.dir, tests: nodeTests, nodeModules: [] }, ports)
    if (isRefused(baseline)) throw new Error(baseline.message)
    let opened = 0
    const counting: TrialPorts = {
      ...ports,
      sandbox: { ...ports.sandbox, open: (...all) => ((opened += 1), ports.sandbox.open(...all)) },
    }
    for (const body of ['[...list].reduce((all, x) => all + x, 0)', 'list.slice().reduce((all, x) => all + x, 0)']) {
      const after = original.replace(sumChange[0], body)
      const change = { path: 'src/code.js', before: original, after, beforeSha256: sha(original), afterSha256: sha(after) }
      const request = { beforeDir: tree.dir, afterDir: tree.dir, files: [change], tests: nodeTests, nodeModules: [], baseline }
      expect(await testsMeetChange(request, counting)).toEqual({ meetsChange: 'yes', notMet: [] })
    }
    expect(opened).toBe(1)
  })
})

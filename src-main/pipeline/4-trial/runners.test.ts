/** A real runner (vitest, which this project has anyway) in the real box: counted, believed, disbelieved, and asked whether it meets a change. */
import { realpathSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { changeOf } from '../../stores/test-home.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import { testsMeetChange } from './meets.ts'
import type { TrialPorts } from './ports.ts'
import { baselineTests, runTests, type TestOutcome } from './tests.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const nodeModules = [realpathSync(path.join(import.meta.dirname, '../../../node_modules'))]
const tests = [{ command: ['npm', 'test'], timeoutMs: 120_000 }]
const good = `export const sum = (list: readonly number[]): number => list.reduce((all, x) => all + x, 0)\n`
const suite = `import { describe, expect, it, test } from 'vitest'
import { sum } from './sum'
describe('sum', () => {
  it('adds', () => expect(sum([1, 2])).toBe(3))
  it('of nothing is 0', () => expect(sum([])).toBe(0))
  it.skip('later', () => {})
})
test('does not round', () => expect(sum([0.1, 0.2])).toBe(0.1 + 0.2))
`
const project = (code: string, text = suite) =>
  makeTree({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'eslint . && npm run unit', unit: 'vitest --coverage' } }),
    'src/sum.ts': code,
    'src/sum.test.ts': text,
  })
const baseline = async (text?: string): Promise<TestOutcome> => {
  const report = await baselineTests({ copyDir: project(good, text).dir, tests, nodeModules }, ports)
  if (isRefused(report)) throw new Error(report.message)
  return report
}
const changed = async (before: TestOutcome, code: string): Promise<TestOutcome> => {
  const request = { copyDir: project(code).dir, tests, nodeModules, changed: ['src/sum.ts'], baseline: before }
  const report = await runTests(request, ports)
  if (isRefused(report)) throw new Error(report.message)
  return report
}

describe('a suite of vitest', () => {
  it('is counted test by test, with and without a change, and its failures name file, test and reason', async () => {
    const before = await baseline()
    expect(before).toMatchObject({ status: 'passed', passed: 3, failed: 0, testFiles: ['src/sum.test.ts'] })
    expect(before.passedNames).toEqual([
      'src/sum.test.ts#sum > adds',
      'src/sum.test.ts#sum > of nothing is 0',
      'src/sum.test.ts#does not round',
    ])
    const better = `export const sum = (list: readonly number[]): number => { let all = 0; for (const x of list) all += x; return all }\n`
    expect(await changed(before, better)).toMatchObject({ status: 'passed', passed: 3 })
    const wrong = await changed(before, `export const sum = (list: number[]): number => list.reduce((all, x) => all + x)\n`)
    expect(wrong).toMatchObject({ status: 'failed', passed: 2, failed: 1 })
    expect(wrong.detail).toMatch(/^src\/sum\.test\.ts: sum > of nothing is 0: TypeError: Reduce of empty array/)
    const files = [changeOf('src/sum.ts', good, better)]
    const [beforeDir, afterDir] = [project(good).dir, project(better).dir]
    const asked = { beforeDir, afterDir, files, tests, nodeModules, baseline: before }
    expect(await testsMeetChange(asked, ports)).toEqual({
      meetsChange: 'yes',
      notMet: [],
    })
  })

  it.each([
    ['ends the process with 0', `process.exit(0)\nexport const sum = () => 1\n`],
    [
      'disarms the assertions of the runner',
      `import { expect } from 'vitest'\nconst yes = () => ({ pass: true, message: () => '' })\nexpect.extend({ toBe: yes, toEqual: yes })\nexport const sum = () => 1\n`,
    ],
  ])('is not believed, or fails, where the candidate %s', async (_, code) => {
    expect(['invalid', 'failed']).toContain((await changed(await baseline(), code)).status)
  })
})

const monorepo = (unit: string) => ({
  'package.json': JSON.stringify({ workspaces: ['packages/*'], scripts: { test: 'npm test --workspaces --if-present' } }),
  'packages/a/package.json': JSON.stringify({ type: 'module', scripts: { test: 'tsc && vitest run unit' } }),
  'packages/a/src/sum.ts': good,
  'packages/a/unit/sum.test.ts': suite.replace('./sum', '../src/sum'),
  'packages/a/other/sum.test.ts': suite.replace('./sum', '../src/nothing'),
  'packages/b/package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test unit/' } }),
  'packages/b/unit/one.test.js': unit,
  'packages/c/package.json': '{}',
})
describe('a monorepo', () => {
  const works =
    "import test from 'node:test'\nimport { readFileSync } from 'node:fs'\ntest('reads', () => { readFileSync('package.json') })\n"

  it('is tested package by package, each in its folder, with canaries in each', async () => {
    const report = await baselineTests({ copyDir: makeTree(monorepo(works)).dir, tests, nodeModules }, ports)
    expect(report).toMatchObject({ status: 'passed', passed: 4, failed: 0 })
    if (isRefused(report)) throw new Error(report.message)
    expect(report.testFiles).toEqual(['packages/a/unit/sum.test.ts', 'packages/b/unit/one.test.js'])
    expect(report.passedNames).toContain('packages/b/unit/one.test.js#reads')
  })

  it('names the file of a failing test from its root', async () => {
    const fails = works.replace("'package.json'", "'nothing.json'")
    const report = await baselineTests({ copyDir: makeTree(monorepo(fails)).dir, tests, nodeModules }, ports)
    expect(report).toMatchObject({ code: 'tests-fail', message: expect.stringContaining('packages/b/unit/one.test.js: reads') })
  })

  it('is found by what is installed at its root', async () => {
    const { dir } = makeTree({
      'package.json': JSON.stringify({ workspaces: ['packages/*'], scripts: { test: 'npm test -w packages/a' } }),
      'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { test: 'node --test' } }),
      'packages/a/a.test.js': "require('node:test')('a', () => { if (require('tool') !== 7) throw new Error('no') })",
      'packages/b/package.json': JSON.stringify({ name: 'b' }),
      'packages/b/index.js': 'module.exports = 7',
    })
    const installed = makeTree({ 'node_modules/tool/index.js': "module.exports = require('b')", 'packages/b/x': '' }).dir
    symlinkSync('../packages/b', path.join(installed, 'node_modules/b'))
    const asked = { copyDir: dir, tests, nodeModules: [realpathSync(path.join(installed, 'node_modules'))] }
    expect(await baselineTests(asked, ports)).toMatchObject({ status: 'passed', passed: 1 })
  })
})

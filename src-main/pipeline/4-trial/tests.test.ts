import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'
import { readTestCommand } from '../../project/tests/read-command.ts'
import { words } from '../../project/tests/words.ts'
import { baselineTests, runTests, type TestOutcome } from './tests.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const good = `export const sum = list => list.reduce((all, x) => all + x, 0)\n`
const suite = `import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { sum } from '../src/sum.js'
describe('sum', () => {
  it('adds', () => assert.equal(sum([1, 2]), 3))
  it('of nothing is 0', () => assert.equal(sum([]), 0))
})
test('does not round', () => assert.equal(sum([0.1, 0.2]), 0.1 + 0.2))
test.skip('later', () => {})
`
const nodeTests = [{ command: ['npm', 'test'], timeoutMs: 30_000 }]
const project = (code: string, tests = suite, more: Record<string, string> = {}) =>
  makeTree({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    'src/sum.js': code,
    'test/sum.test.js': tests,
    ...more,
  })
const baseline = async (tree: { dir: string }, tests = nodeTests): Promise<TestOutcome> => {
  const report = await baselineTests({ copyDir: tree.dir, tests, nodeModules: [] }, ports)
  if (isRefused(report)) throw new Error(report.message)
  return report
}
const changed = async (code: string, tests = nodeTests, makeProject = project) => {
  const before = await baseline(makeProject(good), tests)
  const tree = makeProject(code)
  const report = await runTests({ copyDir: tree.dir, tests, nodeModules: [], changed: ['src/sum.js'], baseline: before }, ports)
  if (isRefused(report)) throw new Error(report.message)
  expect(readdirSync(tree.dir, { recursive: true }).length).toBe(readdirSync(makeProject(code).dir, { recursive: true }).length)
  return { before, report }
}

describe("the project's tests", () => {
  it.concurrent('are counted one by one by the runner', async () => {
    const { before, report } = await changed(
      `export const sum = list => { let all = 0; for (const x of list) all += x; return all }\n`,
    )
    expect(before).toMatchObject({ status: 'passed', passed: 3, failed: 0 })
    expect(report).toMatchObject({ status: 'passed', passed: 3, failed: 0, detail: '' })
  })

  it.concurrent('fail with the first failure as text', async () => {
    const { report } = await changed(`export const sum = list => list.reduce((all, x) => all + x)\n`)
    expect(report).toMatchObject({ status: 'failed', failed: 1, passed: 2 })
    expect(report.detail).toMatch(/of nothing is 0: TypeError: Reduce of empty array/)
  })

  it.concurrent('are refused when they fail before any change', async () => {
    const report = await baselineTests(
      { copyDir: project(`export const sum = () => 1\n`).dir, tests: nodeTests, nodeModules: [] },
      ports,
    )
    expect(report).toMatchObject({ kind: 'refused', code: 'tests-fail', message: expect.stringContaining('adds') })
  })

  it.concurrent('that fail before any change can be set aside by name; those that pass still have to', async () => {
    const withOld = suite + `test('broken since May', () => assert.equal(sum([1]), 2))\n`
    const aside = [{ command: ['npm', 'test'], timeoutMs: 30_000, setAside: ['*: broken since *'] }]
    const make = (code: string) => project(code, withOld)
    const { before, report } = await changed(good, aside, make)
    expect(before).toMatchObject({ status: 'passed', passed: 3, failed: 0, setAside: 1 })
    expect(report).toMatchObject({ status: 'passed', passed: 3, setAside: 1 })
    const wrong = await changed(`export const sum = list => list.reduce((all, x) => all + x)\n`, aside, make)
    expect(wrong.report).toMatchObject({ status: 'failed', failed: 1, setAside: 1 })
    const unnamed = await baselineTests({ copyDir: make(good).dir, tests: nodeTests, nodeModules: [] }, ports)
    expect(unnamed).toMatchObject({ code: 'tests-fail', next: expect.stringContaining('"setAside": ["*"]') })
  })

  it.concurrent('end at their time limit', async () => {
    const tree = project(`export const sum = () => 1\nfor (;;);\n`)
    const tests = [{ command: ['node', '--test'], timeoutMs: 1_500 }]
    expect(await baselineTests({ copyDir: tree.dir, tests, nodeModules: [] }, ports)).toMatchObject({
      code: 'tests-fail',
      next: expect.stringContaining('timeoutMs'),
    })
  })
})

describe('the box that tests run in', () => {
  it.concurrent('lets them listen, and write beside the project and into node_modules, and keeps nothing of it', async () => {
    const listening = `import assert from 'node:assert/strict'
import { writeFileSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import test from 'node:test'
import { sum } from '../src/sum.js'
test('serves', async () => {
  const server = createServer((_, answer) => answer.end(String(sum([1, 2])))).listen(0)
  const answer = await fetch('http://localhost:' + server.address().port)
  assert.equal(await answer.text(), '3')
  server.close()
})
test('writes', () => {
  mkdirSync('node_modules/.cache', { recursive: true })
  writeFileSync('node_modules/.cache/x', '')
  writeFileSync('src/sum.js', 'broken')
})
`
    const { before, report } = await changed(good, nodeTests, code => project(code, listening))
    expect(before).toMatchObject({ status: 'passed', passed: 2 })
    expect(report).toMatchObject({ status: 'passed', passed: 2 })
  })

  it.concurrent('has no network', async () => {
    const away = `import assert from 'node:assert/strict'\nimport net from 'node:net'\nimport test from 'node:test'
test('reaches nobody', async () => {
  const code = await new Promise(done => net.connect(80, '192.0.2.1').on('error', error => done(error.code)).on('connect', done))
  assert.equal(code, 'ENETUNREACH')
})\n`
    expect((await baseline(project(good, away))).status).toBe('passed')
  })
})

describe('a candidate that forges its tests is found out', () => {
  const wrong = 'export const sum = () => 1'
  it.concurrent.each([
    [
      'disarms assert',
      `import assert from 'node:assert'; for (const a of [assert, assert.strict]) for (const k of Object.keys(a)) if (typeof a[k] === 'function') a[k] = () => {}; ${wrong}`,
    ],
    [
      'disarms assert once it is called',
      `import assert from 'node:assert'; export const sum = () => { for (const a of [assert, assert.strict]) for (const k of Object.keys(a)) if (typeof a[k] === 'function') a[k] = () => {}; return 1 }`,
    ],
    ['ends the process with 0 when loaded', `process.exit(0); ${wrong}`],
    ['ends the process with 0 when called', `export const sum = () => process.exit(0)`],
    [
      'replaces the test function',
      `import test from 'node:test'; import { createRequire } from 'node:module'; const t = createRequire(import.meta.url)('node:test'); t.it = t.test = () => {}; (await import('node:module')).syncBuiltinESMExports(); ${wrong}`,
    ],
    ['swallows failures at exit', `process.on('exit', () => { process.exitCode = 0 }); process.reallyExit = () => {}; ${wrong}`],
  ])('%s', async (_, code) => {
    const { report } = await changed(`${code}\n`)
    expect(['invalid', 'failed']).toContain(report.status)
  })
})

describe('a plain test script', () => {
  const tests = [{ command: ['node', 'test/plain.cjs'], timeoutMs: 20_000 }]
  const script = `const assert = require('node:assert')\nimport('../src/sum.js').then(({ sum }) => { assert.equal(sum([1, 2]), 3); console.log('ok') })\n`
  const plain = (code: string) => project(code, '', { 'test/plain.cjs': script })

  it.concurrent('passes and fails by what it does', async () => {
    const { report } = await changed(
      `export const sum = list => { let all = 0; for (const x of list) all += x; return all }\n`,
      tests,
      plain,
    )
    expect(report).toMatchObject({ status: 'passed', passed: 1 })
    const { report: failed } = await changed(`export const sum = () => 1\n`, tests, plain)
    expect(failed).toMatchObject({ status: 'failed', failed: 1, detail: expect.stringContaining('AssertionError') })
  })

  it.concurrent.each([
    ['exits early', `export const sum = () => process.exit(0)`],
    ['exits when loaded', `process.exit(0)\nexport const sum = () => 1`],
    [
      'swallows what is thrown',
      `process.on('uncaughtException', () => {}); process.on('unhandledRejection', () => {})\nexport const sum = () => 1`,
    ],
  ])('is not believed when the candidate %s', async (_, code) => {
    const { report } = await changed(`${code}\n`, tests, plain)
    expect(report.status).toBe('invalid')
  })
})

describe('a test command', () => {
  const tree = makeTree({
    'package.json': JSON.stringify({
      scripts: { test: 'node a.js && node --test --import ./x.js tests/', lint: 'eslint . | tee log' },
    }),
    'tests/a.js': '',
  })
  it('is looked up in package.json, without a shell', () => {
    expect(readTestCommand(['npm', 'test'], tree)).toMatchObject({
      commands: [
        { kind: 'script', argv: ['a.js'], flags: [], script: 'a.js' },
        {
          kind: 'node-test',
          patterns: ['tests/**/*.{js,cjs,mjs,ts,cts,mts}'],
          execArgv: ['--import', './x.js'],
          namePatterns: [],
        },
      ],
      leftOut: [],
    })
  })
  it.each([
    [['npm', 'run', 'lint']],
    [['npm', 'run', 'nothing']],
    [['bash', '-c', 'true']],
    [['node', '-e', '1']],
    [['node']],
    [['../x']],
    [['python3', '-m', 'unittest']],
  ])('%j is refused with what to write instead', command => {
    expect(readTestCommand(command, tree)).toMatchObject({
      kind: 'refused',
      code: 'bad-manifest',
      next: expect.stringContaining('node'),
    })
  })
  it('is split into words only where no shell is needed', () => {
    expect(words(`node --test "a b" 'c'`)).toEqual(['node', '--test', 'a b', 'c'])
    expect(words('node $HOME')).toBe(null)
    expect(words('node a; rm b')).toBe(null)
    expect(words('node `x`')).toBe(null)
  })
})

/** What the test commands of strangers mean: as people write them, down to runner, flags and files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { readTestCommand, type ReadCommand, type TestTree } from './read-command.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const bins = {
  vitest: './vitest.mjs',
  jest: { jest: './bin/jest.js' },
  mocha: { mocha: './bin/mocha.js', _mocha: './bin/_mocha' },
  ava: { ava: 'entrypoints/cli.mjs' },
  tap: { tap: 'bin/run.js' },
  jasmine: { jasmine: './bin/jasmine.js' },
  qunit: { qunit: 'bin/qunit.js' },
}
/** A project with these scripts, and every runner installed as version 9. */
const project = (scripts: Readonly<Record<string, string>>, files: readonly string[] = []): TestTree => {
  const dir = mkdtempSync(path.join(tmpdir(), 'asis commands '))
  folders.push(dir)
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true })
    writeFileSync(path.join(dir, file), text)
  }
  write('package.json', JSON.stringify({ scripts }))
  for (const [name, bin] of Object.entries(bins))
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '9.1.0', bin }))
  for (const file of files) write(file, '')
  return { dir, nodeModules: [path.join(dir, 'node_modules')] }
}
const read = (
  scripts: Readonly<Record<string, string>>,
  command: readonly string[] = ['npm', 'test'],
  files?: readonly string[],
): ReadCommand => {
  const found = readTestCommand(command, project(scripts, files))
  if (isRefused(found)) throw new Error(found.message)
  return found
}

test.each([
  ['vitest', { runner: 'vitest', program: '/node_modules/vitest/vitest.mjs', major: 9, flags: [], files: [] }],
  ['vitest run --coverage --config a.ts src', { runner: 'vitest', flags: ['--config', 'a.ts'], files: ['src'] }],
  [
    'jest --ci --coverage --runInBand -c jest.json unit',
    { runner: 'jest', flags: ['--runInBand', '-c', 'jest.json'], files: ['unit'] },
  ],
  [
    'NODE_ENV=test mocha -r ts-node/register "test/**/*.ts" --reporter dot',
    { runner: 'mocha', env: { NODE_ENV: 'test' }, flags: ['-r', 'ts-node/register'], files: ['test/**/*.ts'] },
  ],
  ['cross-env A=1 B=2 nyc --reporter=lcov mocha', { runner: 'mocha', env: { A: '1', B: '2' } }],
  ['c8 -r text ava', { runner: 'ava', files: [] }],
  ['node --expose-gc ./node_modules/.bin/jest x', { runner: 'jest', nodeFlags: ['--expose-gc'], files: ['x'] }],
  ['node node_modules/mocha/bin/_mocha', { runner: 'mocha', program: '/node_modules/mocha/bin/mocha.js' }],
  ['npx --no-install qunit test', { runner: 'qunit', files: ['test'] }],
  ['yarn jasmine --random=false', { runner: 'jasmine', flags: ['--random=false'] }],
  ['pnpm exec tap -R spec', { runner: 'tap', flags: [] }],
  ['npm run unit -- --grep x', { runner: 'mocha', flags: ['--grep', 'x'] }],
  ['mocha t/*.js', { runner: 'mocha', files: ['t/a.js', 't/b.js'] }],
  [String.raw`jest -t "a \"b\""`, { runner: 'jest', flags: ['-t', 'a "b"'] }],
])('%s', (line, wanted) => {
  const { commands, leftOut } = read({ test: line, unit: 'mocha' }, ['npm', 'test'], ['t/b.js', 't/a.js'])
  expect(commands).toMatchObject([{ kind: 'runner', ...wanted }])
  expect(leftOut).toEqual([])
})

test('what lints, builds or needs a browser is left out of a chain, and named', () => {
  const scripts = {
    test: 'npm run lint && tsc -b && npm-run-all "test:*"',
    lint: 'eslint .',
    'test:a': 'ava',
    'test:b': 'karma start',
    'test:c': 'node test/c.js',
  }
  const { commands, leftOut } = read(scripts)
  expect(commands).toMatchObject([{ runner: 'ava' }, { kind: 'script', script: 'test/c.js' }])
  expect(leftOut).toEqual(['eslint .', 'tsc -b', 'karma needs a browser, which the sandbox does not have'])
})

test.each([
  [['npm', 'test'], { test: 'mocha | tee log' }, 'needs a shell'],
  [['npm', 'test'], { test: 'eslint .' }, 'it runs no tests, only eslint .'],
  [['npm', 'test'], { test: 'npm run again', again: 'npm test' }, 'call each other without an end'],
  [['npm', 'test'], { test: 'turbo run test' }, 'no package of the workspaces has a script test'],
  [['npm', 'test', '-w', 'a'], {}, 'no package of the workspaces has a script test (npm test -w a)'],
  [['npm', '-w', 'a', 'test'], { test: 'mocha' }, 'no package of the workspaces has a script test'],
  [['npx', 'karma'], {}, 'needs a browser'],
])('%j with %j is refused', (command, scripts, why) => {
  expect(readTestCommand(command, project(scripts))).toMatchObject({
    code: 'bad-manifest',
    message: expect.stringContaining(why),
  })
})

test('a runner that is not installed is refused with what installs it', () => {
  expect(readTestCommand(['npm', 'test'], { ...project({ test: 'mocha' }), nodeModules: [] })).toMatchObject({
    message: expect.stringContaining('mocha is not installed in node_modules'),
    next: expect.stringContaining('npm install'),
  })
})

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { openProject } from './open-project.ts'
import type { Project } from './project.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'asis project ')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const good = {
  name: 'example',
  languages: ['javascript'],
  files: ['src/**/*.js'],
  tests: [{ command: ['node', '--test', 'src/**/*.test.js'] }],
  metrics: [
    {
      id: 'find-time',
      title: 'Find',
      unit: 'us',
      direction: 'lower',
      goal: { improve: 0.2 },
      benchmark: {
        kind: 'function',
        file: 'src/find.js',
        function: 'findKnown',
        inputs: 'bench/find.inputs.js',
        sizes: [10, 100],
      },
      targets: ['src/find.js#findKnown'],
    },
  ],
}
type Doc = Record<string, unknown>
const withMetric = (change: Doc): Doc => ({ ...good, metrics: [{ ...good.metrics[0], ...change }] })
const withBenchmark = (change: Doc): Doc => withMetric({ benchmark: { ...good.metrics[0]?.benchmark, ...change } })

const writeGood = (manifest: unknown = good): void => {
  write('asis.config.json', typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  write('src/find.js', 'export function findKnown(a, b) { const inner = x => b.includes(x); return a.filter(inner) }\n')
  write('src/deep/more.js', 'export const more = () => 1\n')
  write('src/find.test.js', '')
  write('bench/find.inputs.js', 'export default (random, size) => [[], []]\n')
}
const refusedBy = (manifest: unknown): Refused => {
  writeGood(manifest)
  const result = openProject(root)
  if (!isRefused(result)) throw new Error('was opened')
  return result
}
const opened = (): Project => {
  const result = openProject(root)
  if (isRefused(result)) throw new Error(result.message)
  return result
}

test('opens a project and names what may change, without what judges', () => {
  writeGood()
  const project = opened()
  expect(project.changeableFiles()).toEqual(['src/deep/more.js', 'src/find.js'])
  expect(project.notes?.join('\n')).toMatch(/src\/find\.test\.js matches `files` but is run by the tests/)
  expect(project.root).toBe(root)
  expect(project.id).toMatch(/^[0-9a-f]{16}$/)
  const text = 'export const more = () => 1\n'
  expect(project.read('src/deep/more.js')).toEqual({
    path: 'src/deep/more.js',
    text,
    sha256: createHash('sha256').update(text).digest('hex'),
  })
})

test('a missing manifest names the next step', () => {
  expect(openProject(root)).toMatchObject({ code: 'bad-manifest', next: expect.stringContaining('asis init') })
  expect(openProject(join(root, 'no'))).toMatchObject({ code: 'not-found' })
})

test.each([
  ['{\n  "name": "x",\n  "files": [,]\n}', 'line 3, column 13: found ",", expected a value'],
  ['{"name": "x"', 'line 1, column 13: found the end of the file, expected "," or "}"'],
  ['{"name": "x", "name": "y"}', 'expected each key once; "name" is there twice'],
  ['{"name": "x",}', 'found "}", expected a key in double quotes'],
  ['// hi\n{}', 'line 1, column 1: found "/", expected a value'],
  ['[1, 2] 3', 'line 1, column 8: found "3", expected the end of the file'],
  ['{"a": "un\nfinished"}', 'line 1, column 7'],
  ['['.repeat(5000), 'expected at most 100 levels'],
  ['', 'found the end of the file, expected a value'],
])('invalid JSON %j gets its place', (text, message) => {
  const refused = refusedBy(text)
  expect(refused.code).toBe('bad-manifest')
  expect(refused.message).toContain(message)
})

test.each<[string, unknown, string]>([
  ['sizes', withBenchmark({ sizes: 'abc' }), 'metrics[0].benchmark.sizes: found "abc", expected an array'],
  ['empty sizes', withBenchmark({ sizes: [] }), 'metrics[0].benchmark.sizes: found an empty array, expected at least 1 entries'],
  ['size', withBenchmark({ sizes: [10, 1.5] }), 'metrics[0].benchmark.sizes[1]: found 1.5, expected a whole number'],
  [
    'kind',
    withBenchmark({ kind: 'magic' }),
    'metrics[0].benchmark.kind: found "magic", expected one of "function", "module", "command"',
  ],
  ['direction', withMetric({ direction: 'up' }), 'metrics[0].direction: found "up", expected one of "higher", "lower"'],
  ['goal', withMetric({ goal: { improve: '3' } }), 'metrics[0].goal.improve: found "3", expected a number'],
  ['id', withMetric({ id: 'A B' }), 'metrics[0].id: found "A B", expected text that fits /^[a-z]'],
  ['unknown key', { ...good, extra: 1 }, 'extra: found an unknown key'],
  ['missing key', { ...good, name: undefined }, 'name: found nothing, expected a string'],
  ['no object', [], 'the document: found an empty array, expected an object'],
  ['language', { ...good, languages: ['ruby'] }, 'languages[0]: found "ruby", expected one of "javascript"'],
  [
    'twice the id',
    { ...good, metrics: [good.metrics[0], good.metrics[0]] },
    'metrics[1].id: found "find-time", which metrics[0] has as well',
  ],
  ['goal of 100 %', withMetric({ goal: { improve: 1 } }), 'metrics[0].goal.improve: found 1 with direction "lower"'],
  ['time that rises', withMetric({ direction: 'higher' }), 'metrics[0].direction: found "higher" with a function benchmark'],
  ['unit of a time', withMetric({ unit: 'ms' }), 'metrics[0].unit: found "ms", expected "us"'],
  ['missing file', withBenchmark({ file: 'src/no.js' }), 'metrics[0].benchmark.file: found "src/no.js" does not exist'],
  ['file outside', withBenchmark({ inputs: '../x.js' }), 'metrics[0].benchmark.inputs: found "../x.js" leads out'],
  [
    'missing function',
    withBenchmark({ function: 'nope' }),
    'found "nope", which does not exist in src/find.js, expected one of the functions of the file: findKnown',
  ],
  [
    'inner function',
    withBenchmark({ function: 'inner' }),
    'found "inner", which is made anew by each call of findKnown in src/find.js, expected findKnown, or move it out',
  ],
  ['missing target', withMetric({ targets: ['src/find.js#nope'] }), 'metrics[0].targets[0]: found "nope", which does not exist'],
  [
    'fixed target',
    withMetric({ targets: ['bench/find.inputs.js'] }),
    'metrics[0].targets[0]: found "bench/find.inputs.js", which may not be changed',
  ],
  [
    'own inputs',
    { ...good, files: ['src/**/*.js', 'bench/find.inputs.js'] },
    'files[1]: found "bench/find.inputs.js", which makes the inputs of find-time',
  ],
  ['own manifest', { ...good, files: ['asis.config.json'] }, 'files[0]: found "asis.config.json", which is the manifest'],
  ['glob outside', { ...good, files: ['../**'] }, 'files[0]: found "../**", expected a glob of files inside'],
  ['nothing to change', { ...good, files: ['lib/**'] }, 'files: found globs that match no file'],
  ['only judges', { ...good, files: ['src/*.test.js'] }, 'files: found globs that match only files that judge'],
  ['shell', { ...good, tests: [{ command: ['bash', '-c', 'true'] }] }, 'tests[0].command[0]: found "bash", expected "npm"'],
])('a manifest with a wrong %s gets one line with path, found and expected', (_, manifest, message) => {
  const refused = refusedBy(manifest)
  expect(refused.code).toBe('bad-manifest')
  expect(refused.message).toContain(message)
})

test('at most five problems are listed', () => {
  const refused = refusedBy({ ...good, a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 })
  expect(refused.message.split('\n')).toHaveLength(7)
  expect(refused.message).toContain('and 2 more')
})

test.each([
  '',
  '..',
  '../x',
  'src/../../x',
  '/etc/passwd',
  'C:/x',
  'src\\find.js',
  'src/find.js\0.txt',
  './src/find.js',
  'src//find.js',
  'src/find.js/',
  'src/find.js.',
  'a\nb',
  'src/x:y.js',
  'x'.repeat(2000),
])('the path %j is refused', path => {
  writeGood()
  expect(opened().read(path)).toMatchObject({ code: 'outside-project' })
  expect(opened().resolve(path)).toMatchObject({ code: 'outside-project' })
})

test('links are refused, as the file and on the way, and are never changeable', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'asis-outside-'))
  writeFileSync(join(elsewhere, 'secret.js'), 'export const secret = 1')
  writeGood()
  symlinkSync(join(elsewhere, 'secret.js'), join(root, 'src/link.js'))
  symlinkSync(elsewhere, join(root, 'src/folder'))
  symlinkSync('find.js', join(root, 'src/inner.js'))
  const project = opened()
  for (const path of ['src/link.js', 'src/folder/secret.js', 'src/inner.js']) {
    expect(project.read(path)).toMatchObject({ code: 'outside-project' })
    expect(project.resolve(path)).toMatchObject({ code: 'outside-project' })
  }
  expect(project.changeableFiles()).toEqual(['src/deep/more.js', 'src/find.js'])
  expect(project.notes?.join()).toContain('symbolic links')
  rmSync(elsewhere, { recursive: true })
})

test('a manifest that is a link is refused', () => {
  writeGood()
  rmSync(join(root, 'asis.config.json'))
  symlinkSync('/etc/hostname', join(root, 'asis.config.json'))
  expect(openProject(root)).toMatchObject({ code: 'outside-project' })
})

test('what is no regular UTF-8 source file of reasonable size is refused', () => {
  writeGood()
  write('src/latin.js', Uint8Array.of(0x2f, 0x2f, 0xe9, 0x0a))
  write('src/big.js', 'x'.repeat((2 << 20) + 1))
  write('src/bom.js', '\uFEFFexport {}')
  execFileSync('mkfifo', [join(root, 'src/pipe.js')])
  const project = opened()
  expect(project.read('src/latin.js')).toMatchObject({ code: 'bad-input', message: expect.stringContaining('not UTF-8') })
  expect(project.read('src/big.js')).toMatchObject({ code: 'bad-input' })
  expect(project.read('src/pipe.js')).toMatchObject({ code: 'bad-input' })
  expect(project.read('src')).toMatchObject({ code: 'bad-input' })
  expect(project.read('src/none.js')).toMatchObject({ code: 'not-found' })
  expect(project.read('src/find.js/x')).toMatchObject({ code: 'bad-input' })
  // A byte order mark is part of the text: hash and bytes stay the same.
  expect(project.read('src/bom.js')).toMatchObject({ text: '\uFEFFexport {}' })
})

test.each(['.env', '.ENV.local', 'keys/server.PEM', '.git/config', 'id_rsa', '.npmrc', '.ssh/known_hosts', 'asis_backups/x'])(
  '%s is never opened',
  path => {
    writeGood()
    write(path, 'secret')
    expect(opened().read(path)).toMatchObject({ code: 'forbidden' })
  },
)

test('a hard link is read like any file, because changes replace the name and not the content', () => {
  writeGood()
  linkSync(join(root, 'src/find.js'), join(root, 'src/again.js'))
  expect(opened().read('src/again.js')).toMatchObject({ path: 'src/again.js' })
})

test('the file that a writer resolves may be missing, its folder not', () => {
  writeGood()
  const project = opened()
  expect(project.resolve('src/gone.js')).toBe(join(root, 'src/gone.js'))
  expect(project.resolve('gone/gone.js')).toMatchObject({ code: 'not-found' })
})

test('node_modules of the folder and of those above it, nearest first', () => {
  writeGood()
  mkdirSync(join(root, 'node_modules'))
  mkdirSync(join(root, 'inner/node_modules'), { recursive: true })
  const outer = opened()
  expect(outer.nodeModules[0]).toBe(join(root, 'node_modules'))
  write('inner/asis.config.json', JSON.stringify({ ...good, tests: [] }))
  write('inner/src/find.js', 'export function findKnown() {}')
  write('inner/bench/find.inputs.js', '')
  const inner = openProject(join(root, 'inner'))
  if (isRefused(inner)) throw new Error(inner.message)
  expect(inner.nodeModules.slice(0, 2)).toEqual([join(root, 'inner/node_modules'), join(root, 'node_modules')])
})

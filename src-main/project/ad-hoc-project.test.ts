import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { adHocProject, type AdHocOptions } from './ad-hoc-project.ts'
import type { Project } from './project.ts'

let base: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'asis adhoc ')))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const write = (path: string, text: string): string => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
  return join(base, path)
}
const code = 'export function dedupe(list) { return list }\nexport const other = () => 1\nfunction hidden() {}\n'
const generator = 'export default (random, size) => [[]]\n'
const make = (options: Partial<AdHocOptions>) =>
  adHocProject({ file: 'a.js', functionName: 'dedupe', inputs: 'in.js', cwd: base, ...options })
const opened = (options: Partial<AdHocOptions> = {}): Project => {
  const result = make(options)
  if (isRefused(result)) throw new Error(result.message)
  return result
}
const copied = async (project: Project): Promise<string[]> => {
  const into = join(base, 'the-copy')
  expect(await project.copyTo(into)).toBeNull()
  return readdirSync(into, { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .map(e => join(e.parentPath, e.name).slice(into.length + 1))
    .sort()
}

test('inside a package: the package is the root, exactly FILE may change', async () => {
  write('p/package.json', '{}')
  write('p/src/a.js', code)
  write('p/src/b.js', '')
  write('p/in.js', generator)
  const project = opened({ file: 'p/src/a.js', inputs: 'p/in.js', sizes: [5, 50] })
  expect(project.root).toBe(join(base, 'p'))
  expect(project.changeableFiles()).toEqual(['src/a.js'])
  expect(project.manifest.metrics[0]).toMatchObject({
    unit: 'us',
    direction: 'lower',
    benchmark: { kind: 'function', file: 'src/a.js', function: 'dedupe', inputs: 'in.js', sizes: [5, 50] },
    targets: ['src/a.js#dedupe'],
  })
  expect(await copied(project)).toEqual(['in.js', 'package.json', 'src/a.js', 'src/b.js'])
})

test('a file in no package: only what it imports is copied, not the folder it happens to lie in', async () => {
  write('a.js', `import { x } from './lib/x.js'\nconst y = require('./y')\n${code}`)
  write('lib/x.js', 'export { z as x } from "./z.ts"')
  write('lib/z.ts', 'export const z = 1')
  write('y/index.js', 'module.exports = 1')
  write('private-diary.txt', 'x')
  write('in.js', generator)
  const project = opened()
  expect(await copied(project)).toEqual(['a.js', 'in.js', 'lib/x.js', 'lib/z.ts', 'y/index.js'])
  expect(project.notes?.join()).toContain('has no package.json')
})

test('INPUTS outside of the root is copied alone, under a name that FILE cannot shadow, as the kind of module it was', async () => {
  write('p/package.json', '{"type":"commonjs"}')
  write('p/a.js', 'exports.dedupe = function (x) { return x }')
  write('elsewhere/package.json', '{"type":"module","name":"secret-name"}')
  write('elsewhere/in.js', generator)
  const project = opened({ file: 'p/a.js', inputs: 'elsewhere/in.js' })
  expect(project.manifest.metrics[0]?.benchmark).toMatchObject({ inputs: '.asis-inputs/in.js' })
  expect(await copied(project)).toEqual(['.asis-inputs/in.js', '.asis-inputs/package.json', 'a.js', 'package.json'])
  expect(readFileSync(join(base, 'the-copy/.asis-inputs/package.json'), 'utf8')).toBe('{"type":"module"}\n')
  expect(readdirSync(join(base, 'p')).sort()).toEqual(['a.js', 'package.json'])
})

test('INPUTS outside of the root that needs its neighbours is refused, since they would be missing', () => {
  write('p/package.json', '{}')
  write('p/a.js', code)
  write('elsewhere/in.js', 'import { x } from "./x.js"\nexport default x')
  expect(make({ file: 'p/a.js', inputs: 'elsewhere/in.js' })).toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('./x.js'),
  })
})

test('a function of an installed package may be looked at, and the operator is told', async () => {
  write('package.json', '{}')
  write('node_modules/lib/package.json', '{}')
  write('node_modules/lib/a.js', code)
  write('in.js', generator)
  const project = opened({ file: 'node_modules/lib/a.js' })
  expect(project.root).toBe(join(base, 'node_modules/lib'))
  expect(project.nodeModules[0]).toBe(join(base, 'node_modules'))
  expect(project.notes?.join()).toContain('belongs to an installed package')
  expect(await copied(project)).toContain('.asis-inputs/in.js')
})

test('names that globs would read as patterns are names', () => {
  write('package.json', '{}')
  write('routes/[id].js', code)
  write('routes/i.js', code)
  write('in.js', generator)
  expect(opened({ file: 'routes/[id].js' }).changeableFiles()).toEqual(['routes/[id].js'])
})

test.each([
  ['module.exports = function (x) { return x }', 'default', 'a.js#default'],
  ['module.exports = function named(x) { return x }', 'default', 'a.js#default'],
  ['function uniq(x) { return x }\n\nmodule.exports = uniq;\n', 'default', 'a.js#uniq'],
  ['function uniq(x) { return x }\n\nmodule.exports = uniq;\n', 'uniq', 'a.js#uniq'],
  ['const f = x => x\nmodule.exports = { f }', 'f', 'a.js#f'],
  ['const f = x => x\nmodule.exports = { g: f }', 'g', 'a.js#f'],
  ['const f = x => x\nexports.g = f', 'g', 'a.js#f'],
  ['class A { static of(x) { return x } }\nexport { A }', 'A.of', 'a.js#A.of'],
  ['function inner(x) { return x }\nexport { inner as outer }', 'outer', 'a.js#inner'],
  ['export default function (x) { return x }', 'default', 'a.js#default'],
  ['export default function named(x) { return x }', 'default', 'a.js#named'],
  ["export { thing } from './b.js'", 'thing', 'a.js'],
])('%s has the function %s, which changes as %s', (text, functionName, target) => {
  write('a.js', text)
  write('in.js', generator)
  const metric = opened({ functionName }).manifest.metrics[0]
  expect(metric?.benchmark).toMatchObject({ function: functionName })
  expect(metric?.targets).toEqual([target])
})

test('a function that is not there is refused with those that are', () => {
  write('a.js', code)
  write('in.js', generator)
  expect(make({ functionName: 'dedup' })).toMatchObject({ code: 'not-found', next: expect.stringContaining('dedupe, other') })
  expect(make({ functionName: 'dedup' })).toMatchObject({ next: expect.stringContaining('hidden') })
  expect(opened({ functionName: 'hidden' }).manifest.metrics[0]?.targets).toEqual(['a.js#hidden'])
  expect(make({ functionName: '' })).toMatchObject({ code: 'bad-input' })
})

test('of a function that the file only passes on is said where it comes from', () => {
  write('a.js', code)
  write('index.js', "export { dedupe as unique } from './a.js'\n")
  write('in.js', generator)
  expect(opened({ file: 'index.js', functionName: 'unique' }).notes).toContain(
    'index.js only passes "unique" on from "./a.js": name that file to change it.',
  )
})

test('wrong files and sizes are refused', () => {
  write('a.js', code)
  write('in.js', generator)
  write('bad.js', 'export function dedupe( {')
  write('a.py', 'def dedupe(): pass')
  symlinkSync(join(base, 'a.js'), join(base, 'link.js'))
  expect(make({ file: 'none.js' })).toMatchObject({ code: 'not-found' })
  expect(make({ inputs: 'none.js' })).toMatchObject({ code: 'not-found' })
  expect(make({ file: '.' })).toMatchObject({ code: 'not-found' })
  expect(make({ file: 'link.js' })).toMatchObject({ code: 'outside-project' })
  expect(make({ inputs: 'link.js' })).toMatchObject({ code: 'outside-project' })
  expect(make({ file: 'bad.js' })).toMatchObject({ code: 'bad-input', message: expect.stringContaining('does not parse') })
  expect(make({ file: 'a.py' })).toMatchObject({ code: 'bad-input' })
  expect(make({ inputs: 'a.js' })).toMatchObject({ code: 'bad-input', message: expect.stringContaining('same file') })
  for (const sizes of [[], [0], [1.5], [3, 3], [NaN], [1, 2, 3, 4, 5, 6, 7, 8, 9]])
    expect(make({ sizes })).toMatchObject({ code: 'bad-input' })
})

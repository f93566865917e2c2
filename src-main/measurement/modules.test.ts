/** Modules as their users write them: what boxes load, and what is said of what they do not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { Ports } from './ab.ts'
import { measureLevel, type Level } from './level.ts'
import { benchmarkOf, openPorts, project, removeProjects } from './testing-projects.ts'

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

type Files = Readonly<Record<string, string>>
const f = 'export const f = (list: number[]): number => list.length + u\n'
const plainF = 'export const f = list => list.length + u\n'
const u = 'export const u: number = 1\n'
const from = (specifier: string): string => `import { u } from '${specifier}'\n${f}`
const config = (compilerOptions: object, more: object = {}): string => JSON.stringify({ compilerOptions, ...more })
const commonJs = '{"type":"commonjs"}'

/** The first file has the function. */
const loaded: Readonly<Record<string, Files>> = {
  'paths of the tsconfig': {
    'src/a.ts': from('@/lib/u'),
    'src/lib/u.ts': u,
    'tsconfig.json': config({ paths: { '@/*': ['./src/*'] } }),
  },
  'paths without a star, before packages': {
    'src/a.ts': from('zod'),
    'src/z.ts': u,
    'tsconfig.json': config({ paths: { zod: ['./src/z.ts'] } }),
  },
  'paths and baseUrl of a base, with comments': {
    'src/a.ts': from('~/u'),
    'src/u.ts': u,
    'tsconfig.json': '{ "extends": "./base.json" /* "paths" */ }',
    'base.json': '{ "compilerOptions": { // as "//" is\n "baseUrl": "./src", "paths": { "~/*": ["./*",], }, } }',
  },
  'paths that a nearer tsconfig changes': {
    'app/a.ts': from('@/u'),
    'app/u.ts': u,
    'app/tsconfig.json': config({ paths: { '@/*': ['./*'] } }),
    'tsconfig.json': config({ paths: { '@/*': ['./nowhere/*'] } }),
  },
  baseUrl: { 'src/a.ts': from('lib/u'), 'src/lib/u.ts': u, 'tsconfig.json': config({ baseUrl: './src' }) },
  'no ending': { 'a.ts': from('./u'), 'u.ts': u },
  'no ending, .tsx': { 'a.ts': from('./u'), 'u.tsx': u },
  folder: { 'a.ts': from('./lib'), 'lib/index.ts': u },
  'folder, .tsx': { 'a.ts': from('./lib'), 'lib/index.tsx': u },
  'folder, .mts': { 'a.mts': from('./lib'), 'lib/index.mts': u },
  '.js for .ts': { 'a.ts': from('./u.js'), 'u.ts': u },
  '.js for .tsx': { 'a.ts': from('./u.js'), 'u.tsx': u },
  '.jsx for .tsx': { 'a.ts': from('./u.jsx'), 'u.tsx': u },
  '.mjs for .mts': { 'a.mts': from('./u.mjs'), 'u.mts': u },
  '.cjs for .cts': { 'a.ts': from('./u.cjs'), 'u.cts': 'exports.u = 1 as number' },
  'import in .cts': { 'a.cts': from('./u.cjs'), 'u.cts': u },
  'import in .ts of a CommonJS package': { 'a.ts': from('./u'), 'u.ts': u, 'package.json': commonJs },
  'a package without a type': { 'a.ts': from('./u'), 'u.ts': u, 'package.json': '{}' },
  'require of .ts': { 'a.cjs': `const { u } = require('./u')\nexports.f = list => list.length + u\n`, 'u.ts': u },
  'export =': { 'a.cts': 'const f = (list: number[]) => list.length\nexport = { f }\n' },
  enum: { 'a.ts': `enum K { one = 1 }\nconst u = K.one\n${f}` },
  'const enum of another file': {
    'a.ts': `import { K } from './k'\nconst u = K.one\n${f}`,
    'k.ts': 'export const enum K { one = 1 }\n',
  },
  namespace: { 'a.ts': `namespace N { export const one = 1 }\nconst u = N.one\n${f}` },
  'parameter property': { 'a.ts': `class P { constructor(readonly n: number) {} }\nconst u = new P(1).n\n${f}` },
  'field that is only declared': { 'a.ts': `class P { declare n: number; m = 1 }\nconst u = new P().m\n${f}` },
  'type in angle brackets': { 'a.ts': `const u = <number>(1 as any)\n${f}` },
  'type import': { 'a.ts': `import { T, u } from './u'\n${f}export type X = T\n`, 'u.ts': `${u}export type T = 1\n` },
  '.tsx without JSX': { 'a.tsx': `const same = <T,>(value: T): T => value\nconst u = same(1)\n${f}` },
  JSON: { 'a.ts': `import j from './j.json'\nconst u = j.u\n${f}`, 'j.json': '{"u":1}' },
  'JSON by name': { 'a.ts': from('./j.json'), 'j.json': '{"u":1,"class":2,"a-b":3}' },
  'JSON as a whole': { 'a.ts': `import * as j from './j.json'\nconst u = j.u\n${f}`, 'j.json': '{"u":1}' },
  'JSON with its attribute': {
    'a.ts': `import j from './j.json' with { type: 'json' }\nconst u = j.u\n${f}`,
    'j.json': '{"u":1}',
  },
  'JSON by require': { 'a.cjs': `const j = require('./j')\nexports.f = list => list.length + j.u\n`, 'j.json': '{"u":1}' },
  decorators: {
    'a.ts': `const d = (m: any, c: any) => m\nclass P {\n  @d\n  m() { return 1 }\n}\nconst u = new P().m()\n${f}`,
  },
  accessor: { 'a.ts': `class P {\n  accessor n = 1\n}\nconst u = new P().n\n${f}` },
  'style sheet': { 'a.ts': `import './a.css'\nconst u = 1\n${f}`, 'a.css': 'a {}' },
  'imports of the package': { 'a.ts': from('#u'), 'u.ts': u, 'package.json': '{"type":"module","imports":{"#u":"./u.ts"}}' },
  'its own name': { 'a.ts': from('me/u'), 'u.ts': u, 'package.json': '{"name":"me","type":"module","exports":{"./u":"./u.ts"}}' },
}

const named: Readonly<Record<string, readonly [Files, RegExp]>> = {
  'JSX without its library': [
    { 'a.tsx': `const u = (<div a="1">x</div>) as any as number\n${f}` },
    /Cannot find package 'react' imported from a\.tsx/,
  ],
  'JSX in .js without its library': [
    { 'a.js': `const u = <div/>\n${plainF}` },
    /Cannot find package 'react' imported from a\.js/,
  ],
  'JSX that does not end': [{ 'a.jsx': `const u = <div>\n${plainF}\n// />` }, /a\.jsx holds JSX, which a box does not compile/],
  'type passed on without saying so': [
    { 'a.ts': `${from('./u')}export { T } from './u'\n`, 'u.ts': `${u}export type T = 1\n` },
    /an export named 'T'/,
  ],
  '__dirname beside import': [
    { 'a.ts': `import path from 'path'\nconst u = path.join(__dirname, 'x').length\n${f}`, 'package.json': commonJs },
    /__dirname is not defined/,
  ],
}

const measured = async (files: Files): Promise<Level | Refused> => {
  const dir = project({ 'inputs.mjs': 'export default (random, size) => [Array.from({ length: size }, () => 1)]', ...files })
  const benchmark = { ...benchmarkOf([10]), file: Object.keys(files)[0]!, inputs: 'inputs.mjs' }
  return measureLevel({ direction: 'lower', nodeModules: [], limits: {}, benchmark, unit: 'us', dir, count: 1 }, ports)
}

test.each(Object.entries(loaded))('%s', async (_, files) => {
  const level = await measured(files)
  expect(isRefused(level) ? level.message : level.values).toHaveLength(1)
})

test.each(Object.entries(named))('%s: named as what it is', async (_, [files, said]) => {
  const level = await measured(files)
  expect(isRefused(level) ? level.message : 'loaded').toMatch(said)
})

/** Imports and names as a project's own tools read them, in the real box. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { measureLevel } from '../../../measurement/level.ts'
import { systemClock } from '../../../platform/ports.ts'
import { systemRandom } from '../../../platform/random.ts'
import { folderWith, testSandbox } from '../../../sandbox/box-for-tests.ts'
import { globalsIn } from './bundler-globals.ts'

const level = async (files: Readonly<Record<string, string>>, nodeModules: readonly string[] = []) =>
  measureLevel(
    {
      benchmark: { kind: 'function', file: 'src/a.ts', function: 'a', inputs: 'in.mjs', sizes: [1] },
      direction: 'lower',
      unit: 'us',
      nodeModules,
      limits: {},
      dir: folderWith({ 'package.json': '{"type":"module"}', 'in.mjs': 'export default () => []', ...files }),
      count: 1,
    },
    { sandbox: await testSandbox(), random: systemRandom, clock: systemClock },
  )

test('tsconfig maps names, with comments, extends and baseUrl, and the index of a folder is found', async () => {
  const files = {
    'tsconfig.base.json':
      '{ // all of them\n "compilerOptions": { "baseUrl": ".", "paths": { "@in/*": ["./src/in/*"], "one": ["./src/one.ts"], }, } }',
    'src/tsconfig.json': '{ "extends": "../tsconfig.base", "compilerOptions": { /* strict */ "strict": true } }',
    'src/a.ts':
      "import { b } from '@in/b'\nimport { one } from 'one'\nimport { two } from 'src/two'\nexport const three = 3\nexport const a = () => b() + one + two",
    'src/in/b.ts': "import { c } from '.'\nexport const b = () => c()",
    'src/in/index.ts': "import { three } from '..'\nexport const c = () => three",
    'src/index.ts': "export * from './three'",
    'src/three.ts': 'export const three = 3',
    'src/one.ts': 'export const one = 1',
    'src/two.ts': 'export const two = 2',
  }
  expect(await level(files)).toMatchObject({ values: [expect.any(Number)] })
  const missing = await level({ ...files, 'src/one.ts': '', 'tsconfig.base.json': '{}' })
  expect(missing).toMatchObject({ message: expect.stringContaining('@in/b') })
})

test('a file of a package without exports is found without its ending, and only-type imports go where types are put into JavaScript too', async () => {
  const files = {
    'node_modules/rough/package.json': '{"main":"x.js"}',
    'node_modules/rough/bin/math.js': 'exports.one = 1',
    'src/a.ts':
      "import { Request } from 'rough/types/request'\nimport { one } from 'rough/bin/math'\nclass Box { constructor(readonly of: Request) {} }\nexport const a = () => new Box(one as never)",
  }
  const dir = folderWith(files)
  expect(await level(files, [path.join(dir, 'node_modules')])).toMatchObject({ values: [expect.any(Number)] })
})

test('names that vitest, vite or jest put in are there, and plain values only', async () => {
  const text = `export default defineConfig({ define: { __DEV__: true, 'process.env.X': '"no"', __VERSION__: JSON.stringify('1.2'), __N__: 3, // four
    __CODE__: '"text"', __BAD__: version }, test: { globals: true } })`
  expect(globalsIn(text)).toEqual({ __DEV__: true, __VERSION__: '1.2', __N__: 3, __CODE__: 'text' })
  const files = { 'vitest.config.ts': text, 'src/a.ts': 'export const a = __DEV__ ? () => __VERSION__ : null' }
  expect(await level(files)).toMatchObject({ values: [expect.any(Number)] })
})

/** Monorepos: which folder is the root of a package, and how packages find each other in a copy and in the box. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { measureLevel } from '../measurement/level.ts'
import { systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { printed, testSandbox } from '../sandbox/box-for-tests.ts'
import type { Guise } from '../sandbox/sandbox.ts'
import { adHocProject } from './ad-hoc-project.ts'
import { copyTree } from './copy-tree.ts'
import { findNodeModules } from './node-modules.ts'
import { workspaceRootOf } from './workspace-root.ts'

let base: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'asis workspaces ')))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(base, name)), { recursive: true })
    writeFileSync(path.join(base, name), text)
  }
}
const link = (where: string, to: string): void => {
  mkdirSync(path.dirname(path.join(base, where)), { recursive: true })
  symlinkSync(to, path.join(base, where))
}
const esm = (name: string, more = ''): string => `{"name":"${name}","type":"module","main":"./index.js"${more}}`

/** As pnpm installs it: a store, links to it from each package, links between packages. */
const pnpmProject = (): void => {
  write({
    'package.json': '{"name":"all","private":true}',
    'pnpm-workspace.yaml': 'catalog:\n  x: 1\npackages:\n  - \'packages/*\' # all of them\n  - "!packages/old"\n',
    'packages/a/package.json': esm('@my/a'),
    'packages/a/index.js': "import { one } from '@my/b'\nimport { two } from 'dep'\nexport const sum = () => one + two\n",
    'packages/b/package.json': esm('@my/b'),
    'packages/b/index.js': 'export const one = 1\n',
    'packages/old/package.json': esm('@my/old'),
    'node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json': esm('dep'),
    'node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js': "import { three } from 'deeper'\nexport const two = three - 1\n",
    'node_modules/.pnpm/deeper@1.0.0/node_modules/deeper/package.json': esm('deeper'),
    'node_modules/.pnpm/deeper@1.0.0/node_modules/deeper/index.js': 'export const three = 3\n',
  })
  link('node_modules/.pnpm/dep@1.0.0/node_modules/deeper', '../../deeper@1.0.0/node_modules/deeper')
  link('packages/a/node_modules/@my/b', '../../../b')
  link('packages/a/node_modules/dep', '../../../node_modules/.pnpm/dep@1.0.0/node_modules/dep')
  link('packages/a/node_modules/elsewhere', '/etc')
}

/** What `sum` of package a answers in a box that has the copy and one `node_modules`. */
const sumInBox = async (place: string, modulesPlace: string, guise?: Guise): Promise<unknown> => {
  const into = path.join(base, '..', `${path.basename(base)}-copy`)
  try {
    expect(await copyTree({ root: base, overlay: new Map() }, into)).toBeNull()
    const result = await (
      await testSandbox()
    ).run({
      runtime: 'node',
      argv: [
        '--input-type=module',
        '-e',
        `const { sum } = await import('${place}/packages/a/index.js'); console.log(JSON.stringify({ sum: sum() }))`,
      ],
      mounts: [
        { host: into, box: place },
        { host: path.join(base, 'node_modules'), box: modulesPlace },
      ],
      ...(guise ? { guise } : {}),
    })
    return printed(result)['sum']
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

test('packages that pnpm linked find each other and their own packages, wherever the copy lies', async () => {
  pnpmProject()
  expect(await sumInBox('/src', '/node_modules')).toBe(3)
  const guise = { hostName: 'web', user: 'ada', home: '/home/ada' }
  expect(await sumInBox('/home/ada/shop', '/home/ada/node_modules', guise)).toBe(3)
})

test('so do the workspaces of npm and yarn, which are linked at the root', async () => {
  write({
    'package.json': '{"name":"all","workspaces":["packages/*"]}',
    'packages/a/package.json': esm('a'),
    'packages/a/index.js': "import { one } from '@my/b'\nimport { two } from 'dep'\nexport const sum = () => one + two\n",
    'packages/b/package.json': esm('@my/b'),
    'packages/b/index.js': 'export const one = 1\n',
    'node_modules/dep/package.json': esm('dep'),
    'node_modules/dep/index.js': 'export const two = 2\n',
  })
  link('node_modules/@my/b', '../../packages/b')
  link('node_modules/a', '../packages/a')
  expect(await sumInBox('/src', '/node_modules')).toBe(3)
})

test('a package that is not built is its source for those beside it, and says so itself where there is none', async () => {
  pnpmProject()
  write({
    'packages/b/package.json': '{"name":"@my/b","type":"module","exports":{".":"./dist/index.js","./more":"./dist/more.js"}}',
    'packages/b/src/index.ts': "export { one } from './more'\n",
    'packages/b/src/more.ts': 'export const one: number = 1\n',
    'packages/a/index.js':
      "import { one } from '@my/b/more'\nimport { one as same } from '@my/b'\nexport const sum = () => one + same\n",
  })
  const project = adHocProject({ file: path.join(base, 'packages/a/index.js'), functionName: 'sum', inputs: null })
  if (isRefused(project)) throw new Error(project.message)
  const { benchmark, direction, unit } = project.manifest.metrics[0]!
  const into = path.join(base, 'the-copy')
  expect(await project.copyTo(into)).toBeNull()
  const level = () =>
    measureLevel(
      { benchmark, direction, unit, nodeModules: project.nodeModules, limits: {}, dir: into, count: 1 },
      { sandbox, random: systemRandom, clock: systemClock },
    )
  const sandbox = await testSandbox()
  expect(await level()).toMatchObject({ values: [expect.any(Number)] })
  rmSync(path.join(into, 'packages/b/src/more.ts'))
  expect(await level()).toMatchObject({ message: expect.stringContaining('@my/b') })
})

test('the root is the folder above whose globs name the package', () => {
  pnpmProject()
  expect(workspaceRootOf(path.join(base, 'packages/a'))).toBe(base)
  expect(workspaceRootOf(path.join(base, 'packages/old'))).toBeNull()
  expect(workspaceRootOf(base)).toBeNull()
  write({ 'pnpm-workspace.yaml': '', 'package.json': '{"workspaces":{"packages":["packages/a"]}}' })
  rmSync(path.join(base, 'pnpm-workspace.yaml'))
  expect(workspaceRootOf(path.join(base, 'packages/a'))).toBe(base)
  expect(workspaceRootOf(path.join(base, 'packages/b'))).toBeNull()
})

test('a package that is opened by itself sees the packages of the root, nearest first', () => {
  pnpmProject()
  expect(findNodeModules(path.join(base, 'packages/a'))).toEqual([
    path.join(base, 'node_modules'),
    path.join(base, 'packages/a/node_modules'),
  ])
  expect(findNodeModules(base)).toEqual([path.join(base, 'node_modules')])
})

test('a function of a package is tried with the whole monorepo around it', () => {
  pnpmProject()
  const project = adHocProject({ file: path.join(base, 'packages/a/index.js'), functionName: 'sum', inputs: null })
  if (isRefused(project)) throw new Error(project.message)
  expect(project.root).toBe(base)
  expect(project.changeableFiles()).toEqual(['packages/a/index.js'])
})

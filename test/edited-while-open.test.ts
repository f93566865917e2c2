/** What is edited while a console is open is noticed at once: the manifest is taken over, and files that metrics run make their levels old. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import { openProjects } from '../src-main/open-projects.ts'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { checkout } from './support/files.ts'
import { temporary } from './support/command-line.ts'
import { answered, until } from './support/open-core.ts'

let folder: ReturnType<typeof temporary>
let root: string
let core: Core

const metric = (id: string, file = 'bench.mjs') => ({
  id,
  title: id,
  unit: '',
  direction: 'lower',
  goal: { improve: 0.5 },
  benchmark: { kind: 'module', file },
})
const manifestOf = (...metrics: readonly unknown[]): string =>
  JSON.stringify({ name: 'Edited', languages: ['javascript'], files: ['src/**'], metrics })
const write = (name: string, text: string): void => writeFileSync(join(root, name), text)
/** As many editors save: a new file in the place of the old one. */
const replace = (name: string, text: string): void => {
  write(`${name}.new`, text)
  renameSync(join(root, `${name}.new`), join(root, name))
}
const listed = async () => answered(await core.call('metrics.list', {}, 'read'))
const status = async () => answered(await core.call('status.get', {}, 'read'))
const told = () => until(core, 'manifest.changed', () => true)

beforeEach(async () => {
  folder = temporary('edited')
  root = join(folder.path, 'project')
  mkdirSync(join(root, 'src'), { recursive: true })
  write('src/model.mjs', 'export const size = 100\n')
  write('bench.mjs', "import { size } from './src/model.mjs'\nexport default () => size\n")
  write('asis.config.json', manifestOf(metric('one')))
  core = answered(
    await openProjects({ home: join(folder.path, 'home'), owner: 'a test', paths: checkoutPaths(checkout), first: { root } }),
  )
})
afterEach(async () => {
  await core.close()
  folder.remove()
})

test('an edited manifest is taken over at once, and what is different is said', async () => {
  const first = told()
  write('asis.config.json', manifestOf(metric('one'), metric('two'), metric('three')))
  expect(await first).toEqual({ message: 'asis.config.json changed: 2 metrics new (two, three).' })
  expect((await listed()).map(({ id }) => id)).toEqual(['one', 'two', 'three'])
  expect(await status()).toMatchObject({ manifest: null })

  const second = told()
  replace('asis.config.json', manifestOf({ ...metric('one'), title: 'Renamed' }))
  expect(await second).toEqual({ message: 'asis.config.json changed: 1 metric changed (one), 2 metrics gone (two, three).' })
  expect(await listed()).toMatchObject([{ id: 'one', title: 'Renamed' }])
  expect(
    answered(await core.call('journal.list', { limit: 10 }, 'read')).filter(({ action }) => action === 'manifest'),
  ).toHaveLength(2)
})

test('one with a fault is told with its place, what is open goes on, and mending it ends that', async () => {
  const before = readFileSync(join(root, 'asis.config.json'), 'utf8')
  const broken = told()
  write('asis.config.json', before.replace('[', '[,'))
  expect((await broken).message).toMatch(
    /asis\.config\.json is not JSON: line 1, column \d+.*goes on with the one that it read before/,
  )
  expect(await status()).toMatchObject({ manifest: { broken: true, message: expect.stringContaining('is not JSON') } })
  expect(await listed()).toMatchObject([{ id: 'one' }])
  const mended = told()
  write('asis.config.json', before)
  expect(await mended).toEqual({ message: 'asis.config.json is again what it was.' })
  expect(await status()).toMatchObject({ manifest: null })
})

test('while something runs it waits, says so, and is taken over at its end', async () => {
  // Longer than it takes to notice the edit, and ended by this test.
  write('bench.mjs', 'export default () => {\n  for (;;);\n}\n')
  const running = until(core, 'works.changed', ({ works }) => works.some(({ message }) => message !== ''))
  const measuring = core.call('analyze.run', {}, 'operate')
  await running
  const waits = told()
  write('asis.config.json', manifestOf(metric('one'), metric('two')))
  expect((await waits).message).toBe('asis.config.json changed: 1 metric new (two). It is taken over when nothing runs any more.')
  expect(await status()).toMatchObject({ manifest: { broken: false } })
  const over = told()
  await core.call('analyze.cancel', {}, 'operate')
  await measuring
  expect(await over).toEqual({ message: 'asis.config.json changed: 1 metric new (two).' })
  expect((await listed()).map(({ id }) => id)).toEqual(['one', 'two'])
})

test('a file that a metric runs makes its level old when it is edited, whoever did it; others do not', async () => {
  answered(await core.call('analyze.run', {}, 'operate'))
  expect((await listed())[0]).not.toHaveProperty('outdated')
  const changed = until(core, 'files.changed', () => true)
  write('src/unused.mjs', 'export const unused = 1\n')
  replace('src/model.mjs', 'export const size = 90\n')
  expect(await changed).toEqual({ paths: ['src/model.mjs'] })
  expect((await listed())[0]).toMatchObject({ outdated: true, baseline: { median: 100 } })
  answered(await core.call('analyze.run', {}, 'operate'))
  expect((await listed())[0]).toMatchObject({ baseline: { median: 90 } })
  expect((await listed())[0]).not.toHaveProperty('outdated')
})

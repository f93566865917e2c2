/** The built command line runs only while it is what the sources say. */
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandFile, rememberSources, sourcesNow } from '../scripts/setup/built-command.mjs'
import { temporary } from './support/command-line.ts'
import { writeFiles } from './support/files.ts'

let folder: ReturnType<typeof temporary>
let root = ''
beforeEach(() => {
  folder = temporary('built')
  root = folder.path
  writeFiles(root, {
    'package-lock.json': '{}',
    'vite.cli.config.ts': '',
    'src-main/hosts/cli/main.ts': 'main',
    'src-main/other.test.ts': 'test',
    'src-shared/errors.ts': 'errors',
  })
  writeFiles(root, { 'dist/cli/main.js': 'built', 'dist/cli/generator.js': 'built' })
  rememberSources(root, sourcesNow(root))
})
afterEach(() => folder.remove())

const built = (): boolean => commandFile(root) === join(root, 'dist/cli/main.js')
const source = join('src-shared', 'errors.ts')

test('it runs as long as nothing changed', () => {
  expect(built()).toBe(true)
  writeFileSync(join(root, 'src-main/other.test.ts'), 'another test')
  expect(built()).toBe(true)
})

test.each<readonly [string, () => void]>([
  ['a source is written', () => writeFileSync(join(root, source), 'errors and more')],
  ['an older one is put back', () => utimesSync(join(root, source), 1, 1)],
  ['one is gone', () => rmSync(join(root, source))],
  ['one is new', () => writeFileSync(join(root, 'src-main/new.ts'), '')],
  ['other packages are locked', () => writeFileSync(join(root, 'package-lock.json'), '{ }')],
  ['what was built holds nothing', () => writeFileSync(join(root, 'dist/cli/main.js'), '')],
  ['the generator is gone', () => rmSync(join(root, 'dist/cli/generator.js'))],
  ['the list is torn', () => writeFileSync(join(root, 'dist/cli/sources.json'), 'package-lock')],
  ['nothing was built', () => rmSync(join(root, 'dist'), { recursive: true })],
])('the source runs where %s', (_, change) => {
  change()
  expect(commandFile(root)).toBe(join(root, 'src-main/hosts/cli/main.ts'))
})

test('nothing is remembered where nothing was built', () => {
  rmSync(join(root, 'dist'), { recursive: true })
  rememberSources(root, sourcesNow(root))
  expect(built()).toBe(false)
})

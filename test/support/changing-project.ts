/** For tests of what writes: a project on the disk, its stores, and a candidate that changes some of its files. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manifest } from '../../src-shared/domain/manifest.ts'
import type { Step } from '../../src-main/platform/durable-file.ts'
import { makeProject } from '../../src-main/project/open-project.ts'
import type { Project } from '../../src-main/project/project.ts'
import { changeOf, countingClock, mustOpen, temporaryFolder } from '../../src-main/stores/test-home.ts'
import type { Stores } from '../../src-main/stores/stores.ts'

const testManifest = manifest.parse({
  name: 'A project of the tests',
  languages: ['javascript'],
  files: ['src/**/*.js'],
  metrics: [
    {
      id: 'speed',
      title: 'Speed',
      unit: 'us',
      direction: 'lower',
      benchmark: { kind: 'function', file: 'src/a.js', function: 'f', inputs: 'bench/inputs.js' },
    },
  ],
})

/** `root` is made with these files, or opened when they are null. */
export function projectAt(root: string, files: Readonly<Record<string, string>> | null): Project {
  for (const [path, text] of Object.entries(files ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return makeProject({ root: realpathSync(root), manifest: testManifest, notes: [] })
}

export interface Bench {
  readonly folder: string
  readonly home: string
  readonly project: Project
  stores: Stores
  readonly clock: ReturnType<typeof countingClock>
  text(path: string): string
  write(path: string, text: string): void
  /** Closes the stores and opens them again, as a new start does. */
  restart(): void
  remove(): void
}

export const oldFiles = { 'src/a.js': 'export const f = 1\n', 'src/deep/b.js': 'old b, no newline', 'src/c.js': '' }
export const newFiles = {
  'src/a.js': 'export const f = 2\n',
  'src/deep/b.js': '\u{feff}new b\r\n',
  'src/c.js': 'no longer empty\n',
}

/** Changes all of them. */
export const allChanges = () =>
  Object.entries(newFiles).map(([path, text]) => changeOf(path, oldFiles[path as keyof typeof oldFiles], text))

export function openBench(step?: Step): Bench {
  const { path: folder, remove } = temporaryFolder()
  const home = join(folder, 'home')
  const root = join(folder, 'the project')
  const project = projectAt(root, oldFiles)
  const bench: Bench = {
    folder,
    home,
    project,
    stores: mustOpen(home, {}, step),
    clock: countingClock(),
    text: path => readFileSync(join(root, path), 'utf8'),
    write: (path, text) => writeFileSync(join(root, path), text),
    restart() {
      bench.stores.close()
      bench.stores = mustOpen(home, {}, step)
    },
    remove() {
      bench.stores.close()
      remove()
    },
  }
  return bench
}

export const allOld = (bench: Bench): boolean => Object.entries(oldFiles).every(([path, text]) => bench.text(path) === text)
export const allNew = (bench: Bench): boolean => Object.entries(newFiles).every(([path, text]) => bench.text(path) === text)

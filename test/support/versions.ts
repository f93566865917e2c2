/** A project of texts of which one can tell whether they are whole, and which version they are. Light: it is loaded 200 times. */
import { realpathSync } from 'node:fs'
import type { Manifest } from '../../src-shared/domain/manifest.ts'
import type { Project } from '../../src-main/project/project.ts'
import { locate, readSource } from '../../src-main/project/safe-path.ts'

export const versionedPaths = ['src/small.js', 'src/deep/large.js', 'src/deep/other.js'] as const
const linesOf = { 'src/small.js': 1, 'src/deep/large.js': 1000, 'src/deep/other.js': 50 } as const

export const textOf = (path: (typeof versionedPaths)[number], version: number): string =>
  `export const version = ${version}\n${'// a line that is the same in every version\n'.repeat(linesOf[path])}// end of version ${version}`

/** @throws for a text that is not wholly one version. */
export function versionOf(path: (typeof versionedPaths)[number], text: string): number {
  const version = Number(/^export const version = (\d+)\n/.exec(text)?.[1] ?? Number.NaN)
  if (text !== textOf(path, version))
    throw new Error(`${path} is torn: ${text.length} characters, starts with ${text.slice(0, 60)}`)
  return version
}

export function plainProject(folder: string): Project {
  const root = realpathSync(folder)
  return {
    id: 'killed',
    root,
    manifest: { name: 'killed', thresholds: { gap: 0.1, rollback: 0.1 } } as Manifest,
    notes: [],
    changeableFiles: () => versionedPaths,
    read: path => readSource(root, path),
    resolve: path => locate(root, path, true),
    copyTo: () => Promise.reject(new Error('nothing is copied here')),
    nodeModules: [],
  }
}

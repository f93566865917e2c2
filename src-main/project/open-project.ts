/**
 * Opens the project in a folder: its manifest is read and checked once, files are read each time they are asked for. Nothing is
 * run and nothing is written here.
 */
import { createHash } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Manifest } from '../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { select, type Decisions } from './changeable.ts'
import { copyTree } from './copy-tree.ts'
import { crossCheck } from './cross-checks.ts'
import { walkTree } from './file-tree.ts'
import { badManifest, readManifest } from './manifest-file.ts'
import { findNodeModules } from './node-modules.ts'
import type { Project } from './project.ts'
import { locate, readSource } from './safe-path.ts'

export const openProject = (folder: string): Project | Refused => {
  const root = realFolder(folder)
  if (isRefused(root)) return root
  const manifest = readManifest(root)
  if (isRefused(manifest)) return manifest
  const tree = walkTree(root)
  if (tree.tooLarge) {
    return refuse(
      'bad-input',
      `${root} holds ${tree.tooLarge}, more than one project may have. Nothing was changed.`,
      'Put asis.config.json into the folder of the code itself.',
    )
  }
  const { problems, notes } = crossCheck(
    root,
    manifest,
    tree.files.map(file => file.path),
  )
  if (problems.length > 0) return badManifest(problems)
  const links =
    tree.skippedLinks.length > 0
      ? [
          `${tree.skippedLinks.length} symbolic links or special files are never read: ${tree.skippedLinks.slice(0, 3).join(', ')}`,
        ]
      : []
  return makeProject({ root, manifest, notes: [...notes, ...links] })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A project is its folder: `root` is a real absolute path. */
export const projectIdOf = (root: string): string => sha256(root).slice(0, 16)

export interface ProjectParts {
  readonly root: string
  readonly manifest: Manifest
  readonly notes: readonly string[]
  /** Exactly these may change, whatever `manifest.files` matches. */
  readonly onlyChangeable?: readonly string[]
  /** Only these are copied; all files when absent. */
  readonly onlyCopied?: ReadonlySet<string>
  /** Files that copies get besides the project's own. */
  readonly extraFiles?: ReadonlyMap<string, string>
}

export const makeProject = (parts: ProjectParts): Project => {
  const { root, manifest, notes } = parts
  const decisions: Decisions = new Map()
  return {
    id: projectIdOf(root),
    root,
    manifest,
    notes,
    changeableFiles: () =>
      parts.onlyChangeable ??
      select(
        walkTree(root).files.map(file => file.path),
        manifest,
        decisions,
      ).changeable,
    read: path => {
      const extra = parts.extraFiles?.get(path)
      return extra === undefined ? readSource(root, path) : { path, text: extra, sha256: sha256(extra) }
    },
    resolve: path => locate(root, path, true),
    copyTo: (into, overlay) =>
      copyTree(
        {
          root,
          overlay: new Map([...(parts.extraFiles ?? []), ...(overlay ?? [])]),
          ...(parts.onlyCopied ? { only: parts.onlyCopied } : {}),
        },
        resolve(into),
      ),
    nodeModules: findNodeModules(root),
  }
}

/** Real absolute path of an existing folder. The folder itself may be named through a link: the operator chose it. */
export const realFolder = (folder: string): string | Refused => {
  const missing = refuse('not-found', `There is no folder ${folder}.`, 'Name an existing folder.')
  try {
    const root = realpathSync.native(resolve(folder))
    return statSync(root).isDirectory() ? root : missing
  } catch {
    return missing
  }
}

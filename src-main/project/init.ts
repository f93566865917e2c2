/**
 * Writes a first manifest for a project by looking at it, and a starter input generator where one is needed. Existing files are
 * never overwritten (the manifest only with `force`), and what is written opens.
 */
import { closeSync, existsSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { inFolderOf, makeFoldersFor } from '../platform/held-folder.ts'
import { plainText } from '../platform/plain-file.ts'
import { walkTree } from './file-tree.ts'
import { draftOf, type Draft } from './first-manifest.ts'
import { manifestName } from './manifest-file.ts'
import { installedSchemaCandidates } from './manifest-schema.ts'
import { openProject, realFolder } from './open-project.ts'

export interface InitResult {
  /** POSIX paths relative to the folder, the manifest first. */
  readonly written: readonly string[]
  /** What was found, and what to edit next. One sentence each. */
  readonly notes: readonly string[]
}

/** What `initProject` would write, before anything is written. */
export interface InitPlan {
  /** Real path of the folder. */
  readonly root: string
  readonly name: string
  /** `asis.config.json` as it would be written. */
  readonly manifestText: string
  readonly draft: Draft
}

/** Also a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** Looks and drafts; writes nothing. Refused as `initProject` is. */
export const planInit = (folder: string, options: { readonly force?: boolean } = {}): InitPlan | Refused => {
  const root = realFolder(folder)
  if (isRefused(root)) return root
  if (isThere(join(root, manifestName)) && options.force !== true) {
    return refuse(
      'bad-input',
      `${manifestName} exists in ${root}. Nothing was changed.`,
      'Edit it, or replace it with `asis init --force`.',
    )
  }
  const tree = walkTree(root)
  if (tree.tooLarge) {
    return refuse(
      'bad-input',
      `${root} holds ${tree.tooLarge}. Nothing was written.`,
      'Run `asis init` in the folder of the code itself.',
    )
  }
  const name = nameOf(root)
  const draft = draftOf({ root, name, paths: tree.files.map(file => file.path) })
  if (isRefused(draft)) return draft
  const schema = schemaReference()
  const document = { ...(schema === null ? {} : { $schema: schema }), ...draft.manifest }
  return { root, name, manifestText: `${JSON.stringify(document, null, 2)}\n`, draft }
}

/** What was found, and what to edit next. */
export const notesOf = ({ draft }: InitPlan): readonly string[] => [
  ...draft.notes,
  ...draft.files.map(file => `Edit ${file.path}: ${file.edit}`),
  `Look over ${manifestName}: "files" names what ASIS may change.`,
]

export const initProject = (folder: string, options: { readonly force?: boolean } = {}): InitResult | Refused => {
  const plan = planInit(folder, options)
  return isRefused(plan) ? plan : write(plan)
}

const write = (plan: InitPlan): InitResult | Refused => {
  const { root, draft } = plan
  const manifestPath = join(root, manifestName)
  const aside = `${manifestPath}.before-init`
  if (isThere(aside))
    return refuse(
      'bad-input',
      `${aside} exists, and the present manifest is put there while the new one is written. Nothing was changed.`,
      'Move it away, then try again.',
    )
  const made: string[] = []
  const hadManifest = isThere(manifestPath)
  const undo = (): void => {
    for (const path of made) rmSync(join(root, path), { force: true })
    if (hadManifest && isThere(aside)) renameSync(aside, manifestPath)
  }
  try {
    if (hadManifest) renameSync(manifestPath, aside)
    writeNew(root, manifestName, plan.manifestText, made)
    for (const file of draft.files) writeNew(root, file.path, file.text, made)
    const opened = openProject(root)
    if (isRefused(opened)) {
      undo()
      return opened
    }
    rmSync(aside, { force: true })
    return { written: made, notes: notesOf(plan) }
  } catch (error) {
    undo()
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return refuse(
      'disk',
      `${manifestName} could not be written to ${root} (${code}). Nothing was changed.`,
      'Give permission or free space, then try again.',
    )
  }
}

/** Exclusive: never through a link and never over a file. */
const writeNew = (root: string, path: string, text: string, made: string[]): void => {
  makeFoldersFor(root, path)
  const fd = inFolderOf(join(root, path), (folder, name) => openSync(folder.at(name), 'wx'))
  made.push(path)
  try {
    writeSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

/** Editors resolve file URLs; the schema is part of this installation. */
const schemaReference = (): string | null => {
  const file = installedSchemaCandidates().find(candidate => existsSync(candidate))
  return file === undefined ? null : pathToFileURL(file).href
}

const packageOf = (root: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(plainText(join(root, 'package.json')) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const nameOf = (root: string): string => {
  const own = packageOf(root).name
  if (typeof own === 'string' && own.trim() !== '') return own.slice(0, 120)
  const python = /^name\s*=\s*["']([^"']+)["']/m.exec(plainText(join(root, 'pyproject.toml')) ?? '')?.[1]
  return (python ?? (basename(root) || 'project')).slice(0, 120)
}

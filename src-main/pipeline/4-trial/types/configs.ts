/**
 * Which tsconfig.json decides about a file, from the texts alone: the nearest one, others of its folder, and those above. Whether one really
 * takes the file in is shown by a canary, not guessed from its patterns.
 */
import { lstatSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { ts } from '../../../languages/javascript/syntax.ts'
import { plainText } from '../../../platform/plain-file.ts'
import type { Mount } from '../../../sandbox/sandbox.ts'

export interface Config {
  /** Relative to the project. */
  readonly path: string
  /** It names other projects: they are built before it. */
  readonly build: boolean
  /** What it extends and lies above the project. */
  readonly mounts: readonly Mount[]
}

const isFile = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false

const mostConfigs = 4
/** Nearest first. `dir`: a copy of the project, `root`: the project itself, above which a base may lie. */
export const configsFor = (dir: string, root: string, file: string): readonly Config[] => {
  const found: Config[] = []
  for (let at = path.posix.dirname(file); found.length < mostConfigs; at = path.posix.dirname(at)) {
    const names = namesIn(path.join(dir, at))
    for (const name of names.slice(0, mostConfigs - found.length)) found.push(read(dir, root, path.posix.join(at, name)))
    if (at === '.') break
  }
  return found
}

const namesIn = (folder: string): readonly string[] => {
  if (!isFile(path.join(folder, 'tsconfig.json'))) return []
  const others = readdirSync(folder).filter(name => /^tsconfig\.[\w.-]+\.json$/.test(name) && isFile(path.join(folder, name)))
  return ['tsconfig.json', ...others.sort()]
}

/** The nearest tsconfig.json above the project. */
export const configAbove = (root: string): string | null => {
  for (let at = path.dirname(root); path.dirname(at) !== at; at = path.dirname(at)) {
    const file = path.join(at, 'tsconfig.json')
    if (isFile(file)) return file
    if (lstatSync(path.join(at, '.git'), { throwIfNoEntry: false })) return null
  }
  return null
}

const valuesOf = (file: string): Readonly<Record<string, unknown>> => {
  const text = plainText(file)
  const parsed: unknown = text === null ? null : ts.parseConfigFileTextToJson(file, text).config
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
}

const read = (dir: string, root: string, name: string): Config => {
  const { references } = valuesOf(path.join(dir, name))
  return { path: name, build: Array.isArray(references) && references.length > 0, mounts: basesOf(root, name) }
}

const mostBases = 10
/** Files above the project that a config is made of, each where the box has the same way to it. */
const basesOf = (root: string, name: string): readonly Mount[] => {
  const mounts: Mount[] = []
  const waiting = [path.join(root, name)]
  for (let file = waiting.pop(); file !== undefined && mounts.length < mostBases; file = waiting.pop()) {
    const { extends: named } = valuesOf(file)
    for (const base of Array.isArray(named) ? named : [named]) {
      if (typeof base !== 'string' || !/^\.{1,2}\//.test(base)) continue
      const wanted = path.join(path.dirname(file), base)
      const there = [wanted, `${wanted}.json`].find(isFile)
      if (there === undefined) continue
      waiting.push(there)
      const way = path.relative(root, there)
      if (way.startsWith('..')) mounts.push({ host: there, box: path.posix.join('/src', way.split(path.sep).join('/')) })
    }
  }
  return mounts
}

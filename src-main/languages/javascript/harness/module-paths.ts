/**
 * Imports as a project's own tools read them: names that the nearest `tsconfig.json` maps to files (`paths`, `baseUrl`), and packages of a
 * monorepo that are not built. For files of the project only; what is installed names its files exactly.
 */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { workspaceSource } from './workspace-source.ts'

interface Mapping {
  readonly folder: string
  /** Pattern to targets, longest pattern first. */
  readonly paths: readonly (readonly [string, readonly string[]])[]
  readonly baseUrl: string | null
}

const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.tsx', '/index.js']
const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true

const object = (value: unknown): object => Object(value) as object
/** JSON with comments and commas at ends, as tsconfig.json has them. Texts in quotes stay as they are. */
const parsed = (text: string): object => {
  const plain = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, quoted: string | undefined) => quoted ?? '')
  return object(JSON.parse(plain.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted: string | undefined) => quoted ?? '')))
}

/** Of one file, with what it extends by a relative path. */
const mappingIn = (file: string, depth = 0): Mapping | null => {
  if (depth > 5 || !isFile(file)) return null
  try {
    const config = parsed(readFileSync(file, 'utf8'))
    const options = object(Reflect.get(config, 'compilerOptions'))
    const paths: unknown = Reflect.get(options, 'paths')
    const baseUrl: unknown = Reflect.get(options, 'baseUrl')
    const folder = path.dirname(file)
    if (typeof paths === 'object' || typeof baseUrl === 'string') {
      const entries = Object.entries(object(paths)).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
      return {
        folder: path.resolve(folder, typeof baseUrl === 'string' ? baseUrl : '.'),
        paths: entries.toSorted(([a], [b]) => b.length - a.length),
        baseUrl: typeof baseUrl === 'string' ? path.resolve(folder, baseUrl) : null,
      }
    }
    const above: unknown = Reflect.get(config, 'extends')
    for (const each of Array.isArray(above) ? above : [above]) {
      if (typeof each !== 'string' || !each.startsWith('.')) continue
      const named = path.resolve(folder, each)
      const found = mappingIn(named, depth + 1) ?? mappingIn(`${named}.json`, depth + 1)
      if (found) return found
    }
  } catch {
    // One that cannot be read maps nothing.
  }
  return null
}

const known = new Map<string, Mapping | null>()
/** Of the nearest tsconfig.json at or above the folder that maps anything. */
const mappingOf = (folder: string): Mapping | null => {
  const cached = known.get(folder)
  if (cached !== undefined) return cached
  const above = path.dirname(folder)
  const found = mappingIn(path.join(folder, 'tsconfig.json')) ?? (above === folder ? null : mappingOf(above))
  known.set(folder, found)
  return found
}

const fileOf = (stem: string): string | null => {
  const typed = stem.replace(/\.([cm]?)jsx?$/, '.$1ts')
  return [...endings.map(ending => stem + ending), typed].find(isFile) ?? null
}

const mapped = (specifier: string, { folder, paths, baseUrl }: Mapping): string | null => {
  for (const [pattern, targets] of paths) {
    const [before = '', after] = pattern.split('*')
    const fits =
      after === undefined
        ? specifier === pattern
        : specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= before.length + after.length
    if (!fits) continue
    const star = after === undefined ? '' : specifier.slice(before.length, specifier.length - after.length)
    const file = targets
      .map(target =>
        fileOf(
          path.resolve(
            folder,
            target.replace('*', () => star),
          ),
        ),
      )
      .find(each => each !== null)
    if (file !== undefined && file !== null) return file
  }
  return baseUrl === null ? null : fileOf(path.join(baseUrl, specifier))
}

const isBare = (specifier: string): boolean => !/^(?:\.{0,2}\/|\.{1,2}$|[a-z]+:)/.test(specifier)
const isOfProject = (parent: string | undefined): parent is string =>
  parent?.startsWith('file:') === true && !parent.includes('/node_modules/')

/** URL of the file that a mapping names for an import, or null. `parent` is the URL of who imports. */
export const mappedImport = (specifier: string, parent: string | undefined): string | null => {
  if (!isBare(specifier) || !isOfProject(parent)) return null
  const mapping = mappingOf(path.dirname(fileURLToPath(parent)))
  const file = mapping && mapped(specifier, mapping)
  return file === null ? null : pathToFileURL(file).href
}

/** What is tried where an import cannot be found as it stands. */
export const foundOtherwise = (specifier: string, parent: string | undefined): string | null =>
  isBare(specifier) && isOfProject(parent) ? workspaceSource(specifier, parent) : null

/**
 * Packages of a monorepo name what they publish (`dist/index.js`), which a fresh clone does not have. Bundlers and test runners are told to
 * take the source instead; so does this, and only where what is named is not there.
 */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js', '/index.mjs']

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true

/** Where the link to a package of the project leads; null: it is an installed one, or none. */
const packageFolder = (name: string, from: string): string | null => {
  for (let at = path.dirname(from); ; at = path.dirname(at)) {
    const link = path.join(at, 'node_modules', name)
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) {
      try {
        const folder = realpathSync(link)
        return folder.includes('/node_modules/') ? null : folder
      } catch {
        return null
      }
    }
    if (path.dirname(at) === at) return null
  }
}

const named = (folder: string): readonly string[] => {
  try {
    const value = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as object
    return ['source', 'types', 'module', 'main']
      .map(field => Reflect.get(value, field) as unknown)
      .filter(file => typeof file === 'string')
      .map(file => path.basename(file).replace(/(?:\.d)?\.[cm]?[jt]sx?$/, ''))
  } catch {
    return []
  }
}

/** URL of the source that an import means, or null. `parent` is the URL of who imports. */
export const workspaceSource = (specifier: string, parent: string | undefined): string | null => {
  const [, name, inner] = /^((?:@[^/]+\/)?[^@./:][^/:]*)(?:\/(.+))?$/.exec(specifier) ?? []
  if (name === undefined || parent === undefined || !parent.startsWith('file:')) return null
  const folder = packageFolder(name, fileURLToPath(parent))
  if (folder === null) return null
  const stems = inner === undefined ? ['index', ...named(folder), path.basename(name)] : [inner]
  const files = stems.flatMap(stem => [path.join(folder, 'src', stem), path.join(folder, stem)])
  for (const stem of files) for (const ending of endings) if (isFile(stem + ending)) return pathToFileURL(stem + ending).href
  return null
}

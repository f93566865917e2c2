/** The compiler that a project brings itself, and whether it asks for one. Nothing is loaded: its package.json is read. */
import path from 'node:path'
import { plainText } from '../../../platform/plain-file.ts'
import type { Mount } from '../../../sandbox/sandbox.ts'

export interface Compiler {
  readonly version: string
  readonly major: number
  /** Path in the box. */
  readonly program: string
  /** Where it lies in another folder than the nearest `node_modules`. */
  readonly mounts: readonly Mount[]
}

const record = (text: string | null): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** `nodeModules`: real paths, nearest first. Null: it has none of its own. */
export const findCompiler = (nodeModules: readonly string[]): Compiler | null => {
  for (const [at, folder] of nodeModules.entries()) {
    const found = record(plainText(path.join(folder, 'typescript/package.json')))
    const { version, bin } = found
    const program: unknown = typeof bin === 'object' && bin !== null ? Reflect.get(bin, 'tsc') : null
    if (typeof version !== 'string' || typeof program !== 'string') continue
    const relative = path.posix.normalize(program)
    if (relative.startsWith('..') || path.posix.isAbsolute(relative)) continue
    const place = at === 0 ? '/node_modules' : '/compiler/node_modules'
    return {
      version,
      major: Number.parseInt(version, 10),
      program: `${place}/typescript/${relative}`,
      mounts: at === 0 ? [] : [{ host: folder, box: place }],
    }
  }
  return null
}

/**
 * Somebody compiles it, or checks it by the compiler: a package that installs nothing at all (what Node runs as it is, with a tsconfig.json
 * for editors) has nobody whom a type could stop.
 */
export const isCompiled = (root: string): boolean => {
  for (let at = root; ; at = path.dirname(at)) {
    const found = record(plainText(path.join(at, 'package.json')))
    const { dependencies, devDependencies, peerDependencies, scripts } = found
    if (dependencies !== undefined || devDependencies !== undefined || peerDependencies !== undefined) return true
    if (/\btsc\b/.test(JSON.stringify(scripts ?? {}))) return true
    // A folder without a package says nothing; one that says it installs nothing is an answer.
    if (typeof found['name'] === 'string') return false
    if (path.dirname(at) === at) return true
  }
}

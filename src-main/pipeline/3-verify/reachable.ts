/**
 * Follows calls by name from functions to the functions they use, through relative imports into other files of the project. An
 * over-estimate: a method name reaches every method of that name in the file.
 */
import { posix } from 'node:path'
import { splitTarget } from '../../../src-shared/domain/target.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { isScriptPath, parse, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Project } from '../../project/project.ts'

const maxFiles = 200

interface Module {
  readonly path: string
  readonly file: ts.SourceFile
  readonly functions: readonly FoundFunction[]
  /** Local name -> file that it comes from. */
  readonly imports: ReadonlyMap<string, string>
}

/** @param starts `path#function`. @returns `path#function` of everything reached, the starts included. */
export const reachableFrom = (project: Project, starts: readonly string[]): readonly string[] => {
  const modules = new Map<string, Module | null>()
  const load = (path: string): Module | null => {
    const known = modules.get(path)
    if (known !== undefined) return known
    const loaded = modules.size < maxFiles ? loadModule(project, path) : null
    modules.set(path, loaded)
    return loaded
  }
  const reached = new Set<string>()
  const waiting = [...starts]
  while (waiting.length > 0) {
    const id = waiting.pop() ?? ''
    if (reached.has(id)) continue
    reached.add(id)
    const [path, name] = splitTarget(id)
    const module = load(path)
    if (!module) continue
    for (const each of module.functions.filter(found => found.name === name)) {
      const used = namesIn(each.node)
      waiting.push(...matching(module, used))
      for (const [local, from] of module.imports) {
        const other = used.has(local) ? load(from) : null
        // Under which name it is exported does not matter: local, own and `default` are all tried.
        if (other) waiting.push(...matching(other, new Set([...used, 'default'])))
      }
    }
  }
  return [...reached]
}

const matching = (module: Module, names: ReadonlySet<string>): readonly string[] =>
  module.functions
    .filter(each => each.name.split('.').some(part => part !== 'constructor' && names.has(part)))
    .map(each => `${module.path}#${each.name}`)

const namesIn = (node: ts.Node): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(node, child => {
    if (ts.isIdentifier(child) || ts.isPrivateIdentifier(child) || ts.isStringLiteral(child)) names.add(child.text)
  })
  return names
}

const loadModule = (project: Project, path: string): Module | null => {
  if (!isScriptPath(path)) return null
  const source = project.read(path)
  if (isRefused(source)) return null
  const file = parse(path, source.text)
  return { path, file, functions: findFunctions(file), imports: importsOf(project, path, file) }
}

const importsOf = (project: Project, path: string, file: ts.SourceFile): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const add = (local: ts.Node | undefined, specifier: string): void => {
    const target = resolve(project, path, specifier)
    if (target === null || !local) return
    walk(local, node => {
      if (ts.isIdentifier(node)) found.set(node.text, target)
    })
  }
  walk(file, node => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      add(node.importClause, node.moduleSpecifier.text)
    else if (ts.isVariableDeclaration(node) && node.initializer) {
      const required = /\brequire\(\s*['"]([^'"]+)['"]\s*\)/.exec(node.initializer.getText(file))
      if (required?.[1]) add(node.name, required[1])
    }
  })
  return found
}

const endings = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js']

const resolve = (project: Project, from: string, specifier: string): string | null => {
  if (!specifier.startsWith('.')) return null
  const wanted = posix.join(posix.dirname(from), specifier)
  const names = [
    ...endings.map(ending => wanted + ending),
    wanted.replace(/\.([mc]?)js$/, '.$1ts'),
    wanted.replace(/\.jsx?$/, '.tsx'),
  ]
  return names.find(name => !isRefused(project.read(name))) ?? null
}

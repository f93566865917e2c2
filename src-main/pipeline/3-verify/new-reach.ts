/**
 * What changed functions newly take hold of inside their own file: imports, functions that do dangerous things, globals. The file may
 * hold all of that already, so counting dangerous places in it would miss a first call from where there was none.
 */
import { posix } from 'node:path'
import { isRefused } from '../../../src-shared/errors.ts'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { parse, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Project } from '../../project/project.ts'
import { bindingsOf, type Bindings } from './bindings.ts'
import type { Suspicion } from './suspicious-syntax.ts'
import { isUse } from './is-use.ts'
import { isHarmlessGlobal } from './unknown-globals.ts'

export const newReach = (project: Project, change: FileChange): Suspicion | null => {
  const { path, before, after } = change
  const [old, now] = [parse(path, before), parse(path, after)]
  const [oldFunctions, nowFunctions] = [findFunctions(old), findFunctions(now)]
  const changed = nowFunctions.filter(each => textOf(oldFunctions, before, each.name) !== textOf(nowFunctions, after, each.name))
  if (changed.length === 0) return null

  const [oldBindings, nowBindings] = [bindingsOf(old), bindingsOf(now)]
  const imports = importsOf(project, path, old)
  const tainted = taintedFunctions(old, oldBindings, oldFunctions, imports)
  const sensitive = new Map([...imports, ...tainted, ...globalsOf(old, oldBindings)])
  const names = new Set(changed.map(each => plainName(each.name)))
  const heldBefore = new Set(
    oldFunctions
      .filter(each => names.has(plainName(each.name)))
      .flatMap(each => [...heldIn(old, oldBindings, each)].map(use => use.name)),
  )
  for (const each of changed) {
    for (const { name, line } of heldIn(now, nowBindings, each)) {
      const why = sensitive.get(name)
      if (why !== undefined && !heldBefore.has(name) && name !== each.name)
        return { what: `use of ${name} (${why}) in ${each.name}, which had none`, line }
    }
  }
  return null
}

/** Anonymous functions are named by their line, which moves: all of a file count as one. */
const plainName = (name: string): string => name.replace(/@\d+$/, '')

const textOf = (functions: readonly FoundFunction[], text: string, name: string): string =>
  functions
    .filter(each => plainName(each.name) === plainName(name))
    .map(each => text.slice(each.start, each.end))
    .join('\0')

interface Use {
  readonly name: string
  readonly line: number
}

/** Names that a function takes from outside of itself. */
const heldIn = (file: ts.SourceFile, bindings: Bindings, each: FoundFunction): readonly Use[] => {
  const found: Use[] = []
  walk(each.node, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isIdentifier(node) && isUse(node) && !bindings.isBoundWithin(node, each.node))
      found.push({ name: node.text, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 })
    return undefined
  })
  return found
}

/** Local name of each import -> what speaks against a new use. Modules of the project that do nothing dangerous are fine. */
const importsOf = (project: Project, path: string, file: ts.SourceFile): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const add = (binding: ts.Node | undefined, specifier: string): void => {
    if (!binding || isHarmlessModule(project, path, specifier)) return
    walk(binding, node => {
      if (ts.isIdentifier(node)) found.set(node.text, `from ${specifier}`)
    })
  }
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier))
      add(statement.importClause, statement.moduleSpecifier.text)
    if (!ts.isVariableStatement(statement)) continue
    for (const each of statement.declarationList.declarations) {
      const specifier = each.initializer && /\brequire\(\s*['"]([^'"]+)['"]\s*\)/.exec(each.initializer.getText(file))?.[1]
      if (specifier) add(each.name, specifier)
    }
  }
  return found
}

const isHarmlessModule = (project: Project, from: string, specifier: string): boolean => {
  if (!specifier.startsWith('.')) return false
  const wanted = posix.join(posix.dirname(from), specifier)
  for (const name of [
    wanted,
    `${wanted}.ts`,
    `${wanted}.js`,
    `${wanted}.cjs`,
    wanted.replace(/\.([mc]?)js$/, '.$1ts'),
    `${wanted}/index.js`,
    `${wanted}/index.ts`,
  ]) {
    const source = project.read(name)
    if (!isRefused(source))
      return dangerousUses(name, source.text).every(use => use.kind === 'import' && use.name.startsWith('.'))
  }
  return false
}

/** Functions of the file that do dangerous things or hold such imports, and those that call them. */
const taintedFunctions = (
  file: ts.SourceFile,
  bindings: Bindings,
  functions: readonly FoundFunction[],
  imports: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const held = new Map(functions.map(each => [each.name, new Set(heldIn(file, bindings, each).map(use => use.name))]))
  for (const each of functions) {
    const use = dangerousUses(file.fileName, file.text.slice(each.start, each.end))[0]
    if (use) found.set(each.name, `which uses ${use.name.slice(0, 40)}`)
  }
  for (let grew = true; grew;) {
    grew = false
    for (const [name, names] of held) {
      if (found.has(name)) continue
      const called = [...names].find(other => found.has(other) || imports.has(other))
      if (called === undefined) continue
      found.set(name, `which uses ${called}`)
      grew = true
    }
  }
  return found
}

const globalsOf = (file: ts.SourceFile, bindings: Bindings): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isIdentifier(node) && isUse(node) && !bindings.isBound(node) && !isHarmlessGlobal(node.text))
      found.set(node.text, 'a global')
    return undefined
  })
  return found
}

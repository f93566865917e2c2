/**
 * Which functions of some files are named, directly or through others, from given ones or from what runs when a file is loaded.
 * By name only: a little more than what can really be reached, and never a proof that something ran.
 */
import { findFunctions, type FoundFunction } from './functions.ts'
import { ts, walk } from './syntax.ts'

export interface NamedFunction {
  readonly path: string
  readonly found: FoundFunction
}

const namesIn = (node: ts.Node, into: Set<string>): void =>
  walk(node, each => {
    if (ts.isIdentifier(each) || ts.isPrivateIdentifier(each)) into.add(each.text)
    // `handlers[kind]` may mean any text of the file.
    else if (ts.isStringLiteralLike(each)) into.add(each.text)
  })

/** What runs when the file is loaded: everything outside of functions. */
const namesAtLoad = (file: ts.SourceFile, functions: readonly FoundFunction[], into: Set<string>): void => {
  const bodies = new Set<ts.Node>(functions.map(({ node }) => node))
  walk(file, node => {
    if (bodies.has(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return false
    if (!ts.isIdentifier(node)) return
    const { parent } = node
    const declares = (ts.isVariableDeclaration(parent) || ts.isClassLike(parent)) && parent.name === node
    if (!declares) into.add(node.text)
    return
  })
}

export const namedBy = (files: readonly ts.SourceFile[], from: readonly ts.Node[]): ReadonlySet<string> => {
  const all = files.flatMap(file => findFunctions(file).map((found): NamedFunction => ({ path: file.fileName, found })))
  const names = new Set<string>()
  for (const node of from) namesIn(node, names)
  for (const file of files) namesAtLoad(file, findFunctions(file), names)
  const reached = new Set<string>()
  for (let before = -1; before !== reached.size;) {
    before = reached.size
    for (const { path, found } of all) {
      const key = `${path}#${found.name}`
      if (reached.has(key)) continue
      const parts = found.name.split('.')
      const last = parts.at(-1) ?? ''
      const asked = last === 'constructor' ? parts.at(-2) : last
      if (asked === undefined || !names.has(asked)) continue
      reached.add(key)
      namesIn(found.node, names)
    }
  }
  return reached
}

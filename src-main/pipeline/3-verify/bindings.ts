/**
 * Whether a name in a text means something that the text declares. Occurrence by occurrence: a parameter called `window` in one
 * function does not excuse the global `window` in another.
 */
import { ts, walk } from '../../languages/javascript/syntax.ts'
import { isUse } from './is-use.ts'

export interface Bindings {
  /** Whether a declaration of the file reaches this use of its name. */
  isBound(use: ts.Identifier): boolean
  /** Whether one inside of `outer` does. */
  isBoundWithin(use: ts.Identifier, outer: ts.Node): boolean
  /** Declarations that the use means: those of the innermost scope that has the name. Empty for a global. */
  declarationsOf(use: ts.Identifier): readonly ts.Node[]
  /** Every use that means this declaration, itself left out. */
  usesOf(declaration: ts.Node): readonly ts.Identifier[]
}

interface Declared {
  readonly scope: ts.Node
  readonly declaration: ts.Node
}

export const bindingsOf = (file: ts.SourceFile): Bindings => {
  const scopes = new Map<string, Declared[]>()
  walk(file, node => {
    const name = declaredName(node)
    const scope = name && scopeOf(node, file)
    if (!scope) return
    const list = scopes.get(name.text)
    if (list) list.push({ scope, declaration: node })
    else scopes.set(name.text, [{ scope, declaration: node }])
  })
  const around = (use: ts.Identifier): readonly Declared[] =>
    (scopes.get(use.text) ?? []).filter(({ scope }) => scope.pos <= use.pos && use.end <= scope.end)
  const declarationsOf = (use: ts.Identifier): readonly ts.Node[] => {
    const all = around(use)
    // Scopes that hold the same use hold each other: the shortest is the innermost.
    const innermost = Math.min(...all.map(({ scope }) => scope.end - scope.pos))
    return all.filter(({ scope }) => scope.end - scope.pos === innermost).map(({ declaration }) => declaration)
  }
  let uses: Map<ts.Node, ts.Identifier[]> | null = null
  return {
    isBound: use => around(use).length > 0,
    isBoundWithin: (use, outer) => around(use).some(({ scope }) => outer.pos <= scope.pos && scope.end <= outer.end),
    declarationsOf,
    usesOf(declaration) {
      uses ??= usesByDeclaration(file, declarationsOf)
      return uses.get(declaration) ?? []
    },
  }
}

const usesByDeclaration = (
  file: ts.SourceFile,
  declarationsOf: (use: ts.Identifier) => readonly ts.Node[],
): Map<ts.Node, ts.Identifier[]> => {
  const found = new Map<ts.Node, ts.Identifier[]>()
  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (!ts.isIdentifier(node) || !isUse(node)) return undefined
    for (const declaration of declarationsOf(node)) {
      if ('name' in declaration && declaration.name === node) continue
      const list = found.get(declaration)
      if (list) list.push(node)
      else found.set(declaration, [node])
    }
    return undefined
  })
  return found
}

const declaredName = (node: ts.Node): ts.Identifier | undefined => {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassLike(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node)
  return declares && node.name && ts.isIdentifier(node.name) ? node.name : undefined
}

/** The text in which the declaration counts. Two scopes never overlap without one holding the other, so positions decide. */
const scopeOf = (declaration: ts.Node, file: ts.SourceFile): ts.Node | null => {
  let node = declaration
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) node = node.parent
  // `declare const x` says that somebody else has it.
  if (isAmbient(node)) return null
  if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) return node
  if (ts.isParameter(node))
    return ts.isFunctionLike(node.parent) && 'body' in node.parent && node.parent.body ? node.parent : null
  if (ts.isVariableDeclaration(node)) {
    if (ts.isCatchClause(node.parent)) return node.parent
    if ((node.parent.flags & ts.NodeFlags.BlockScoped) === 0) return bodyAround(node, file)
    return blockAround(node.parent, file)
  }
  return blockAround(node, file)
}

const isAmbient = (node: ts.Node): boolean => {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (ts.canHaveModifiers(at) && ts.getModifiers(at)?.some(each => each.kind === ts.SyntaxKind.DeclareKeyword)) return true
    if (ts.isImportClause(at) && at.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
    if (ts.isImportSpecifier(at) && at.isTypeOnly) return true
  }
  return false
}

/** Where `var` counts: not in the defaults of the parameters, which are outside of the body. */
const bodyAround = (node: ts.Node, file: ts.SourceFile): ts.Node => {
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isFunctionLike(at.parent) && 'body' in at.parent && at.parent.body === at) return at
    if (ts.isClassStaticBlockDeclaration(at.parent)) return at
  }
  return file
}

const blockAround = (node: ts.Node, file: ts.SourceFile): ts.Node => {
  for (let at = node.parent; at; at = at.parent) {
    if (
      ts.isBlock(at) ||
      ts.isCaseBlock(at) ||
      ts.isModuleBlock(at) ||
      ts.isForStatement(at) ||
      ts.isForInStatement(at) ||
      ts.isForOfStatement(at)
    )
      return at
  }
  return file
}

/** Which functions of a file a call means, from where they are called, and what is at the top of a module. Syntax and bindings only. */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Bindings } from './bindings.ts'
import { isAccess, isAssignment, memberName, propertyName } from './names.ts'

/** The variable at the root of `a.b[c].d`, through calls of methods too. */
export const rootOf = (expression: ts.Expression): ts.Identifier | null => {
  let node = bare(expression)
  while (true) {
    if (isAccess(node)) node = bare(node.expression)
    else if (ts.isCallExpression(node) && isAccess(bare(node.expression))) node = bare(node.expression)
    else if (isAssignment(node)) node = bare(node.left)
    else if (ts.isBinaryExpression(node)) node = bare(node.left)
    else return ts.isIdentifier(node) ? node : null
  }
}

/** Declared beside the functions of the module, or in a function that runs when the module is loaded. */
export const isAtTop = (node: ts.Node): boolean => {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isClassStaticBlockDeclaration(at)) return true
    if (ts.isFunctionLike(at)) return isRunAtOnce(at) && isAtTop(at)
  }
  return true
}

const isRunAtOnce = (node: ts.Node): boolean => {
  let outer: ts.Node = node
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent
  if (ts.isCallExpression(outer.parent) && outer.parent.expression === outer) return true
  // `(function () {}).call(this)`
  return isAccess(outer.parent) && outer.parent.expression === outer && ts.isCallExpression(outer.parent.parent)
}

/** Functions of the file that a callee means for certain. */
export const functionsCalled = (callee: ts.Expression, bindings: Bindings): readonly ts.SignatureDeclaration[] => {
  const node = bare(callee)
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [node]
  if (!ts.isIdentifier(node)) return []
  return bindings.declarationsOf(node).flatMap((each): ts.SignatureDeclaration[] => {
    if (ts.isFunctionDeclaration(each) || ts.isFunctionExpression(each)) return [each]
    const initial = ts.isVariableDeclaration(each) && each.initializer ? bare(each.initializer) : null
    return initial && (ts.isArrowFunction(initial) || ts.isFunctionExpression(initial)) ? [initial] : []
  })
}

export interface Calls {
  readonly calls: (ts.CallExpression | ts.NewExpression)[]
  /** Where its name is handed over as an argument. */
  readonly given: ts.Identifier[]
  /** Nobody else can call it: not exported, and never given away. */
  complete: boolean
  /** Its name is used otherwise than to call it or to hand it over. */
  escapes: boolean
}

/** Functions that are members, by the name of the member. */
export const methodsByName = (file: ts.SourceFile): ReadonlyMap<string, readonly ts.SignatureDeclaration[]> => {
  const found = new Map<string, ts.SignatureDeclaration[]>()
  const add = (name: string | null, fn: ts.SignatureDeclaration): void => {
    if (name !== null) found.set(name, [...(found.get(name) ?? []), fn])
  }
  walk(file, node => {
    if (ts.isMethodDeclaration(node)) add(propertyName(node.name), node)
    else if ((ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) && node.initializer) {
      const value = bare(node.initializer)
      if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) add(propertyName(node.name), value)
    } else if (isAssignment(node)) {
      const [target, value] = [bare(node.left), bare(node.right)]
      if (isAccess(target) && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) add(memberName(target), value)
    }
  })
  return found
}

export const callsByFunction = (file: ts.SourceFile, bindings: Bindings): ReadonlyMap<ts.Node, Calls> => {
  const found = new Map<ts.Node, Calls>()
  const methods = methodsByName(file)
  walk(file, node => {
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)) {
      const calls = callsOfFunction(node, bindings)
      if (calls) found.set(node, calls)
    } else if (ts.isCallExpression(node)) {
      const callee = bare(node.expression)
      const members = isAccess(callee) ? (methods.get(memberName(callee) ?? '') ?? []) : []
      for (const each of members) entryOf(found, each).calls.push(node)
      if (callee.kind === ts.SyntaxKind.SuperKeyword)
        for (const each of constructorsOf(file)) entryOf(found, each).calls.push(node)
    } else if (ts.isNewExpression(node)) {
      for (const each of classesMade(node, bindings))
        for (const member of each.members) if (ts.isConstructorDeclaration(member)) entryOf(found, member).calls.push(node)
    }
  })
  return found
}

const entryOf = (found: Map<ts.Node, Calls>, fn: ts.Node): Calls => {
  const entry = found.get(fn) ?? { calls: [], given: [], complete: false, escapes: false }
  found.set(fn, entry)
  return entry
}

const constructorsOf = (file: ts.SourceFile): readonly ts.ConstructorDeclaration[] => {
  const found: ts.ConstructorDeclaration[] = []
  walk(file, node => {
    if (ts.isConstructorDeclaration(node)) found.push(node)
  })
  return found
}

/** Classes of the file that a `new` makes an instance of. */
export const classesMade = (node: ts.NewExpression, bindings: Bindings): readonly ts.ClassLikeDeclaration[] => {
  const callee = bare(node.expression)
  if (ts.isClassExpression(callee)) return [callee]
  if (!ts.isIdentifier(callee)) return []
  return bindings.declarationsOf(callee).flatMap((each): ts.ClassLikeDeclaration[] => {
    if (ts.isClassLike(each)) return [each]
    const initial = ts.isVariableDeclaration(each) && each.initializer ? bare(each.initializer) : null
    return initial && ts.isClassExpression(initial) ? [initial] : []
  })
}

const callsOfFunction = (
  node: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration,
  bindings: Bindings,
): Calls | null => {
  let holder: ts.Node = node
  if (!ts.isFunctionDeclaration(node)) {
    while (ts.isParenthesizedExpression(holder.parent) || ts.isAsExpression(holder.parent)) holder = holder.parent
    if (ts.isCallExpression(holder.parent) && holder.parent.expression === holder)
      return { calls: [holder.parent], given: [], complete: true, escapes: false }
  }
  const declaration = ts.isFunctionDeclaration(node)
    ? node
    : ts.isVariableDeclaration(holder.parent) && ts.isIdentifier(holder.parent.name)
      ? holder.parent
      : null
  if (!declaration) return null
  const uses = [...bindings.usesOf(declaration), ...(node !== declaration ? bindings.usesOf(node) : [])]
  const found: Calls = { calls: [], given: [], complete: !isExportedHere(declaration) && uses.length > 0, escapes: false }
  for (const use of uses) {
    const { parent } = use
    if (ts.isCallExpression(parent) && parent.expression === use) found.calls.push(parent)
    else {
      found.complete = false
      if (ts.isCallExpression(parent)) found.given.push(use)
      else if (!ts.isExportSpecifier(parent)) found.escapes = true
    }
  }
  return found
}

const isExportedHere = (node: ts.Node): boolean => {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node
  return ts.canHaveModifiers(holder) && (ts.getModifiers(holder) ?? []).some(each => each.kind === ts.SyntaxKind.ExportKeyword)
}

/** Field of the class around that `this.name` means. */
export const fieldOf = (at: ts.Node, name: string): ts.Node | null => {
  for (let node = at.parent; node; node = node.parent) {
    if (ts.isClassLike(node))
      return node.members.find(each => ts.isPropertyDeclaration(each) && propertyName(each.name) === name) ?? null
    if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return null
  }
  return null
}

/** What a function itself may answer with. */
export const answersOf = (fn: ts.Node): readonly ts.Expression[] => {
  const found: ts.Expression[] = []
  if (ts.isArrowFunction(fn) && !ts.isBlock(fn.body)) found.push(fn.body)
  walk(fn, node => {
    if (ts.isFunctionLike(node) && node !== fn) return false
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    return undefined
  })
  return found
}

/** Who a name means in a file, and everywhere it is meant. The base of all facts; knows nothing about what the code does. */
import { isOfProject, type Analysis } from './program.ts'
import { isFunctionNode } from './functions.ts'
import { bare, ts, walk } from './syntax.ts'

export interface Scope extends Analysis {
  symbolOf(node: ts.Node): ts.Symbol | undefined
  /** Every identifier of the file, or of the one that declares it, that means `symbol`, declarations included, in order. */
  references(symbol: ts.Symbol): readonly ts.Identifier[]
  /** Every identifier text of the file: what a new name must differ from. */
  readonly names: ReadonlySet<string>
  /** `eval` or `with` somewhere: names may mean anything, so nothing can be said. */
  readonly opaque: boolean
  /** The same of another file of the program. */
  isOpaque(file: ts.SourceFile): boolean
}

export function scopeOf(analysis: Analysis): Scope {
  const bySymbol = new Map<ts.Symbol, ts.Identifier[]>()
  const symbolOf = (node: ts.Node): ts.Symbol | undefined => {
    if (!ts.isIdentifier(node)) return undefined
    const parent = node.parent
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node)
      return analysis.checker.getShorthandAssignmentValueSymbol(parent)
    if (ts.isExportSpecifier(parent)) return analysis.checker.getExportSpecifierLocalTargetSymbol(parent)
    return analysis.checker.getSymbolAtLocation(node)
  }
  const read = (file: ts.SourceFile): { readonly names: Set<string>; readonly opaque: boolean } => {
    const names = new Set<string>()
    let opaque = false
    walk(file, node => {
      if (ts.isWithStatement(node)) opaque = true
      if (!ts.isIdentifier(node)) return
      names.add(node.text)
      if (node.text === 'eval') opaque = true
      const symbol = symbolOf(node)
      if (!symbol) return
      const list = bySymbol.get(symbol)
      if (list) list.push(node)
      else bySymbol.set(symbol, [node])
    })
    return { names, opaque }
  }
  const own = read(analysis.file)
  const opaque = new Map([[analysis.file, own.opaque]])
  const isOpaque = (file: ts.SourceFile): boolean => {
    const known = opaque.get(file) ?? read(file).opaque
    opaque.set(file, known)
    return known
  }
  const references = (symbol: ts.Symbol): readonly ts.Identifier[] => {
    for (const each of symbol.declarations ?? []) if (isOfProject(each.getSourceFile())) isOpaque(each.getSourceFile())
    return bySymbol.get(symbol) ?? []
  }
  return { ...analysis, symbolOf, references, names: own.names, opaque: own.opaque, isOpaque }
}

/** Declared in a file of the project (not in a library and not a global without declaration). */
export const isLocal = (symbol: ts.Symbol | undefined): symbol is ts.Symbol =>
  symbol?.declarations?.some(each => isOfProject(each.getSourceFile())) ?? false

export const isGlobal = (scope: Scope, node: ts.Node, name: string): boolean =>
  ts.isIdentifier(node) && node.text === name && !isLocal(scope.symbolOf(node))

export const contains = (outer: ts.Node, inner: ts.Node): boolean => outer.pos <= inner.pos && inner.end <= outer.end

/** Every declaration of the symbol lies inside `node`. */
export const declaredIn = (symbol: ts.Symbol, node: ts.Node): boolean =>
  symbol.declarations?.every(each => each.getSourceFile() === node.getSourceFile() && contains(node, each)) ?? false

export const mentions = (scope: Scope, node: ts.Node, symbol: ts.Symbol): boolean =>
  scope.references(symbol).some(each => contains(node, each))

export const isParameter = (symbol: ts.Symbol): boolean => symbol.declarations?.some(ts.isParameter) ?? false

/** The only declaration, when it is a variable with a plain name. */
export function variableOf(symbol: ts.Symbol): ts.VariableDeclaration | null {
  const [only, ...more] = symbol.declarations ?? []
  return only && more.length === 0 && ts.isVariableDeclaration(only) && ts.isIdentifier(only.name) ? only : null
}

export const isAssignmentOperator = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

/** Identifier stands where its variable is given a value (not its declaration's initializer). */
export function isAssigned(id: ts.Identifier): boolean {
  let node: ts.Node = id
  while (true) {
    const parent = node.parent
    if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignmentOperator(parent.operatorToken.kind)
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
      return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node
    const inPattern =
      ts.isArrayLiteralExpression(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isParenthesizedExpression(parent) ||
      (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
      ts.isShorthandPropertyAssignment(parent)
    if (!inPattern) return false
    node = parent
  }
}

/** Never given a value after its declaration. */
export const isConstant = (scope: Scope, symbol: ts.Symbol): boolean => !scope.references(symbol).some(isAssigned)

/** What an import stands for, where that file is known; else the symbol itself. */
const importedSymbol = (scope: Scope, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? scope.checker.getAliasedSymbol(symbol) : symbol

/** The function of the project that an identifier certainly calls, or null. */
export function calledFunction(scope: Scope, callee: ts.Expression): ReturnType<typeof asFunction> {
  const target = bare(callee)
  if (isFunctionNode(target)) return target
  if (ts.isPropertyAccessExpression(target) && !target.questionDotToken) return memberFunction(scope, target)
  const named = scope.symbolOf(target)
  if (!isLocal(named) || !isConstant(scope, named)) return null
  return functionOf(scope, importedSymbol(scope, named))
}

function functionOf(scope: Scope, symbol: ts.Symbol): ReturnType<typeof asFunction> {
  if (!isLocal(symbol) || !isConstant(scope, symbol)) return null
  if (symbol.declarations?.some(each => scope.isOpaque(each.getSourceFile()))) return null
  const declarations = symbol.declarations ?? []
  const withBody = declarations.filter(each => !ts.isFunctionDeclaration(each) || each.body)
  return withBody.length === 1 && withBody[0] ? asFunction(withBody[0]) : null
}

/** `Lists.has` of a class with that static method, or of a constant object with that function; nothing in the file gives it another one. */
function memberFunction(scope: Scope, target: ts.PropertyAccessExpression): ReturnType<typeof asFunction> {
  const symbol = scope.symbolOf(bare(target.expression))
  const [owner, ...more] = symbol?.declarations ?? []
  if (owner && ts.isNamespaceImport(owner)) {
    const member = scope.symbolOf(target.name)
    return member ? functionOf(scope, importedSymbol(scope, member)) : null
  }
  if (!symbol || !owner || more.length > 0 || !isLocal(symbol) || !isConstant(scope, symbol)) return null
  const name = target.name.text
  const isWritten = scope.references(symbol).some(id => {
    const member = id.parent
    const use = member.parent
    if (id === (owner as ts.NamedDeclaration).name || ts.isExportSpecifier(member)) return false
    if (!ts.isPropertyAccessExpression(member) || member.expression !== id) return true
    return ts.isBinaryExpression(use) && use.left === member && isAssignmentOperator(use.operatorToken.kind)
  })
  if (isWritten) return null
  if (ts.isClassDeclaration(owner)) {
    const [method, ...others] = owner.members.filter(each => each.name?.getText() === name)
    const isStatic =
      method && ts.isMethodDeclaration(method) && method.modifiers?.some(each => each.kind === ts.SyntaxKind.StaticKeyword)
    return isStatic && others.length === 0 && method.body ? method : null
  }
  const value = ts.isVariableDeclaration(owner) && owner.initializer ? bare(owner.initializer) : null
  if (!value || !ts.isObjectLiteralExpression(value)) return null
  const [property, ...others] = value.properties.filter(each => each.name?.getText() === name || !each.name)
  if (!property || others.length > 0) return null
  if (ts.isMethodDeclaration(property)) return property
  const initializer = ts.isPropertyAssignment(property) ? bare(property.initializer) : null
  return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) ? initializer : null
}

function asFunction(
  declaration: ts.Node,
): ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration | null {
  if (ts.isFunctionDeclaration(declaration)) return declaration
  const given = ts.isVariableDeclaration(declaration) ? declaration.initializer : exportedValue(declaration)
  if (!given) return null
  const value = bare(given)
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) ? value : null
}

/** `f` of `module.exports = f` and `exports.name = f`, which TypeScript takes for declarations. */
const exportedValue = (node: ts.Node): ts.Expression | undefined => {
  const assignment = ts.isPropertyAccessExpression(node) ? node.parent : node
  return ts.isBinaryExpression(assignment) && /^(?:module\.)?exports(?:\.\w+)?$/.test(assignment.left.getText())
    ? assignment.right
    : undefined
}

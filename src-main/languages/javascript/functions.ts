/**
 * Finds the outermost functions of a file and gives each the name by which people and manifests call it: `parse`,
 * `Stack.push`, `api.load`, `default`. Functions inside functions belong to the outer one and have no entry of their own.
 */
import { lineOf, ts } from './syntax.ts'

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration

export interface FoundFunction {
  readonly name: string
  /** Offset of the first character (after comments) and behind the last of the text that belongs to it. */
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly line: number
  readonly exported: boolean
  readonly node: FunctionNode
}

export const isFunctionNode = (node: ts.Node): node is FunctionNode =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isAccessor(node)

export function findFunctions(file: ts.SourceFile): readonly FoundFunction[] {
  const found: FoundFunction[] = []
  const exportedNames = namesExportedBelow(file)
  const visit = (node: ts.Node): void => {
    if (!isFunctionNode(node)) return ts.forEachChild(node, visit)
    const start = node.getStart(file)
    const name = nameOf(node)
    found.push({
      name,
      start,
      end: node.end,
      line: lineOf(file, start),
      exported: isExported(node, file) || exportedNames.has(name.split('.')[0] ?? ''),
      node,
    })
  }
  visit(file)
  return found
}

/** `parse`, `Stack.push`, `exports.load` as `load`; `default` or `anonymous@line` where there is none. */
export function nameOf(node: FunctionNode): string {
  const own = ownName(node)
  const parent = node.parent
  if (ts.isClassLike(parent)) return `${className(parent)}.${own ?? 'constructor'}`
  if (own !== null && !ts.isObjectLiteralExpression(parent) && !ts.isFunctionExpression(node)) return own
  const holder = ts.isObjectLiteralExpression(parent) ? node : outerExpression(node)
  const assigned = nameFromHolder(holder)
  if (assigned !== null && own !== null && ts.isObjectLiteralExpression(parent)) return `${assigned}.${own}`
  return assigned ?? own ?? `anonymous@${lineOf(node.getSourceFile(), node.getStart())}`
}

function ownName(node: FunctionNode): string | null {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (ts.isFunctionDeclaration(node) && !node.name) return 'default'
  return node.name ? memberName(node.name) : null
}

const memberName = (name: ts.PropertyName | ts.BindingName): string => {
  const plain = ts.isComputedPropertyName(name) ? name.expression : name
  if (ts.isStringLiteralLike(plain)) return plain.text
  return ts.isComputedPropertyName(name) ? `[${name.expression.getText()}]` : name.getText()
}

function className(node: ts.ClassLikeDeclaration): string {
  if (node.name) return node.name.text
  return nameFromHolder(outerExpression(node)) ?? 'default'
}

/** Out of parentheses, of types (`as const`) and of calls that wrap it, as in `const f = memo(() => ...)`. */
function outerExpression(node: ts.Node): ts.Node {
  let outer = node
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isAsExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    (ts.isCallExpression(outer.parent) && outer.parent.arguments.length < 3)
  )
    outer = outer.parent
  return outer
}

function nameFromHolder(node: ts.Node): string | null {
  const parent = node.parent
  if (!parent) return null
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) return memberName(parent.name)
  if (ts.isExportAssignment(parent)) return 'default'
  if (ts.isPropertyDeclaration(parent)) {
    return ts.isClassLike(parent.parent) ? `${className(parent.parent)}.${memberName(parent.name)}` : null
  }
  if (ts.isPropertyAssignment(parent)) {
    const outer = nameFromHolder(outerExpression(parent.parent))
    return outer === null || outer === 'default' ? memberName(parent.name) : `${outer}.${memberName(parent.name)}`
  }
  if (ts.isObjectLiteralExpression(parent)) {
    const outer = nameFromHolder(outerExpression(parent))
    return outer === 'default' ? null : outer
  }
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node)
    return nameFromTarget(parent.left)
  return null
}

/** `exports.x = ` and `module.exports.x = ` name `x`; `module.exports = ` names `default`; `A.prototype.m = ` names `A.m`. */
function nameFromTarget(target: ts.Expression): string {
  const text = target.getText().replace(/\?\./g, '.')
  if (text === 'module.exports' || text === 'exports') return 'default'
  return text.replace(/^(?:module\.)?exports\./, '').replace(/\.prototype\./, '.')
}

function isExported(node: FunctionNode, file: ts.SourceFile): boolean {
  let outer: ts.Node = node
  while (outer.parent && outer.parent !== file) outer = outer.parent
  if (ts.isExportAssignment(outer)) return true
  if (ts.canHaveModifiers(outer) && ts.getModifiers(outer)?.some(each => each.kind === ts.SyntaxKind.ExportKeyword)) return true
  return ts.isExpressionStatement(outer) && /^(?:module\.)?exports\b/.test(outer.getText(file))
}

/** Names in `export { a, b as c }`, `export default a`, `module.exports = { a, b: c }`, `exports.a = b`. */
function namesExportedBelow(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  for (const statement of file.statements) {
    if (
      ts.isExportDeclaration(statement) &&
      !statement.moduleSpecifier &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      for (const each of statement.exportClause.elements) names.add((each.propertyName ?? each.name).text)
    else if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) names.add(statement.expression.text)
    else if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression))
      addCommonJs(statement.expression, names)
  }
  return names
}

function addCommonJs(assignment: ts.BinaryExpression, names: Set<string>): void {
  if (!/^(?:module\.)?exports\b/.test(assignment.left.getText())) return
  const value = assignment.right
  if (ts.isBinaryExpression(value)) return addCommonJs(value, names)
  if (ts.isIdentifier(value)) names.add(value.text)
  if (!ts.isObjectLiteralExpression(value)) return
  for (const each of value.properties) {
    if (ts.isShorthandPropertyAssignment(each)) names.add(each.name.text)
    else if (ts.isPropertyAssignment(each) && ts.isIdentifier(each.initializer)) names.add(each.initializer.text)
  }
}

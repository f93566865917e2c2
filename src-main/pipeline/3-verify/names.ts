/**
 * How a member is named, in whatever spelling: `a.b`, `a?.b`, `a['b']`, `(a).b` and `a. b` are one thing. Syntax only; what a name
 * means is for `bindings.ts`.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'

export type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression

export const isAccess = (node: ts.Node): node is Access =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)

/** Name of a member that is written out, or null where it is computed. */
export const memberName = (node: Access): string | null => {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  const key = bare(node.argumentExpression)
  return ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : null
}

/** `Object.prototype.toString`, or null where anything but names is in it. */
export const dottedName = (expression: ts.Expression): string | null => {
  const node = bare(expression)
  if (ts.isIdentifier(node)) return node.text
  if (!isAccess(node)) return null
  const [object, name] = [dottedName(node.expression), memberName(node)]
  return object === null || name === null ? null : `${object}.${name}`
}

export const propertyName = (name: ts.PropertyName | ts.BindingName | ts.Expression): string | null => {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name))
    return name.text
  if (ts.isComputedPropertyName(name)) {
    const key = bare(name.expression)
    return ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : null
  }
  return null
}

/** `{ a } = x`, also inside of other patterns and in the head of a loop: an object literal that takes apart instead of making. */
const takesApart = (literal: ts.Node): boolean => {
  let node = outermost(literal)
  while (true) {
    const { parent } = node
    if (isAssignment(parent)) return parent.left === node
    if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node
    if (ts.isPropertyAssignment(parent) && parent.initializer === node) node = outermost(parent.parent)
    else if (ts.isArrayLiteralExpression(parent)) node = outermost(parent)
    else return false
  }
}

/** Name of the member that this part of a pattern takes, of a declaration or of an assignment; null for what is no such part or computes it. */
export const takenName = (node: ts.Node): string | null => {
  if (ts.isBindingElement(node))
    return ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken ? propertyName(node.propertyName ?? node.name) : null
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return null
  return takesApart(node.parent) ? propertyName(node.name) : null
}

/** The node without the parentheses and types around it, seen from inside: the outermost expression that has the same value. */
export const outermost = (node: ts.Node): ts.Node => {
  let outer = node
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isAsExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    ts.isTypeAssertionExpression(outer.parent)
  )
    outer = outer.parent
  return outer
}

export const isAssignment = (node: ts.Node): node is ts.AssignmentExpression<ts.AssignmentOperatorToken> =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
  node.operatorToken.kind <= ts.SyntaxKind.LastAssignment

export type Step = (ts.PrefixUnaryExpression | ts.PostfixUnaryExpression) & {
  readonly operator: ts.SyntaxKind.PlusPlusToken | ts.SyntaxKind.MinusMinusToken
}

export const isStep = (node: ts.Node): node is Step =>
  (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
  (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)

/** Every member that a statement of the text gives a value, by name or by an assignment pattern: what may be called later under that name. */
export const membersDefined = (file: ts.SourceFile): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(file, node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return false
    if (
      (ts.isPropertyAssignment(node) ||
        ts.isShorthandPropertyAssignment(node) ||
        ts.isMethodDeclaration(node) ||
        ts.isPropertyDeclaration(node) ||
        ts.isAccessor(node)) &&
      ts.isIdentifier(node.name)
    )
      found.add(node.name.text)
    else if (isAssignment(node)) {
      const target = bare(node.left)
      const name = isAccess(target) ? memberName(target) : null
      if (name !== null && name !== 'length') found.add(name)
    }
    return undefined
  })
  return found
}

export const functionAround = (node: ts.Node): ts.SignatureDeclaration | null => {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at
  return null
}

export const isAsync = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword)

export const isGenerator = (node: ts.Node): boolean =>
  (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
  node.asteriskToken !== undefined

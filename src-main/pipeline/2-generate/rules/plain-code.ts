/** Code that only computes: it reads what it is given, sets its own variables, and calls nothing but itself and what is known to have no effects. */
import { isPrimitiveExpression } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, isLocal } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import type { RuleContext } from './rule.ts'

const reading =
  /^(?:slice|substring|substr|charAt|charCodeAt|codePointAt|at|startsWith|endsWith|includes|indexOf|lastIndexOf|toLowerCase|toUpperCase|concat|trim|repeat|toString|has|get)$/

/** Whether `fn` does nothing but compute. `isSelf` tells the calls to itself. */
export function onlyComputes(
  context: RuleContext,
  fn: ts.FunctionLikeDeclaration,
  isSelf: (call: ts.CallExpression) => boolean,
): boolean {
  let plain = true
  walk(fn.body!, node => {
    if (!plain) return false
    if (
      ts.isFunctionLike(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node) ||
      ts.isDeleteExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isThrowStatement(node) ||
      ts.isTryStatement(node) ||
      ts.isNewExpression(node) ||
      ts.isClassLike(node) ||
      ts.isForInStatement(node) ||
      (ts.isIdentifier(node) && node.text === 'arguments')
    )
      plain = false
    else if (ts.isCallExpression(node)) plain = isSelf(node) || isReading(node)
    else if (isWrite(node) && !isOwnVariable(context, fn, writtenBy(node))) plain = false
    return undefined
  })
  return plain
}

function isReading(call: ts.CallExpression): boolean {
  const callee = bare(call.expression)
  if (/^Math\.(?!random)\w+$/.test(callee.getText()) || /^(?:Number|String|Boolean|isNaN)$/.test(callee.getText())) return true
  return ts.isPropertyAccessExpression(callee) && reading.test(callee.name.text)
}

const isWrite = (node: ts.Node): node is ts.BinaryExpression | ts.PrefixUnaryExpression | ts.PostfixUnaryExpression =>
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken))

const writtenBy = (node: ts.BinaryExpression | ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): ts.Expression =>
  bare(ts.isBinaryExpression(node) ? node.left : node.operand)

const isOwnVariable = (context: RuleContext, fn: ts.Node, target: ts.Expression): boolean => {
  const declaration = context.scope.symbolOf(target)?.declarations?.[0]
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && contains(fn, declaration)
}

/** Everything from outside that `fn` reads is the same for as long as `region` runs: set once, only read, and out of reach of other code. */
export function readsOnlyStable(
  context: RuleContext,
  fn: ts.FunctionLikeDeclaration,
  region: ts.Node,
  self: ts.Symbol,
  isSelf: (call: ts.CallExpression) => boolean,
): boolean {
  const { scope } = context
  const outer = new Set<ts.Symbol>()
  walk(fn.body!, node => {
    const symbol = ts.isIdentifier(node) ? scope.symbolOf(node) : undefined
    if (!isLocal(symbol) || symbol === self) return
    const declaration = symbol.declarations?.[0]
    const isVariable =
      declaration && (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration))
    if (isVariable && !contains(fn, declaration)) outer.add(symbol)
  })
  return [...outer].every(symbol => {
    if (!isConstant(scope, symbol)) return false
    return scope.references(symbol).every(id => isStableUse(context, id, region, isSelf))
  })
}

function isStableUse(
  context: RuleContext,
  id: ts.Identifier,
  region: ts.Node,
  isSelf: (call: ts.CallExpression) => boolean,
): boolean {
  const parent = id.parent
  const isDeclared =
    (ts.isParameter(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === id
  if (isChanged(id)) return false
  if (isDeclared || isReadThrough(id)) return true
  if (ts.isCallExpression(parent) && parent.expression !== id) return isSelf(parent) || isReading(parent)
  if (isPrimitiveExpression(context.scope, id)) return true
  // A module's own constant is only as stable as what it holds: here only what is plainly read.
  if (!contains(region, id)) return false
  return (
    ts.isBinaryExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === id)
  )
}

/** `list[i] = 1`, `list[i].x++`, `list[0].push(1)`, `delete list[0]`. */
function isChanged(id: ts.Identifier): boolean {
  let node: ts.Node = id
  while (
    ((ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent)) &&
      node.parent.expression === node) ||
    ts.isNonNullExpression(node.parent) ||
    ts.isParenthesizedExpression(node.parent)
  )
    node = node.parent
  const parent = node.parent
  if (isWrite(parent)) return writtenBy(parent) === bare(node as ts.Expression)
  if (ts.isDeleteExpression(parent)) return true
  return (
    ts.isCallExpression(parent) &&
    parent.expression === node &&
    ts.isPropertyAccessExpression(node) &&
    !isReading(parent) &&
    node.name.text !== 'length'
  )
}

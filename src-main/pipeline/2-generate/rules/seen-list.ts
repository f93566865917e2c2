/** Finds lists that are made in a function, only grow there, and are asked what they hold. */
import { isFresh, makesArray } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, variableOf } from '../../../languages/javascript/scope.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { ts } from '../../../languages/javascript/syntax.ts'
import { type Membership, membershipOf } from '../meaning/membership.ts'
import { isFallback } from './membership.ts'
import { repetitionsAround } from './place.ts'
import type { RuleContext } from './rule.ts'

export interface SeenList {
  readonly symbol: ts.Symbol
  readonly variable: ts.VariableDeclaration
  readonly questions: readonly Membership[]
  readonly pushes: readonly ts.CallExpression[]
  /** Asked and grown, and nothing else. */
  readonly onlySeen: boolean
}

export function seenListOf(context: RuleContext, symbol: ts.Symbol): SeenList | null {
  const { scope } = context
  const variable = variableOf(symbol)
  if (
    !variable?.initializer ||
    !contains(context.target.node, variable) ||
    !isConstant(scope, symbol) ||
    !isFresh(scope, symbol, makesArray)
  )
    return null
  const questions: Membership[] = []
  const pushes: ts.CallExpression[] = []
  let onlySeen = true
  for (const id of scope.references(symbol)) {
    if (id === variable.name) continue
    const member = id.parent
    const call = member.parent
    const handedOn = ts.isCallExpression(member) ? membershipOf(context, member) : null
    if (handedOn?.list === id && !isFallback(member)) {
      questions.push(handedOn)
      continue
    }
    if (
      ts.isPropertyAccessExpression(member) &&
      member.expression === id &&
      ts.isCallExpression(call) &&
      call.expression === member
    ) {
      const question = membershipOf(context, call)
      if (question && question.list === id && !isFallback(call)) {
        questions.push(question)
        continue
      }
      if (member.name.text === 'push') {
        if (call.arguments.length !== 1 || ts.isSpreadElement(call.arguments[0]!) || !ts.isExpressionStatement(call.parent))
          return null
        pushes.push(call)
        continue
      }
    }
    onlySeen = false
    // Handed out after the work is done, or only read: the Set beside it stays right.
    if (!isReadThrough(id) && !isHandedOut(context, id)) return null
    if (ts.isElementAccessExpression(member) && isWrite(member)) return null
    if (ts.isPropertyAccessExpression(member) && member.name.text === 'length' && isWrite(member)) return null
  }
  return { symbol, variable, questions, pushes, onlySeen }
}

/** Returned, or put into a result that is returned: in both cases nothing here changes it any more except by `push`. */
export const isHandedOut = (context: RuleContext, id: ts.Identifier): boolean => {
  const inLoop = repetitionsAround(context, id).length > 0
  const parent = id.parent
  if (ts.isReturnStatement(parent)) return true
  if (inLoop) return false
  const inLiteral =
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === id) ||
    ts.isArrayLiteralExpression(parent)
  if (!inLiteral) return false
  let outer: ts.Node = parent
  while (
    ts.isObjectLiteralExpression(outer) ||
    ts.isArrayLiteralExpression(outer) ||
    ts.isPropertyAssignment(outer) ||
    ts.isShorthandPropertyAssignment(outer)
  )
    outer = outer.parent
  return ts.isReturnStatement(outer)
}

export function isWrite(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isBinaryExpression(parent))
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  return ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent) || ts.isDeleteExpression(parent)
}

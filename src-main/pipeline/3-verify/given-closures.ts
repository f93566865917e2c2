/**
 * State in a function that is given away: a factory answers with a function that writes to a variable around it, so that calls of the answer
 * depend on the calls before. No comparison of answers sees what a function that was answered will do later.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Report } from './findings.ts'
import { answersOf, rootOf } from './functions-called.ts'
import { changes } from './methods.ts'
import { functionAround, isAccess, isAssignment, isStep, memberName } from './names.ts'
import type { Script } from './script.ts'

export const findGivenClosures = ({ file, bindings }: Script, report: Report): void => {
  walk(file, node => {
    if (!ts.isFunctionLike(node)) return
    for (const answer of answersOf(node)) for (const fn of functionsIn(answer, 3)) look(fn, node)
  })

  /** Functions that an answer is or holds, by their text or by their name. */
  function functionsIn(expression: ts.Expression, depth: number): readonly ts.Node[] {
    const node = bare(expression)
    if (depth === 0) return []
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [node]
    if (ts.isConditionalExpression(node)) return [...functionsIn(node.whenTrue, depth), ...functionsIn(node.whenFalse, depth)]
    if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(each => functionsIn(each, depth - 1))
    if (ts.isObjectLiteralExpression(node))
      return node.properties.flatMap(each => {
        if (ts.isMethodDeclaration(each) || ts.isAccessor(each)) return [each]
        if (ts.isShorthandPropertyAssignment(each)) return functionsIn(each.name, depth - 1)
        return ts.isPropertyAssignment(each) ? functionsIn(each.initializer, depth - 1) : []
      })
    if (!ts.isIdentifier(node)) return []
    return bindings.declarationsOf(node).flatMap(each => {
      if (ts.isFunctionDeclaration(each) && functionAround(each)) return [each]
      return ts.isVariableDeclaration(each) && each.initializer && functionAround(each)
        ? functionsIn(each.initializer, depth - 1)
        : []
    })
  }

  function look(fn: ts.Node, factory: ts.Node): void {
    walk(fn, node => {
      const target = targetOf(node)
      const root = target && rootOf(target)
      if (!root) return
      const isAround = bindings
        .declarationsOf(root)
        .some(each => isUnder(each, factory) && !isUnder(each, fn) && (ts.isIdentifier(bare(target)) || !ts.isParameter(each)))
      if (isAround)
        report(
          'keeps state in a function that is given away',
          `Keeps state in a function that is given away (${root.text}): its later calls depend on the earlier ones, which nothing compares.`,
          node,
          true,
        )
    })
  }
}

const isUnder = (node: ts.Node, outer: ts.Node): boolean => outer.pos <= node.pos && node.end <= outer.end

/** What is written there: by an assignment, a step, `delete`, or a method that changes its receiver. */
const targetOf = (node: ts.Node): ts.Expression | null => {
  if (isAssignment(node)) return node.left
  if (isStep(node)) return node.operand
  if (ts.isDeleteExpression(node)) return node.expression
  if (!ts.isCallExpression(node)) return null
  const callee = bare(node.expression)
  return isAccess(callee) && changes.has(memberName(callee) ?? '') ? callee.expression : null
}

/**
 * Writes into what the function did not make: by a computed name, through what was read by one, into what outlives the call, new
 * properties on arguments. A write into something of its own is free, and so is an index into a list that it was given.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import { shapeOf } from './computed-members.ts'
import type { Report } from './findings.ts'
import { isIndexKey } from './index-keys.ts'
import { hasPosition } from './kept-state.ts'
import { changes } from './methods.ts'
import { type Access, dottedName, functionAround, isAccess, isAssignment, isStep, memberName } from './names.ts'
import { isAtTop, rootOf } from './functions-called.ts'
import { isOnly, type Origin } from './value.ts'
import { shown, type Script } from './script.ts'

const outliving = /^(?:top|function|import|builtin|global):/

/** @param isStatementStore a store of compiled statements, which `kept-statements.ts` has looked at. */
export const findWrites = (
  { file, bindings, keys, origins }: Script,
  report: Report,
  isStatementStore: (name: string) => boolean,
): void => {
  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (isAssignment(node)) targets(node.left)
    else if (isStep(node)) targets(node.operand)
    else if (ts.isDeleteExpression(node)) targets(node.expression)
    else if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
      targets(node.initializer)
    else if (ts.isCallExpression(node)) calls(node)
    return undefined
  })

  function targets(target: ts.Expression): void {
    const node = bare(target)
    if (isAccess(node)) member(node)
    else if (ts.isIdentifier(node)) variable(node)
    else if (ts.isArrayLiteralExpression(node))
      for (const each of node.elements) targets(ts.isSpreadElement(each) ? each.expression : each)
    else if (ts.isObjectLiteralExpression(node)) {
      for (const each of node.properties) if (ts.isPropertyAssignment(each)) targets(each.initializer)
    } else if (isAssignment(node)) targets(node.left)
  }

  /** A variable of the module: everything that is at the top outlives the call. */
  function variable(node: ts.Identifier): void {
    const isKept = bindings.declarationsOf(node).some(each => !ts.isParameter(each) && !isStatementOfLoop(each) && isAtTop(each))
    if (isKept && functionAround(node)) outlives([`top:${node.text}`], node, node)
  }

  function member(node: Access): void {
    const own = origins.ownOf(node.expression)
    if (lasting(own, node.expression, node)) return
    if (through(own, node.expression, node)) return
    const name = memberName(node)
    if (name === null && !isIndexKey(keys, (node as ts.ElementAccessExpression).argumentExpression)) {
      if (!isOnly(own, 'fresh', 'bare', 'plain', 'inner', 'looked-up'))
        report(
          `writes by computed name ${shapeOf(node.expression)}`,
          `Writes by a computed name into ${shown(node.expression)}, which this function did not make: the name may be \`__proto__\`, or a key that nobody sees.`,
          node,
          true,
        )
      return
    }
    if (name === null || name === 'length' || /^\d+$/.test(name)) return
    if (own.has('argument') && isOnly(own, 'argument', 'plain'))
      report(
        `writes property ${name}`,
        `Writes the property ${name} of ${shown(node.expression)}, which belongs to the caller: state is kept there until the next call.`,
        node,
        true,
      )
  }

  function calls(node: ts.CallExpression): void {
    const callee = bare(node.expression)
    if (!isAccess(callee)) return
    const method = memberName(callee)
    const name = dottedName(callee)
    if (name !== null && /^(?:Object|Promise|Reflect|Array|Math|Number|String)\.\w+$/.test(name)) return
    if (method !== null && /^(?:test|exec)$/.test(method)) return position(callee.expression, node)
    if (method === null || !changes.has(method)) return
    const own = origins.ownOf(callee.expression)
    if (!lasting(own, callee.expression, node)) through(own, callee.expression, node)
  }

  /** `test` and `exec` of a pattern with g or y go on where the last call stopped. */
  function position(target: ts.Expression, at: ts.Node): void {
    const node = bare(target)
    if (!ts.isIdentifier(node)) return
    for (const each of bindings.declarationsOf(node)) {
      if (
        ts.isVariableDeclaration(each) &&
        isAtTop(each) &&
        each.initializer &&
        isPattern(each.initializer) &&
        hasPosition(bare(each.initializer))
      )
        outlives([`top:${node.text}`], node, at)
    }
  }

  function lasting(own: ReadonlySet<Origin>, target: ts.Expression, at: ts.Node): boolean {
    const names = [...own].filter(each => outliving.test(each))
    if (names.length === 0) return false
    return outlives(names, target, at)
  }

  function outlives(names: readonly Origin[], target: ts.Expression, at: ts.Node): boolean {
    const first = names[0] ?? ''
    const name = first.slice(first.indexOf(':') + 1)
    if (names.every(each => each.startsWith('top:') && isStatementStore(each.slice(4)))) return true
    report(
      `writes outliving ${name.split('.')[0]}`,
      `Writes into ${shown(target)}, that is ${nounOf(first)}, which outlives the call: a later call may answer differently.`,
      at,
      true,
    )
    return true
  }

  function through(own: ReadonlySet<Origin>, target: ts.Expression, at: ts.Node): boolean {
    if (!own.has('computed')) return false
    report(
      `writes through ${rootOf(target)?.text ?? shapeOf(target)}`,
      `Writes through a value that was read by a computed name (${shown(target)}): it may be a prototype, which every object shares.`,
      at,
      true,
    )
    return true
  }
}

const isPattern = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  return (
    ts.isRegularExpressionLiteral(node) ||
    ((ts.isNewExpression(node) || ts.isCallExpression(node)) && dottedName(node.expression) === 'RegExp')
  )
}

/** The variable of a loop at the top is gone when the loop is. */
const isStatementOfLoop = (node: ts.Node): boolean => ts.isIterationStatement(node.parent?.parent, false)

const nounOf = (origin: Origin): string => {
  const [kind = '', name = ''] = [origin.slice(0, origin.indexOf(':')), origin.slice(origin.indexOf(':') + 1)]
  if (kind === 'function') return `the function or class ${name}`
  if (kind === 'import') return `${name} of another module`
  if (kind === 'top') return `the value ${name} of the module`
  return `${name} of the language`
}

/**
 * Promises that nobody waits for. What runs in one runs after the answer was given, so no comparison of answers sees it. A promise is waited
 * for when it is awaited or returned on every way out, by itself, in a list or through a variable.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Report } from './findings.ts'
import { makers, makersOf } from './promise-makers.ts'
import { putsIn, reads, takesOut } from './methods.ts'
import {
  dottedName,
  functionAround,
  isAccess,
  isAssignment,
  isAsync,
  isGenerator,
  memberName,
  outermost,
  propertyName,
} from './names.ts'
import { functionsCalled, isAtTop, rootOf } from './functions-called.ts'
import { shown, type Script } from './script.ts'

const chains = /^(?:then|catch|finally)$/
/** They call an async function and throw its promise away, or take it for a truth value. */
const forgets = /^(?:forEach|filter|some|every|find|findIndex|findLast|findLastIndex|sort|toSorted)$/

export const findPromises = (script: Script, report: Report): void => {
  const { file, bindings } = script
  const makes = makersOf(script)
  const floats = (node: ts.Node): void =>
    report(
      'floating promise',
      `Starts work that nobody waits for (${shown(node)}): it goes on after the answer was given, where nothing is compared.`,
      node,
    )

  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (isForgotten(node)) floats(node)
      else if (makes(node) && !isWaitedFor(node, new Set())) floats(node)
    }
    if (
      ts.isCallExpression(node) &&
      /^Promise\.(?:race|any)$/.test(dottedName(node.expression) ?? '') &&
      node.arguments.some(goesOn)
    )
      report(
        'left behind',
        `Waits for the first of several only (${shown(node)}): the others go on after the answer was given, where nothing is compared.`,
        node,
      )
    if (isThenable(node))
      report(
        'thenable',
        'Makes an object with a `then` of its own: whoever awaits it calls it, at a time that nobody sees in the text.',
        node,
      )
    return undefined
  })

  /** Work of the file that has something to do behind an `await`. */
  function goesOn(raced: ts.Node): boolean {
    let found = false
    walk(raced, node => {
      const works = ts.isCallExpression(node) ? functionsCalled(bare(node.expression), bindings) : ts.isFunctionLike(node) ? [node] : [] // prettier-ignore
      found ||= works.some(each => isAsync(each) && waits(each))
    })
    return found
  }

  function isForgotten(node: ts.CallExpression | ts.NewExpression): boolean {
    if (!ts.isCallExpression(node)) return false
    const callee = bare(node.expression)
    const method = isAccess(callee) ? memberName(callee) : null
    return method !== null && forgets.test(method) && node.arguments.some(each => isAsyncFunction(each))
  }

  function isAsyncFunction(node: ts.Expression): boolean {
    const plain = bare(node)
    if (ts.isArrowFunction(plain) || ts.isFunctionExpression(plain)) return isAsync(plain) && !isGenerator(plain)
    return functionsCalled(plain, bindings).some(each => isAsync(each) && !isGenerator(each))
  }

  /** Follows the value outwards to where it is awaited, returned, or lost. */
  function isWaitedFor(start: ts.Node, open: ReadonlySet<ts.Node>): boolean {
    let node: ts.Node = start
    while (true) {
      node = outermost(node)
      const { parent } = node
      if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isYieldExpression(parent)) return true
      if (ts.isArrowFunction(parent)) return parent.body === node && isAnswerUsed(parent, open)
      if (ts.isForOfStatement(parent) && parent.expression === node)
        return parent.awaitModifier !== undefined || isLoopWaiting(parent, open)
      if (isAccess(parent) && parent.expression === node) {
        const method = memberName(parent)
        const call = outermost(parent).parent
        if (ts.isCallExpression(call) && bare(call.expression) === parent) {
          // The chain makes a promise of its own, which is looked at where it is made.
          if (method !== null && chains.test(method)) return true
          if (method !== null && !reads.has(method) && !takesOut.has(method) && !/^(?:return|next|throw)$/.test(method))
            return false
          node = call
        } else if (ts.isElementAccessExpression(parent) || method === 'promise') node = parent
        else return false
      } else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
        if (parent.expression === node) return false
        const taken = isArgumentWaitedFor(parent, node, open)
        if (taken !== null) return taken
        node = parent
      } else if (
        ts.isArrayLiteralExpression(parent) ||
        ts.isObjectLiteralExpression(parent) ||
        ts.isSpreadElement(parent) ||
        ts.isSpreadAssignment(parent) ||
        ts.isShorthandPropertyAssignment(parent) ||
        (ts.isPropertyAssignment(parent) && parent.initializer === node)
      )
        node = parent
      else if (ts.isConditionalExpression(parent)) {
        if (parent.condition === node) return false
        node = parent
      } else if (ts.isVariableDeclaration(parent)) return isVariableWaitedFor(parent, start, open)
      else if (isAssignment(parent)) {
        if (parent.right !== node) return false
        return isTargetWaitedFor(parent, start, open) || (!ts.isExpressionStatement(parent.parent) && isWaitedFor(parent, open))
      } else if (ts.isBinaryExpression(parent)) {
        const kind = parent.operatorToken.kind
        const isKept =
          (kind === ts.SyntaxKind.CommaToken && parent.right === node) ||
          kind === ts.SyntaxKind.BarBarToken ||
          kind === ts.SyntaxKind.QuestionQuestionToken ||
          (kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.right === node)
        if (!isKept) return false
        node = parent
      } else return false
    }
  }

  function isTargetWaitedFor(assignment: ts.BinaryExpression, start: ts.Node, open: ReadonlySet<ts.Node>): boolean {
    const root = rootOf(assignment.left)
    return root !== null && bindings.declarationsOf(root).some(each => isVariableWaitedFor(each, start, open))
  }

  /** True and false where it is certain; null where the call's own result decides. */
  function isArgumentWaitedFor(
    call: ts.CallExpression | ts.NewExpression,
    node: ts.Node,
    open: ReadonlySet<ts.Node>,
  ): boolean | null {
    const callee = bare(call.expression)
    if (makers.test(dottedName(callee) ?? '')) return true
    const argument = call.arguments?.indexOf(node as ts.Expression) ?? -1
    const [known] = functionsCalled(callee, bindings)
    const parameter = known?.parameters[argument]
    if (parameter) return isVariableWaitedFor(parameter, parameter, open)
    const method = isAccess(callee) ? memberName(callee) : null
    if (method === null || !putsIn.has(method) || !isAccess(callee)) return null
    const root = rootOf(callee.expression)
    return root !== null && bindings.declarationsOf(root).some(each => isVariableWaitedFor(each, call, open))
  }

  /** A use of the variable waits for it, on every way that leaves the function behind the place where it was made. */
  function isVariableWaitedFor(declaration: ts.Node, made: ts.Node, open: ReadonlySet<ts.Node>): boolean {
    if (open.has(declaration) || isAtTop(declaration)) return false
    const inner = new Set([...open, declaration])
    if ((ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) && !ts.isIdentifier(declaration.name)) {
      let waits = false
      walk(declaration.name, each => {
        if (ts.isBindingElement(each) && ts.isIdentifier(each.name)) waits ||= isVariableWaitedFor(each, made, inner)
      })
      return waits
    }
    return bindings
      .usesOf(declaration)
      .some(use => !isUnder(use, made) && isReached(use, declaration, made) && isWaitedFor(use, inner))
  }

  /** Not only where a condition happens to hold, and not behind a way out. */
  function isReached(use: ts.Node, declaration: ts.Node, made: ts.Node): boolean {
    const owner = functionAround(made)
    for (let at = use; at.parent && !isUnder(declaration, at.parent) && !isUnder(made, at.parent); at = at.parent) {
      const { parent } = at
      if (ts.isIfStatement(parent) && parent.expression !== at) return false
      if (ts.isConditionalExpression(parent) && parent.condition !== at) return false
      if (ts.isCaseOrDefaultClause(parent) || ts.isCatchClause(parent)) return false
      if (isLazy(parent) && parent.right === at) return false
      if ((ts.isWhileStatement(parent) || ts.isForStatement(parent)) && parent.statement === at && !isLoopOver(parent))
        return false
    }
    if (functionAround(use) !== owner) return true
    let leaves = false
    const from = made.end
    walk(owner ?? file, node => {
      if (ts.isFunctionLike(node) && node !== owner) return false
      if ((ts.isReturnStatement(node) || ts.isThrowStatement(node)) && node.pos > from && node.end < use.pos) leaves = true
      return undefined
    })
    return !leaves
  }

  function isLoopWaiting(loop: ts.ForOfStatement, open: ReadonlySet<ts.Node>): boolean {
    if (!ts.isVariableDeclarationList(loop.initializer)) return false
    return loop.initializer.declarations.some(each => isVariableWaitedFor(each, each, open))
  }

  /** The promise that a callback answers with: only where the call that takes the callback hands it on. */
  function isAnswerUsed(callback: ts.ArrowFunction, open: ReadonlySet<ts.Node>): boolean {
    const outer = outermost(callback)
    const call = outer.parent
    if (!ts.isCallExpression(call) || call.expression === outer) return true
    const callee = bare(call.expression)
    const method = isAccess(callee) ? memberName(callee) : null
    if (method === null || chains.test(method)) return true
    if (forgets.test(method)) return false
    return method === 'map' || method === 'flatMap' || method === 'from' ? isWaitedFor(call, open) : true
  }
}

const waits = (fn: ts.Node): boolean => {
  let found = false
  walk(fn, node => {
    found ||= ts.isAwaitExpression(node)
  })
  return found
}

const isUnder = (node: ts.Node, outer: ts.Node): boolean => outer.pos <= node.pos && node.end <= outer.end

const isLazy = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || node.operatorToken.kind === ts.SyntaxKind.BarBarToken)

const isThenable = (node: ts.Node): boolean => {
  if (ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) || ts.isAccessor(node))
    return propertyName(node.name) === 'then'
  if (ts.isShorthandPropertyAssignment(node)) return node.name.text === 'then'
  // The pair of which `fromEntries` makes one.
  if (ts.isArrayLiteralExpression(node)) {
    const [key, member] = node.elements.map(bare)
    return node.elements.length === 2 && key !== undefined && ts.isStringLiteralLike(key) && key.text === 'then' && member !== undefined && !ts.isLiteralExpression(member) // prettier-ignore
  }
  if (!isAssignment(node)) return false
  const target = bare(node.left)
  return isAccess(target) && memberName(target) === 'then'
}

function isLoopOver(loop: ts.WhileStatement | ts.ForStatement): boolean {
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression
  return condition !== undefined && /\.(?:length|size)\b/.test(condition.getText())
}

/** Adding to a list, in other spellings: at the end by its length, at the front by `splice`, by a copy, or by a `reduce`. */
import { isArray, isFresh, isPure, makesArray } from '../../../languages/javascript/facts.ts'
import { contains } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { frontSites } from '../rules/concat.ts'
import { growArray } from '../rules/accumulate.ts'
import { placeBefore } from '../rules/place.ts'
import { isAccumulator, isReadOnly, type Reduction, reductionOf, rewriteResults } from '../rules/reduction.ts'
import type { RuleContext } from '../rules/rule.ts'
import { membershipOf } from './membership.ts'
import { keySearchOf } from '../rules/key-search.ts'
import type { Reading } from './reading.ts'

const isList = (context: RuleContext, node: ts.Expression): boolean => {
  const symbol = context.scope.symbolOf(bare(node))
  return symbol !== undefined && isFresh(context.scope, symbol, makesArray)
}

/** `list[list.length] = x` is `list.push(x)`. */
export function readIndexedPush(context: RuleContext, node: ts.Node): Reading | null {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return null
  const { left, right, operatorToken } = node.expression
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isElementAccessExpression(left)) return null
  const name = left.expression.getText()
  if (
    left.argumentExpression.getText() !== `${name}.length` ||
    !isList(context, left.expression) ||
    !isPure(context.scope, right)
  )
    return null
  return said(node.expression, `${name}.push(${right.getText()})`, `${name} is made here as an array`)
}

/** `list.splice(0, 0, x)` is `list.unshift(x)`. */
export function readFrontSplice(context: RuleContext, node: ts.Node): Reading | null {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return null
  const { expression: callee, arguments: given } = node.expression
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'splice' || callee.questionDotToken) return null
  const [at, removed, ...added] = given
  if (at?.getText() !== '0' || removed?.getText() !== '0' || added.length === 0 || !isArray(context.scope, callee.expression))
    return null
  const name = callee.expression.getText()
  return said(node.expression, `${name}.unshift(${added.map(each => each.getText()).join(', ')})`, `${name} is an array`)
}

/** `r = [x, ...r]` is `r.unshift(x)` where nobody else has the list. */
export function readFrontCopy(context: RuleContext, node: ts.Node): Reading | null {
  const [site] = node === context.target.node ? frontSites(context) : []
  return site ? { key: site.key, edits: site.edits, facts: site.facts } : null
}

const said = (node: ts.Node, text: string, fact: string): Reading => ({
  key: node.getText(),
  edits: [{ start: node.getStart(), end: node.end, text }],
  facts: [`proved: ${fact}`],
})

/** The accumulator is asked what it holds: then it matters how the list is kept, not only how it grows. */
function asksItself(context: RuleContext, reduction: Reduction): boolean {
  return context.scope.references(reduction.accumulator).some(id => {
    const call = ts.isPropertyAccessExpression(id.parent) ? id.parent.parent : id.parent
    if (!ts.isCallExpression(call)) return false
    return (membershipOf(context, call)?.list ?? keySearchOf(context, call, ['find', 'some'])?.list) === id
  })
}

/** `reduce` with copies is read as one that adds to its list. */
export function readGrowingReduce(context: RuleContext, node: ts.Node): Reading | null {
  const reduction = reductionOf(context, node, isNoElement)
  if (!reduction || !asksItself(context, reduction)) return null
  const edits = rewriteResults(context, reduction, grown => growArray(context, reduction, grown))
  return edits && { key: reduction.call.getText(), edits, facts: ['proved: the accumulator is made by this call and not kept'] }
}

const isNoElement = (initial: ts.Expression): boolean => ts.isArrayLiteralExpression(initial) && initial.elements.length === 0

/** `return list.reduce((acc, x) => { ...; return acc }, [])` is read as a list that grows in a `forEach`. */
export function readReduceAsLoop(context: RuleContext, node: ts.Node): Reading | null {
  const { scope, style } = context
  const reduction = reductionOf(context, node, isNoElement)
  const block = reduction?.callback.body
  if (!reduction || !block || !ts.isBlock(block) || !asksItself(context, reduction)) return null
  const { call, callback, name, results } = reduction
  const callee = call.expression as ts.PropertyAccessExpression
  if (callee.name.text !== 'reduce' || callee.questionDotToken || !isWhole(call)) return null
  if (!results.every(each => isAccumulator(context, reduction, each)) || callback.parameters.some(each => each.dotDotDotToken))
    return null
  if (!isOnlyName(context, reduction) || scope.references(reduction.accumulator).some(id => !isOwnUse(id, reduction, context)))
    return null
  const place = placeBefore(context, call)
  if (!place || (ts.isFunctionExpression(callback) && mentionsThis(callback))) return null
  let body = ''
  let at = block.getStart(scope.file)
  for (const result of results) {
    const statement = returnAround(result)
    const isLast = statement === block.statements.at(-1)
    body += scope.text.slice(at, statement.getStart(scope.file)) + (isLast ? '' : `return${style.semicolon}`)
    at = statement.end
  }
  body = (body + scope.text.slice(at, block.end)).replace(/\n\s*\n(\s*\})$/, '\n$1')
  // The body of an arrow moves into a block.
  if (place.region === call && !body.includes('`')) body = body.replace(/\n(?=.)/g, `\n${style.unit}`)
  const parameters = callback.parameters.slice(1).map(each => each.getText())
  const type = scope.typed ? typeText(reduction) : ''
  if (type === null) return null
  const head =
    parameters.length === 1 && !style.arrowParentheses && /^[\w$]+$/.test(parameters[0]!)
      ? parameters[0]!
      : `(${parameters.join(', ')})`
  const lines = [`${style.keyword} ${name}${type} = []§`, `${callee.expression.getText()}.forEach(${head} => ${body})§`]
  return {
    key: call.getText(),
    edits: [...place.insert(lines), { start: call.getStart(scope.file), end: call.end, text: name }],
    facts: ['proved: every round hands on the same list, which nobody else has before the end'],
  }
}

/** Nothing is evaluated before the call in its statement. */
const isWhole = (call: ts.CallExpression): boolean => {
  const parent = call.parent
  if (ts.isReturnStatement(parent)) return true
  return ts.isArrowFunction(parent) && parent.body === call
}

/** `(acc: Row[], row) => ...`, `reduce<Row[]>(...)` and `[] as Row[]`. */
function typeText({ call, callback }: Reduction): string | null {
  const initial = call.arguments[1]!
  const type = callback.parameters[0]!.type ?? call.typeArguments?.[0] ?? (ts.isAsExpression(initial) ? initial.type : undefined)
  return type ? `: ${type.getText()}` : null
}

/** The name means nothing else in the function. */
function isOnlyName(context: RuleContext, { name, accumulator }: Reduction): boolean {
  let only = true
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isMember(node) && context.scope.symbolOf(node) !== accumulator)
      only = false
    ts.forEachChild(node, visit)
  }
  visit(context.target.node)
  return only
}

const isMember = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name === node

/** Declared, returned, pushed to as a statement, or only read. */
function isOwnUse(id: ts.Identifier, { callback }: Reduction, context: RuleContext): boolean {
  const parent = id.parent
  if (ts.isParameter(parent) || ts.isReturnStatement(parent)) return true
  const isPush = ts.isPropertyAccessExpression(parent) && parent.name.text === 'push' && ts.isCallExpression(parent.parent)
  return contains(callback, id) && (isPush || isReadOnly(context, id, callback))
}

function mentionsThis(node: ts.Node): boolean {
  let found = false
  const visit = (each: ts.Node): void => {
    if (each.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(each) && each.text === 'arguments')) found = true
    ts.forEachChild(each, visit)
  }
  visit(node)
  return found
}

function returnAround(result: ts.Expression): ts.ReturnStatement {
  let node: ts.Node = result
  while (!ts.isReturnStatement(node)) node = node.parent
  return node
}

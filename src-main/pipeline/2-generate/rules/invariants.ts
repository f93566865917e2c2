/** J26, J50: an expression inside a loop or callback that has the same value every time is evaluated once. */
import { everyPart, isPure, makesArray, typeOf } from '../../../languages/javascript/facts.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { calledFunction, contains } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { type Candidate, hoists, sourceOf } from './hoist.ts'
import { elementText } from './lazy.ts'
import type { Rule, RuleContext } from './rule.ts'
import { capitalized, lastName, singular, writableType } from './text.ts'

const callbackWork =
  /^(?:map|filter|reduce|reduceRight|forEach|some|every|find|findIndex|flatMap|sort|toSorted|join|concat|slice|reverse|toReversed|flat)$/

const mathWork = /^Math\.(?:sqrt|cbrt|pow|exp|log|log2|log10|hypot|floor|ceil|round|trunc|abs)$/

/** What a counter is compared with in the head of a loop that begins with a number: nothing is evaluated before but that comparison's other side. */
function isLimit(context: RuleContext, node: ts.CallExpression): boolean {
  const test = node.parent
  if (!ts.isBinaryExpression(test) || !/^(?:[<>]=?|[!=]==?)$/.test(test.operatorToken.getText())) return false
  const loop = test.parent
  const [counter] = test.right === node ? [test.left] : [test.right]
  if (!ts.isIdentifier(bare(counter))) return false
  const begins = (start: ts.ForInitializer | undefined): boolean => start === undefined || isPure(context.scope, start)
  if (ts.isForStatement(loop)) return loop.condition === test && begins(loop.initializer)
  return ts.isWhileStatement(loop) && loop.expression === test
}

/** Goes through the whole text and makes another one. */
const textWork = /^(?:toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|trim|trimStart|trimEnd|normalize)$/

/** `text.trim().toLowerCase()`: the outer one is taken as a whole. */
const isAssertedOn = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node.parent) && textWork.test(node.parent.name.text) && ts.isCallExpression(node.parent.parent)

function candidateOf(context: RuleContext, node: ts.Node): Candidate | null {
  const { scope } = context
  if (ts.isNewExpression(node) && node.expression.getText() === 'Set' && node.arguments?.length === 1) {
    const list = node.arguments[0]!
    if (!isReadThrough(node)) return null
    return {
      node,
      name: `${lastName(list).replace(/^items$/, 'value')}Set`,
      type: `Set<unknown>`,
    }
  }
  if (!ts.isCallExpression(node)) return null
  const callee = node.expression.getText()
  const [first, ...more] = node.arguments
  if (/^Math\.(?:max|min)$/.test(callee) && first && ts.isSpreadElement(first) && more.length === 0) {
    const list = first.expression
    return {
      node,
      name: `${callee.slice(5)}${capitalized(singular(lastName(list)))}`,
      type: 'number',
    }
  }
  if (
    /^Math\.(?:max|min)\.apply$/.test(callee) &&
    first &&
    more.length === 1 &&
    /^(?:null|undefined|Math)$/.test(first.getText())
  )
    return { node, name: `${callee.slice(5, 8)}${capitalized(singular(lastName(more[0]!)))}`, type: 'number' }
  if (callee === 'Array.from' && first && more.length === 0 && isReadThrough(node) && isListedAgain(context, first))
    return { node, name: `${lastName(first)}List`, type: typeText(context, node, 'unknown[]') }
  if (/^Object\.(?:keys|values|entries)$/.test(callee) && first && more.length === 0) {
    const isCounted = ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === 'length'
    if (isCounted)
      return {
        node: node.parent,
        name: `${singular(callee.slice(7))}Count`,
        type: 'number',
      }
    if (!isReadThrough(node)) return null
    return {
      node,
      name: `${lastName(first)}${capitalized(callee.slice(7))}`,
      type: typeText(context, node, 'unknown[]'),
    }
  }
  if (mathWork.test(callee) && isLimit(context, node)) return { node, name: 'limit', type: 'number', firstOf: node.parent.parent }
  if (ts.isPropertyAccessExpression(node.expression)) {
    const method = node.expression.name.text
    const isSeparator = first && (ts.isStringLiteralLike(first) || ts.isRegularExpressionLiteral(first))
    if (method === 'split' && isSeparator && more.length === 0 && isReadThrough(node))
      return { node, name: `${lastName(sourceOf(node))}Parts`, type: 'string[]' }
    if (method === 'sort' || method === 'toSorted' || method === 'reverse' || method === 'toReversed') {
      if (!makesArray(scope, node) || !isReadThrough(node) || !isCopyFirst(node)) return null
      const source = sourceOf(node)
      return {
        node,
        name: `${/^(?:to)?[sS]ort/.test(method) ? 'sorted' : 'reversed'}${capitalized(lastName(source))}`,
        type: typeText(context, node, `${elementText(context, source)}[]`),
      }
    }
    if (textWork.test(method) && !first && !isAssertedOn(node))
      return {
        node,
        name: `${method.replace(/^to(?:Locale)?|Case$/g, '').toLowerCase()}${capitalized(lastName(sourceOf(node)))}`,
        type: 'string',
      }
    if (callee === 'JSON.stringify' && first && more.length === 0)
      return { node, name: `${lastName(first)}Json`, type: typeText(context, node, 'string') }
    if (method === 'reduce' && node.arguments.length === 2 && isSum(context, node)) {
      const list = node.expression.expression
      return { node, name: `${singular(lastName(list))}Total`, type: 'number' }
    }
    return null
  }
  const called = calledFunction(scope, node.expression)
  if (
    !called ||
    contains(called, node) ||
    !isPrimitiveResult(context, node) ||
    node.arguments.length === 0 ||
    !doesWork(context, called)
  )
    return null
  const on = bare(node.arguments[0]!)
  return {
    node,
    name: ts.isIdentifier(on)
      ? `${callee.replace(/^(?:get|calc|calculate|compute)(?=[A-Z])/, '').replace(/^[A-Z]/, each => each.toLowerCase())}Of${capitalized(on.text)}`
      : `${callee}Value`,
    type: typeText(context, node, isNumberLike(context, node) ? 'number' : 'string'),
  }
}

const primitive = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike

/** By what the function computes, as the checker sees it: arithmetic gives numbers whatever goes in. */
const isPrimitiveResult = (context: RuleContext, node: ts.Expression): boolean =>
  everyPart(context.scope, node, type => (type.flags & primitive) !== 0)

const isNumberLike = (context: RuleContext, node: ts.Expression): boolean =>
  everyPart(context.scope, node, type => (type.flags & ts.TypeFlags.NumberLike) !== 0)

/** A reduction by arithmetic from a literal: a primitive, whatever the elements are. */
function isSum(context: RuleContext, node: ts.CallExpression): boolean {
  if (isNumberLike(context, node)) return true
  const [callback, initial] = node.arguments
  const fn = callback && bare(callback)
  if (!fn || !initial || !ts.isLiteralExpression(bare(initial)) || !ts.isArrowFunction(fn) || ts.isBlock(fn.body)) return false
  const body = bare(fn.body)
  return (
    ts.isBinaryExpression(body) &&
    body.operatorToken.kind >= ts.SyntaxKind.PlusToken &&
    body.operatorToken.kind <= ts.SyntaxKind.PercentToken
  )
}

/** Not an iterator, which is used up by the first listing. */
const isListedAgain = (context: RuleContext, source: ts.Expression): boolean =>
  /^(?:Set|Map|Array|ReadonlySet|ReadonlyMap)$/.test(typeOf(context.scope, source).symbol?.name ?? '') ||
  /\.(?:keys|values|entries)\(\)$/.test(source.getText())

/** The type as TypeScript finds it, when that can be written down. */
const typeText = (context: RuleContext, node: ts.Expression, otherwise: string): string =>
  writableType(context, context.scope.checker.getBaseTypeOfLiteralType(typeOf(context.scope, node)), node) ?? otherwise

/** Worth a variable: loops, or works through a list. */
function doesWork(context: RuleContext, called: ts.Node): boolean {
  let works = false
  walk(called, node => {
    if (ts.isIterationStatement(node, false)) works = true
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      callbackWork.test(node.expression.name.text)
    )
      works = true
    if (ts.isSpreadElement(node) && ts.isCallExpression(node.parent)) works = true
  })
  return works && isPure(context.scope, called)
}

/** `[...a].sort()`: the receiver is a copy, so the list itself is not touched. */
function isCopyFirst(node: ts.CallExpression): boolean {
  const method = (node.expression as ts.PropertyAccessExpression).name.text
  if (method.startsWith('to')) return true
  const receiver = bare((node.expression as ts.PropertyAccessExpression).expression)
  return ts.isArrayLiteralExpression(receiver) || ts.isCallExpression(receiver)
}

export const invariantExpression: Rule = {
  id: 'J26',
  title: 'Same value computed once',
  shortName: 'invariant-computed-once',
  riskClass: 'A',
  gains: [
    [50, 5],
    [300, 30],
    [3000, 1000],
  ],
  match: context =>
    hoists(
      context,
      node => (ts.isNewExpression(node) ? null : candidateOf(context, node)),
      'The expression has the same value in every round, and went through all its elements each time. It is evaluated once.',
    ),
}

export const setInLoop: Rule = {
  id: 'J50',
  title: 'Set built once',
  shortName: 'set-built-once',
  riskClass: 'A',
  gains: [
    [30, 10],
    [300, 475],
  ],
  match: context =>
    hoists(
      context,
      node => (ts.isNewExpression(node) ? candidateOf(context, node) : null),
      'The same Set was built in every round. It is built once.',
    ),
}

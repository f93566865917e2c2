/** `list.find(row => row.key === value)` and its like: what is searched, by which key, for what; and the lines that build an index for it. */
import { hasOnlyPresentElements, isPlainKey, isPure, isString, typeOf } from '../../../languages/javascript/facts.ts'
import { declaredIn, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { StablePlace } from './place.ts'
import type { Edit, RuleContext } from './rule.ts'
import { elementText, lazyIndex, type LazyIndex } from './lazy.ts'
import { askedLate } from './membership.ts'
import { indexGuard, standsAlone, writableType } from './text.ts'

/** `list.find(row => row.key === value)`. */
export interface KeySearch {
  readonly list: ts.Expression
  readonly key: string
  readonly value: ts.Expression
  readonly call: ts.CallExpression
  /** `row.key` as written, for its type. */
  readonly keyAccess: ts.Expression
}

export function keySearchOf(context: RuleContext, node: ts.Node, methods: readonly string[]): KeySearch | null {
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    node.questionDotToken ||
    node.expression.questionDotToken
  )
    return null
  if (!methods.includes(node.expression.name.text) || node.arguments.length !== 1) return null
  const fn = bare(node.arguments[0]!)
  if (!(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.parameters.length !== 1) return null
  const test = returnedBy(fn)
  const equality = test && keyEquality(context, test, fn.parameters[0]!.name)
  return equality && { list: node.expression.expression, call: node, ...equality }
}

/** The expression of `x => expression`, `x => { return expression }` and `function (x) { return expression }`. */
export function returnedBy(fn: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | null {
  if (!ts.isBlock(fn.body)) return bare(fn.body)
  const [only, ...more] = fn.body.statements
  return only && more.length === 0 && ts.isReturnStatement(only) && only.expression ? bare(only.expression) : null
}

export function keyEquality(
  context: RuleContext,
  test: ts.Expression,
  row: ts.Node,
): Pick<KeySearch, 'key' | 'value' | 'keyAccess'> | null {
  if (!ts.isIdentifier(row) || !ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken)
    return null
  const symbol = context.scope.symbolOf(row)
  if (!symbol) return null
  const keyOf = (side: ts.Expression): string | null => {
    const access = bare(side)
    const isKey =
      ts.isPropertyAccessExpression(access) &&
      !access.questionDotToken &&
      context.scope.symbolOf(bare(access.expression)) === symbol
    return isKey ? access.name.text : null
  }
  const left = keyOf(test.left)
  const right = keyOf(test.right)
  const [key, value, keyAccess] =
    left !== null ? [left, test.right, test.left] : right !== null ? [right, test.left, test.right] : []
  if (!key || !value || !keyAccess || mentions(context.scope, value, symbol) || !isPure(context.scope, value)) return null
  return { key, value, keyAccess }
}

/** Conditions under which the index may be built, and the facts for it. Rows that are null would throw too early, were it not caught. */
export function rowsGuard(
  context: RuleContext,
  search: KeySearch,
  place: StablePlace,
  given: string,
): { conditions: readonly string[]; mayFail: boolean; facts: string[] } {
  const text = search.list.getText()
  const guard = indexGuard(context, search.list, place, given)
  const facts = [
    `proved: ${text} and .${search.key} of its rows do not change while they are looked up`,
    ...guard.facts,
    askedLate,
  ]
  if (hasOnlyPresentElements(context.scope, search.list))
    return { conditions: guard.conditions, mayFail: false, facts: [...facts, 'proved: rows are never null, by their type'] }
  facts.push('guarded: with null, undefined or a hole among the rows, or a key that fails, the code runs as before')
  return { conditions: guard.conditions, mayFail: true, facts }
}

export const isNaNPossible = (context: RuleContext, search: KeySearch): boolean =>
  !(isPlainKey(context.scope, search.value) || isPlainKey(context.scope, search.keyAccess))

/** `string, User` for TypeScript. */
export function mapTypes(context: RuleContext, keyNode: ts.Expression, list: ts.Expression, group: boolean): string {
  const key = isString(context.scope, keyNode)
    ? 'string'
    : (writableType(context, typeOf(context.scope, keyNode), keyNode) ?? 'unknown')
  const element = elementText(context, list)
  return `${key}, ${group ? `${element}[]` : element}`
}

/** A Map that is filled when it is first asked. */
export function lazyMap(
  context: RuleContext,
  plan: {
    readonly name: string
    readonly list: ts.Expression
    readonly given: string
    readonly conditions: readonly string[]
    readonly types: string
    readonly fill: readonly string[]
    readonly asksElements: boolean
    readonly mayFail: boolean
  },
): LazyIndex {
  return lazyIndex(context, {
    ...plan,
    inside: context.name('index'),
    made: `new Map${context.scope.typed ? `<${plan.types}>` : ''}()`,
    type: `Map<${plan.types}>`,
    element: elementText(context, plan.list),
  })
}

/** `answer` says what the index, by the name it has there, knows. */
export function askIndex(node: ts.Expression, index: LazyIndex, name: string, answer: (index: string) => string): Edit {
  const range = { start: node.getStart(), end: node.end }
  if (!index.guarded) {
    const text = answer(index.ask)
    return { ...range, text: text.includes(' ?? ') && !standsAlone(node) ? `(${text})` : text }
  }
  const text = `${index.test} ? ${answer(name)} : ${node.getText()}`
  return { ...range, text: standsAlone(node) ? text : `(${text})` }
}

/** The searched value uses something that only exists inside the search. */
export const isDeclaredInCall = (context: RuleContext, search: KeySearch): boolean => {
  let inside = false
  walk(search.value, node => {
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && symbol.declarations?.length && declaredIn(symbol, search.call)) inside = true
  })
  return inside
}

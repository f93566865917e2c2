/** `list.find(row => row.key === value)` and its like: what is searched, by which key, for what; and the lines that build an index for it. */
import { hasOnlyPresentElements, isPlainKey, isPure, isString, typeOf } from '../../../languages/javascript/facts.ts'
import { declaredIn, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { StablePlace } from './place.ts'
import type { Edit, RuleContext } from './rule.ts'
import { conditional, indexGuard, standsAlone, writableType } from './text.ts'

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

/** Condition under which the index may be built, and the facts for it. Rows that are null would throw too early. */
export function rowsGuard(context: RuleContext, search: KeySearch, place: StablePlace): { condition: string; facts: string[] } {
  const text = search.list.getText()
  const guard = indexGuard(context, search.list, place)
  const facts = [`proved: ${text} and .${search.key} of its rows do not change while they are looked up`, ...guard.facts]
  if (hasOnlyPresentElements(context.scope, search.list))
    return { condition: guard.condition, facts: [...facts, 'proved: rows are never null, by their type'] }
  facts.push('guarded: with null, undefined or a hole among the rows the code runs as before')
  const present = `!${text}.includes(null) && !${text}.includes(undefined)`
  return { condition: guard.condition ? `${guard.condition} && ${present}` : present, facts }
}

export const isNaNPossible = (context: RuleContext, search: KeySearch): boolean =>
  !(isPlainKey(context.scope, search.value) || isPlainKey(context.scope, search.keyAccess))

/** `<string, User>` for TypeScript, nothing for JavaScript. */
export function typeArguments(context: RuleContext, keyNode: ts.Expression, list: ts.Expression, group: boolean): string {
  if (!context.scope.typed) return ''
  const key = isString(context.scope, keyNode)
    ? 'string'
    : (writableType(context, typeOf(context.scope, keyNode), keyNode) ?? 'unknown')
  const element = `(typeof ${list.getText()})[number]`
  return `<${key}, ${group ? `${element}[]` : element}>`
}

/** The lines that make the index: always, or only when `condition` holds (`null` otherwise). */
export function builder(
  context: RuleContext,
  index: string,
  condition: string,
  types: string,
  loop: readonly string[],
): string[] {
  const { keyword } = context.style
  if (condition === '') return [`${keyword} ${index} = new Map${types}()§`, ...loop]
  return [
    ...conditional(keyword, index, condition, `new Map${types}()`),
    `if (${index}) {`,
    ...loop.map(line => `  ${line}`),
    '}',
  ]
}

export function replaceCall(node: ts.Expression, answer: string, index: string | null): Edit {
  const range = { start: node.getStart(), end: node.end }
  if (index === null) return { ...range, text: needsParentheses(node, answer) ? `(${answer})` : answer }
  const text = `${index} ? ${answer} : ${node.getText()}`
  return { ...range, text: standsAlone(node) ? text : `(${text})` }
}

const needsParentheses = (node: ts.Expression, answer: string): boolean => answer.includes(' ?? ') && !standsAlone(node)

/** The searched value uses something that only exists inside the search. */
export const isDeclaredInCall = (context: RuleContext, search: KeySearch): boolean => {
  let inside = false
  walk(search.value, node => {
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && symbol.declarations?.length && declaredIn(symbol, search.call)) inside = true
  })
  return inside
}

/** Recognises a sorted copy of a list and what is taken of it. Only comparisons that are the difference of one key: an order for all values but NaN. */
import { elementType, everyType, hasOnlyPresentElements, isArray, isPure, isSimple } from '../../../languages/javascript/facts.ts'
import { declaredIn, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from './rule.ts'

interface SortedCopy {
  /** `[...list].sort(compare)`, `list.slice().sort(compare)`, `list.toSorted(compare)`. */
  readonly sort: ts.CallExpression
  /** What is copied, when it can be read without a copy; else null. */
  readonly list: ts.Expression | null
  /** The copy as it is written, without the sort; null for `toSorted`. */
  readonly copy: ts.Expression | null
  readonly compare: ts.ArrowFunction | ts.FunctionExpression
}

function sortedCopyOf(context: RuleContext, expression: ts.Expression): SortedCopy | null {
  const sort = bare(expression)
  if (
    !ts.isCallExpression(sort) ||
    !ts.isPropertyAccessExpression(sort.expression) ||
    sort.arguments.length !== 1 ||
    sort.questionDotToken ||
    sort.expression.questionDotToken
  )
    return null
  const compare = bare(sort.arguments[0]!)
  if (!(ts.isArrowFunction(compare) || ts.isFunctionExpression(compare)) || !isDifference(context, compare)) return null
  const receiver = sort.expression.expression
  const method = sort.expression.name.text
  if (method === 'toSorted')
    return isArray(context.scope, receiver) && isSimple(receiver) ? { sort, list: receiver, copy: null, compare } : null
  if (method !== 'sort') return null
  const copy = bare(receiver)
  const source = copiedBy(copy)
  if (!source) return null
  const readable = isSimple(source) && isArray(context.scope, source)
  return { sort, list: readable ? source : null, copy, compare }
}

/** `list` of `[...list]`, `list.slice()`, `Array.from(list)`; the expression itself for `filter` and `map`, which copy anyway. */
export function copiedBy(copy: ts.Expression): ts.Expression | null {
  if (ts.isArrayLiteralExpression(copy)) {
    const [only, ...more] = copy.elements
    return only && more.length === 0 && ts.isSpreadElement(only) ? bare(only.expression) : null
  }
  if (!ts.isCallExpression(copy) || !ts.isPropertyAccessExpression(copy.expression)) return null
  if (copy.expression.getText() === 'Array.from') return copy.arguments.length === 1 ? bare(copy.arguments[0]!) : null
  const method = copy.expression.name.text
  if ((method === 'slice' || method === 'concat') && copy.arguments.length === 0) return bare(copy.expression.expression)
  return method === 'filter' || method === 'map' ? copy : null
}

/** `(a, b) => a.k - b.k` or the other way round, with `k` made of members, indexes and pure calls: an order for all but NaN. */
function isDifference(context: RuleContext, compare: ts.ArrowFunction | ts.FunctionExpression): boolean {
  const [first, second, ...more] = compare.parameters
  if (!first || !second || more.length > 0 || ts.isBlock(compare.body)) return false
  const test = bare(compare.body)
  if (!ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.MinusToken || !isPure(context.scope, compare))
    return false
  if (!ts.isIdentifier(first.name) || !ts.isIdentifier(second.name)) return false
  const a = context.scope.symbolOf(first.name)
  const b = context.scope.symbolOf(second.name)
  if (!a || !b) return false
  const left = test.left.getText()
  const right = test.right.getText()
  const names = [first.name.text, second.name.text] as const
  const keyOf = (side: ts.Expression, own: ts.Symbol, other: ts.Symbol): boolean =>
    mentions(context.scope, side, own) && !mentions(context.scope, side, other)
  if (keyOf(test.left, a, b) && keyOf(test.right, b, a)) return same(left, names[0], right, names[1])
  if (keyOf(test.left, b, a) && keyOf(test.right, a, b)) return same(left, names[1], right, names[0])
  return false
}

/** The same key of both: with one name put for the other, the texts are the same. */
const same = (x: string, from: string, y: string, to: string): boolean =>
  x.replace(new RegExp(`(?<![\\w$.])${escape(from)}(?![\\w$])`, 'g'), to) === y

const escape = (text: string): string => text.replace(/\$/g, '\\$')

/** How the sorted copy is used: its first element, or the first `count`. */
export interface Use {
  readonly sorted: SortedCopy
  readonly node: ts.Expression
  readonly count: ts.Expression | null
}

export function useOf(context: RuleContext, node: ts.Node): Use | null {
  if (ts.isElementAccessExpression(node) && !node.questionDotToken && bare(node.argumentExpression).getText() === '0') {
    const sorted = sortedCopyOf(context, node.expression)
    return sorted && { sorted, node, count: null }
  }
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    node.questionDotToken ||
    node.expression.questionDotToken
  )
    return null
  const sorted = sortedCopyOf(context, node.expression.expression)
  if (!sorted) return null
  const method = node.expression.name.text
  if (
    (method === 'at' && node.arguments[0]?.getText() === '0') ||
    (method === 'shift' && node.arguments.length === 0 && sorted.copy)
  )
    return { sorted, node, count: null }
  const [from, to, ...more] = node.arguments
  if (method === 'slice' && from?.getText() === '0' && to && more.length === 0 && isSimple(to)) return { sorted, node, count: to }
  return null
}

/** What stands before the expression in its statement does nothing, and the expression runs whenever the statement does. */
export function runsFirst(node: ts.Node): boolean {
  for (let each: ts.Node = node; ; each = each.parent) {
    const parent = each.parent
    if (ts.isReturnStatement(parent) || ts.isExpressionStatement(parent) || (ts.isArrowFunction(parent) && parent.body === each))
      return true
    if (ts.isVariableDeclaration(parent))
      return (
        ts.isVariableDeclarationList(parent.parent) &&
        parent.parent.declarations[0] === parent &&
        ts.isVariableStatement(parent.parent.parent)
      )
    const chained =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
      parent.expression === each
    if (!chained && !ts.isParenthesizedExpression(parent) && !ts.isNonNullExpression(parent) && !ts.isAsExpression(parent))
      return false
  }
}

export const isOneLine = (node: ts.Node): boolean => !node.getText().includes('\n')

/** Elements that a sort puts last without asking the comparison. */
export function mayBeUndefined(context: RuleContext, { sorted }: Use): boolean {
  const source = sorted.list ?? (sorted.copy && copiedBy(sorted.copy))
  if (!source) return true
  if (hasOnlyPresentElements(context.scope, source)) return false
  const type = elementType(context.scope, source)
  return type === null || !everyType(type, part => (part.flags & ts.TypeFlags.Undefined) === 0)
}

/** The inserted lines run before the statement: nothing they say may be declared by it. */
export function usesNothingLater(context: RuleContext, { sorted }: Use, region: ts.Node): boolean {
  let fine = true
  walk(sorted.sort, node => {
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && symbol.declarations?.length && declaredIn(symbol, region) && !declaredIn(symbol, sorted.sort)) fine = false
  })
  return fine
}

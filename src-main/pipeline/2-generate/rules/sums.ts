/** J70: a numeric `reduce` becomes a loop that adds the same numbers in the same order. */
import { hasOnlyPresentElements, isArray, isPure, isSimple, trusted } from '../../../languages/javascript/facts.ts'
import { contains, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'

interface Sum {
  readonly call: ts.CallExpression
  readonly list: ts.Expression
  readonly sum: string
  readonly value: string
  readonly index: string | null
  readonly added: ts.Expression
  readonly initial: ts.Expression
  readonly fn: ts.ArrowFunction
}

/** `list.reduce((sum, value, at) => sum + added, number)`. */
export function sumOf(context: RuleContext, node: ts.Node): Sum | null {
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    node.expression.name.text !== 'reduce' ||
    node.questionDotToken ||
    node.expression.questionDotToken
  )
    return null
  const [callback, initial, ...more] = node.arguments
  if (!callback || !initial || more.length > 0 || !ts.isNumericLiteral(bare(initial))) return null
  const fn = bare(callback)
  if (!ts.isArrowFunction(fn) || ts.isBlock(fn.body) || fn.modifiers?.length) return null
  const [sum, value, index, ...rest] = fn.parameters
  if (
    !sum ||
    !value ||
    rest.length > 0 ||
    ![sum, value, ...(index ? [index] : [])].every(
      each => ts.isIdentifier(each.name) && !each.initializer && !each.dotDotDotToken,
    )
  )
    return null
  const body = bare(fn.body)
  if (!ts.isBinaryExpression(body) || body.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null
  const accumulator = context.scope.symbolOf(sum.name)
  if (!accumulator || context.scope.symbolOf(bare(body.left)) !== accumulator || mentions(context.scope, body.right, accumulator))
    return null
  return {
    call: node,
    list: node.expression.expression,
    sum: sum.name.getText(),
    value: value.name.getText(),
    index: index?.name.getText() ?? null,
    added: body.right,
    initial,
    fn,
  }
}

/** The statement's value starts with this expression, so that lines before it change no order. */
export function isEvaluatedFirst(node: ts.Node): boolean {
  for (let each = node; ; each = each.parent) {
    const parent = each.parent
    if (ts.isReturnStatement(parent) || ts.isExpressionStatement(parent) || (ts.isArrowFunction(parent) && parent.body === each))
      return true
    if (ts.isVariableDeclaration(parent))
      return (
        ts.isVariableDeclarationList(parent.parent) &&
        parent.parent.declarations[0] === parent &&
        ts.isVariableStatement(parent.parent.parent)
      )
    const isLeft =
      ts.isBinaryExpression(parent) &&
      parent.left === each &&
      parent.operatorToken.kind >= ts.SyntaxKind.LessThanToken &&
      parent.operatorToken.kind <= ts.SyntaxKind.CaretToken
    const isRoot = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === each
    const isMath = ts.isCallExpression(parent) && parent.arguments[0] === each && /^Math\.\w+$/.test(parent.expression.getText())
    if (!isLeft && !isRoot && !isMath && !ts.isParenthesizedExpression(parent)) return false
  }
}

function loopSite(context: RuleContext, sum: Sum): Site | null {
  const { scope, style } = context
  // Holes are passed over by `reduce` and read by a loop: only where a type or its making says there are none.
  if (!isSimple(sum.list) || !isArray(scope, sum.list) || !isEvaluatedFirst(sum.call) || !isPure(scope, sum.added)) return null
  if (!trusted(scope, sum.list) || !hasOnlyPresentElements(scope, sum.list)) return null
  const place = placeBefore(context, sum.call)
  if (!place) return null
  const list = sum.list.getText()
  const total = nameFor(context, sum.sum, sum.fn)
  const at = sum.index ?? 'i'
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  if (list === sum.value || list === total || sum.value === total || at === total) return null
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const uses = countOf(context, sum)
  const read = `${list}[${at}]${bang}`
  const lines =
    uses === 1 && bang === '' && !hasNested(sum.added)
      ? [
          `${letWord} ${total} = ${sum.initial.getText()}§`,
          `for (${letWord} ${at} = 0; ${at} < ${list}.length; ${at}++) ${total} += ${inlined(context, sum, read)}§`,
        ]
      : [
          `${letWord} ${total} = ${sum.initial.getText()}§`,
          `for (${letWord} ${at} = 0; ${at} < ${list}.length; ${at}++) {`,
          `  ${style.keyword} ${sum.value} = ${read}§`,
          `  ${total} += ${sum.added.getText()}§`,
          '}',
        ]
  return {
    key: `sum ${sum.call.getText()}`,
    subject: `over ${list}`,
    reason: `A function was called for every element of ${list}. A loop adds the same numbers in the same order without the calls.`,
    edits: [...place.insert(lines), { start: sum.call.getStart(), end: sum.call.end, text: total }],
    facts: [
      `proved: ${list} is an array without undefined elements, by its type`,
      'proved: same additions in the same order, so the same rounding',
    ],
    probes: [],
  }
}

function nameFor(context: RuleContext, wish: string, fn: ts.Node): string {
  let taken = false
  walk(context.target.node, node => {
    if (ts.isIdentifier(node) && node.text === wish && !contains(fn, node)) taken = true
  })
  return taken ? context.name(`${wish}2`) : wish
}

function countOf(context: RuleContext, sum: Sum): number {
  const symbol = context.scope.symbolOf(sum.fn.parameters[1]!.name)
  return symbol ? context.scope.references(symbol).length - 1 : 0
}

/** The one reading of the element put in its place. */
function inlined(context: RuleContext, sum: Sum, read: string): string {
  const symbol = context.scope.symbolOf(sum.fn.parameters[1]!.name)
  const id = symbol && context.scope.references(symbol).find(each => contains(sum.added, each))
  if (!id) return sum.added.getText()
  const start = sum.added.getStart()
  const text = sum.added.getText()
  return text.slice(0, id.getStart() - start) + read + text.slice(id.end - start)
}

function hasNested(node: ts.Node): boolean {
  let nested = false
  walk(node, each => {
    if (ts.isFunctionLike(each) || ts.isShorthandPropertyAssignment(each)) nested = true
  })
  return nested
}

export const sumLoop: Rule = {
  id: 'J70',
  title: 'Loop instead of reduce',
  shortName: 'loop-instead-of-reduce',
  riskClass: 'A',
  gains: [
    [10, 1.2],
    [100, 1.6],
    [1000, 2],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const sum = sumOf(context, node)
      const found = sum && loopSite(context, sum)
      if (found) sites.push(found)
    })
    return sites
  },
}

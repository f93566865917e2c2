/** J27: the sum of the first elements, computed from the start in every round, becomes a running sum. */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, isArray, isPure } from '../../../languages/javascript/facts.ts'
import { instability } from '../../../languages/javascript/stability.ts'
import { contains, isAssigned } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore, repetitionsAround } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { isEvaluatedFirst, sumOf } from './sums.ts'
import { lastName } from './text.ts'

/** `list.slice(0, i + 1).reduce((sum, x) => sum + x, 0)` inside `for (let i = 0; ...; i++)`. */
function prefixSite(context: RuleContext, node: ts.Node): Site | null {
  const { scope, style } = context
  const sum = sumOf(context, node)
  if (!sum || sum.index !== null) return null
  const slice = bare(sum.list)
  if (
    !ts.isCallExpression(slice) ||
    !ts.isPropertyAccessExpression(slice.expression) ||
    slice.expression.name.text !== 'slice' ||
    slice.arguments.length !== 2 ||
    slice.arguments[0]!.getText() !== '0'
  )
    return null
  const list = bare(slice.expression.expression)
  const bound = bare(slice.arguments[1]!)
  const loop = loopAround(node)
  const symbol = scope.symbolOf(list)
  if (!loop || !symbol || !ts.isIdentifier(list) || !isArray(scope, list)) return null
  const counter = loopCounter(context, loop)
  if (!counter || !boundOf(context, bound, counter)) return null
  // Elements once added never change: the list may only grow at its end.
  const place = placeBefore(context, loop)
  if (!place || !onlyGrows(context, symbol, loop) || !isPure(scope, sum.added)) return null
  // A typed list of numbers has no holes; in plain JavaScript only a list that is made here by push has none.
  if (scope.typed ? !hasOnlyPresentElements(scope, list) : !isMadeByPush(context, symbol, loop)) return null
  const name = lastName(list)
  const total = context.name(`${name}Sum`)
  const counted = context.name(`${name}Counted`)
  const end = bound.getText()
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const before = placeBefore(context, node)
  if (!before || !contains(loop.statement, before.region)) return null
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  const value = sum.added.getText() === sum.value ? `${name}[${counted}]${bang}` : null
  if (value === null || (!isEvaluatedFirst(node) && !isOnlyReading(context, before.region, symbol))) return null
  return {
    key: `prefix ${sum.call.getText()}`,
    subject: `over ${name}`,
    reason: `The sum of the first elements of ${name} was computed from the start in every round. A running sum adds what is new: the same additions in the same order.`,
    edits: [
      ...place.insert([`${letWord} ${total} = ${sum.initial.getText()}§`, `${letWord} ${counted} = 0§`]),
      ...before.insert([`for (; ${counted} < ${end} && ${counted} < ${name}.length; ${counted}++) ${total} += ${value}§`]),
      { start: node.getStart(), end: node.end, text: total },
    ],
    facts: [
      `proved: ${name} only grows at its end while the loop runs`,
      'proved: the counter only goes up, by one',
      'proved: same additions in the same order, so the same rounding',
    ],
    probes: [],
  }
}

/** Nothing in the statement pushes before the sum is taken. */
const isOnlyReading = (context: RuleContext, statement: ts.Node, list: ts.Symbol): boolean =>
  effectsOf(context.scope, statement).writes.every(write => write.root !== list)

function loopAround(node: ts.Node): ts.ForStatement | null {
  for (let each = node.parent; each && !ts.isFunctionLike(each); each = each.parent) if (ts.isForStatement(each)) return each
  return null
}

/** `i` of `for (let i = 0; ...; i++)` that nothing else changes. */
function loopCounter(context: RuleContext, loop: ts.ForStatement): ts.Symbol | null {
  const { initializer, incrementor } = loop
  if (!initializer || !ts.isVariableDeclarationList(initializer) || initializer.declarations.length !== 1 || !incrementor)
    return null
  const [declaration] = initializer.declarations
  if (
    !declaration ||
    !ts.isIdentifier(declaration.name) ||
    !declaration.initializer ||
    !ts.isNumericLiteral(declaration.initializer)
  )
    return null
  const step = bare(incrementor)
  if (!(ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step)) || step.operator !== ts.SyntaxKind.PlusPlusToken)
    return null
  const symbol = context.scope.symbolOf(declaration.name)
  if (!symbol || context.scope.symbolOf(step.operand) !== symbol) return null
  return context.scope.references(symbol).every(id => !isAssigned(id) || contains(incrementor, id)) ? symbol : null
}

const boundOf = (context: RuleContext, bound: ts.Expression, counter: ts.Symbol): boolean =>
  context.scope.symbolOf(bound) === counter ||
  (ts.isBinaryExpression(bound) &&
    bound.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    context.scope.symbolOf(bare(bound.left)) === counter &&
    ts.isNumericLiteral(bound.right))

/** In the loop the list is only read, or pushed to as a statement of its own; no unknown code can reach it. */
function onlyGrows(context: RuleContext, symbol: ts.Symbol, loop: ts.Node): boolean {
  const effects = effectsOf(context.scope, loop)
  if (effects.assigned.has(symbol)) return false
  const [any] = context.scope.references(symbol)
  const pushes = effects.writes.filter(write => write.root === symbol)
  if (pushes.length === 0) return any !== undefined && instability(context.scope, any, loop) === null
  return (
    isMadeByPush(context, symbol, loop) &&
    pushes.every(write => ts.isPropertyAccessExpression(write.object.parent) && write.object.parent.name.text === 'push')
  )
}

/** `const list = []` that is only pushed to and read until the loop is over. */
function isMadeByPush(context: RuleContext, symbol: ts.Symbol, loop: ts.Node): boolean {
  const [declaration] = symbol.declarations ?? []
  if (
    !declaration ||
    !ts.isVariableDeclaration(declaration) ||
    !declaration.initializer ||
    bare(declaration.initializer).getText() !== '[]'
  )
    return false
  return context.scope.references(symbol).every(id => {
    const parent = id.parent
    if (parent === declaration || (id.pos > loop.end && repetitionsAround(context, loop).length === 0)) return true
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== id)
      return ts.isElementAccessExpression(parent) && !isWrittenTo(parent)
    return parent.name.text === 'push' || parent.name.text === 'slice' || (parent.name.text === 'length' && !isWrittenTo(parent))
  })
}

const isWrittenTo = (node: ts.Node): boolean =>
  (ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ts.isPostfixUnaryExpression(node.parent) ||
  ts.isPrefixUnaryExpression(node.parent)

export const prefixSum: Rule = {
  id: 'J27',
  title: 'Running sum instead of summing again',
  shortName: 'running-sum',
  riskClass: 'B',
  gains: [
    [200, 39],
    [2000, 330],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = prefixSite(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

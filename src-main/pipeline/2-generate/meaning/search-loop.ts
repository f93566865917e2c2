/**
 * A loop that looks for the first element that fits, acts on it and goes no further: `break`, `return`, a jump out, or a flag that can
 * only be set again.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isPure } from '../../../languages/javascript/facts.ts'
import { contains, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { isElement, isTarget, type Iteration, iterationOf, statementsOf } from './iteration.ts'

export interface SearchLoop extends Iteration {
  readonly test: ts.Expression
  /** What happens at the hit, without the `break` that ends the loop. */
  readonly hit: readonly ts.Statement[]
  /** Where and how the element is named in there. */
  readonly usesElement: boolean
  readonly usesIndex: boolean
}

export function searchLoopOf(context: RuleContext, node: ts.Node): SearchLoop | null {
  const iteration = iterationOf(context, node)
  const only = iteration?.body.length === 1 ? iteration.body[0]! : null
  if (!iteration || !only || !ts.isIfStatement(only) || only.elseStatement) return null
  const test = bare(only.expression)
  const acts = statementsOf(only.thenStatement)
  const hit = untilEnd(context, iteration, test, acts)
  if (!hit || !isPure(context.scope, test) || !asksElement(context, iteration, test)) return null
  const uses = hit.map(each => usesOf(context, iteration, each))
  return {
    ...iteration,
    test,
    hit,
    usesElement: uses.some(each => each.element),
    usesIndex: uses.some(each => each.index),
  }
}

/** The statements before the end of the loop; null when it goes on. */
function untilEnd(
  context: RuleContext,
  { loop, until }: Iteration,
  test: ts.Expression,
  acts: readonly ts.Statement[],
): readonly ts.Statement[] | null {
  const last = acts.at(-1)
  if (!last || acts.slice(0, -1).some(jumps)) return null
  if (ts.isReturnStatement(last) || ts.isThrowStatement(last)) return until ? null : acts
  if (ts.isBreakStatement(last) && (!last.label || isLabelOf(loop, last.label.text))) return acts.slice(0, -1)
  if ((ts.isContinueStatement(last) || ts.isBreakStatement(last)) && last.label)
    return isLabelOf(loop, last.label.text) ? null : acts
  const flag = acts.length === 1 ? flagSet(context, last) : null
  if (!flag || contains(loop, flag.symbol.declarations?.[0] ?? loop) || mentions(context.scope, test, flag.symbol)) return null
  if (!until) return mayFail(test) ? null : acts
  const isFlag = ts.isPrefixUnaryExpression(until) && context.scope.symbolOf(until.operand) === flag.symbol
  return isFlag && flag.value === 'true' ? acts : null
}

/** Asking the elements behind the hit, as a loop without an end does, could throw. */
function mayFail(test: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(test) || ts.isCallExpression(test)) return true
  if (ts.isElementAccessExpression(test)) return !ts.isIdentifier(test.expression) || !ts.isIdentifier(test.argumentExpression)
  return ts.forEachChild(test, each => mayFail(each) || undefined) ?? false
}

const isLabelOf = (loop: ts.Node, label: string): boolean =>
  ts.isLabeledStatement(loop.parent) && loop.parent.label.text === label

/** `flag = true`, or another constant: doing it twice is doing it once. */
function flagSet(context: RuleContext, statement: ts.Statement): { symbol: ts.Symbol; value: string } | null {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return null
  const { left, right, operatorToken } = statement.expression
  const symbol = context.scope.symbolOf(left)
  const isConstant = /^(?:true|false|null|-?\d+|'[^']*'|"[^"]*")$/.test(right.getText())
  return symbol && isConstant && operatorToken.kind === ts.SyntaxKind.EqualsToken ? { symbol, value: right.getText() } : null
}

/** Control may leave in the middle. */
function jumps(node: ts.Node): boolean {
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node) || ts.isReturnStatement(node)) return true
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, each => jumps(each) || undefined) ?? false)
}

/** The test depends on the element, and on the counter only through it. */
function asksElement(context: RuleContext, iteration: Iteration, test: ts.Expression): boolean {
  const { element, index } = usesOf(context, iteration, test)
  return element && !index && effectsOf(context.scope, test).unknown === null
}

export function usesOf(context: RuleContext, iteration: Iteration, start: ts.Node): { element: boolean; index: boolean } {
  let element = false
  let index = false
  walk(start, node => {
    if (isElement(context, iteration, node)) {
      element = true
      // `list[i] = x` names a place, not what is there.
      if (ts.isElementAccessExpression(node) && isTarget(node)) index = true
      return false
    }
    if (iteration.index && ts.isIdentifier(node) && context.scope.symbolOf(node) === iteration.index) index = true
    return undefined
  })
  return { element, index }
}

/** The text of `node` with every element called `element`, and the counter `index`. */
export function withNames(context: RuleContext, iteration: Iteration, node: ts.Node, element: string, index?: string): string {
  const { file, text: whole } = context.scope
  let text = ''
  let at = node.getStart(file)
  const put = (each: ts.Node, name: string): false => {
    const short = ts.isShorthandPropertyAssignment(each.parent) ? `${each.getText()}: ` : ''
    text += whole.slice(at, each.getStart(file)) + short + name
    at = each.end
    return false
  }
  walk(node, each => {
    if (index === undefined && isElement(context, iteration, each)) return put(each, element)
    const isCounter = iteration.index && ts.isIdentifier(each) && context.scope.symbolOf(each) === iteration.index
    return isCounter && index !== undefined ? put(each, index) : undefined
  })
  return text + whole.slice(at, node.end)
}

/** `list.reduce((acc, x) => ..., literal)`: what its callback may return, and how a returned copy becomes statements and `return acc`. Shared by the rules for lists and objects. */
import { contains } from '../../../languages/javascript/scope.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { isTarget } from '../meaning/iteration.ts'
import { membershipOf } from '../meaning/membership.ts'
import { callbackMethods, styled } from './place.ts'
import type { Edit, RuleContext } from './rule.ts'

export interface Reduction {
  readonly call: ts.CallExpression
  readonly callback: ts.ArrowFunction | ts.FunctionExpression
  readonly accumulator: ts.Symbol
  readonly name: string
  /** The expressions that a run of the callback may return. */
  readonly results: readonly ts.Expression[]
}

/** `list.reduce((acc, x) => ..., initial)` whose initial value passes `isEmpty`. */
export function reductionOf(context: RuleContext, node: ts.Node, isEmpty: (initial: ts.Expression) => boolean): Reduction | null {
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    !/^reduce(?:Right)?$/.test(node.expression.name.text)
  )
    return null
  const [first, initial, ...more] = node.arguments
  if (!first || !initial || more.length > 0 || !isEmpty(bare(initial))) return null
  const callback = bare(first)
  if (
    !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ||
    callback.asteriskToken ||
    callback.modifiers?.length
  )
    return null
  const parameter = callback.parameters[0]?.name
  if (!parameter || !ts.isIdentifier(parameter)) return null
  const accumulator = context.scope.symbolOf(parameter)
  const results = resultsOf(callback)
  return accumulator && results ? { call: node, callback, accumulator, name: parameter.text, results } : null
}

/** Null when a path may end without a value. */
function resultsOf(callback: ts.ArrowFunction | ts.FunctionExpression): readonly ts.Expression[] | null {
  if (!ts.isBlock(callback.body)) return [bare(callback.body)]
  const results: ts.Expression[] = []
  let complete = true
  walk(callback.body, node => {
    if (node !== callback.body && ts.isFunctionLike(node)) return false
    if (ts.isReturnStatement(node)) {
      if (node.expression) results.push(bare(node.expression))
      else complete = false
    }
    return undefined
  })
  return complete && results.length > 0 ? results : null
}

/** Every mention of the accumulator lies in one of `allowed`, only reads it while the callback runs, or is its own declaration. */
const mentionsOnly = (context: RuleContext, reduction: Reduction, allowed: readonly ts.Node[]): boolean =>
  context.scope.references(reduction.accumulator).every(id => {
    if (ts.isParameter(id.parent) || allowed.includes(id)) return true
    // What a result says of the accumulator would be said while that grows.
    return !reduction.results.some(each => contains(each, id)) && isReadOnly(context, id, reduction.callback)
  })

/** Read through, at once: not by a function or an iterator that may still be there when the accumulator has grown. */
export function isReadOnly(context: RuleContext, id: ts.Identifier, callback: ts.Node): boolean {
  const member = id.parent
  const handedOn = ts.isCallExpression(member) && membershipOf(context, member)?.list === id
  if (!handedOn && !isReadThrough(id)) return false
  if (isTarget(member) || (ts.isPropertyAccessExpression(member) && /^(?:keys|values|entries)$/.test(member.name.text)))
    return false
  if (ts.isElementAccessExpression(member) && !ts.isBinaryExpression(member.parent)) return false
  for (let each: ts.Node = id; each !== callback; each = each.parent)
    if (ts.isFunctionLike(each)) {
      const call = each.parent
      const isCallback =
        ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        callbackMethods.has(call.expression.name.text) &&
        (ts.isArrowFunction(each) || ts.isFunctionExpression(each)) &&
        !each.modifiers?.length
      if (!isCallback) return false
    }
  return true
}

/** Statements instead of a returned copy, then `return acc`. For an arrow without a block it becomes one. */
function returning(
  context: RuleContext,
  { callback, name }: Reduction,
  result: ts.Expression,
  statements: readonly string[],
): readonly Edit[] {
  const { scope, style } = context
  const body = callback.body
  if (!ts.isBlock(body)) {
    const indent = indentAt(scope.text, callback.getStart(scope.file))
    const inner = indent + style.unit
    const lines = styled(context, [...statements, `return ${name}§`], inner)
    return [
      {
        start: body.getStart(scope.file),
        end: body.end,
        text: `{${style.newline}${inner}${lines.join(style.newline)}${style.newline}${indent}}`,
      },
    ]
  }
  const statement = enclosingReturn(result)
  const indent = indentAt(scope.text, statement.getStart(scope.file))
  const lines = [...statements, `return ${name}§`]
  if (ts.isBlock(statement.parent) || ts.isCaseClause(statement.parent))
    return [
      { start: statement.getStart(scope.file), end: statement.end, text: styled(context, lines, indent).join(style.newline) },
    ]
  const outer = indentAt(scope.text, statement.parent.getStart(scope.file))
  const inner = outer + style.unit
  return [
    {
      start: statement.getStart(scope.file),
      end: statement.end,
      text: `{${style.newline}${inner}${styled(context, lines, inner).join(style.newline)}${style.newline}${outer}}`,
    },
  ]
}

function enclosingReturn(result: ts.Expression): ts.ReturnStatement {
  let node: ts.Node = result
  while (!ts.isReturnStatement(node)) node = node.parent
  return node
}

export const isAccumulator = (context: RuleContext, { accumulator }: Reduction, node: ts.Expression): boolean =>
  context.scope.symbolOf(bare(node)) === accumulator

/** `cond ? grown : acc` and `cond ? acc : grown`. */
function conditionOf(
  context: RuleContext,
  reduction: Reduction,
  result: ts.Expression,
): { condition: string; grown: ts.Expression; id: ts.Node; asked: readonly ts.Node[] } | null {
  if (!ts.isConditionalExpression(result)) return null
  const text = result.condition.getText()
  const asked = context.scope.references(reduction.accumulator).filter(id => contains(result.condition, id))
  if (!asked.every(id => isReadOnly(context, id, reduction.callback))) return null
  if (isAccumulator(context, reduction, result.whenFalse))
    return { condition: text, grown: bare(result.whenTrue), id: bare(result.whenFalse), asked }
  if (isAccumulator(context, reduction, result.whenTrue))
    return { condition: `!(${text})`, grown: bare(result.whenFalse), id: bare(result.whenTrue), asked }
  return null
}

/** An error in `node` may be caught before control leaves `until`. */
export function isTried(node: ts.Node, until: ts.Node): boolean {
  for (let each = node; each !== until; each = each.parent) if (ts.isTryStatement(each.parent)) return true
  return false
}

/** Edits for every result, or null when one of them is of another kind. */
export function rewriteResults(
  context: RuleContext,
  reduction: Reduction,
  grow: (grown: ts.Expression) => { statements: string[]; id: ts.Node; reads?: readonly ts.Node[] } | null,
): readonly Edit[] | null {
  const edits: Edit[] = []
  const allowed: ts.Node[] = []
  for (const result of reduction.results) {
    if (isAccumulator(context, reduction, result)) {
      allowed.push(result)
      continue
    }
    const conditional = conditionOf(context, reduction, result)
    const grown = grow(conditional ? conditional.grown : result)
    if (!grown) return null
    allowed.push(grown.id, ...(grown.reads ?? []), ...(conditional ? [conditional.id, ...conditional.asked] : []))
    // What was added before an error stays added; a copy that was not finished left no trace.
    if (isTried(result, reduction.callback) && (grown.statements.length > 1 || /^(?:for|if) /.test(grown.statements[0]!)))
      return null
    const statements = conditional ? underCondition(conditional.condition, grown.statements) : grown.statements
    edits.push(...returning(context, reduction, result, statements))
  }
  return edits.length > 0 && mentionsOnly(context, reduction, allowed) ? edits : null
}

const underCondition = (condition: string, statements: readonly string[]): string[] =>
  statements.length === 1
    ? [`if (${condition}) ${statements[0]}`]
    : [`if (${condition}) {`, ...statements.map(each => `  ${each}`), '}']

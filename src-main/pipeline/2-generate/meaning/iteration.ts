/**
 * Going through a list, in any spelling: for-of, index loops up and down with `let` or `var`, a length kept in a variable, while
 * with a counter. What a rule needs to know is the same for all: which list, what stands for an element, and what is done with it.
 */
import { contains, isAssigned, variableOf } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { constantOf } from './constants.ts'
import { readOf, startsIn, startsOf } from './starts.ts'

export interface Iteration {
  readonly loop: ts.IterationStatement
  readonly list: ts.Expression
  /** By position, which any object with a length has; else by the iterator that the list has. */
  readonly byIndex: boolean
  /** The counter; null without one. */
  readonly index: ts.Symbol | null
  /** The variable that holds the element; null when it is only read as `list[i]`. */
  readonly item: ts.Symbol | null
  readonly backwards: boolean
  /** What is done for each element, without the line that reads it and the one that counts. */
  readonly body: readonly ts.Statement[]
  /** `i < list.length && !found`: the flag that ends the loop. */
  readonly until: ts.Expression | null
}

export const statementsOf = (node: ts.Statement): readonly ts.Statement[] => (ts.isBlock(node) ? node.statements : [node])

export function iterationOf(context: RuleContext, node: ts.Node): Iteration | null {
  if (ts.isForOfStatement(node)) return node.awaitModifier ? null : byElements(context, node)
  if (ts.isForStatement(node)) return byCounter(context, node)
  return ts.isWhileStatement(node) ? byWhile(context, node) : null
}

/** `list[i]` or the variable that holds it. */
export function isElement(context: RuleContext, { list, index, item }: Iteration, node: ts.Node): boolean {
  if (item && ts.isIdentifier(node)) return context.scope.symbolOf(node) === item
  return (
    index !== null &&
    ts.isElementAccessExpression(node) &&
    !node.questionDotToken &&
    node.expression.getText() === list.getText() &&
    context.scope.symbolOf(bare(node.argumentExpression)) === index
  )
}

function byElements(context: RuleContext, loop: ts.ForOfStatement): Iteration | null {
  if (!ts.isVariableDeclarationList(loop.initializer)) return null
  const name = loop.initializer.declarations[0]?.name
  const item = name && ts.isIdentifier(name) ? context.scope.symbolOf(name) : undefined
  if (!item || context.scope.references(item).some(isAssigned) || isUsedOutside(context, item, loop)) return null
  const body = statementsOf(loop.statement)
  return { loop, list: loop.expression, byIndex: false, index: null, item, backwards: false, body, until: null }
}

function byCounter(context: RuleContext, loop: ts.ForStatement): Iteration | null {
  const { scope } = context
  const counters = loop.initializer && startsOf(loop.initializer)
  const [first] = counters ?? []
  const index = first && scope.symbolOf(first.name)
  if (!first || !index || !loop.condition) return null
  const lengths = new Map((counters ?? []).slice(1).map(each => [scope.symbolOf(each.name), each.value]))
  // A loop inside that keeps its length in the same variable ends this one elsewhere.
  const isSetAnew = (id: ts.Identifier): boolean => isAssigned(id) && contains(loop, id) && !contains(loop.initializer!, id)
  for (const each of lengths.keys()) if (!each || scope.references(each).some(isSetAnew)) return null
  const range = rangeOf(context, index, first.value, loop.condition, lengths)
  if (!range || !steps(context, index, range, loop) || isUsedOutside(context, index, loop)) return null
  for (const each of lengths.keys()) if (!each || isUsedOutside(context, each, loop)) return null
  return inner(context, loop, index, range, statementsOf(loop.statement))
}

/**
 * `var i = 0` or `i = 0` in front of `while (i < list.length) { ...; i++ }`, `var i = list.length` of `while (i--)`, or `var i = -1` of
 * `while (++i < list.length)`.
 */
function byWhile(context: RuleContext, loop: ts.WhileStatement): Iteration | null {
  const { scope } = context
  const around: readonly ts.Statement[] = ts.isBlock(loop.parent) ? loop.parent.statements : []
  // What stands between does not name the counter: that is asked below.
  const start = around
    .slice(0, Math.max(0, around.indexOf(loop)))
    .flatMap(startsIn)
    .findLast(({ name }) => scope.references(scope.symbolOf(name)!).some(id => contains(loop.expression, id) && isCounter(id)))
  const index = start && scope.symbolOf(start.name)
  if (!start || !index) return null
  const range = rangeOf(context, index, start.value, loop.expression, new Map())
  if (!range || isUsedOutside(context, index, loop, start.name)) return null
  const statements = statementsOf(loop.statement)
  const isSetInside = scope.references(index).some(id => isAssigned(id) && contains(loop.statement, id))
  if (range.countsItself && isSetInside) return null
  if (range.countsItself) return inner(context, loop, index, range, statements)
  const last = statements.at(-1)
  if (!last || !ts.isExpressionStatement(last) || !isStep(context, index, last.expression, range.backwards)) return null
  if (
    scope
      .references(index)
      .filter(isAssigned)
      .some(id => contains(loop, id) && !contains(last, id)) ||
    hasContinue(loop)
  )
    return null
  return inner(context, loop, index, range, statements.slice(0, -1))
}

interface Range {
  readonly list: ts.Expression
  readonly backwards: boolean
  /** `i--` or `++i` in the condition. */
  readonly countsItself: boolean
  readonly until: ts.Expression | null
}

/** Not the length that the counter is compared with. */
const isCounter = (id: ts.Identifier): boolean => {
  const { parent } = id
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator !== ts.SyntaxKind.ExclamationToken
  return ts.isBinaryExpression(parent) && parent.left === id
}

/** All positions, from the first to the last or the other way. */
function rangeOf(
  context: RuleContext,
  index: ts.Symbol,
  start: ts.Expression,
  test: ts.Expression,
  lengths: ReadonlyMap<ts.Symbol | undefined, ts.Expression>,
): Range | null {
  const { scope } = context
  const condition = bare(test)
  if (ts.isBinaryExpression(condition) && condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    const range = rangeOf(context, index, start, condition.left, lengths)
    const flag = bare(condition.right)
    const isFlag =
      ts.isPrefixUnaryExpression(flag) && flag.operator === ts.SyntaxKind.ExclamationToken && ts.isIdentifier(flag.operand)
    return range && isFlag && !range.until ? { ...range, until: flag } : null
  }
  const isIndex = (each: ts.Expression): boolean => scope.symbolOf(bare(each)) === index
  const length = (each: ts.Expression): ts.Expression | null => lengthOf(context, each, lengths)
  if (ts.isPostfixUnaryExpression(condition)) {
    const list = length(start)
    const down = condition.operator === ts.SyntaxKind.MinusMinusToken && isIndex(condition.operand)
    return list && down ? { list, backwards: true, countsItself: true, until: null } : null
  }
  if (!ts.isBinaryExpression(condition)) return null
  const first = bare(condition.left)
  if (ts.isPrefixUnaryExpression(first)) {
    const up =
      first.operator === ts.SyntaxKind.PlusPlusToken && isIndex(first.operand) && constantOf(context, start)?.value === -1
    const list = up && condition.operatorToken.kind === ts.SyntaxKind.LessThanToken ? length(condition.right) : null
    return list && { list, backwards: false, countsItself: true, until: null }
  }
  if (!isIndex(first)) return null
  if (condition.operatorToken.kind === ts.SyntaxKind.LessThanToken && constantOf(context, start)?.value === 0) {
    const list = length(condition.right)
    return list && { list, backwards: false, countsItself: false, until: null }
  }
  if (condition.operatorToken.kind !== ts.SyntaxKind.GreaterThanEqualsToken || condition.right.getText() !== '0') return null
  const isLast =
    ts.isBinaryExpression(start) && start.operatorToken.kind === ts.SyntaxKind.MinusToken && start.right.getText() === '1'
  const list = isLast ? length(start.left) : null
  return list && { list, backwards: true, countsItself: false, until: null }
}

/** The list of `list.length`, also when the length is kept in a variable that is only for this. */
function lengthOf(
  context: RuleContext,
  node: ts.Expression,
  lengths: ReadonlyMap<ts.Symbol | undefined, ts.Expression>,
): ts.Expression | null {
  const value = withoutShift(node)
  if (ts.isPropertyAccessExpression(value))
    return value.name.text === 'length' && !value.questionDotToken ? value.expression : null
  const symbol = context.scope.symbolOf(value)
  if (!symbol || (!lengths.has(symbol) && context.scope.references(symbol).some(isAssigned))) return null
  const kept = lengths.get(symbol) ?? (variableOf(symbol)?.initializer && keptLength(context, symbol))
  return kept && ts.isPropertyAccessExpression(withoutShift(kept)) ? lengthOf(context, kept, new Map()) : null
}

/** `list.length` of `list.length >>> 0`: the length of a list is such a number already. */
const withoutShift = (node: ts.Expression): ts.Expression => {
  const value = bare(node)
  const shifts = ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken
  return shifts && value.right.getText() === '0' ? bare(value.left) : value
}

/** A length that was taken before stays true for a list that nobody writes to in the whole function. */
function keptLength(context: RuleContext, symbol: ts.Symbol): ts.Expression | null {
  const value = withoutShift(variableOf(symbol)!.initializer!)
  if (!ts.isPropertyAccessExpression(value) || !ts.isIdentifier(value.expression)) return null
  const list = context.scope.symbolOf(value.expression)
  return list && context.scope.references(list).every(isOnlyRead) ? value : null
}

function isOnlyRead(id: ts.Identifier): boolean {
  const parent = id.parent
  if (ts.isParameter(parent)) return true
  // `list == null`, `!list`
  if (ts.isBinaryExpression(parent)) return /^[!=]==?$/.test(parent.operatorToken.getText())
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  if (ts.isElementAccessExpression(parent)) return parent.expression === id && !isTarget(parent)
  if (ts.isCallExpression(parent)) return parent.arguments[0] === id && parent.expression.getText() === 'Array.isArray'
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'length' && !isTarget(parent)
}

/** The element or member is given a value. */
export const isTarget = (access: ts.Node): boolean => {
  const use = access.parent
  if (ts.isBinaryExpression(use))
    return (
      use.left === access &&
      use.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      use.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  return ts.isPostfixUnaryExpression(use) || ts.isDeleteExpression(use) || ts.isPrefixUnaryExpression(use)
}

function steps(context: RuleContext, index: ts.Symbol, range: Range, loop: ts.ForStatement): boolean {
  const counted = range.countsItself ? loop.incrementor === undefined : loop.incrementor !== undefined
  if (!counted || (loop.incrementor && !isStep(context, index, loop.incrementor, range.backwards))) return false
  return !context.scope.references(index).some(id => isAssigned(id) && contains(loop.statement, id))
}

/** `i++`, `++i`, `i += 1`; downwards with minus. */
function isStep(context: RuleContext, index: ts.Symbol, node: ts.Expression, backwards: boolean): boolean {
  const step = bare(node)
  const isIndex = (each: ts.Expression): boolean => context.scope.symbolOf(bare(each)) === index
  if (ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step))
    return isIndex(step.operand) && step.operator === (backwards ? ts.SyntaxKind.MinusMinusToken : ts.SyntaxKind.PlusPlusToken)
  const sign = backwards ? ts.SyntaxKind.MinusEqualsToken : ts.SyntaxKind.PlusEqualsToken
  return ts.isBinaryExpression(step) && step.operatorToken.kind === sign && isIndex(step.left) && step.right.getText() === '1'
}

function inner(
  context: RuleContext,
  loop: ts.IterationStatement,
  index: ts.Symbol,
  range: Range,
  statements: readonly ts.Statement[],
): Iteration {
  const { scope } = context
  const whole: Iteration = {
    loop,
    list: range.list,
    byIndex: true,
    index,
    item: null,
    backwards: range.backwards,
    body: statements,
    until: range.until,
  }
  const [first, ...rest] = statements
  const read = first && readOf(first)
  const item = read && scope.symbolOf(read.name)
  if (!read || !item || !isElement(context, whole, read.value)) return whole
  const isOnce = scope.references(item).every(id => !isAssigned(id) || id === read.name)
  const isOwn = read.declared || scope.references(item).every(id => !contains(loop, id) || !isInFunction(id, loop))
  if (!isOnce || !isOwn || isUsedOutside(context, item, loop)) return whole
  return { ...whole, item, body: rest }
}

/** A function that is kept would see the variable's next value. */
function isInFunction(node: ts.Node, until: ts.Node): boolean {
  for (let each = node; each !== until; each = each.parent) if (ts.isFunctionLike(each)) return true
  return false
}

/** Somebody could see where the loop left it. Loops that set it anew do not look. */
function isUsedOutside(context: RuleContext, symbol: ts.Symbol, loop: ts.Node, start?: ts.Identifier): boolean {
  return context.scope.references(symbol).some(id => id !== start && !contains(loop, id) && !isInOwnLoop(context, id, symbol))
}

/** Declared without a value, or in another loop that sets it anew before it looks. */
function isInOwnLoop(context: RuleContext, id: ts.Node, symbol: ts.Symbol): boolean {
  if (ts.isVariableDeclaration(id.parent) && id.parent.name === id && !id.parent.initializer && isBefore(id)) return true
  for (let each: ts.Node = id; each.parent; each = each.parent) {
    if (!ts.isForStatement(each) || !each.initializer) continue
    if (startsOf(each.initializer)?.some(({ name }) => context.scope.symbolOf(name) === symbol)) return true
  }
  return false
}

/** `var i, j` as a statement, not the head of for-of. */
const isBefore = (id: ts.Node): boolean => ts.isVariableStatement(id.parent.parent.parent)

function hasContinue(loop: ts.Node): boolean {
  let found = false
  const visit = (node: ts.Node): void => {
    if (ts.isContinueStatement(node)) found = true
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  visit(loop)
  return found
}

/**
 * J09, J10: taking from or adding to the front of an array moves all other elements each time. A queue gets a head index; a
 * list that is only built from the front is built from the back and turned round once.
 */
import { isFresh, makesArray } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, variableOf } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { insertAfter, repetitionsAround } from './place.ts'
import { isTried } from './reduction.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'

/** Variables of the function on which `method()` is called somewhere inside a loop. */
function listsWith(context: RuleContext, method: string): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>()
  walk(context.target.node, node => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== method)
      return
    const symbol = context.scope.symbolOf(bare(node.expression.expression))
    if (symbol && repetitionsAround(context, node).length > 0) found.add(symbol)
  })
  return found
}

function localArray(context: RuleContext, symbol: ts.Symbol): ts.VariableDeclaration | null {
  const variable = variableOf(symbol)
  const usable =
    variable?.initializer &&
    contains(context.target.node, variable) &&
    isConstant(context.scope, symbol) &&
    isFresh(context.scope, symbol, makesArray)
  const statement = variable?.parent.parent
  return usable && statement && ts.isVariableStatement(statement) ? variable : null
}

function queueSite(context: RuleContext, symbol: ts.Symbol): Site | null {
  const { scope, style } = context
  const variable = localArray(context, symbol)
  if (!variable) return null
  const name = variable.name.getText()
  const head = context.name(`${name}Head`)
  const edits: Edit[] = []
  for (const id of scope.references(symbol)) {
    if (id === variable.name) continue
    // A queue that lives on in a closure would keep all that it ever held.
    if (!isInSameRun(context, id, variable)) return null
    const member = id.parent
    if (
      ts.isElementAccessExpression(member) &&
      member.expression === id &&
      bare(member.argumentExpression).getText() === '0' &&
      !isChanged(member)
    ) {
      edits.push({ start: member.argumentExpression.getStart(), end: member.argumentExpression.end, text: head })
      continue
    }
    if (!ts.isPropertyAccessExpression(member) || member.expression !== id || member.questionDotToken) return null
    const call = member.parent
    const called = ts.isCallExpression(call) && call.expression === member
    if (member.name.text === 'length' && !called && !isChanged(member)) edits.push(lengthEdit(name, head, member))
    else if (member.name.text === 'shift' && called && call.arguments.length === 0)
      edits.push(shiftEdit(context, symbol, name, head, call))
    // What push returns is the length, which would not be right any more.
    else if (!(member.name.text === 'push' && called && ts.isExpressionStatement(call.parent))) return null
  }
  if (edits.length === 0) return null
  const keyword = style.keyword === 'var' ? 'var' : 'let'
  edits.push(insertAfter(context, variable.parent.parent, [`${keyword} ${head} = 0§`]))
  return {
    key: `queue ${name}`,
    subject: `of ${name}`,
    reason: `Every ${name}.shift() moved all waiting elements one place down. A head index takes the next element without moving any.`,
    edits,
    facts: [
      `proved: ${name} is made here and used only by push, shift, length and [0]`,
      'accepted: taken elements stay in memory until the function returns',
    ],
    probes: [],
  }
}

/** Between the two lie only loops and callbacks of array methods. */
function isInSameRun(context: RuleContext, node: ts.Node, variable: ts.Node): boolean {
  const repetitions = repetitionsAround(context, node)
  for (let each = node.parent; each && !contains(each, variable); each = each.parent)
    if (ts.isFunctionLike(each) && !repetitions.some(({ carrier }) => ts.isCallExpression(carrier) && contains(carrier, each)))
      return false
  return true
}

function isChanged(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isBinaryExpression(parent))
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
  return ts.isDeleteExpression(parent)
}

/** `q.length > 0` and `while (q.length)` become `qHead < q.length`; other readings subtract the head. */
function lengthEdit(name: string, head: string, length: ts.PropertyAccessExpression): Edit {
  const parent = length.parent
  if (ts.isBinaryExpression(parent) && parent.left === length) {
    const test = parent.operatorToken.getText() + parent.right.getText()
    const range = { start: parent.getStart(), end: parent.end }
    if (/^(?:>0|!==0|!=0|>=1)$/.test(test)) return { ...range, text: `${head} < ${name}.length` }
    if (/^(?:===0|==0|<1|<=0)$/.test(test)) return { ...range, text: `${head} === ${name}.length` }
  }
  if (isCondition(length)) return { start: length.getStart(), end: length.end, text: `${head} < ${name}.length` }
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken)
    return {
      start: parent.getStart(),
      end: parent.end,
      text: isLoose(parent.parent) ? `${head} === ${name}.length` : `(${head} === ${name}.length)`,
    }
  return { start: length.getStart(), end: length.end, text: `(${name}.length - ${head})` }
}

/** Only decides something: `while (q.length && more)`. */
function isCondition(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isIfStatement(parent)) return parent.expression === node
  if (ts.isForStatement(parent)) return parent.condition === node
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && isCondition(parent)
  )
}

const isLoose = (node: ts.Node): boolean =>
  ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isParenthesizedExpression(node) || ts.isReturnStatement(node)

/** An empty queue must stay where it is: the head only moves when there is an element for certain, or after asking. */
function shiftEdit(context: RuleContext, symbol: ts.Symbol, name: string, head: string, call: ts.CallExpression): Edit {
  const range = { start: call.getStart(), end: call.end }
  if (isNeverEmpty(context, symbol, call)) return { ...range, text: `${name}[${head}++]` }
  const text = `${head} < ${name}.length ? ${name}[${head}++] : undefined`
  const parent = call.parent
  const alone = ts.isVariableDeclaration(parent) || ts.isReturnStatement(parent) || ts.isParenthesizedExpression(parent)
  return { ...range, text: alone ? text : `(${text})` }
}

/** First thing that happens to the queue in a loop whose condition is that it has elements. */
function isNeverEmpty(context: RuleContext, symbol: ts.Symbol, call: ts.CallExpression): boolean {
  const loop = repetitionsAround(context, call).at(-1)?.carrier
  if (!loop || !(ts.isWhileStatement(loop) || ts.isForStatement(loop))) return false
  const condition = ts.isWhileStatement(loop) ? loop.expression : loop.condition
  if (!condition || !asksForElements(context, symbol, condition)) return false
  return !context.scope.references(symbol).some(id => {
    if (!contains(loop.statement, id) || id.pos >= call.pos || !ts.isPropertyAccessExpression(id.parent)) return false
    return id.parent.name.text === 'shift'
  })
}

function asksForElements(context: RuleContext, symbol: ts.Symbol, condition: ts.Expression): boolean {
  const test = bare(condition)
  if (ts.isBinaryExpression(test) && test.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return asksForElements(context, symbol, test.left) || asksForElements(context, symbol, test.right)
  const isLength = (each: ts.Expression): boolean =>
    ts.isPropertyAccessExpression(each) && each.name.text === 'length' && context.scope.symbolOf(bare(each.expression)) === symbol
  if (isLength(test)) return true
  return (
    ts.isBinaryExpression(test) &&
    isLength(bare(test.left)) &&
    /^(?:>0|!==0|!=0|>=1)$/.test(test.operatorToken.getText() + test.right.getText())
  )
}

export const shiftQueue: Rule = {
  id: 'J09',
  title: 'Head index instead of shift',
  shortName: 'head-index-for-queue',
  riskClass: 'A',
  gains: [
    [1000, 2],
    [20000, 57],
    [100000, 287],
  ],
  match: context => [...listsWith(context, 'shift')].flatMap(symbol => queueSite(context, symbol) ?? []),
}

/** Only built by `unshift` in one loop, then used: `push` in the loop and one `reverse` behind it. */
function frontSite(context: RuleContext, symbol: ts.Symbol): Site | null {
  const { scope } = context
  const variable = localArray(context, symbol)
  const initializer = variable?.initializer && bare(variable.initializer)
  if (!variable || !initializer || !ts.isArrayLiteralExpression(initializer) || initializer.elements.length > 0) return null
  const name = variable.name.getText()
  const edits: Edit[] = []
  const loops = new Set<ts.Node>()
  const others: ts.Identifier[] = []
  for (const id of scope.references(symbol)) {
    if (id === variable.name) continue
    const member = id.parent
    const call = member.parent
    const isUnshift =
      ts.isPropertyAccessExpression(member) &&
      member.expression === id &&
      member.name.text === 'unshift' &&
      ts.isCallExpression(call) &&
      call.expression === member
    if (!isUnshift) {
      others.push(id)
      continue
    }
    if (call.arguments.length !== 1 || ts.isSpreadElement(call.arguments[0]!) || !ts.isExpressionStatement(call.parent))
      return null
    const loop = repetitionsAround(context, call)[0]?.carrier
    if (!loop) return null
    loops.add(loop)
    edits.push({ start: member.name.getStart(), end: member.name.end, text: 'push' })
  }
  const [loop, ...more] = loops
  if (!loop || more.length > 0) return null
  let statement: ts.Node = loop
  while (!ts.isBlock(statement.parent) && !ts.isSourceFile(statement.parent)) {
    if (ts.isFunctionLike(statement.parent) || ts.isCaseClause(statement.parent)) return null
    statement = statement.parent
  }
  // An error in the middle must not leave a list that can be seen: a `var` lives on behind the block.
  if (isTried(statement, context.target.node) && !(variable.parent.flags & ts.NodeFlags.BlockScoped)) return null
  // Leaving the function in the middle would hand out the list the wrong way round.
  if (others.some(id => id.pos < statement.end) || statement.parent !== variable.parent.parent.parent || leavesInside(statement))
    return null
  edits.push(insertAfter(context, statement, [`${name}.reverse()§`]))
  return {
    key: `front ${name}`,
    subject: `of ${name}`,
    reason: `Every ${name}.unshift() moved all elements one place up. Adding at the end and turning the list round once gives the same list.`,
    edits,
    facts: [`proved: ${name} is made here and nothing reads it before the loop is over`],
    probes: [],
  }
}

function leavesInside(statement: ts.Node): boolean {
  let leaves = false
  walk(statement, node => {
    if (node !== statement && ts.isFunctionLike(node)) return false
    if (ts.isReturnStatement(node) || ts.isTryStatement(node) || (ts.isBreakOrContinueStatement(node) && node.label))
      leaves = true
    return undefined
  })
  return leaves
}

export const unshiftLoop: Rule = {
  id: 'J10',
  title: 'Push and one reverse instead of unshift',
  shortName: 'push-then-reverse',
  riskClass: 'A',
  gains: [
    [1000, 8.41],
    [20000, 82.7],
  ],
  match: context => [...listsWith(context, 'unshift')].flatMap(symbol => frontSite(context, symbol) ?? []),
}

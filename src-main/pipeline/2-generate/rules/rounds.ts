/**
 * Constant factors and repeated sums. J27: the sum of a growing prefix becomes a running sum. J70: a numeric `reduce` becomes a
 * loop. J72: `for (const [i, x] of a.entries())` becomes an index loop. J54: a loop that only looks whether something is there
 * ends when it has found it.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, instability, isArray, isPure, isSimple, trusted } from '../../../languages/javascript/facts.ts'
import { contains, isAssigned, mentions } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore, repetitionsAround, styled } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { lastName } from './text.ts'

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
function sumOf(context: RuleContext, node: ts.Node): Sum | null {
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
function isEvaluatedFirst(node: ts.Node): boolean {
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

/** `for (const [i, x] of list.entries())`: a pair is made for every element. */
function entriesSite(context: RuleContext, loop: ts.Node): Site | null {
  const { scope, style } = context
  if (!ts.isForOfStatement(loop) || loop.awaitModifier || !ts.isVariableDeclarationList(loop.initializer)) return null
  const source = bare(loop.expression)
  if (
    !ts.isCallExpression(source) ||
    !ts.isPropertyAccessExpression(source.expression) ||
    source.expression.name.text !== 'entries' ||
    source.arguments.length > 0
  )
    return null
  const list = source.expression.expression
  const pattern = loop.initializer.declarations[0]?.name
  if (!pattern || !ts.isArrayBindingPattern(pattern) || pattern.elements.length !== 2 || !isSimple(list) || !isArray(scope, list))
    return null
  const [index, value] = pattern.elements
  if (
    !index ||
    !value ||
    !ts.isBindingElement(index) ||
    !ts.isBindingElement(value) ||
    index.initializer ||
    value.initializer ||
    value.dotDotDotToken ||
    !ts.isIdentifier(index.name)
  )
    return null
  const symbol = scope.symbolOf(index.name)
  const root = scope.symbolOf(bare(list))
  if (
    !symbol ||
    !root ||
    scope.references(symbol).some(isAssigned) ||
    effectsOf(scope, loop).assigned.has(root) ||
    !ts.isBlock(loop.statement)
  )
    return null
  // A closure over a `let` of the loop has its own copy in each round, as it had with `const`.
  const at = index.name.text
  const text = list.getText()
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  const indent = indentAt(scope.text, loop.getStart(scope.file))
  const inner = indent + style.unit
  const kind = loop.initializer.flags & ts.NodeFlags.Const ? 'const' : 'let'
  const open = loop.statement.getStart(scope.file) + 1
  return {
    key: `entries ${text}`,
    subject: `over ${text}`,
    reason: `A pair was made for every element of ${text}, only to be taken apart. An index loop reads the same elements without it.`,
    edits: [
      {
        start: loop.getStart(scope.file),
        end: open,
        text: `for (let ${at} = 0; ${at} < ${text}.length; ${at}++) {${style.newline}${styled(
          context,
          [`${kind} ${value.name.getText()} = ${text}[${at}]${bang}§`],
          inner,
        )
          .map(line => inner + line)
          .join('')}`,
      },
    ],
    facts: [
      `proved: ${text} is an array and stays the same array`,
      'proved: the length is asked in every round, as the iterator did',
    ],
    probes: [],
  }
}

export const entriesLoop: Rule = {
  id: 'J72',
  title: 'Index loop instead of entries()',
  shortName: 'index-loop-instead-of-entries',
  riskClass: 'A',
  gains: [
    [10, 1.2],
    [1000, 2],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = entriesSite(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

/** `for (...) if (test) found = true` with nothing else in the loop. */
function breakSite(context: RuleContext, loop: ts.Node): Site | null {
  const { scope, style } = context
  if (!(ts.isForOfStatement(loop) || ts.isForStatement(loop)) || (ts.isForOfStatement(loop) && loop.awaitModifier)) return null
  const only = ts.isBlock(loop.statement)
    ? loop.statement.statements.length === 1
      ? loop.statement.statements[0]
      : undefined
    : loop.statement
  if (!only || !ts.isIfStatement(only) || only.elseStatement) return null
  const then = ts.isBlock(only.thenStatement)
    ? only.thenStatement.statements.length === 1
      ? only.thenStatement.statements[0]
      : undefined
    : only.thenStatement
  if (
    !then ||
    !ts.isExpressionStatement(then) ||
    !ts.isBinaryExpression(then.expression) ||
    then.expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken
  )
    return null
  const { left, right } = then.expression
  const constant = /^(?:true|false|null|-?\d+|'[^']*'|"[^"]*")$/.test(right.getText())
  const flag = scope.symbolOf(left)
  if (
    !constant ||
    !flag ||
    contains(loop, flag.declarations?.[0] ?? loop) ||
    !isPure(scope, only.expression) ||
    mentions(scope, only.expression, flag)
  )
    return null
  if (ts.isForStatement(loop) && !hasOwnCounter(context, loop)) return null
  const indent = indentAt(scope.text, only.getStart(scope.file))
  const inner = indent + style.unit
  const statements = styled(context, [`${then.expression.getText()}§`, 'break§'], inner).join(style.newline)
  return {
    key: `break ${only.getText()}`,
    subject: '',
    reason: 'The loop went on after it had its answer. It ends with the first hit.',
    edits: [
      {
        start: only.thenStatement.getStart(scope.file),
        end: only.thenStatement.end,
        text: `{${style.newline}${inner}${statements}${style.newline}${indent}}`,
      },
    ],
    facts: [
      'proved: every later round could only set the same value again',
      'accepted: elements behind the first hit are not looked at, so an error among them does not come up',
    ],
    probes: [],
  }
}

/** The counter is gone after the loop, so nobody sees where it stopped. */
function hasOwnCounter(context: RuleContext, loop: ts.ForStatement): boolean {
  const { initializer } = loop
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !(initializer.flags & ts.NodeFlags.BlockScoped)) return false
  const effects = effectsOf(context.scope, loop.incrementor ?? loop)
  return (
    effects.writes.length === 0 &&
    [...effects.assigned].every(symbol => symbol.declarations?.every(each => contains(initializer, each)))
  )
}

export const missingBreak: Rule = {
  id: 'J54',
  title: 'Loop ends with the first hit',
  shortName: 'end-at-first-hit',
  riskClass: 'B',
  gains: [
    [10, 2],
    [10000, 100],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = breakSite(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

/**
 * J74: comparing every element with every later one to see whether two are equal becomes a Set of what was seen. J75: counting the
 * equals of an element by going through the list for each becomes a Map of counts.
 */
import { withIndex } from './as-before.ts'
import { isAssigned } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isSimple } from '../../../languages/javascript/facts.ts'
import { askIndex, lazyMap } from './key-search.ts'
import { isHarmlessToRead } from './lazy.ts'
import { equalityCallback } from '../meaning/equality.ts'
import { askedLate, isFallback, membershipProbes } from './membership.ts'
import { sitesOf, isMethodCall } from './method-call.ts'
import { placeBefore, stablePlace, styled } from './place.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'
import { indexGuard, indexPays, lastName, loopName, maySmall, rootName, singular } from './text.ts'

interface CountedLoop {
  readonly loop: ts.ForStatement
  readonly counter: ts.Symbol
  readonly start: ts.Expression
  /** What stands behind `<`. */
  readonly end: string
}

function countedLoop(context: RuleContext, node: ts.Node | undefined): CountedLoop | null {
  if (
    !node ||
    !ts.isForStatement(node) ||
    !node.initializer ||
    !ts.isVariableDeclarationList(node.initializer) ||
    !(node.initializer.flags & ts.NodeFlags.BlockScoped)
  )
    return null
  const [only, ...more] = node.initializer.declarations
  const condition = node.condition && bare(node.condition)
  const step = node.incrementor && bare(node.incrementor)
  if (
    !only?.initializer ||
    more.length > 0 ||
    !ts.isIdentifier(only.name) ||
    !condition ||
    !step ||
    !ts.isBinaryExpression(condition)
  )
    return null
  const counter = context.scope.symbolOf(only.name)
  const isStep =
    (ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step)) &&
    step.operator === ts.SyntaxKind.PlusPlusToken &&
    context.scope.symbolOf(step.operand) === counter
  if (
    !counter ||
    !isStep ||
    condition.operatorToken.kind !== ts.SyntaxKind.LessThanToken ||
    context.scope.symbolOf(bare(condition.left)) !== counter
  )
    return null
  return context.scope.references(counter).filter(isAssigned).length === 1
    ? { loop: node, counter, start: only.initializer, end: condition.right.getText() }
    : null
}

const onlyStatement = (node: ts.Statement): ts.Statement | undefined =>
  ts.isBlock(node) ? (node.statements.length === 1 ? node.statements[0] : undefined) : node

/** `for i, for j = i + 1: if (list[i] === list[j]) return constant`. */
function duplicateSite(context: RuleContext, node: ts.Node): Site | null {
  const { scope } = context
  const outer = countedLoop(context, node)
  const inner = outer && countedLoop(context, onlyStatement(outer.loop.statement))
  if (!outer || !inner || outer.start.getText() !== '0') return null
  const start = bare(inner.start)
  if (
    !ts.isBinaryExpression(start) ||
    start.operatorToken.kind !== ts.SyntaxKind.PlusToken ||
    scope.symbolOf(bare(start.left)) !== outer.counter ||
    start.right.getText() !== '1'
  )
    return null
  const test = onlyStatement(inner.loop.statement)
  if (!test || !ts.isIfStatement(test) || test.elseStatement) return null
  const answer = onlyStatement(test.thenStatement)
  const equal = bare(test.expression)
  if (
    !answer ||
    !ts.isReturnStatement(answer) ||
    !answer.expression ||
    !/^(?:true|false|null|-?\d+|'[^']*'|"[^"]*")$/.test(answer.expression.getText())
  )
    return null
  if (!ts.isBinaryExpression(equal) || equal.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return null
  const list = elementOf(context, equal.left, outer.counter) ?? elementOf(context, equal.right, outer.counter)
  const other = elementOf(context, equal.right, inner.counter) ?? elementOf(context, equal.left, inner.counter)
  if (!list || !other || list.getText() !== other.getText() || !isSimple(list)) return null
  const length = `${list.getText()}.length`
  if (inner.end !== length || (outer.end !== length && outer.end !== `${length} - 1`)) return null
  const i = outer.counter.name
  const seen = context.name('seen')
  const value = loopName(singular(lastName(list)), i, seen, rootName(list))
  // Comments in the loop stay where they are.
  const edits =
    maySmall(context) || /\/[/*]/.test(outer.loop.getText())
      ? besidePairs(context, outer, list, value, seen, answer)
      : insteadOfPairs(context, outer, list, value, seen, answer)
  if (!edits) return null
  return {
    key: `pairs ${list.getText()}`,
    subject: `of ${list.getText()}`,
    reason: `Every element of ${list.getText()} was compared with every later one. A Set of what was seen tells at once whether an element came before.`,
    edits,
    facts: [
      'proved: the answer is the same constant for whatever pair is found',
      'proved: equal by === is equal for a Set, but for NaN, which is left out',
    ],
    probes: membershipProbes(context),
  }
}

type Pairs = (
  context: RuleContext,
  outer: CountedLoop,
  list: ts.Expression,
  value: string,
  seen: string,
  answer: ts.ReturnStatement,
) => readonly Edit[] | null

const insteadOfPairs: Pairs = (context, { loop, counter }, list, value, seen, answer) => {
  const { scope, style } = context
  const indent = indentAt(scope.text, loop.getStart(scope.file))
  const lines = [
    `${style.keyword} ${seen} = new Set${scope.typed ? '<unknown>' : ''}()§`,
    `for (let ${counter.name} = 0; ${counter.name} < ${list.getText()}.length; ${counter.name}++) {`,
    ...asked(context, list, value, seen, counter.name, answer).map(line => `  ${line}`),
    '}',
  ]
  return [{ start: loop.getStart(scope.file), end: loop.end, text: styled(context, lines, indent).join(style.newline) }]
}

const asked = (
  context: RuleContext,
  list: ts.Expression,
  value: string,
  seen: string,
  index: string,
  answer: ts.ReturnStatement,
): string[] => [
  `${context.style.keyword} ${value} = ${list.getText()}[${index}]§`,
  `if (${seen}.has(${value})) ${answer.getText().replace(/;$/, '')}§`,
  `if (!Number.isNaN(${value})) ${seen}.add(${value})§ // === never finds NaN`,
]

/** Short lists are compared as before: a Set costs more than it saves. */
const besidePairs: Pairs = (context, { loop, counter, end }, list, value, seen, answer) => {
  const { scope, style } = context
  const place = placeBefore(context, loop)
  if (!place || place.region !== loop || !ts.isBlock(loop.statement)) return null
  const text = list.getText()
  const inner = indentAt(scope.text, loop.getStart(scope.file)) + style.unit
  const lines = [
    `if (${seen}) {`,
    ...asked(context, list, value, seen, counter.name, answer).map(line => `  ${line}`),
    '  continue§',
    '}',
  ]
  const open = loop.statement.getStart(scope.file) + 1
  const edits: Edit[] = [
    ...place.insert([
      `${style.keyword} ${seen} = ${text}.length > ${indexPays} ? new Set${scope.typed ? '<unknown>' : ''}() : null§`,
    ]),
    { start: open, end: open, text: `${style.newline}${inner}${styled(context, lines, inner).join(style.newline)}` },
  ]
  const right = (loop.condition as ts.BinaryExpression).right
  if (end !== `${text}.length`) edits.push({ start: right.getStart(scope.file), end: right.end, text: `${text}.length` })
  return edits
}

function elementOf(context: RuleContext, node: ts.Expression, index: ts.Symbol): ts.Expression | null {
  const access = bare(node)
  return ts.isElementAccessExpression(access) &&
    !access.questionDotToken &&
    context.scope.symbolOf(bare(access.argumentExpression)) === index
    ? access.expression
    : null
}

export const duplicatePair: Rule = {
  id: 'J74',
  title: 'Set instead of comparing all pairs',
  shortName: 'set-instead-of-pairs',
  riskClass: 'B',
  gains: [
    [32, 1],
    [1000, 25],
    [5000, 100],
  ],
  match: context => sitesOf(context, node => duplicateSite(context, node)),
}

/** `list.filter(y => y === x).length` for every x. */
function countSite(context: RuleContext, node: ts.Node): Site | null {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'length' || node.questionDotToken || isFallback(node))
    return null
  const filter = bare(node.expression)
  if (!isMethodCall(filter, /^filter$/) || filter.arguments.length !== 1) return null
  const value = equalityCallback(context, filter.arguments[0]!)
  const list = filter.expression.expression
  const place = value && stablePlace(context, node, list)
  if (!value || !place) return null
  const text = list.getText()
  const given = context.name('list')
  const inside = context.name('index')
  const guard = indexGuard(context, list, place, given)
  const counts = context.name(`${singular(lastName(list))}Counts`)
  const item = loopName('value', counts, given, inside)
  const made = lazyMap(context, {
    name: counts,
    list,
    given,
    conditions: guard.conditions,
    mayFail: false,
    types: 'unknown, number',
    fill: [
      // forEach passes over holes as filter does.
      `${given}.forEach(${context.style.arrowParentheses ? `(${item})` : item} => {`,
      `  ${inside}.set(${item}, (${inside}.get(${item}) ?? 0) + 1)§`,
      '})§',
      `${inside}.delete(NaN)§ // === never finds it`,
    ],
    asksElements: !isHarmlessToRead(context, value),
  })
  return {
    key: node.getText(),
    subject: `in ${text}`,
    reason: `${text} was gone through completely for every element, to count its equals. A Map of counts, filled once, has the number.`,
    edits: withIndex(context, place, made, [askIndex(node, made, counts, map => `${map}.get(${value.getText()}) ?? 0`)]),
    facts: [
      `proved: ${text} does not change while it is counted`,
      ...guard.facts,
      askedLate,
      'proved: NaN equals nothing and counts 0, holes are passed over',
    ],
    probes: membershipProbes(context),
  }
}

export const equalCount: Rule = {
  id: 'J75',
  title: 'Counts instead of a filter per element',
  shortName: 'counts-instead-of-filter',
  riskClass: 'B',
  gains: [
    [32, 1.5],
    [1000, 40],
    [5000, 150],
  ],
  match: context => sitesOf(context, node => countSite(context, node)),
}

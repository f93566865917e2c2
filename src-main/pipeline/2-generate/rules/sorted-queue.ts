/**
 * J130: a queue that is sorted as a whole in every round, though only what was pushed since the last time is out of place. The new
 * elements are put in by binary search, behind their equals, as a stable sort would. Elements without an order bring back the sort.
 */
import { isFresh, makesArray } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, variableOf } from '../../../languages/javascript/scope.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { insertAfter, repetitionsAround } from './place.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'

type Compare = ts.ArrowFunction

function match(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const found = siteOf(context, node)
    if (found) sites.push(found)
  })
  return sites
}

function siteOf(context: RuleContext, node: ts.Node): Site | null {
  const { scope, style } = context
  if (!ts.isExpressionStatement(node)) return null
  const sort = bare(node.expression)
  if (!ts.isCallExpression(sort) || !ts.isPropertyAccessExpression(sort.expression) || sort.expression.name.text !== 'sort')
    return null
  const list = bare(sort.expression.expression)
  const compare = sort.arguments[0] && bare(sort.arguments[0])
  const symbol = scope.symbolOf(list)
  if (!symbol || sort.arguments.length !== 1 || !compare || !ts.isArrowFunction(compare) || !isDifference(compare)) return null
  const declaration = localArray(context, symbol)
  if (!declaration || !repetitionsAround(context, node).some(({ carrier }) => !contains(carrier, declaration))) return null
  if (keysChange(context, compare)) return null
  const taken = otherUses(context, symbol, sort)
  if (!taken) return null
  const name = list.getText()
  const sorted = context.name('sorted')
  const again = context.name('sortPushed')
  const edits: Edit[] = [
    insertAfter(context, declaration.parent.parent, helper(context, name, compare, sorted, again)),
    { start: node.getStart(scope.file), end: node.end, text: `${again}()${style.semicolon}` },
    ...taken.flatMap(each => {
      const alone = ts.isExpressionStatement(each.parent)
      return [
        { start: each.getStart(scope.file), end: each.getStart(scope.file), text: `${alone ? '' : '('}${sorted}--, ` },
        ...(alone ? [] : [{ start: each.end, end: each.end, text: ')' }]),
      ]
    }),
  ]
  return {
    key: `queue ${node.getText()}`,
    subject: `of ${name}`,
    reason: `${name} was sorted as a whole in every round. Only what was pushed since then is put in its place.`,
    edits,
    facts: [
      `proved: ${name} is made here, and its front stays sorted: it is only pushed to, taken from and read`,
      'proved: the comparison is the difference of keys, so what is put behind its equals is where a stable sort puts it',
      'guarded: with NaN or undefined among the keys the queue is sorted as before',
      'accepted: what waits in the queue keeps its keys while other functions are called',
    ],
    probes: [],
  }
}

function localArray(context: RuleContext, symbol: ts.Symbol): ts.VariableDeclaration | null {
  const variable = variableOf(symbol)
  const isUsable = variable?.initializer && contains(context.target.node, variable) && isConstant(context.scope, symbol)
  if (!isUsable || !isFresh(context.scope, symbol, makesArray)) return null
  return ts.isVariableStatement(variable.parent.parent) && ts.isBlock(variable.parent.parent.parent) ? variable : null
}

/** `a.x - b.x`, also the other way round and several with `||`. */
function isDifference(compare: Compare): boolean {
  const [first, second] = compare.parameters.map(each => each.name)
  if (!first || !second || compare.parameters.length !== 2) return false
  const only = ts.isBlock(compare.body) ? compare.body.statements[0] : undefined
  const body = ts.isBlock(compare.body)
    ? compare.body.statements.length === 1 && only && ts.isReturnStatement(only)
      ? only.expression
      : undefined
    : compare.body
  return body !== undefined && isKeyDifference(bare(body), first.getText(), second.getText(), ts.isIdentifier(first))
}

function isKeyDifference(node: ts.Expression, a: string, b: string, byName: boolean): boolean {
  if (!byName || !ts.isBinaryExpression(node)) return false
  const [left, right] = [bare(node.left), bare(node.right)]
  if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
    return isKeyDifference(left, a, b, byName) && isKeyDifference(right, a, b, byName)
  if (node.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false
  const [x, y] = [keyPath(left), keyPath(right)]
  if (!x || !y || x.path !== y.path) return false
  return (x.root === a && y.root === b) || (x.root === b && y.root === a)
}

/** `a`, `a.cost`, `a[1]`, `a.node.cost`. */
function keyPath(node: ts.Expression): { readonly root: string; readonly path: string } | null {
  if (ts.isIdentifier(node)) return { root: node.text, path: '' }
  if (ts.isPropertyAccessExpression(node)) {
    const on = keyPath(bare(node.expression))
    return on && { root: on.root, path: `${on.path}.${node.name.text}` }
  }
  if (ts.isElementAccessExpression(node) && ts.isNumericLiteral(node.argumentExpression)) {
    const on = keyPath(bare(node.expression))
    return on && { root: on.root, path: `${on.path}[${node.argumentExpression.text}]` }
  }
  return null
}

/** Something in the function writes a property that the comparison reads. */
function keysChange(context: RuleContext, compare: Compare): boolean {
  const read = new Set<string>()
  walk(compare.body, node => {
    if (ts.isPropertyAccessExpression(node)) read.add(node.name.text)
    if (ts.isElementAccessExpression(node)) read.add('[]')
  })
  let changed = false
  walk(context.target.node, node => {
    const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    if (!isAccess || contains(compare, node)) return
    const parent = node.parent
    const isWritten =
      (ts.isBinaryExpression(parent) &&
        parent.left === node &&
        parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
      ts.isPostfixUnaryExpression(parent) ||
      (ts.isPrefixUnaryExpression(parent) &&
        parent.operator !== ts.SyntaxKind.MinusToken &&
        parent.operator !== ts.SyntaxKind.ExclamationToken)
    if (!isWritten) return
    // `distance[node] = x` writes into a table, unless keys are found by numbers and so is this.
    if (
      ts.isPropertyAccessExpression(node)
        ? read.has(node.name.text)
        : read.has('[]') && ts.isNumericLiteral(node.argumentExpression)
    )
      changed = true
  })
  return changed
}

/** The calls of `shift` and `pop`, when nothing else is done with the queue than pushing, taking and reading. */
function otherUses(context: RuleContext, symbol: ts.Symbol, sort: ts.CallExpression): readonly ts.CallExpression[] | null {
  const taken: ts.CallExpression[] = []
  for (const id of context.scope.references(symbol)) {
    const member = id.parent
    if (contains(sort, id) || ts.isVariableDeclaration(member) || ts.isReturnStatement(member)) continue
    if (ts.isPropertyAccessExpression(member) && member.expression === id && !member.questionDotToken) {
      const call = member.parent
      const isCalled = ts.isCallExpression(call) && call.expression === member
      // A line that began with it would begin with a parenthesis, and belong to the line above.
      if (isCalled && /^(?:shift|pop)$/.test(member.name.text) && startsStatement(call)) return null
      if (isCalled && /^(?:shift|pop)$/.test(member.name.text)) taken.push(call)
      else if (isCalled && member.name.text === 'push') continue
      else if (isCalled ? !isReadThrough(id) : member.name.text !== 'length' || isTarget(member)) return null
      continue
    }
    if (!isReadThrough(id) || (ts.isElementAccessExpression(member) && isTarget(member))) return null
  }
  return taken
}

function startsStatement(call: ts.CallExpression): boolean {
  let each: ts.Node = call
  while (!ts.isStatement(each)) each = each.parent
  return ts.isExpressionStatement(each) && each.expression !== call && each.getStart() === call.getStart()
}

const isTarget = (node: ts.Node): boolean =>
  (ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ts.isPostfixUnaryExpression(node.parent) ||
  ts.isDeleteExpression(node.parent)

function helper(context: RuleContext, queue: string, compare: Compare, sorted: string, again: string): readonly string[] {
  const { scope, style } = context
  const order = context.name('compare')
  const [keyword, letWord] = style.keyword === 'var' ? ['var', 'var'] : ['const', 'let']
  const element = `(typeof ${queue})[number]`
  const [a, b] = compare.parameters.map(each => each.name.getText())
  const parameters = scope.typed ? `(${a}: ${element}, ${b}: ${element})` : `(${a}, ${b})`
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  const body = scope.text.slice(compare.equalsGreaterThanToken.end, compare.end).trim()
  return [
    `${keyword} ${order} = ${parameters} => ${body.replace(/\s*\n\s*/g, ' ')}§`,
    `${letWord} ${sorted} = 0§ // so many at the front are in order`,
    `${keyword} isOrdered = (${scope.typed ? `each: ${element}` : 'each'}) => each !== undefined && each !== null && ${order}(each, each) === 0§`,
    `${keyword} ${again} = () => {`,
    `  if (${sorted} > 0 && ${queue}.slice(${sorted}).every(isOrdered)) {`,
    `    for (${keyword} added of ${queue}.splice(${sorted})) {`,
    `      ${letWord} low = 0§`,
    `      ${letWord} high = ${queue}.length§`,
    '      while (low < high) {',
    `        ${keyword} middle = (low + high) >> 1§`,
    `        if (${order}(added, ${queue}[middle]${bang}) < 0) high = middle§`,
    '        else low = middle + 1§',
    '      }',
    `      ${queue}.splice(low, 0, added)§`,
    '    }',
    '  } else {',
    `    ${queue}.sort(${order})§`,
    // Without an order of all nothing can be said about the front.
    `    if (!${queue}.every(isOrdered)) {`,
    `      ${sorted} = 0§`,
    '      return§',
    '    }',
    '  }',
    `  ${sorted} = ${queue}.length§`,
    '}§',
  ].map(line => line.replaceAll('isOrdered', context.name('isOrdered')))
}

export const sortedQueue: Rule = {
  id: 'J130',
  title: 'New elements put into a sorted queue',
  shortName: 'put-into-sorted-queue',
  riskClass: 'C',
  gains: [
    [100, 3],
    [1000, 15],
    [10000, 60],
  ],
  match,
}

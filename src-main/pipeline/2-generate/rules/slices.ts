/**
 * J101: a recursion that cuts its list or text a little shorter for every call, so that all of it is copied again and again. The calls pass
 * positions in the one list instead. For anything but an array or a text the code runs as before.
 */
import { isFunctionNode } from '../../../languages/javascript/functions.ts'
import { contains, isConstant } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { styled } from './place.ts'
import { onlyComputes } from './plain-code.ts'
import { spliced } from './recursion.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'

interface Cut {
  readonly fn: ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression
  readonly body: ts.Block
  readonly name: string
  readonly list: string
  readonly at: number
  readonly calls: readonly ts.CallExpression[]
  readonly edits: readonly Edit[]
  /** Something is asked of the list that only texts answer. */
  readonly isText: boolean
}

function match(context: RuleContext): readonly Site[] {
  const fn = context.target.node
  if (!(ts.isFunctionDeclaration(fn) || ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || !isFunctionNode(fn)) return []
  for (let at = 0; at < fn.parameters.length; at++) {
    const cut = cutOf(context, fn, at)
    if (cut) return [siteOf(context, cut)]
  }
  return []
}

function cutOf(context: RuleContext, fn: Cut['fn'], at: number): Cut | null {
  const { scope } = context
  if (
    scope.typed ||
    !fn.body ||
    !ts.isBlock(fn.body) ||
    fn.asteriskToken ||
    fn.modifiers?.some(each => each.getText() === 'async')
  )
    return null
  if (!fn.parameters.every(each => ts.isIdentifier(each.name) && !each.initializer && !each.dotDotDotToken)) return null
  const nameNode = ts.isFunctionDeclaration(fn) ? fn.name : ts.isVariableDeclaration(fn.parent) ? fn.parent.name : fn.name
  const self = nameNode && scope.symbolOf(nameNode)
  const parameter = fn.parameters[at]!
  const symbol = scope.symbolOf(parameter.name)
  if (!self || !symbol || !isConstant(scope, self) || !isConstant(scope, symbol)) return null
  const calls = scope
    .references(self)
    .filter(id => contains(fn.body!, id))
    .map(id => id.parent)
  if (
    calls.length === 0 ||
    !calls.every(
      (each): each is ts.CallExpression =>
        ts.isCallExpression(each) && each.arguments.length === fn.parameters.length && scope.symbolOf(each.expression) === self,
    )
  )
    return null
  if (!onlyComputes(context, fn, call => calls.includes(call))) return null
  const list = parameter.name.getText()
  const edits: Edit[] = []
  const [from, to] = [context.name('from'), context.name('to')]
  for (const call of calls) {
    const passed = bare(call.arguments[at]!)
    const ends = shorter(context, passed, symbol)
    if (!ends) return null
    const start = `Math.min(${from} + ${ends.first}, ${to})`
    const end = ends.last === 0 ? to : `Math.max(Math.min(${from} + ${ends.first}, ${to}), ${to} - ${ends.last})`
    edits.push({ start: passed.getStart(), end: passed.end, text: `${start}, ${end}` })
  }
  const both = edits.some(each => each.text.endsWith(`)`) && each.text.includes('Math.max'))
  for (const id of scope.references(symbol)) {
    if (!contains(fn.body, id) || edits.some(each => each.start <= id.getStart() && id.end <= each.end)) continue
    const edit = readingOf(id, list, from, to, both)
    if (!edit) return null
    edits.push(edit)
  }
  const isText = new RegExp(`\\b${list.replace(/\$/g, '\\$')}(?:\\.(?:substr|substring|charAt)\\(|\\s*[!=]==\\s*(?:''|""))`).test(
    fn.body.getText(),
  )
  return { fn, body: fn.body, name: self.name, list, at, calls, edits, isText }
}

/** `list.slice(1)`, `list.slice(1, -1)`, `text.substring(1)`. */
function shorter(
  context: RuleContext,
  node: ts.Expression,
  list: ts.Symbol,
): { readonly first: number; readonly last: number } | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null
  const method = node.expression.name.text
  if (context.scope.symbolOf(bare(node.expression.expression)) !== list || !/^(?:slice|substring|substr)$/.test(method))
    return null
  const [first, last, ...more] = node.arguments.map(each => each.getText())
  if (!first || more.length > 0 || !/^\d$/.test(first)) return null
  if (last === undefined) return first === '0' ? null : { first: Number(first), last: 0 }
  return method === 'slice' && /^-\d$/.test(last) ? { first: Number(first), last: -Number(last) } : null
}

const range = (node: ts.Node, text: string): Edit => ({ start: node.getStart(), end: node.end, text })

/** A use of the list that can be said with positions. */
function readingOf(id: ts.Identifier, list: string, from: string, to: string, both: boolean): Edit | null {
  const member = id.parent
  if (ts.isPropertyAccessExpression(member) && member.name.text === 'length' && !isAssignedTo(member)) {
    const parent = member.parent
    // `list[list.length - 1]` is met as a whole.
    if (
      ts.isBinaryExpression(parent) &&
      ts.isElementAccessExpression(parent.parent) &&
      parent.parent.expression.getText() === list
    )
      return parent.getText() === `${list}.length - 1` ? range(member, `${to}`) : null
    return range(member, `(${to} - ${from})`)
  }
  if (ts.isElementAccessExpression(member) && member.expression === id && !isAssignedTo(member)) {
    const index = member.argumentExpression
    if (index.getText() === `${list}.length - 1`) return { start: id.getStart(), end: id.getStart(), text: '' }
    if (!/^\d$/.test(index.getText())) return null
    const place = index.getText() === '0' ? from : `${from} + ${index.getText()}`
    return both ? range(member, `(${place} < ${to} ? ${list}[${place}] : undefined)`) : range(index, place)
  }
  const call = member.parent
  if (ts.isPropertyAccessExpression(member) && member.name.text === 'charAt' && ts.isCallExpression(call) && !both) {
    const index = call.arguments[0]?.getText()
    return index && /^\d$/.test(index) ? range(call.arguments[0]!, index === '0' ? from : `${from} + ${index}`) : null
  }
  if (
    ts.isBinaryExpression(member) &&
    /^[!=]==$/.test(member.operatorToken.getText()) &&
    /^(?:''|"")$/.test(member.right.getText())
  )
    return range(member, `${member.operatorToken.getText().startsWith('!') ? '!' : ''}(${from} === ${to})`)
  return null
}

const isAssignedTo = (node: ts.Node): boolean =>
  (ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ts.isPostfixUnaryExpression(node.parent) ||
  ts.isDeleteExpression(node.parent)

function siteOf(context: RuleContext, cut: Cut): Site {
  const { scope, style } = context
  const { fn, body, list, name, calls } = cut
  const outer = indentAt(scope.text, fn.getStart(scope.file))
  const inner = outer + style.unit
  const visit = context.name('visit')
  const [from, to] = [context.name('from'), context.name('to')]
  const parameters = fn.parameters.map((each, at) => (at === cut.at ? `${from}, ${to}` : each.name.getText())).join(', ')
  const edits = [
    ...cut.edits.filter(each => each.text !== '' || each.start !== each.end),
    ...calls.map(each => ({ start: each.expression.getStart(), end: each.expression.end, text: visit })),
  ]
  const rewritten = spliced(scope.text, body.getStart(scope.file) + 1, body.end - 1, edits, outer).split('\n')
  const first = fn.parameters.map((each, at) => (at === cut.at ? `0, ${list}.length` : each.name.getText())).join(', ')
  const lines = [
    ...styled(context, [`if (typeof ${list} === ‹string›${cut.isText ? '' : ` || Array.isArray(${list})`}) {`], ''),
    ...[
      `${style.keyword} ${visit} = (${parameters}) => {`,
      ...rewritten,
      `}${style.semicolon}`,
      `return ${visit}(${first})${style.semicolon}`,
    ].map(each => (each === '' ? '' : style.unit + each)),
    '}',
  ].map(each => (each === '' ? '' : inner + each))
  const start = body.getStart(scope.file) + 1
  return {
    key: `cut ${name}`,
    subject: `of ${list}`,
    reason: `Every call of ${name} got a copy of what is left of ${list}. The calls pass positions in the one list.`,
    edits: [{ start, end: start, text: style.newline + lines.join(style.newline) }],
    facts: [
      `proved: ${list} and its shorter copies are only read`,
      `guarded: ${list} is a text${cut.isText ? '' : ' or an array'}, else the code runs as before`,
      'proved: positions never go beyond what is left',
    ],
    probes:
      fn.parameters.length === 1
        ? [
            probe("''"),
            probe("'a'"),
            probe("'abcba'"),
            probe('[]'),
            probe('[1]'),
            probe('[3, 1, 2, 3]'),
            probe('[, 1, , 2]'),
            probe("['', 0, NaN]"),
            probe('{ length: 0 }'),
            probe('null'),
          ]
        : [],
  }
}

export const sliceRecursion: Rule = {
  id: 'J101',
  title: 'Positions instead of shorter copies',
  shortName: 'positions-instead-of-copies',
  riskClass: 'C',
  gains: [
    [100, 4],
    [1000, 30],
    [2000, 100],
  ],
  match,
}

/**
 * J122: a list of numbers sorted by a comparison in JavaScript. The sort of typed arrays has the same order for numbers without NaN and
 * -0, and calls nobody. Whether the list is such a one is asked at run time; else it is sorted as before.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { elementType, everyType, isSimple } from '../../../languages/javascript/facts.ts'
import { calledFunction } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { comparisonOf, comparesNumbers } from './numeric-comparison.ts'
import { type Place, placeForOne } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { copiedBy, isOneLine } from './sorted-copy.ts'

/** Below this the old sort is about as fast. */
const pays = 128

interface NumericSort {
  readonly call: ts.CallExpression
  /** What is sorted in place, or what a copy of is sorted. */
  readonly list: ts.Expression
  readonly copies: boolean
  readonly order: 'up' | 'down'
}

function sortOf(context: RuleContext, call: ts.CallExpression): NumericSort | null {
  if (call.questionDotToken || call.arguments.length !== 1) return null
  const callee = bare(call.expression)
  if (ts.isIdentifier(callee)) return helped(context, call, callee)
  if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken) return null
  const comparison = comparisonOf(context, call.arguments[0]!)
  const order = comparison && comparesNumbers(comparison)
  if (!order) return null
  const receiver = bare(callee.expression)
  if (callee.name.text === 'toSorted') return { call, list: receiver, copies: true, order }
  if (callee.name.text !== 'sort') return null
  const source = copiedBy(receiver)
  return source && source !== receiver && isSimple(source)
    ? { call, list: source, copies: true, order }
    : { call, list: receiver, copies: false, order }
}

/** `byValue(list)`, whose whole body sorts what it is given by number and hands it back. */
function helped(context: RuleContext, call: ts.CallExpression, callee: ts.Identifier): NumericSort | null {
  const fn = calledFunction(context.scope, callee)
  const [parameter, ...more] = fn?.parameters ?? []
  if (
    !fn?.body ||
    !parameter ||
    more.length > 0 ||
    fn.asteriskToken ||
    fn.modifiers?.some(each => each.kind !== ts.SyntaxKind.ExportKeyword)
  )
    return null
  const [only, ...others] = ts.isBlock(fn.body) ? fn.body.statements : []
  const body = ts.isBlock(fn.body) ? only && others.length === 0 && ts.isReturnStatement(only) && only.expression : fn.body
  const inner = body && bare(body as ts.Expression)
  const found = inner && ts.isCallExpression(inner) && !ts.isIdentifier(inner.expression) ? sortOf(context, inner) : null
  if (!found || found.list.getText() !== parameter.name.getText() || parameter.initializer) return null
  return { ...found, call, list: bare(call.arguments[0]!) }
}

/** Nothing that the statement does comes before the sort, so that the list may be looked at in front of it. */
function comesFirst(node: ts.Node): boolean {
  for (let each = node; ; each = each.parent) {
    const { parent } = each
    if (ts.isReturnStatement(parent) || ts.isExpressionStatement(parent) || (ts.isArrowFunction(parent) && parent.body === each))
      return true
    if (ts.isVariableDeclaration(parent)) return isFirstDeclared(parent)
    const chained =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
      parent.expression === each
    const assigned =
      ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      parent.right === each &&
      ts.isIdentifier(parent.left)
    if (!chained && !assigned && !ts.isParenthesizedExpression(parent)) return false
  }
}

const isFirstDeclared = (node: ts.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(node.parent) && node.parent.declarations[0] === node && ts.isVariableStatement(node.parent.parent)

/** TypeScript has to know that the elements are numbers. */
function fitsTypes(context: RuleContext, list: ts.Expression): boolean {
  if (!context.scope.typed) return true
  const type = elementType(context.scope, list)
  return type !== null && everyType(type, part => (part.flags & ts.TypeFlags.NumberLike) !== 0)
}

function site(context: RuleContext, node: ts.Node): Site | null {
  if (!ts.isCallExpression(node)) return null
  const found = sortOf(context, node)
  if (!found || !isOneLine(found.list) || !fitsTypes(context, found.list) || !comesFirst(node)) return null
  const place = placeForOne(context, node)
  // A new list may be made in front of the statement; what is already there is only named.
  const isNamed = isSimple(found.list)
  if (!place || (!isNamed && effectsOf(context.scope, found.list).unknown !== null && !copiedBy(found.list))) return null
  return siteAt(context, found, place, isNamed)
}

function siteAt(context: RuleContext, found: NumericSort, place: Place, isNamed: boolean): Site {
  const { call, copies, order } = found
  const { keyword } = context.style
  const letWord = keyword === 'var' ? 'var' : 'let'
  const given = found.list.getText()
  const list = isNamed ? given : context.name('values')
  const [plain, at, ordered] = [context.name('plain'), context.name('at'), context.name('ordered')]
  const bang = context.scope.typed ? '!' : ''
  const sorted = `Float64Array.from(${list}).sort()${order === 'down' ? '.reverse()' : ''}`
  const lines = [
    ...(isNamed ? [] : [`${keyword} ${list} = ${given}§`]),
    `${letWord} ${plain} = Array.isArray(${list}) && ${list}.length > ${pays}${copies ? '' : ` && Object.isExtensible(${list})`}§`,
    `for (${letWord} ${at} = 0; ${plain} && ${at} < ${list}.length; ${at}++) ${plain} = typeof ${list}[${at}] === ‹number› && ${list}[${at}] === ${list}[${at}] && !Object.is(${list}[${at}], -0)§`,
    ...(copies
      ? []
      : [
          `if (${plain}) {`,
          `  ${keyword} ${ordered} = ${sorted}§`,
          `  for (${letWord} ${at} = 0; ${at} < ${ordered}.length; ${at}++) ${list}[${at}] = ${ordered}[${at}]${bang}§`,
          '}',
        ]),
  ]
  const old = isNamed ? call.getText() : call.getText().replace(given, () => list)
  const isLone = ts.isExpressionStatement(call.parent) && !copies
  const edits = isLone
    ? [{ start: call.getStart(), end: call.end, text: `if (!${plain}) ${old}` }]
    : [{ start: call.getStart(), end: call.end, text: `(${plain} ? ${copies ? `Array.from(${sorted})` : list} : ${old})` }]
  return {
    key: `numeric sort ${call.getText()}`,
    subject: `of ${given.slice(0, 40)}`,
    reason: `The sort of ${given.slice(0, 40)} called a comparison for every step. A typed array sorts the same numbers without calling anybody.`,
    edits: [...place.insert(lines), ...edits],
    facts: [
      'proved: numbers without NaN and -0 have one order',
      `guarded: ${given.slice(0, 40)} is an array of such numbers${copies ? '' : ' that may be written'}, else it is sorted as before`,
    ],
    probes:
      context.scope.typed || context.target.node.parameters.length !== 1
        ? []
        : [
            '[[[]], [[3, 1, 2]], [Array.from({ length: 200 }, (_, i) => (i * 37) % 101 - 50)], [[...Array(200).fill(1), -0, 0, -0]], [[...Array(200).fill(1), NaN, 0]], [[...Array(200).fill(2), "1", "10", 9]], [[...Array(200).fill(2), , 1]], [[...Array(200).fill(2.5), Infinity, -Infinity, 1e300]]]',
          ],
  }
}

export const numericSort: Rule = {
  id: 'J122',
  title: 'Numbers sorted in a typed array',
  shortName: 'numbers-sorted-in-typed-array',
  riskClass: 'B',
  gains: [
    [100, 1],
    [1000, 3],
    [10000, 4.5],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = site(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

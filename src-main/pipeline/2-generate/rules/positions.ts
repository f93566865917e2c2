/** J05: asking a list for the position of a value for every element of another list becomes a Map of first positions, built once. */
import { isPlainKey, isString, typeOf } from '../../../languages/javascript/facts.ts'
import { ts, walk } from '../../../languages/javascript/syntax.ts'
import { builder, replaceCall } from './key-search.ts'
import { equalityCallback, isFallback, membershipOf, membershipProbes } from './membership.ts'
import { stablePlace, type StablePlace } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { indexGuard, lastName, loopName, rootName, singular, writableType } from './text.ts'

function indexSite(
  context: RuleContext,
  list: ts.Expression,
  value: ts.Expression,
  node: ts.CallExpression,
  place: StablePlace,
): Site {
  const text = list.getText()
  const index = context.name(`${singular(lastName(list))}Position`)
  const guard = indexGuard(context, list, place)
  const holes = node.expression.getText().endsWith('indexOf')
  const item = loopName('value', index, rootName(list))
  const at = loopName('position', index, item, rootName(list))
  const types = context.scope.typed ? `<${writableType(context, typeOf(context.scope, value), value) ?? 'unknown'}, number>` : ''
  const plain = isPlainKey(context.scope, value)
  // `indexOf` passes over holes as `forEach` does; `findIndex` sees them as undefined.
  const loop = holes
    ? [`${text}.forEach((${item}, ${at}) => {`, `  if (!${index}.has(${item})) ${index}.set(${item}, ${at})§`, '})§']
    : [
        `for (let ${at} = 0; ${at} < ${text}.length; ${at}++) {`,
        `  if (!${index}.has(${text}[${at}])) ${index}.set(${text}[${at}], ${at})§`,
        '}',
      ]
  if (!plain) loop.push(`${index}.delete(NaN)§ // === never finds it`)
  return {
    key: node.getText(),
    subject: `in ${text}`,
    reason: `${text} was searched from its start for the position of every element. A Map from value to first position, built once, gives the same number in constant time.`,
    edits: [
      ...place.insert(builder(context, index, guard.condition, types, loop)),
      replaceCall(node, `${index}.get(${value.getText()}) ?? -1`, guard.condition === '' ? null : index),
    ],
    facts: [
      `proved: ${text} does not change while it is searched`,
      ...guard.facts,
      'proved: first position wins, NaN is never found',
    ],
    probes: membershipProbes(context),
  }
}

export const indexPosition: Rule = {
  id: 'J05',
  title: 'Map of positions instead of repeated indexOf',
  shortName: 'positions-instead-of-indexof',
  riskClass: 'B',
  gains: [
    [32, 1.5],
    [1000, 32],
    [5000, 160],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      if (
        !ts.isCallExpression(node) ||
        !ts.isPropertyAccessExpression(node.expression) ||
        node.questionDotToken ||
        node.expression.questionDotToken
      )
        return
      const method = node.expression.name.text
      const [argument, ...more] = node.arguments
      if (
        !argument ||
        more.length > 0 ||
        (method !== 'indexOf' && method !== 'findIndex') ||
        membershipOf(context, node) ||
        isFallback(node)
      )
        return
      const value = method === 'indexOf' ? argument : equalityCallback(context, argument)
      if (!value || isString(context.scope, node.expression.expression) || isPositionKeepingFilter(node)) return
      const place = stablePlace(context, node, node.expression.expression)
      if (place) sites.push(indexSite(context, node.expression.expression, value, node, place))
    })
    return sites
  },
}

/** `indexOf(x) === i` in a filter is a dedupe of its own kind (J32). */
const isPositionKeepingFilter = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) &&
  /^[!=]==?$/.test(node.parent.operatorToken.getText()) &&
  ts.isArrowFunction(node.parent.parent)

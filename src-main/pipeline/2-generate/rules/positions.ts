/** J05: asking a list for the position of a value for every element of another list becomes a Map of first positions, built once. */
import { withIndex } from './as-before.ts'
import { isPlainKey, isString, typeOf } from '../../../languages/javascript/facts.ts'
import { ts, walk } from '../../../languages/javascript/syntax.ts'
import { askIndex, lazyMap } from './key-search.ts'
import { isHarmlessToRead } from './lazy.ts'
import { equalityCallback } from '../meaning/equality.ts'
import { membershipOf } from '../meaning/membership.ts'
import { askedLate, isFallback, membershipProbes } from './membership.ts'
import { stablePlace, type StablePlace } from './place.ts'
import { isMethodCall, type MethodCall } from './method-call.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { indexGuard, lastName, loopName, singular, writableType } from './text.ts'

interface Search {
  readonly node: MethodCall
  readonly list: ts.Expression
  readonly value: ts.Expression
}

/** All searches of one list from one place: they share the Map. */
function indexSite(context: RuleContext, place: StablePlace, searches: readonly [Search, ...Search[]]): Site {
  const [{ node, list, value }] = searches
  const text = list.getText()
  const index = context.name(`${singular(lastName(list))}Position`)
  const given = context.name('list')
  const inside = context.name('index')
  const guard = indexGuard(context, list, place, given)
  const { text: method } = node.expression.name
  const holes = /^(?:indexOf|lastIndexOf)$/.test(method)
  const isLast = /last/i.test(method)
  const item = loopName('value', index, given, inside)
  const at = loopName('position', index, item, given, inside)
  const plain = searches.every(each => isPlainKey(context.scope, each.value))
  // `indexOf` passes over holes as `forEach` does; `findIndex` sees them as undefined.
  const fill = holes
    ? [
        `${given}.forEach((${item}, ${at}) => {`,
        `  ${isLast ? '' : `if (!${inside}.has(${item})) `}${inside}.set(${item}, ${at})§`,
        '})§',
      ]
    : [
        `for (let ${at} = 0; ${at} < ${given}.length; ${at}++) {`,
        `  ${isLast ? '' : `if (!${inside}.has(${given}[${at}])) `}${inside}.set(${given}[${at}], ${at})§`,
        '}',
      ]
  if (!plain) fill.push(`${inside}.delete(NaN)§ // === never finds it`)
  const made = lazyMap(context, {
    name: index,
    list,
    given,
    conditions: guard.conditions,
    mayFail: false,
    types: `${writableType(context, typeOf(context.scope, value), value) ?? 'unknown'}, number`,
    fill,
    asksElements: !holes && searches.some(each => !isHarmlessToRead(context, each.value)),
  })
  return {
    key: node.getText(),
    subject: `in ${text}`,
    reason: `${text} was searched from its start for the position of every element. A Map from value to ${isLast ? 'last' : 'first'} position, built once, gives the same number in constant time.`,
    edits: withIndex(
      context,
      place,
      made,
      searches.map(each => askIndex(each.node, made, index, map => `${map}.get(${each.value.getText()}) ?? -1`)),
    ),
    facts: [
      `proved: ${text} does not change while it is searched`,
      ...guard.facts,
      askedLate,
      `proved: the ${isLast ? 'last' : 'first'} position wins, NaN is never found`,
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
    const groups = new Map<string, { readonly place: StablePlace; readonly searches: [Search, ...Search[]] }>()
    walk(context.target.node, node => {
      if (!isMethodCall(node, /^(?:indexOf|lastIndexOf|findIndex|findLastIndex)$/)) return
      const method = node.expression.name.text
      const [argument, ...more] = node.arguments
      if (!argument || more.length > 0 || membershipOf(context, node) || isFallback(node)) return
      const value = /^(?:indexOf|lastIndexOf)$/.test(method) ? argument : equalityCallback(context, argument)
      if (!value || isString(context.scope, node.expression.expression) || isPositionKeepingFilter(node)) return
      const list = node.expression.expression
      const place = stablePlace(context, node, list)
      if (!place) return
      const key = `${list.getText()} ${method} ${place.offset}`
      const group = groups.get(key)
      if (group) group.searches.push({ node, list, value })
      else groups.set(key, { place, searches: [{ node, list, value }] })
    })
    return [...groups.values()].map(({ place, searches }) => indexSite(context, place, searches))
  },
}

/** `indexOf(x) === i` in a filter is a dedupe of its own kind (J32). */
const isPositionKeepingFilter = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) &&
  /^===?$/.test(node.parent.operatorToken.getText()) &&
  ts.isArrowFunction(node.parent.parent)

/**
 * J80: asking a list for every element of another one whether, or which, rows have a certain key and more (`some`, `find`, `filter`).
 * The question stays as it is, and goes to the rows with that key only. J81: the position of the first row with a key.
 */
import { withIndex } from './as-before.ts'
import { askIndex, isNaNPossible, type KeySearch, lazyMap, rowsGuard, groupedRows } from './key-search.ts'
import { ts } from '../../../languages/javascript/syntax.ts'
import { joinProbes, searchRule } from './joins.ts'
import { isHarmlessToRead } from './lazy.ts'
import type { StablePlace } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { capitalized, lastName, loopName, singular, writableType } from './text.ts'
import { isString, typeOf } from '../../../languages/javascript/facts.ts'

function narrowSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const { name: groups, made, facts } = groupedRows(context, searches, place, false)
  const rows = ({ list, value, call }: KeySearch): string =>
    made.guarded
      ? `${beginsLine(context, call) ? ';' : ''}(${made.test} ? ${groups}.get(${value.getText()}) ?? [] : ${list.getText()})`
      : `${beginsLine(context, call) ? ';' : ''}(${made.ask}.get(${value.getText()}) ?? [])`
  return {
    key: search.call.getText(),
    subject: `of ${text} by ${search.said}`,
    reason: `All of ${text} was asked for every element. A Map from ${search.said} to its rows, built once, leaves only the rows with that key to be asked.`,
    edits: withIndex(
      context,
      place,
      made,
      searches.map(each => ({ start: each.list.getStart(), end: each.list.end, text: rows(each) })),
    ),
    facts: [...facts, 'proved: the question itself stays, so what it finds among these rows is the same'],
    probes: joinProbes(context, search),
  }
}

/** Without semicolons a bracket that begins a line would continue the one before. */
const beginsLine = (context: RuleContext, call: ts.Node): boolean =>
  context.style.semicolon === '' &&
  ts.isExpressionStatement(call.parent) &&
  ts.isBlock(call.parent.parent) &&
  call.parent.parent.statements[0] !== call.parent

export const narrowedSearch: Rule = {
  id: 'J80',
  title: 'Only the rows with the key are asked',
  shortName: 'rows-with-key-only',
  riskClass: 'B',
  gains: [
    [32, 0.9],
    [1000, 20],
    [5000, 80],
  ],
  match: searchRule(
    ['some', 'find', 'findLast', 'filter', 'forEach'],
    narrowSite,
    search => search.hasMore || search.method === 'some' || search.method === 'findLast',
  ),
}

function positionSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const name = singular(lastName(search.list))
  const index = context.name(`${name}PositionBy${capitalized(search.key)}`)
  const given = context.name('list')
  const inside = context.name('index')
  const at = loopName('position', index, given, inside)
  const { conditions, mayFail, facts } = rowsGuard(context, search, place, given)
  const element = `${given}[${at}]${context.scope.typed ? '!' : ''}`
  const key = isString(context.scope, search.keyAccess)
    ? 'string'
    : (writableType(context, typeOf(context.scope, search.keyAccess), search.keyAccess) ?? 'unknown')
  const made = lazyMap(context, {
    name: index,
    list: search.list,
    given,
    conditions,
    mayFail,
    types: `${key}, number`,
    fill: [
      `for (let ${at} = 0; ${at} < ${given}.length; ${at}++) {`,
      `  if (!${inside}.has(${search.of(element)})) ${inside}.set(${search.of(element)}, ${at})§`,
      '}',
      ...(isNaNPossible(context, search) ? [`${inside}.delete(NaN)§ // === never finds it`] : []),
    ],
    asksElements: searches.some(each => !isHarmlessToRead(context, each.value)),
  })
  return {
    key: search.call.getText(),
    subject: `in ${text} by ${search.said}`,
    reason: `${text} was searched from its start for the position of a row, for every element. A Map from ${search.said} to the first position, built once, gives the same number.`,
    edits: withIndex(
      context,
      place,
      made,
      searches.map(each => askIndex(each.call, made, index, map => `${map}.get(${each.value.getText()}) ?? -1`)),
    ),
    facts: [...facts, 'proved: the first position with a key wins, NaN is never found'],
    probes: joinProbes(context, search),
  }
}

export const keyPosition: Rule = {
  id: 'J81',
  title: 'Map of positions by key',
  shortName: 'positions-by-key',
  riskClass: 'B',
  gains: [
    [32, 0.9],
    [1000, 15],
    [5000, 60],
  ],
  match: searchRule(['findIndex'], positionSite),
}

/** `list.find(row => row.key === value)` and its like: what is searched, by which key, for what; and the lines that build an index for it. */
import { hasOnlyPresentElements, isPlainKey, isPure, isString, typeOf } from '../../../languages/javascript/facts.ts'
import { declaredIn } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { StablePlace } from './place.ts'
import type { Edit, RuleContext } from './rule.ts'
import { elementText, isHarmlessToRead, lazyIndex, type LazyIndex } from './lazy.ts'
import { actedOn, askedOf, questionOf } from '../meaning/equality.ts'
import { keepsDeepKeys, type KeyEquality, keyEquality } from '../meaning/key.ts'
import { askedLate } from './membership.ts'
import { capitalized, indexGuard, lastName, loopName, singular, standsAlone, writableType } from './text.ts'

/** `list.find(row => row.key === value)`. */
export interface KeySearch extends KeyEquality {
  readonly list: ts.Expression
  readonly call: ts.CallExpression
  readonly method: string
  /** What it gives when there is no such row. */
  readonly none: 'undefined' | 'null'
  /** More is asked of the row than this key. */
  readonly hasMore: boolean
}

export function keySearchOf(
  context: RuleContext,
  node: ts.Node,
  methods: readonly string[],
  mayAskMore = false,
): KeySearch | null {
  const asked = ts.isCallExpression(node) && !node.questionDotToken ? askedOf(node) : null
  if (!asked || !ts.isCallExpression(node) || !methods.includes(asked.method)) return null
  const { list, method, argument } = asked
  const acts = method === 'forEach'
  const question = acts ? actedOn(context, argument) : questionOf(context, argument)
  if (!question) return null
  const [first, ...more] = conjuncts(question.test)
  if (!first || (!acts && more.length > 0 && !(mayAskMore && isPure(context.scope, argument)))) return null
  const equality = keyEquality(context, first, question.row)
  return equality && { list, call: node, method, none: 'undefined', hasMore: acts || more.length > 0, ...equality }
}

/** The parts of `a && b && c`, in order. */
function conjuncts(expression: ts.Expression): readonly ts.Expression[] {
  const test = bare(expression)
  return ts.isBinaryExpression(test) && test.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ? [...conjuncts(test.left), ...conjuncts(test.right)]
    : [test]
}

/** Conditions under which the index may be built, and the facts for it. Rows that are null would throw too early, were it not caught. */
export function rowsGuard(
  context: RuleContext,
  search: KeySearch,
  place: StablePlace,
  given: string,
): { conditions: readonly string[]; mayFail: boolean; facts: string[] } {
  const text = search.list.getText()
  const guard = indexGuard(context, search.list, place, given)
  const facts = [
    `proved: ${text} and ${search.said} of its rows do not change while they are looked up`,
    ...guard.facts,
    askedLate,
  ]
  if (hasOnlyPresentElements(context.scope, search.list))
    return { conditions: guard.conditions, mayFail: false, facts: [...facts, 'proved: rows are never null, by their type'] }
  facts.push('guarded: with null, undefined or a hole among the rows, or a key that fails, the code runs as before')
  return { conditions: guard.conditions, mayFail: true, facts }
}

export const isNaNPossible = (context: RuleContext, search: KeySearch): boolean =>
  !(isPlainKey(context.scope, search.value) || isPlainKey(context.scope, search.keyAccess))

/** `string, User` for TypeScript. */
export function mapTypes(context: RuleContext, keyNode: ts.Expression, list: ts.Expression, group: boolean): string {
  const key = isString(context.scope, keyNode)
    ? 'string'
    : (writableType(context, typeOf(context.scope, keyNode), keyNode) ?? 'unknown')
  const element = elementText(context, list)
  return `${key}, ${group ? `${element}[]` : element}`
}

/** A Map that is filled when it is first asked. */
export function lazyMap(
  context: RuleContext,
  plan: {
    readonly name: string
    readonly list: ts.Expression
    readonly given: string
    readonly conditions: readonly string[]
    readonly types: string
    readonly fill: readonly string[]
    readonly asksElements: boolean
    readonly mayFail: boolean
  },
): LazyIndex {
  return lazyIndex(context, {
    ...plan,
    inside: context.name('index'),
    made: `new Map${context.scope.typed ? `<${plan.types}>` : ''}()`,
    type: `Map<${plan.types}>`,
    element: elementText(context, plan.list),
  })
}

export interface GroupedRows {
  readonly name: string
  readonly made: LazyIndex
  readonly facts: readonly string[]
}

/** A Map from the key to all rows with it, for searches of one list by one key. `dropsNaN`: where no question of its own follows. */
export function groupedRows(
  context: RuleContext,
  searches: readonly [KeySearch, ...KeySearch[]],
  place: StablePlace,
  dropsNaN: boolean,
): GroupedRows {
  const [search] = searches
  const name = context.name(`${lastName(search.list)}By${capitalized(search.key)}`)
  const given = context.name('list')
  const inside = context.name('index')
  const row = loopName(singular(lastName(search.list)), name, given, inside)
  const group = loopName('group', name, row, given, inside)
  const { conditions, mayFail, facts } = rowsGuard(context, search, place, given)
  const { keyword } = context.style
  const made = lazyMap(context, {
    name,
    list: search.list,
    given,
    conditions,
    mayFail,
    types: mapTypes(context, search.keyAccess, search.list, true),
    fill: [
      `for (${keyword} ${row} of ${given}) {`,
      `  ${keyword} ${group} = ${inside}.get(${search.of(row)})§`,
      `  if (${group}) ${group}.push(${row})§`,
      `  else ${inside}.set(${search.of(row)}, [${row}])§`,
      '}',
      ...(dropsNaN && isNaNPossible(context, search) ? [`${inside}.delete(NaN)§ // === never finds it`] : []),
    ],
    asksElements: searches.some(each => !isHarmlessToRead(context, each.value)),
  })
  return { name, made, facts }
}

/** `answer` says what the index, by the name it has there, knows. */
export function askIndex(node: ts.Expression, index: LazyIndex, name: string, answer: (index: string) => string): Edit {
  const range = { start: node.getStart(), end: node.end }
  if (!index.guarded) {
    const text = answer(index.ask)
    return { ...range, text: text.includes(' ?? ') && !standsAlone(node) ? `(${text})` : text }
  }
  const text = `${index.test} ? ${answer(name)} : ${node.getText()}`
  return { ...range, text: standsAlone(node) ? text : `(${text})` }
}

/** The key stays what it is while the index is used. */
export const keepsKey = (context: RuleContext, search: KeySearch, region: ts.Node): boolean =>
  !search.deep || keepsDeepKeys(context, region)

/** The searched value uses something that only exists inside the search. */
export const isDeclaredInCall = (context: RuleContext, search: KeySearch): boolean => {
  let inside = false
  walk(search.value, node => {
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && symbol.declarations?.length && declaredIn(symbol, search.call)) inside = true
  })
  return inside
}

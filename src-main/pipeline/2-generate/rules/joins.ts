/** J03, J04: looking a row up by a key (`find`) or collecting rows by a key (`filter`) for every element of another list becomes an index over the looked-through list, built once. */
import { withIndex } from './as-before.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { isAssignmentOperator } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import {
  askIndex,
  isDeclaredInCall,
  isNaNPossible,
  keepsKey,
  type KeySearch,
  keySearchOf,
  lazyMap,
  mapTypes,
  rowsGuard,
  groupedRows,
} from './key-search.ts'
import { isHarmlessToRead } from './lazy.ts'
import { searchByHelper } from './helper-search.ts'
import { isFallback } from './membership.ts'
import { stablePlace, type StablePlace } from './place.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'
import { capitalized, lastName, loopName, singular } from './text.ts'

function findSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const name = singular(lastName(search.list))
  const index = context.name(`${name}By${capitalized(search.key)}`)
  const given = context.name('list')
  const inside = context.name('index')
  const row = loopName(name, index, given, inside)
  const { conditions, mayFail, facts } = rowsGuard(context, search, place, given)
  const made = lazyMap(context, {
    name: index,
    list: search.list,
    given,
    conditions,
    mayFail,
    types: mapTypes(context, search.keyAccess, search.list, false),
    fill: [
      `for (${context.style.keyword} ${row} of ${given}) {`,
      `  if (!${inside}.has(${search.of(row)})) ${inside}.set(${search.of(row)}, ${row})§`,
      '}',
      ...(isNaNPossible(context, search) ? [`${inside}.delete(NaN)§ // === never finds it`] : []),
    ],
    asksElements: searches.some(each => !isHarmlessToRead(context, each.value)),
  })
  return {
    key: search.call.getText(),
    subject: `of ${text} by ${search.said}`,
    reason: `${text} was searched from its start for every element. A Map from ${search.said} to the first row with it, built once, finds the same row in constant time.`,
    edits: withIndex(
      context,
      place,
      made,
      searches.map(each =>
        askIndex(each.call, made, index, map => `${map}.get(${each.value.getText()})${each.none === 'null' ? ' ?? null' : ''}`),
      ),
    ),
    facts: [...facts, 'proved: the first row with a key wins, NaN is never found'],
    probes: joinProbes(context, search),
  }
}

function filterSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const { name: index, made, facts } = groupedRows(context, searches, place, true)
  const answer = (each: KeySearch, map: string): string => {
    const found = `${map}.get(${each.value.getText()}) ?? []`
    return isOnlyRead(context, each.call) ? found : `[...(${found})]`
  }
  const shared = searches.every(each => isOnlyRead(context, each.call))
  return {
    key: search.call.getText(),
    subject: `of ${text} by ${search.said}`,
    reason: `${text} was gone through completely for every element. A Map from ${search.said} to its rows, built once, gives the same rows in the same order.`,
    edits: withIndex(
      context,
      place,
      made,
      searches.map(each => askIndex(each.call, made, index, map => answer(each, map))),
    ),
    facts: [
      ...facts,
      shared ? 'proved: the rows are only read, so they need no copy' : 'proved: every caller gets a list of its own',
    ],
    probes: joinProbes(context, search),
  }
}

/** The array is used on the spot and by nobody else: `.length`, `.map(...)`, `for (... of here)`. */
function isOnlyRead(context: RuleContext, call: ts.Expression): boolean {
  const holder = call.parent
  if (ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) && holder.parent.flags & ts.NodeFlags.Const) {
    const symbol = context.scope.symbolOf(holder.name)
    return (
      symbol !== undefined &&
      context.scope.references(symbol).every(id => id === holder.name || (!isWritten(id) && isReadOnSpot(id)))
    )
  }
  return isReadOnSpot(call)
}

/** `own[0] = x` and `own.length = 0` change what is only borrowed. */
function isWritten(id: ts.Node): boolean {
  const access = id.parent
  const use = access.parent
  if (ts.isPropertyAccessExpression(access) && access.name.text !== 'length') return false
  if (!ts.isElementAccessExpression(access) && !ts.isPropertyAccessExpression(access)) return false
  if (ts.isBinaryExpression(use)) return use.left === access && isAssignmentOperator(use.operatorToken.kind)
  return (
    ts.isPostfixUnaryExpression(use) ||
    ts.isDeleteExpression(use) ||
    (ts.isPrefixUnaryExpression(use) &&
      use.operator !== ts.SyntaxKind.ExclamationToken &&
      use.operator !== ts.SyntaxKind.MinusToken)
  )
}

function isReadOnSpot(call: ts.Expression): boolean {
  if (!isReadThrough(call)) return false
  const parent = call.parent
  if (!ts.isPropertyAccessExpression(parent)) return true
  if (parent.name.text === 'length') return true
  const callback = ts.isCallExpression(parent.parent) ? parent.parent.arguments[0] : undefined
  // A callback with three parameters gets the array itself.
  const fn = callback && bare(callback)
  return (
    fn === undefined ||
    ((ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) &&
      fn.parameters.length < (parent.name.text.startsWith('reduce') ? 4 : 3))
  )
}

/** Duplicate keys, missing keys, NaN, null rows, a key that is a number once and a text once, no rows. */
export function joinProbes(context: RuleContext, { said: key, value }: KeySearch): readonly string[] {
  const count = context.target.node.parameters.length
  const other = ts.isPropertyAccessExpression(bare(value)) ? lastName(bare(value)) : key
  if (count !== 2 || context.scope.typed || !/^\w+$/.test(key) || !/^\w+$/.test(other)) return []
  const a = (values: readonly string[]): string => `[${values.map(each => `{ ${other}: ${each}, v: 1 }`).join(', ')}]`
  const b = (values: readonly string[]): string => `[${values.map((each, i) => `{ ${key}: ${each}, n: ${i} }`).join(', ')}]`
  const long = `Array.from({ length: 80 }, (_, i) => ({ ${key}: i % 9, ${other}: i % 11, n: i }))`
  return [
    probe(`${a(['1', '2'])}, ${b(['2', '1', '1', '2'])}`),
    probe(`${a(['NaN', '0'])}, ${b(['NaN', '-0'])}`),
    probe(`${a(["'1'", "'__proto__'"])}, ${b(['1', "'__proto__'"])}`),
    probe(`${a(['1'])}, [{ ${key}: 1, n: 1 }, null]`),
    probe(`${a(['undefined', '3'])}, [{ n: 1 }, { ${key}: 3, n: 2 }]`),
    probe('[], []'),
    probe(`${long}.concat([{ ${other}: NaN, ${key}: NaN }]), ${long}.concat([{ ${key}: NaN, ${other}: NaN, n: 1 }])`),
    probe(`${long}, ${long}.concat([null])`),
  ]
}

/** All searches of one list by one key from one place share their index. */
export function searchRule(
  methods: readonly string[],
  make: typeof findSite,
  fits: (search: KeySearch) => boolean = search => !search.hasMore,
) {
  return (context: RuleContext): readonly Site[] => {
    const groups = new Map<string, { place: StablePlace; searches: [KeySearch, ...KeySearch[]] }>()
    walk(context.target.node, node => {
      const search = keySearchOf(context, node, methods, true) ?? (methods[0] === 'find' ? searchByHelper(context, node) : null)
      if (!search || !fits(search) || isFallback(search.call)) return
      const place = stablePlace(context, search.call, search.list, search.members)
      if (!place || place.region === search.call || isDeclaredInCall(context, search) || !keepsKey(context, search, place.region))
        return
      const key = `${search.list.getText()} ${search.said} ${place.offset}`
      const group = groups.get(key)
      if (group) group.searches.push(search)
      else groups.set(key, { place, searches: [search] })
    })
    return [...groups.values()].map(({ place, searches }) => make(context, searches, place))
  }
}

export const findJoin: Rule = {
  id: 'J03',
  title: 'Map instead of repeated find',
  shortName: 'map-instead-of-find',
  riskClass: 'B',
  gains: [
    [32, 0.7],
    [1000, 7.5],
    [5000, 15],
  ],
  match: searchRule(['find'], findSite),
}

export const filterJoin: Rule = {
  id: 'J04',
  title: 'Groups instead of repeated filter',
  shortName: 'groups-instead-of-filter',
  riskClass: 'B',
  gains: [
    [32, 0.9],
    [1000, 14],
    [3000, 39],
  ],
  match: searchRule(['filter'], filterSite),
}

/**
 * J03, J04, J05: looking a row up by a key (`find`), collecting rows by a key (`filter`), or asking for a position (`indexOf`)
 * for every element of another list becomes an index over the looked-through list, built once.
 */
import {
  hasOnlyPresentElements,
  isPlainKey,
  isPure,
  isReadThrough,
  isString,
  typeOf,
} from '../../../languages/javascript/facts.ts'
import { declaredIn, isAssignmentOperator, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { equalityCallback, isFallback, membershipOf, membershipProbes } from './membership.ts'
import { stablePlace, type StablePlace } from './place.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'
import {
  capitalized,
  conditional,
  indexGuard,
  lastName,
  loopName,
  rootName,
  singular,
  standsAlone,
  writableType,
} from './text.ts'

/** `list.find(row => row.key === value)`. */
export interface KeySearch {
  readonly list: ts.Expression
  readonly key: string
  readonly value: ts.Expression
  readonly call: ts.CallExpression
  /** `row.key` as written, for its type. */
  readonly keyAccess: ts.Expression
}

export function keySearchOf(context: RuleContext, node: ts.Node, methods: readonly string[]): KeySearch | null {
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    node.questionDotToken ||
    node.expression.questionDotToken
  )
    return null
  if (!methods.includes(node.expression.name.text) || node.arguments.length !== 1) return null
  const fn = bare(node.arguments[0]!)
  if (!(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.parameters.length !== 1) return null
  const test = returnedBy(fn)
  const equality = test && keyEquality(context, test, fn.parameters[0]!.name)
  return equality && { list: node.expression.expression, call: node, ...equality }
}

/** The expression of `x => expression`, `x => { return expression }` and `function (x) { return expression }`. */
export function returnedBy(fn: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | null {
  if (!ts.isBlock(fn.body)) return bare(fn.body)
  const [only, ...more] = fn.body.statements
  return only && more.length === 0 && ts.isReturnStatement(only) && only.expression ? bare(only.expression) : null
}

export function keyEquality(
  context: RuleContext,
  test: ts.Expression,
  row: ts.Node,
): Pick<KeySearch, 'key' | 'value' | 'keyAccess'> | null {
  if (!ts.isIdentifier(row) || !ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken)
    return null
  const symbol = context.scope.symbolOf(row)
  if (!symbol) return null
  const keyOf = (side: ts.Expression): string | null => {
    const access = bare(side)
    const isKey =
      ts.isPropertyAccessExpression(access) &&
      !access.questionDotToken &&
      context.scope.symbolOf(bare(access.expression)) === symbol
    return isKey ? access.name.text : null
  }
  const left = keyOf(test.left)
  const right = keyOf(test.right)
  const [key, value, keyAccess] =
    left !== null ? [left, test.right, test.left] : right !== null ? [right, test.left, test.right] : []
  if (!key || !value || !keyAccess || mentions(context.scope, value, symbol) || !isPure(context.scope, value)) return null
  return { key, value, keyAccess }
}

/** Condition under which the index may be built, and the facts for it. Rows that are null would throw too early. */
function rowsGuard(context: RuleContext, search: KeySearch, place: StablePlace): { condition: string; facts: string[] } {
  const text = search.list.getText()
  const guard = indexGuard(context, search.list, place)
  const facts = [`proved: ${text} and .${search.key} of its rows do not change while they are looked up`, ...guard.facts]
  if (hasOnlyPresentElements(context.scope, search.list))
    return { condition: guard.condition, facts: [...facts, 'proved: rows are never null, by their type'] }
  facts.push('guarded: with null, undefined or a hole among the rows the code runs as before')
  const present = `!${text}.includes(null) && !${text}.includes(undefined)`
  return { condition: guard.condition ? `${guard.condition} && ${present}` : present, facts }
}

const isNaNPossible = (context: RuleContext, search: KeySearch): boolean =>
  !(isPlainKey(context.scope, search.value) || isPlainKey(context.scope, search.keyAccess))

/** `<string, User>` for TypeScript, nothing for JavaScript. */
function typeArguments(context: RuleContext, keyNode: ts.Expression, list: ts.Expression, group: boolean): string {
  if (!context.scope.typed) return ''
  const key = isString(context.scope, keyNode)
    ? 'string'
    : (writableType(context, typeOf(context.scope, keyNode), keyNode) ?? 'unknown')
  const element = `(typeof ${list.getText()})[number]`
  return `<${key}, ${group ? `${element}[]` : element}>`
}

function findSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const name = singular(lastName(search.list))
  const index = context.name(`${name}By${capitalized(search.key)}`)
  const row = loopName(name, index, rootName(search.list))
  const { condition, facts } = rowsGuard(context, search, place)
  const types = typeArguments(context, search.keyAccess, search.list, false)
  const loop = [
    `for (${context.style.keyword} ${row} of ${text}) {`,
    `  if (!${index}.has(${row}.${search.key})) ${index}.set(${row}.${search.key}, ${row})§`,
    '}',
    ...(isNaNPossible(context, search) ? [`${index}.delete(NaN)§ // === never finds it`] : []),
  ]
  return {
    key: search.call.getText(),
    subject: `of ${text} by ${search.key}`,
    reason: `${text} was searched from its start for every element. A Map from ${search.key} to the first row with it, built once, finds the same row in constant time.`,
    edits: [
      ...place.insert(builder(context, index, condition, types, loop)),
      ...searches.map(each => replaceCall(each.call, `${index}.get(${each.value.getText()})`, condition === '' ? null : index)),
    ],
    facts: [...facts, 'proved: the first row with a key wins, NaN is never found'],
    probes: joinProbes(context, search.key, search.value),
  }
}

/** The lines that make the index: always, or only when `condition` holds (`null` otherwise). */
function builder(context: RuleContext, index: string, condition: string, types: string, loop: readonly string[]): string[] {
  const { keyword } = context.style
  if (condition === '') return [`${keyword} ${index} = new Map${types}()§`, ...loop]
  return [
    ...conditional(keyword, index, condition, `new Map${types}()`),
    `if (${index}) {`,
    ...loop.map(line => `  ${line}`),
    '}',
  ]
}

function replaceCall(node: ts.Expression, answer: string, index: string | null): Edit {
  const range = { start: node.getStart(), end: node.end }
  if (index === null) return { ...range, text: needsParentheses(node, answer) ? `(${answer})` : answer }
  const text = `${index} ? ${answer} : ${node.getText()}`
  return { ...range, text: standsAlone(node) ? text : `(${text})` }
}

const needsParentheses = (node: ts.Expression, answer: string): boolean => answer.includes(' ?? ') && !standsAlone(node)

function filterSite(context: RuleContext, searches: readonly [KeySearch, ...KeySearch[]], place: StablePlace): Site {
  const [search] = searches
  const text = search.list.getText()
  const index = context.name(`${lastName(search.list)}By${capitalized(search.key)}`)
  const row = loopName(singular(lastName(search.list)), index, rootName(search.list))
  const group = loopName('group', index, row, rootName(search.list))
  const { condition, facts } = rowsGuard(context, search, place)
  const types = typeArguments(context, search.keyAccess, search.list, true)
  const { keyword } = context.style
  const loop = [
    `for (${keyword} ${row} of ${text}) {`,
    `  ${keyword} ${group} = ${index}.get(${row}.${search.key})§`,
    `  if (${group}) ${group}.push(${row})§`,
    `  else ${index}.set(${row}.${search.key}, [${row}])§`,
    '}',
    ...(isNaNPossible(context, search) ? [`${index}.delete(NaN)§ // === never finds it`] : []),
  ]
  const answer = (each: KeySearch): string => {
    const found = `${index}.get(${each.value.getText()}) ?? []`
    return isOnlyRead(context, each.call) ? found : `[...(${found})]`
  }
  const shared = searches.every(each => isOnlyRead(context, each.call))
  return {
    key: search.call.getText(),
    subject: `of ${text} by ${search.key}`,
    reason: `${text} was gone through completely for every element. A Map from ${search.key} to its rows, built once, gives the same rows in the same order.`,
    edits: [
      ...place.insert(builder(context, index, condition, types, loop)),
      ...searches.map(each => replaceCall(each.call, answer(each), condition === '' ? null : index)),
    ],
    facts: [
      ...facts,
      shared ? 'proved: the rows are only read, so they need no copy' : 'proved: every caller gets a list of its own',
    ],
    probes: joinProbes(context, search.key, search.value),
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

/** Duplicate keys, missing keys, NaN, null rows, a key that is a number once and a text once, no rows. */
function joinProbes(context: RuleContext, key: string, value: ts.Expression): readonly string[] {
  const count = context.target.node.parameters.length
  const other = ts.isPropertyAccessExpression(bare(value)) ? lastName(bare(value)) : key
  if (count !== 2 || context.scope.typed) return []
  const a = (values: readonly string[]): string => `[${values.map(each => `{ ${other}: ${each}, v: 1 }`).join(', ')}]`
  const b = (values: readonly string[]): string => `[${values.map((each, i) => `{ ${key}: ${each}, n: ${i} }`).join(', ')}]`
  const long = `Array.from({ length: 40 }, (_, i) => ({ ${key}: i % 9, ${other}: i % 11, n: i }))`
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

function searchRule(methods: readonly string[], make: typeof findSite) {
  return (context: RuleContext): readonly Site[] => {
    const groups = new Map<string, { place: StablePlace; searches: [KeySearch, ...KeySearch[]] }>()
    walk(context.target.node, node => {
      const search = keySearchOf(context, node, methods)
      if (!search || isFallback(search.call)) return
      const place = stablePlace(context, search.call, search.list, [search.key])
      if (!place || place.region === search.call || isDeclaredInCall(context, search)) return
      const key = `${search.list.getText()} ${search.key} ${place.offset}`
      const group = groups.get(key)
      if (group) group.searches.push(search)
      else groups.set(key, { place, searches: [search] })
    })
    return [...groups.values()].map(({ place, searches }) => make(context, searches, place))
  }
}

/** The searched value uses something that only exists inside the search. */
const isDeclaredInCall = (context: RuleContext, search: KeySearch): boolean => {
  let inside = false
  walk(search.value, node => {
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && symbol.declarations?.length && declaredIn(symbol, search.call)) inside = true
  })
  return inside
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

/**
 * J76: a list that grows is searched by a key before each push: `if (!out.some(o => o.id === x.id)) out.push(x)`, or
 * `out.find(...)`. An index follows the list: before each question it takes in what was added since the last one.
 */
import { isKeptAsBefore } from './kept-code.ts'
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, isFresh, isPlainKey, makesArray } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, variableOf } from '../../../languages/javascript/scope.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { keepsKey, keySearchOf, type KeySearch } from './key-search.ts'
import { insertAfter, repetitionsAround } from './place.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'
import { isHandedOut, isWrite } from './seen-list.ts'
import { capitalized, growingPays, lastName, loopName, maySmall, singular } from './text.ts'

interface GrowingList {
  readonly variable: ts.VariableDeclaration
  readonly searches: readonly [KeySearch, ...KeySearch[]]
  readonly finds: boolean
}

function growingList(context: RuleContext, symbol: ts.Symbol): GrowingList | null {
  const { scope } = context
  const variable = variableOf(symbol)
  const statement = variable?.parent.parent
  if (
    !variable?.initializer ||
    !statement ||
    !ts.isVariableStatement(statement) ||
    statement.declarationList.declarations.length > 1
  )
    return null
  if (!contains(context.target.node, variable) || !isConstant(scope, symbol) || !isFresh(scope, symbol, makesArray)) return null
  const searches: KeySearch[] = []
  let grows = false
  for (const id of scope.references(symbol)) {
    if (id === variable.name) continue
    const member = id.parent
    const call = member.parent
    const isCall =
      ts.isPropertyAccessExpression(member) && member.expression === id && ts.isCallExpression(call) && call.expression === member
    const search = isCall && !isKeptAsBefore(call) ? keySearchOf(context, call, ['find', 'some']) : null
    if (search) searches.push(search)
    else if (isCall && member.name.text === 'push') grows = true
    else if ((!isReadThrough(id) && !isHandedOut(context, id)) || isWrite(member)) return null
  }
  const [first, ...others] = searches
  if (!first || !grows || others.some(each => each.said !== first.said || each.method !== first.method)) return null
  return { variable, searches: [first, ...others], finds: first.method === 'find' }
}

/** No row's key changes once it is in the list, as far as this function goes; and nothing else can reach the rows meanwhile. */
function keepsKeys(context: RuleContext, search: KeySearch): boolean {
  const effects = effectsOf(context.scope, context.target.node)
  return (
    effects.unknown === null &&
    effects.writes.every(write => write.property === null || !search.members.includes(write.property)) &&
    keepsKey(context, search, context.target.node)
  )
}

function site(context: RuleContext, list: GrowingList): Site | null {
  const { scope, style } = context
  const { variable, searches, finds } = list
  const [search] = searches
  if (!keepsKeys(context, search) || !searches.some(each => repetitionsAround(context, each.call).length > 0)) return null
  const name = variable.name.getText()
  const key = search.key
  const row = singular(lastName(variable.name as ts.Identifier))
  const index = context.name(finds ? `${row}By${capitalized(key)}` : `${name}${capitalized(key)}s`)
  const counted = context.name(`${name}Indexed`)
  const ask = context.name(finds ? `find${capitalized(row)}` : `has${capitalized(key)}`)
  const wanted = loopName('wanted', index, counted, name)
  const each = loopName(row === 'item' ? 'row' : row, index, counted, name, wanted)
  const plain = searches.every(one => isPlainKey(scope, one.value) || isPlainKey(scope, one.keyAccess))
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  const rowType = `(typeof ${name})[number]`
  const head = scope.typed
    ? `(${wanted}: unknown)${finds ? `: ${rowType} | undefined` : ''}`
    : style.arrowParentheses
      ? `(${wanted})`
      : wanted
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const small = maySmall(context)
  const kind = `${finds ? 'Map' : 'Set'}`
  const typeText = scope.typed ? `<unknown${finds ? `, ${rowType}` : ''}>` : ''
  const made = `new ${kind}${typeText}()`
  const scan = `${name}.${search.method}(${style.arrowParentheses ? `(${each})` : each} => ${search.of(each)} === ${wanted})`
  const lines = [
    small
      ? `${letWord} ${index}${scope.typed ? `: ${kind}${typeText} | null` : ''} = null§`
      : `${style.keyword} ${index} = ${made}§`,
    `${letWord} ${counted} = 0§`,
    `${style.keyword} ${ask} = ${head} => {`,
    ...(small ? [`  if (${name}.length <= ${growingPays}) return ${scan}§`, `  ${index} ??= ${made}§`] : []),
    `  for (; ${counted} < ${name}.length; ${counted}++) {`,
    `    ${style.keyword} ${each} = ${name}[${counted}]${bang}§`,
    // A row that was not reached before must not fail now.
    ...(hasOnlyPresentElements(scope, variable.name as ts.Identifier)
      ? []
      : [`    if (${each} === null || ${each} === undefined) return ${scan}§`]),
    finds
      ? `    if (!${index}.has(${search.of(each)})) ${index}.set(${search.of(each)}, ${each})§`
      : `    ${index}.add(${search.of(each)})§`,
    '  }',
    finds
      ? `  return ${plain ? '' : `Number.isNaN(${wanted}) ? undefined : `}${index}.get(${wanted})§`
      : `  return ${plain ? '' : `!Number.isNaN(${wanted}) && `}${index}.has(${wanted})§`,
    '}§',
  ]
  return {
    key: `growing ${name} ${search.said}`,
    subject: `of ${name} by ${search.said}`,
    reason: `${name} was searched from its start before each element was added. An index follows it and takes in only what is new.`,
    edits: [
      insertAfter(context, variable.parent.parent, lines),
      ...searches.map(one => ({ start: one.call.getStart(), end: one.call.end, text: question(name, ask, one) })),
    ],
    facts: [
      `proved: ${name} is made here and only push changes it`,
      `proved: nothing in this function writes ${search.said} of a row, and no unknown code runs`,
      'proved: the first row with a key wins, NaN is never found',
    ],
    probes: probes(context, search.said),
  }
}

/** With an empty list the value was never looked at: one that cannot be read must not fail now. */
function question(name: string, ask: string, { value, method }: KeySearch): string {
  const asked = `${ask}(${value.getText()})`
  if (ts.isIdentifier(bare(value)) || ts.isLiteralExpression(bare(value))) return asked
  return method === 'find' ? `(${name}.length > 0 ? ${asked} : undefined)` : `(${name}.length > 0 && ${asked})`
}

function probes(context: RuleContext, key: string): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1 || !/^\w+$/.test(key)) return []
  const rows = (values: readonly string[]): string =>
    probe(`[${values.map((each, at) => `{ ${key}: ${each}, n: ${at} }`).join(', ')}]`)
  return [
    probe('[]'),
    probe('[null]'),
    probe(`[null, { ${key}: 1 }]`),
    rows(['1', '2', '1']),
    rows(['NaN', 'NaN']),
    rows(['0', '-0']),
    rows(["'1'", '1', 'undefined', 'undefined']),
    rows(["'__proto__'", "'__proto__'"]),
  ]
}

export const growingIndex: Rule = {
  id: 'J76',
  title: 'Index that follows a growing list',
  shortName: 'index-follows-list',
  riskClass: 'B',
  gains: [
    [32, 1],
    [1000, 15],
    [5000, 60],
  ],
  match(context) {
    const symbols = new Set<ts.Symbol>()
    walk(context.target.node, node => {
      const search = keySearchOf(context, node, ['find', 'some'])
      const symbol = search && context.scope.symbolOf(bare(search.list))
      if (symbol) symbols.add(symbol)
    })
    return [...symbols].flatMap(symbol => {
      const list = growingList(context, symbol)
      return (list && site(context, list)) ?? []
    })
  },
}

/** `indexOf(list, x) !== -1` where `indexOf` is a function of the project that goes through the list for the first, or last, equal element. */
import { calledFunction, isAssigned } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { positionCompared } from './compared.ts'
import { constantOf, type Known } from './constants.ts'
import { argumentFor, byLoop, harmless, isRefusal } from './helper.ts'
import type { Membership } from './membership.ts'
import { searchLoopOf } from './search-loop.ts'
import { readOf } from './starts.ts'

interface Positions {
  readonly list: ts.Symbol
  readonly value: ts.Symbol
}
const known = new WeakMap<ts.Node, Positions | null>()

export function heldByPosition(context: RuleContext, call: ts.CallExpression): Membership | null {
  const compared = call.arguments.length === 2 && !call.arguments.some(ts.isSpreadElement) ? positionCompared(call) : null
  const helper = compared && calledFunction(context.scope, call.expression)
  if (!compared || !helper?.body || helper === context.target.node || helper.parameters.length < 2) return null
  if (!known.has(helper)) known.set(helper, positionsOf(context, helper))
  const found = known.get(helper)
  if (!found) return null
  const list = argumentFor(context, call, helper, found.list)
  const value = argumentFor(context, call, helper, found.value)
  return list && value ? { list, value, strict: true, holes: true, perElement: false, ...compared } : null
}

function positionsOf(context: RuleContext, helper: NonNullable<ReturnType<typeof calledFunction>>): Positions | null {
  const { scope } = context
  const isLater =
    helper.asteriskToken || helper.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword) || helper.parameters.some(each => each.dotDotDotToken) // prettier-ignore
  if (isLater || !ts.isBlock(helper.body!)) return null
  const symbols = helper.parameters.map(each => scope.symbolOf(each.name))
  const [first, second, ...more] = symbols
  if (!first || !second || [first, second].some(each => scope.references(each).some(isAssigned))) return null
  const leftOut = new Map<ts.Symbol, Known>()
  const now: RuleContext = { ...context, leftOut }
  for (const [at, symbol] of more.entries()) {
    const { initializer } = helper.parameters[at + 2]!
    const start = initializer ? constantOf(now, initializer) : { value: undefined }
    if (!symbol || !start) return null
    leftOut.set(symbol, start)
  }
  const rest = [...helper.body.statements]
  // What is left out gets its value, once.
  while (rest.length > 2) {
    const read = readOf(rest[0]!)
    const symbol = read && !read.declared ? scope.symbolOf(read.name) : undefined
    const value = read && symbol && leftOut.has(symbol) ? constantOf(now, read.value) : null
    if (!symbol || !value || scope.references(symbol).filter(isAssigned).length > 1) break
    leftOut.set(symbol, value)
    rest.shift()
  }
  if (more.some(each => scope.references(each!).filter(isAssigned).length > (leftOut.get(each!)!.value === undefined ? 0 : 1)))
    return null
  const last = rest.pop()
  const loop = rest.length > 0 ? searchLoopOf(now, rest.pop()!) : null
  const before = rest.filter(each => !isRefusal(each, '-1'))
  if (!loop || loop.index === null || !last || !isMissing(last) || !harmless(now, before)) return null
  const [hit, ...others] = loop.hit
  const isPosition = hit && others.length === 0 && ts.isReturnStatement(hit) && hit.expression && scope.symbolOf(bare(hit.expression)) === loop.index // prettier-ignore
  const asked = isPosition ? byLoop(now, loop) : null
  const list = asked && scope.symbolOf(bare(asked.list))
  const value = asked && scope.symbolOf(bare(asked.value))
  return list && value && list !== value && [first, second].includes(list) && [first, second].includes(value)
    ? { list, value }
    : null
}

const isMissing = (statement: ts.Statement): boolean =>
  ts.isReturnStatement(statement) && statement.expression?.getText() === '-1'

/** `byId(list, id)`: a function of the file that goes through a list for the first row with a key, in any spelling. */
import { calledFunction, isAssigned } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isElement } from '../meaning/iteration.ts'
import { type KeyEquality, keyEqualityBy } from '../meaning/key.ts'
import { type SearchLoop, searchLoopOf } from '../meaning/search-loop.ts'
import { type KeySearch, keySearchOf } from './key-search.ts'
import type { RuleContext } from './rule.ts'

type Found = KeyEquality & Pick<KeySearch, 'none'> & { readonly list: ts.Expression }

export function searchByHelper(context: RuleContext, node: ts.Node): KeySearch | null {
  if (!ts.isCallExpression(node) || node.questionDotToken || node.arguments.some(ts.isSpreadElement)) return null
  const { scope } = context
  const helper = calledFunction(scope, node.expression)
  if (!helper?.body || helper === context.target.node || helper.asteriskToken || helper.modifiers?.some(isAsync)) return null
  const parameters = helper.parameters.map(each =>
    each.initializer || each.dotDotDotToken ? undefined : scope.symbolOf(each.name),
  )
  if (parameters.length !== node.arguments.length || parameters.some(each => !each || scope.references(each).some(isAssigned)))
    return null
  const found = ts.isBlock(helper.body) ? byStatements(context, helper.body.statements) : byExpression(context, helper.body)
  const argumentOf = (each: ts.Expression): ts.Expression | undefined => {
    const symbol = scope.symbolOf(bare(each))
    return symbol && parameters.includes(symbol) ? node.arguments[parameters.indexOf(symbol)] : undefined
  }
  const list = found && argumentOf(found.list)
  const value = found && argumentOf(found.value)
  return found && list && value ? { ...found, list, value, call: node, method: 'find', hasMore: false } : null
}

const isAsync = (each: ts.ModifierLike): boolean => each.kind === ts.SyntaxKind.AsyncKeyword

function byExpression(context: RuleContext, expression: ts.Expression): Found | null {
  const search = keySearchOf(context, bare(expression), ['find'])
  return search && !search.hasMore ? search : null
}

/** A loop that returns the row, and what is returned behind it. */
function byStatements(context: RuleContext, statements: readonly ts.Statement[]): Found | null {
  const [first, last, ...more] = statements
  if (!first || more.length > 0) return null
  if (!last && ts.isReturnStatement(first)) return first.expression ? byExpression(context, first.expression) : null
  const none = last ? (ts.isReturnStatement(last) ? (last.expression?.getText() ?? 'undefined') : null) : 'undefined'
  const loop = none === 'null' || none === 'undefined' ? searchLoopOf(context, first) : null
  if (!loop || loop.backwards || !returnsRow(context, loop)) return null
  const equality = keyEqualityBy(context, loop.test, node => isElement(context, loop, node))
  return equality && { ...equality, list: loop.list, none: none === 'null' ? 'null' : 'undefined' }
}

function returnsRow(context: RuleContext, loop: SearchLoop): boolean {
  const [only, ...more] = loop.hit
  return (
    only !== undefined &&
    more.length === 0 &&
    ts.isReturnStatement(only) &&
    only.expression !== undefined &&
    isElement(context, loop, bare(only.expression))
  )
}

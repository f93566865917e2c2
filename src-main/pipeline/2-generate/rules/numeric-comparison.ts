/** Which comparisons order numbers by their value, in the spellings of a difference, a choice and two returns. */
import { calledFunction } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from './rule.ts'

/** The function that is written there, or that the name stands for. */
export function comparisonOf(context: RuleContext, expression: ts.Expression): ts.FunctionLikeDeclaration | null {
  const node = bare(expression)
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node
  return ts.isIdentifier(node) ? (calledFunction(context.scope, node) ?? null) : null
}

const rising = /^(?:A-B|A<B\?-1:A>B\?1:0|A>B\?1:A<B\?-1:0|A===B\?0:A<B\?-1:1|A===B\?0:A>B\?1:-1|A<B\?-1:1|A>B\?1:-1)$/

/**
 * The order of numbers; null for any other comparison. For numbers that are equal it makes no difference what is answered: no two equal
 * ones can be told apart, where there is no -0.
 */
export function comparesNumbers(fn: ts.FunctionLikeDeclaration): 'up' | 'down' | null {
  const names = fn.parameters.map(each =>
    ts.isIdentifier(each.name) && !each.initializer && !each.dotDotDotToken ? each.name.text : '',
  )
  const [a, b] = names
  if (
    !fn.body ||
    names.length !== 2 ||
    !a ||
    !b ||
    a === b ||
    fn.asteriskToken ||
    fn.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)
  )
    return null
  const chosen = ts.isBlock(fn.body) ? chosenBy(fn.body.statements) : textOf(fn.body)
  const named = chosen?.replace(/[\w$]+/g, word =>
    word === a ? 'A' : word === b ? 'B' : word === 'A' || word === 'B' ? '?' : word,
  )
  if (named === undefined) return null
  const turned = named.replace(/[AB]/g, each => (each === 'A' ? 'B' : 'A'))
  return rising.test(named) ? 'up' : rising.test(turned) ? 'down' : null
}

const textOf = (node: ts.Expression): string =>
  bare(node)
    .getText()
    .replace(/[\s()]|\/\/.*|\/\*[^]*?\*\//g, '')
    .replace(/([^=!])==(?!=)/g, '$1===')

/** `if (a < b) return -1; if (a > b) return 1; return 0` as one choice; null for anything else. */
function chosenBy(statements: readonly ts.Statement[]): string | null {
  const [first, ...rest] = statements
  if (!first) return null
  if (ts.isBlock(first) && rest.length === 0) return chosenBy(first.statements)
  if (ts.isReturnStatement(first)) return first.expression ? textOf(first.expression) : null
  if (!ts.isIfStatement(first)) return null
  const yes = chosenBy(ts.isBlock(first.thenStatement) ? first.thenStatement.statements : [first.thenStatement])
  const no = chosenBy(first.elseStatement ? [first.elseStatement] : rest)
  return yes !== null && no !== null ? `${textOf(first.expression)}?${yes}:${no}` : null
}

/** What a number is compared with to learn whether something was found: a position with -1, a count with 0. */
import { ts } from '../../../languages/javascript/syntax.ts'

export interface Compared {
  readonly node: ts.Expression
  /** Asked the other way round: `=== -1`. */
  readonly negated: boolean
}

const outOfParentheses = (node: ts.Node): ts.Node => {
  let inner = node
  while (ts.isParenthesizedExpression(inner.parent)) inner = inner.parent
  return inner
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }

/** `a !== -1` and `-1 !== a` as `!==-1`, with the comparison. */
function comparison(inner: ts.Node): { said: string; node: ts.BinaryExpression } | null {
  const test = inner.parent
  if (!ts.isBinaryExpression(test)) return null
  const operator = test.operatorToken.getText()
  const [other, said] = test.left === inner ? [test.right, operator] : [test.left, mirrored[operator] ?? operator]
  return { said: said + other.getText().replace(/[\s()]/g, ''), node: test }
}

/** `!== -1`, `> -1`, `>= 0`, `=== -1`, `< 0`, `~` and their like behind a call that gives a position. */
export function positionCompared(call: ts.Expression): Compared | null {
  const inner = outOfParentheses(call)
  const test = inner.parent
  // `!~list.indexOf(x)`: only -1 has no bit left.
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.TildeToken)
    return ts.isPrefixUnaryExpression(test.parent) && test.parent.operator === ts.SyntaxKind.ExclamationToken
      ? { node: test.parent, negated: true }
      : isCondition(test)
        ? { node: test, negated: false }
        : null
  const compared = comparison(inner)
  if (!compared) return null
  const { said, node } = compared
  if (['!==-1', '!=-1', '>-1', '>=0'].includes(said)) return { node, negated: false }
  return ['===-1', '==-1', '<0', '<=-1'].includes(said) ? { node, negated: true } : null
}

/** `.length > 0`, `.length === 0`, `!....length`, `if (....length)` behind a call that gives a list. */
export function countCompared(call: ts.Expression): Compared | null {
  const access = outOfParentheses(call).parent
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'length' || access.questionDotToken) return null
  const inner = outOfParentheses(access)
  const compared = comparison(inner)
  if (compared) {
    const { said, node } = compared
    if (['>0', '!==0', '!=0', '>=1'].includes(said)) return { node, negated: false }
    if (['===0', '==0', '<1', '<=0'].includes(said)) return { node, negated: true }
  }
  const outer = inner.parent
  if (ts.isPrefixUnaryExpression(outer) && outer.operator === ts.SyntaxKind.ExclamationToken)
    return { node: outer, negated: true }
  return isCondition(inner) ? { node: inner as ts.Expression, negated: false } : null
}

/** Only whether it is true counts here. */
export function isCondition(node: ts.Node): boolean {
  const inner = outOfParentheses(node)
  const parent = inner.parent
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === inner
  if (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) return parent.condition === inner
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  if (!ts.isBinaryExpression(parent)) return false
  const joins = /^(?:&&|\|\|)$/.test(parent.operatorToken.getText())
  return joins && isCondition(parent)
}

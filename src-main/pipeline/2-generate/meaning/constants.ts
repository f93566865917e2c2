/**
 * What an expression is where some parameters are left out by every caller that is looked at: `from || 0` is 0 then, and
 * `from < 0 ? length + from : from` too. Null for anything that hangs on more.
 */
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'

export interface Known {
  readonly value: number | boolean | undefined | null
}

export function constantOf(context: RuleContext, node: ts.Expression): Known | null {
  const expression = bare(node)
  if (ts.isNumericLiteral(expression)) return { value: Number(expression.text) }
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return { value: true }
  if (expression.kind === ts.SyntaxKind.FalseKeyword) return { value: false }
  if (expression.kind === ts.SyntaxKind.NullKeyword) return { value: null }
  if (ts.isIdentifier(expression)) return named(context, expression)
  if (ts.isPrefixUnaryExpression(expression)) return unary(context, expression)
  if (ts.isConditionalExpression(expression)) {
    const condition = constantOf(context, expression.condition)
    return condition && constantOf(context, condition.value ? expression.whenTrue : expression.whenFalse)
  }
  return ts.isBinaryExpression(expression) ? binary(context, expression) : null
}

function named(context: RuleContext, id: ts.Identifier): Known | null {
  const symbol = context.scope.symbolOf(id)
  const known = symbol && context.leftOut?.get(symbol)
  return known ?? (id.text === 'undefined' ? { value: undefined } : null)
}

function unary(context: RuleContext, { operator, operand }: ts.PrefixUnaryExpression): Known | null {
  const known = constantOf(context, operand)
  if (!known) return null
  if (operator === ts.SyntaxKind.ExclamationToken) return { value: !known.value }
  return operator === ts.SyntaxKind.MinusToken && typeof known.value === 'number' ? { value: -known.value } : null
}

function binary(context: RuleContext, { left, right, operatorToken }: ts.BinaryExpression): Known | null {
  const operator = operatorToken.getText()
  if (operator === '===' && ts.isTypeOfExpression(left) && right.getText().slice(1, -1) === 'undefined') {
    const asked = constantOf(context, left.expression)
    return asked && { value: asked.value === undefined }
  }
  const first = constantOf(context, left)
  if (!first) return null
  if (operator === '||') return first.value ? first : constantOf(context, right)
  if (operator === '&&') return first.value ? constantOf(context, right) : first
  if (operator === '??') return first.value === undefined || first.value === null ? constantOf(context, right) : first
  const second = constantOf(context, right)
  if (!second) return null
  const [a, b] = [first.value, second.value]
  if (operator === '===' || operator === '!==') return { value: (a === b) === (operator === '===') }
  if (operator === '==' || operator === '!=')
    return { value: (a === b || ((a ?? null) === null && (b ?? null) === null)) === (operator === '==') }
  if (typeof a !== 'number' || typeof b !== 'number') return null
  switch (operator) {
    case '<':
      return { value: a < b }
    case '>':
      return { value: a > b }
    case '<=':
      return { value: a <= b }
    case '>=':
      return { value: a >= b }
    case '+':
      return { value: a + b }
    case '-':
      return { value: a - b }
    case '|':
      return { value: a | b }
    default:
      return null
  }
}

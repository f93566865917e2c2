/** Methods that are asked with one argument, and callbacks that only compare: `y => y === x`, `function (y) { return x === y }`, and their negation. */
import { isPure } from '../../../languages/javascript/facts.ts'
import { mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'

/** The expression of `x => expression`, `x => { return expression }` and `function (x) { return expression }`. */
export function returnedBy(fn: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | null {
  if (!ts.isBlock(fn.body)) return bare(fn.body)
  const [only, ...more] = fn.body.statements
  return only && more.length === 0 && ts.isReturnStatement(only) && only.expression ? bare(only.expression) : null
}

interface Question {
  readonly row: ts.Symbol
  readonly test: ts.Expression
}

/** A function written on the spot with one plain parameter. */
function withRow(
  context: RuleContext,
  callback: ts.Expression,
): { fn: ts.ArrowFunction | ts.FunctionExpression; row: ts.Symbol } | null {
  const fn = bare(callback)
  if (!(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.modifiers?.length || fn.asteriskToken) return null
  const [parameter, ...more] = fn.parameters
  if (!parameter || more.length > 0 || parameter.initializer || parameter.dotDotDotToken || !ts.isIdentifier(parameter.name))
    return null
  const row = context.scope.symbolOf(parameter.name)
  return row ? { fn, row } : null
}

/** Such a function that only returns an expression. */
export function questionOf(context: RuleContext, callback: ts.Expression): Question | null {
  const found = withRow(context, callback)
  const test = found && returnedBy(found.fn)
  return test ? { row: found.row, test } : null
}

/** Such a function that acts where a test holds, and does nothing else: `row => { if (test) ... }`. */
export function actedOn(context: RuleContext, callback: ts.Expression): Question | null {
  const found = withRow(context, callback)
  const [only, ...others] = found && ts.isBlock(found.fn.body) ? found.fn.body.statements : []
  return found && only && others.length === 0 && ts.isIfStatement(only) && !only.elseStatement
    ? { row: found.row, test: bare(only.expression) }
    : null
}

/** `y => y === x` or `y => x === y` gives `x`; with `differs` of `y => y !== x`. */
export function equalityCallback(context: RuleContext, callback: ts.Expression, differs = false): ts.Expression | null {
  const question = questionOf(context, callback)
  const test = question?.test
  const kind = differs ? ts.SyntaxKind.ExclamationEqualsEqualsToken : ts.SyntaxKind.EqualsEqualsEqualsToken
  if (!test || !ts.isBinaryExpression(test) || test.operatorToken.kind !== kind) return null
  const { row } = question
  const isRow = (each: ts.Expression): boolean => context.scope.symbolOf(bare(each)) === row
  const other = isRow(test.left) ? test.right : isRow(test.right) ? test.left : null
  return other && !mentions(context.scope, other, row) && isPure(context.scope, other) ? other : null
}

export interface Asked {
  readonly list: ts.Expression
  readonly method: string
  readonly argument: ts.Expression
}

/** `list.method(argument)` and `Array.prototype.method.call(list, argument)`. */
export function askedOf(call: ts.CallExpression): Asked | null {
  const callee = bare(call.expression)
  if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken || call.arguments.some(ts.isSpreadElement)) return null
  const borrowed =
    callee.name.text === 'call' ? /^(?:Array\.prototype|\[\])\.(\w+)$/.exec(callee.expression.getText())?.[1] : undefined
  const [first, second, ...more] = call.arguments
  if (borrowed !== undefined)
    return first && second && more.length === 0 ? { list: first, method: borrowed, argument: second } : null
  return first && !second ? { list: callee.expression, method: callee.name.text, argument: first } : null
}

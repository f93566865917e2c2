/** `acc` of `list.reduce((acc, x) => { acc[x] = 1; return acc }, {})`: the start is made on the spot, and each round hands the same object on. */
import { bare, ts } from './syntax.ts'

/** The start value of a reduction whose callback hands on its first parameter and nothing else; null for any other parameter. */
export function startOf(parameter: ts.ParameterDeclaration, isIt: (node: ts.Expression) => boolean): ts.Expression | null {
  const fn = parameter.parent
  const call = fn.parent
  if (!(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.parameters[0] !== parameter) return null
  if (fn.asteriskToken || fn.modifiers?.length || parameter.initializer || parameter.dotDotDotToken) return null
  const [callback, start, ...more] = ts.isCallExpression(call) ? call.arguments : []
  if (callback !== fn || !start || more.length > 0 || ts.isSpreadElement(start)) return null
  const { expression: callee } = call as ts.CallExpression
  if (!ts.isPropertyAccessExpression(callee) || !/^reduce(?:Right)?$/.test(callee.name.text)) return null
  const results = ts.isBlock(fn.body) ? returnsOf(fn.body) : [fn.body]
  return results?.every(each => handsOn(each, isIt)) ? start : null
}

/** `acc`, `(acc.push(x), acc)` and `Object.assign(acc, more)`. */
function handsOn(result: ts.Expression, isIt: (node: ts.Expression) => boolean): boolean {
  const value = bare(result)
  if (isIt(value)) return true
  if (ts.isConditionalExpression(value)) return handsOn(value.whenTrue, isIt) && handsOn(value.whenFalse, isIt)
  if (ts.isBinaryExpression(value)) return value.operatorToken.kind === ts.SyntaxKind.CommaToken && handsOn(value.right, isIt)
  const [first] = ts.isCallExpression(value) && value.expression.getText() === 'Object.assign' ? value.arguments : []
  return first !== undefined && isIt(bare(first))
}

/** What the function's own `return`s give; null where one gives nothing or the end is reached without. */
function returnsOf(body: ts.Block): readonly ts.Expression[] | null {
  const found: (ts.Expression | undefined)[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) found.push(node.expression)
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  visit(body)
  const last = body.statements.at(-1)
  return last && ts.isReturnStatement(last) && found.every(each => each !== undefined) ? found : null
}

/** The form of a table that is made in one go: rows that are all filled with one value. */
import { bare, ts } from '../../../../languages/javascript/syntax.ts'
import { read, type Reader } from './expressions.ts'
import { form, type Form } from './form.ts'

/** `Array(m).fill(0).map(() => Array(n).fill(0))` and `Array.from({ length: m }, () => Array(n).fill(0))`; null for anything else. */
export function tableOf(reader: Reader, node: ts.CallExpression): Form | null {
  const callee = bare(node.expression)
  if (!ts.isPropertyAccessExpression(callee)) return null
  const isFrom = callee.getText() === 'Array.from' && node.arguments.length === 2
  if (!isFrom && !(callee.name.text === 'map' && node.arguments.length === 1)) return null
  const row = rowOf(node.arguments.at(-1)!)
  const rows = isFrom ? (lengthOf(node.arguments[0]!) ?? sizeOf(node.arguments[0]!)) : present(callee.expression)
  const filled = row && filledOf(row)
  return rows && filled ? form('table', [read(reader, rows), read(reader, filled.size), read(reader, filled.value)], node) : null
}

/** What a callback without parameters that are asked gives back. */
function rowOf(callback: ts.Expression): ts.Expression | null {
  const fn = bare(callback)
  if (!(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.modifiers || fn.asteriskToken || fn.parameters.length > 1)
    return null
  if (fn.parameters.some(each => !ts.isIdentifier(each.name) || !each.name.text.startsWith('_'))) return null
  if (!ts.isBlock(fn.body)) return fn.body
  const [only, ...more] = fn.body.statements
  return only && more.length === 0 && ts.isReturnStatement(only) ? (only.expression ?? null) : null
}

/** `m` of `Array(m)` and `new Array(m)`. */
function sizeOf(expression: ts.Expression): ts.Expression | null {
  const node = bare(expression)
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return null
  return node.expression.getText() === 'Array' && node.arguments?.length === 1 ? node.arguments[0]! : null
}

/** `m` of what has no holes: `Array(m).fill(0)` and `[...Array(m)]`. */
function present(expression: ts.Expression): ts.Expression | null {
  const node = bare(expression)
  const [only, ...more] = ts.isArrayLiteralExpression(node) ? node.elements : []
  if (only && more.length === 0 && ts.isSpreadElement(only)) return sizeOf(only.expression)
  return filledOf(node)?.size ?? null
}

/** `m` of `{ length: m }`. */
function lengthOf(expression: ts.Expression): ts.Expression | null {
  const node = bare(expression)
  const [only, ...more] = ts.isObjectLiteralExpression(node) ? node.properties : []
  return only && more.length === 0 && ts.isPropertyAssignment(only) && only.name.getText() === 'length' ? only.initializer : null
}

/** `Array(n).fill(value)`; without a value it is undefined. */
function filledOf(expression: ts.Expression): { readonly size: ts.Expression; readonly value: ts.Expression } | null {
  const node = bare(expression)
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.arguments.length !== 1) return null
  const size = node.expression.name.text === 'fill' ? sizeOf(node.expression.expression) : null
  return size && { size, value: node.arguments[0]! }
}

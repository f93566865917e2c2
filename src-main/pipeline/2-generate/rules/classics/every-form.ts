/** The form of a test that all elements of a list have to pass. */
import { bare, ts } from '../../../../languages/javascript/syntax.ts'
import { read, type Reader, unknown } from './expressions.ts'
import { form, type Form, truth } from './form.ts'

/** `list.every(x => test)`. */
export function forAll(reader: Reader, node: ts.CallExpression, list: ts.Expression): Form {
  const [callback, ...more] = node.arguments
  const fn = callback && bare(callback)
  const [item, ...others] = fn && ts.isArrowFunction(fn) ? fn.parameters : []
  if (!fn || !ts.isArrowFunction(fn) || ts.isBlock(fn.body) || fn.modifiers || more.length + others.length > 0)
    return unknown(reader, node)
  if (!item || !ts.isIdentifier(item.name) || item.initializer || item.dotDotDotToken) return unknown(reader, node)
  return form('every', [read(reader, list), read(reader, item.name), truth(read(reader, fn.body))])
}

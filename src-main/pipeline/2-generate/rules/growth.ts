/** Statements that add to a list what `[...list, x]` and `list.concat(x)` would have added, for the rules that build in place. */
import { hasOnlyPresentElements, isArray, isNumber, isSimple, isString } from '../../../languages/javascript/facts.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { probe, type RuleContext } from './rule.ts'

export function pushAll(context: RuleContext, name: string, added: readonly ts.Expression[]): string[] {
  const statements: string[] = []
  let plain: string[] = []
  const flush = (): void => {
    if (plain.length > 0) statements.push(`${name}.push(${plain.join(', ')})§`)
    plain = []
  }
  for (const each of added) {
    if (!ts.isSpreadElement(each)) plain.push(each.getText())
    else {
      flush()
      // Not `push(...items)`: a spread call of 130,000 items is a RangeError.
      statements.push(
        `for (${context.style.keyword} ${itemName(each.expression)} of ${each.expression.getText()}) ${name}.push(${itemName(each.expression)})§`,
      )
    }
  }
  flush()
  return statements
}

const itemName = (list: ts.Node): string => {
  const text = list.getText()
  return ['item', 'each', 'added'].find(name => !new RegExp(`\\b${name}\\b`).test(text)) ?? 'item$'
}

/**
 * `concat` takes arrays apart, with their holes, and keeps everything else whole. `asBefore` is the old way, for lists that
 * may have holes; what certainly has none is only added.
 */
export function concatOne(context: RuleContext, name: string, argument: ts.Expression, asBefore: string): string[] | null {
  const { scope } = context
  const value = bare(argument)
  if (ts.isArrayLiteralExpression(value))
    return value.elements.some(ts.isOmittedExpression) ? null : pushAll(context, name, value.elements)
  const item = itemName(value)
  const text = value.getText()
  const each = `for (${context.style.keyword} ${item} of ${text}) ${name}.push(${item})§`
  if (isString(scope, value) || isNumber(scope, value)) return [`${name}.push(${text})§`]
  if (isArray(scope, value) && (hasOnlyPresentElements(scope, value) || isDense(value))) return [each]
  if (!isSimple(value)) return null
  if (isArray(scope, value)) return [`if (!${text}.includes(undefined)) ${each}`, `else ${asBefore}§ // keeps holes`]
  return [
    `if (!Array.isArray(${text})) ${name}.push(${text})§`,
    `else if (!${text}.includes(undefined)) ${each}`,
    `else ${asBefore}§ // keeps holes`,
  ]
}

/** Calls whose arrays have no holes. */
const isDense = (value: ts.Expression): boolean =>
  ts.isCallExpression(value) &&
  (/^(?:Object\.(?:keys|values|entries)|Array\.from)$/.test(value.expression.getText()) ||
    value.expression.getText().endsWith('.split'))

/** Nested arrays (concat takes them apart), nothing, one. */
export function listProbes(context: RuleContext): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  return [probe('[]'), probe('[1]'), probe('[[1, 2], 3, [[4]]]'), probe("[null, undefined, NaN, 'a']"), probe('[[], [[]]]')]
}

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
 * `concat` takes arrays apart, with their holes, and keeps everything else whole. `asBefore` is the old way, given the text of the
 * argument, for lists that may have holes; what certainly has none is only added. What takes work to evaluate gets a variable.
 */
export function concatOne(
  context: RuleContext,
  name: string,
  argument: ts.Expression,
  asBefore: (argument: string) => string,
): string[] | null {
  const { scope } = context
  const value = bare(argument)
  if (ts.isArrayLiteralExpression(value))
    return value.elements.some(ts.isOmittedExpression) ? null : pushAll(context, name, value.elements)
  const text = value.getText()
  if (isString(scope, value) || isNumber(scope, value)) return [`${name}.push(${text})§`]
  const isList = isArray(scope, value)
  if (isList && (hasOnlyPresentElements(scope, value) || isDense(value))) return [pushEach(context, name, value, text)]
  if (isSimple(value)) return pushAsConcat(context, name, value, text, isList, asBefore(text))
  const added = context.name('added')
  if (isAddedTwice(context)) return null
  return [`${context.style.keyword} ${added} = ${text}§`, ...pushAsConcat(context, name, value, added, isList, asBefore(added))]
}

function pushAsConcat(
  context: RuleContext,
  name: string,
  value: ts.Expression,
  text: string,
  isList: boolean,
  asBefore: string,
): string[] {
  const each = pushEach(context, name, value, text)
  if (isList) return [`if (!${text}.includes(undefined)) ${each}`, `else ${asBefore}§ // keeps holes`]
  return [
    `if (!Array.isArray(${text})) ${name}.push(${text})§`,
    `else if (!${text}.includes(undefined)) ${each}`,
    `else ${asBefore}§ // keeps holes`,
  ]
}

const pushEach = (context: RuleContext, name: string, value: ts.Node, text: string): string => {
  const item = itemName(value)
  return `for (${context.style.keyword} ${item} of ${text}) ${name}.push(${item})§`
}

const named = new WeakSet<RuleContext>()

/** One variable of this name is enough for a function. */
function isAddedTwice(context: RuleContext): boolean {
  const before = named.has(context)
  named.add(context)
  return before
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

/** J83: a Set, or the keys of a Map, that are listed anew to ask whether they hold a value: they know it themselves. */
import { isPlainKey, typeOf } from '../../../languages/javascript/facts.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { membershipOf } from '../meaning/membership.ts'
import { replace, sitesOf } from './method-call.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'

/** `Array.from(set)`, `[...set]`, and the same of `map.keys()` and `set.values()`. */
function heldBy(context: RuleContext, list: ts.Expression): ts.Expression | null {
  const node = bare(list)
  const source = listed(node)
  if (!source) return null
  if (isBuiltIn(context, source, 'Set')) return source
  if (!ts.isCallExpression(source) || !ts.isPropertyAccessExpression(source.expression) || source.arguments.length > 0)
    return null
  const owner = source.expression.expression
  const method = source.expression.name.text
  if (method === 'keys' && isBuiltIn(context, owner, 'Map')) return owner
  return /^(?:values|keys)$/.test(method) && isBuiltIn(context, owner, 'Set') ? owner : null
}

function listed(node: ts.Expression): ts.Expression | null {
  if (ts.isArrayLiteralExpression(node)) {
    const [only, ...more] = node.elements
    return only && more.length === 0 && ts.isSpreadElement(only) ? bare(only.expression) : null
  }
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'Array.from' || node.arguments.length !== 1) return null
  return bare(node.arguments[0]!)
}

/** Made here as one, or of that type by what a person wrote. */
function isBuiltIn(context: RuleContext, expression: ts.Expression, name: 'Map' | 'Set'): boolean {
  const { scope } = context
  const type = typeOf(scope, expression)
  const isLibrary = type.symbol?.declarations?.every(each => each.getSourceFile() !== scope.file) ?? false
  if (type.symbol?.name !== name || !isLibrary) return false
  const variable = scope.symbolOf(bare(expression))?.valueDeclaration
  return scope.typed || (variable !== undefined && ts.isVariableDeclaration(variable) && variable.initializer !== undefined)
}

function site(context: RuleContext, node: ts.Node): Site | null {
  const question = membershipOf(context, node)
  const owner = question && heldBy(context, question.list)
  if (!question || !owner || (question.strict && !isPlainKey(context.scope, question.value)) || question.perElement) return null
  const text = `${question.negated ? '!' : ''}${owner.getText()}.has(${question.value.getText()})`
  return {
    key: question.node.getText(),
    subject: `of ${owner.getText()}`,
    reason: `${owner.getText()} was listed completely to look for one value. It knows by itself whether it has it.`,
    edits: [replace(question.node, text)],
    facts: [`proved: ${owner.getText()} is a Map or a Set, which finds what includes finds`],
    probes:
      context.scope.typed || context.target.node.parameters.length !== 2
        ? []
        : [probe('[NaN, 0, -0], [NaN, -0]'), probe('[], []')],
  }
}

export const askedDirectly: Rule = {
  id: 'J83',
  title: 'Set asked directly',
  shortName: 'set-asked-directly',
  riskClass: 'A',
  gains: [
    [32, 5],
    [1000, 200],
    [5000, 1000],
  ],
  match: context => sitesOf(context, node => site(context, node)),
}

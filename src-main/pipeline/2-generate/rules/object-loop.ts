/** J82: an object that is copied for every property set on it in a loop gets the property itself. */
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { contains, isAssigned, variableOf } from '../../../languages/javascript/scope.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { isGoneThroughAround, runsWith } from './concat.ts'
import { objectGrowth } from './grown-object.ts'
import { repetitionsAround, styled } from './place.ts'
import { isTried } from './reduction.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'

type Growth = ts.BinaryExpression & { readonly left: ts.Identifier }

function match(context: RuleContext): readonly Site[] {
  const groups = new Map<ts.Symbol, Growth[]>()
  walk(context.target.node, node => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(node.left))
      return
    const accumulator = context.scope.symbolOf(node.left)
    if (!accumulator || !ts.isExpressionStatement(node.parent)) return
    if (!objectGrowth(context, { accumulator, name: node.left.text }, bare(node.right))) return
    groups.set(accumulator, [...(groups.get(accumulator) ?? []), node as Growth])
  })
  return [...groups].flatMap(([symbol, growths]) => objectSite(context, symbol, growths) ?? [])
}

function objectSite(context: RuleContext, symbol: ts.Symbol, growths: readonly Growth[]): Site | null {
  const { scope } = context
  const variable = variableOf(symbol)
  const start = variable?.initializer && bare(variable.initializer)
  if (!variable || !start || !contains(context.target.node, variable)) return null
  if (!ts.isObjectLiteralExpression(start) || start.properties.length > 0) return null
  if (
    !growths.some(each => repetitionsAround(context, each).length > 0) ||
    !growths.every(each => runsWith(context, each, variable))
  )
    return null
  const allowed = new Set<ts.Node>([variable.name])
  const edits: Edit[] = []
  for (const growth of growths) {
    const edit = inPlace(context, symbol, growth, allowed)
    if (!edit) return null
    edits.push(edit)
  }
  const last = growths.at(-1)!
  const outermost = repetitionsAround(context, growths[0]!)[0]?.carrier
  for (const id of scope.references(symbol)) {
    if (allowed.has(id)) continue
    if (isAssigned(id)) return null
    const after = id.pos > last.end && (!outermost || !contains(outermost, id))
    if (!after && !isMemberRead(id)) return null
    if (growths.some(each => isGoneThroughAround(context, id, each))) return null
  }
  const name = variable.name.getText()
  return {
    key: `grow object ${name}`,
    subject: `of ${name}`,
    reason: `${name} was copied completely for every property that was set. It is made here and nobody else holds it, so the property is set on it.`,
    edits,
    facts: [
      `proved: ${name} is made here and has no other name while it grows`,
      'guarded: the key __proto__ is set by a copy, as before',
    ],
    probes: probes(context),
  }
}

/** `name[key]`, `name.key`, `key in name`, `Object.keys(name)`: nobody keeps the object by that. */
const isMemberRead = (id: ts.Identifier): boolean => {
  const parent = id.parent
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.InKeyword && parent.right === id
  const isMember = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === id
  if (!isMember) return isReadThrough(id)
  const use = parent.parent
  const isCalled = ts.isCallExpression(use) && use.expression === parent
  return !(isCalled || isWritten(parent))
}

function isWritten(access: ts.Node): boolean {
  const use = access.parent
  if (ts.isBinaryExpression(use)) return use.left === access && use.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken
  return ts.isPostfixUnaryExpression(use) || ts.isDeleteExpression(use) || ts.isPrefixUnaryExpression(use)
}

function inPlace(context: RuleContext, accumulator: ts.Symbol, growth: Growth, allowed: Set<ts.Node>): Edit | null {
  const { scope, style } = context
  const name = growth.left.text
  const grown = objectGrowth(context, { accumulator, name }, bare(growth.right))
  const statement = growth.parent
  if (!grown || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))) return null
  // What was set before an error stays set; a copy that was not finished left no trace.
  if (grown.statements.length > 1 && isTried(growth, context.target.node)) return null
  for (const each of [growth.left, grown.id, ...grown.reads]) allowed.add(each)
  const start = statement.getStart(scope.file)
  const lines =
    grown.questions.length === 0
      ? grown.statements
      : [
          `if (${grown.questions.join(' || ')}) {`,
          `  ${growth.getText()}§`,
          '} else {',
          ...grown.statements.map(each => `  ${each}`),
          '}',
        ]
  return { start, end: statement.end, text: styled(context, lines, indentAt(scope.text, start)).join(style.newline) }
}

const rows = (key: string): string =>
  `[{ id: ${key}, key: ${key}, name: ${key}, v: { a: 1 } }, { id: 1, key: 1, name: 'b', v: 2 }]`

function probes(context: RuleContext): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  return [
    probe('[]'),
    probe("['a', '__proto__', 'a']"),
    probe(rows("'__proto__'")),
    probe(rows('undefined')),
    probe("['constructor', 'toString']"),
  ]
}

export const objectLoop: Rule = {
  id: 'J82',
  title: 'Property set instead of a copy per property',
  shortName: 'set-instead-of-object-copy',
  riskClass: 'A',
  gains: [
    [32, 8],
    [300, 120],
    [1000, 1000],
  ],
  match,
}

/** J08: a list that is copied for every element added to it in a loop is added to instead. */
import { makesArray } from '../../../languages/javascript/facts.ts'
import { isReadThrough } from '../../../languages/javascript/stability.ts'
import { contains, isAssigned, variableOf } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { concatOne, listProbes, pushAll } from './growth.ts'
import { repetitionsAround, styled } from './place.ts'
import { isTried } from './reduction.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'

/** Where a list is added to: which assignments do, and what they become. */
interface Growing {
  readonly grows: (context: RuleContext, node: ts.BinaryExpression, symbol: ts.Symbol) => boolean
  readonly inPlace: (context: RuleContext, symbol: ts.Symbol, growth: ts.BinaryExpression, selves: Set<ts.Node>) => Edit | null
}

const atEnd: Growing = { grows: growsItself, inPlace: growInPlace }
const atFront: Growing = { grows: (context, node, symbol) => grownFront(context, node, symbol) !== null, inPlace: unshiftInPlace }

/** `r = [x, ...r]` and `r = [x].concat(r)` as `r.unshift(x)`: no gain yet, but what it means. */
export const frontSites = (context: RuleContext): readonly Site[] => match(context, atFront)

function match(context: RuleContext, growing: Growing): readonly Site[] {
  const groups = new Map<ts.Symbol, ts.BinaryExpression[]>()
  walk(context.target.node, node => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(node.left))
      return
    const symbol = context.scope.symbolOf(node.left)
    if (!symbol || !ts.isExpressionStatement(node.parent) || !growing.grows(context, node, symbol)) return
    groups.set(symbol, [...(groups.get(symbol) ?? []), node])
  })
  return [...groups].flatMap(([symbol, growths]) => concatSite(context, symbol, growths, growing) ?? [])
}

/** `r = r.concat(x)` or `r = [...r, x]`. */
function growsItself(context: RuleContext, node: ts.BinaryExpression, symbol: ts.Symbol): boolean {
  const value = bare(node.right)
  const isSelf = (each: ts.Expression): boolean => context.scope.symbolOf(bare(each)) === symbol
  if (ts.isArrayLiteralExpression(value)) {
    const first = value.elements[0]
    return first !== undefined && ts.isSpreadElement(first) && isSelf(first.expression)
  }
  return (
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    value.expression.name.text === 'concat' &&
    isSelf(value.expression.expression)
  )
}

function concatSite(
  context: RuleContext,
  symbol: ts.Symbol,
  growths: readonly ts.BinaryExpression[],
  growing: Growing,
): Site | null {
  const { scope } = context
  const variable = variableOf(symbol)
  if (!variable?.initializer || !contains(context.target.node, variable) || !makesArray(scope, variable.initializer)) return null
  if (!growths.some(each => repetitionsAround(context, each).length > 0)) return null
  if (!growths.every(each => runsWith(context, each, variable))) return null
  const selves = new Set<ts.Node>()
  const edits: Edit[] = []
  for (const growth of growths) {
    const rewritten = growing.inPlace(context, symbol, growth, selves)
    if (!rewritten) return null
    edits.push(rewritten)
  }
  const last = growths.at(-1)!
  const outermost = repetitionsAround(context, growths[0]!)[0]?.carrier
  let reassigned = false
  for (const id of scope.references(symbol)) {
    if (id === variable.name || selves.has(id)) continue
    if (isAssigned(id)) {
      // A fresh start is a new array, and stays one.
      const parent = id.parent
      if (
        !ts.isBinaryExpression(parent) ||
        parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken ||
        !makesArray(scope, parent.right)
      )
        return null
      reassigned = true
      continue
    }
    if (growths.some(each => contains(each, id))) return null
    const after = id.pos > last.end && (!outermost || !contains(outermost, id))
    if (!after && !isReadThrough(id)) return null
    // Going through the list while it grows saw a snapshot before, and would never end now.
    if (growths.some(each => isGoneThroughAround(context, id, each))) return null
  }
  const list = variable.parent
  const isLet = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.Let) !== 0
  if (isLet && list.declarations.length === 1 && !reassigned && !edits.some(each => each.text.includes('keeps holes')))
    edits.push({ start: list.getStart(scope.file), end: list.getStart(scope.file) + 3, text: 'const' })
  const name = variable.name.getText()
  return {
    key: `grow ${name}`,
    subject: `of ${name}`,
    reason: `${name} was copied completely for every element that was added. It is made here and nobody else holds it, so elements are added in place.`,
    edits,
    facts: [
      `proved: ${name} is made here and has no other name while it grows`,
      `proved: nothing goes through ${name} while it grows`,
    ],
    probes: listProbes(context),
  }
}

/** Between the two lie only callbacks of array methods: what happens is in one visible order. */
export function runsWith(context: RuleContext, node: ts.Node, variable: ts.Node): boolean {
  const repetitions = repetitionsAround(context, node)
  for (let each = node.parent; each && !contains(each, variable); each = each.parent)
    if (
      ts.isFunctionLike(each) &&
      !repetitions.some(({ carrier }) => ts.isCallExpression(carrier) && carrier.arguments.some(argument => argument === each))
    )
      return false
  return true
}

export const isGoneThroughAround = (context: RuleContext, id: ts.Identifier, growth: ts.Node): boolean =>
  repetitionsAround(context, growth).some(each => each.over !== null && contains(each.carrier, id) && contains(each.over, id))

function growInPlace(context: RuleContext, symbol: ts.Symbol, growth: ts.BinaryExpression, selves: Set<ts.Node>): Edit | null {
  const { scope, style } = context
  const name = growth.left.getText()
  const value = bare(growth.right)
  selves.add(growth.left)
  let statements: string[] | null
  if (ts.isArrayLiteralExpression(value)) {
    selves.add(bare((value.elements[0] as ts.SpreadElement).expression))
    statements = pushAll(context, name, value.elements.slice(1))
  } else {
    const call = value as ts.CallExpression
    selves.add(bare((call.expression as ts.PropertyAccessExpression).expression))
    if (call.arguments.length !== 1 || ts.isSpreadElement(call.arguments[0]!)) return null
    statements = concatOne(context, name, call.arguments[0]!, each =>
      growth.getText().replace(call.arguments[0]!.getText(), () => each),
    )
  }
  if (!statements || statements.length === 0) return null
  // What was added before an error stays added; a copy that was not finished left no trace.
  if (isTried(growth, context.target.node) && (statements.length > 1 || /^(?:for|if) /.test(statements[0]!))) return null
  const statement = growth.parent
  const start = statement.getStart(scope.file)
  const parent = statement.parent
  const indent = indentAt(scope.text, start)
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseClause(parent) || ts.isDefaultClause(parent))
    return { start, end: statement.end, text: styled(context, statements, indent).join(style.newline) }
  if (statements.length === 1 && !statements[0]!.startsWith('if'))
    return { start, end: statement.end, text: styled(context, statements, indent)[0]! }
  const outer = indentAt(scope.text, parent.getStart(scope.file))
  const inner = outer + style.unit
  return {
    start,
    end: statement.end,
    text: `{${style.newline}${inner}${styled(context, statements, inner).join(style.newline)}${style.newline}${outer}}`,
  }
}

interface Front {
  readonly added: readonly ts.Expression[]
  readonly self: ts.Expression
}

function grownFront(context: RuleContext, node: ts.BinaryExpression, symbol: ts.Symbol): Front | null {
  const value = bare(node.right)
  const isSelf = (each: ts.Expression): boolean => context.scope.symbolOf(bare(each)) === symbol
  const front = (added: readonly ts.Expression[], self: ts.Expression): Front | null =>
    added.length > 0 && isSelf(self) && added.every(each => !ts.isSpreadElement(each) && !ts.isOmittedExpression(each))
      ? { added, self: bare(self) }
      : null
  if (ts.isArrayLiteralExpression(value)) {
    const last = value.elements.at(-1)
    return last && ts.isSpreadElement(last) ? front(value.elements.slice(0, -1), last.expression) : null
  }
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression) || value.arguments.length !== 1) return null
  const first = bare(value.expression.expression)
  return value.expression.name.text === 'concat' && ts.isArrayLiteralExpression(first)
    ? front(first.elements, value.arguments[0]!)
    : null
}

function unshiftInPlace(context: RuleContext, symbol: ts.Symbol, growth: ts.BinaryExpression, selves: Set<ts.Node>): Edit | null {
  const front = grownFront(context, growth, symbol)
  if (!front) return null
  selves.add(growth.left).add(front.self)
  const text = `${growth.left.getText()}.unshift(${front.added.map(each => each.getText()).join(', ')})`
  return { start: growth.getStart(), end: growth.end, text }
}

export const concatLoop: Rule = {
  id: 'J08',
  title: 'Push instead of a copy per element',
  shortName: 'push-instead-of-concat',
  riskClass: 'A',
  gains: [
    [32, 11.4],
    [1000, 43.1],
    [5000, 340],
  ],
  match: context => match(context, atEnd),
}

/** `var list, i` with `list = []` further down is read as `var i` and `var list = []`: where a variable gets its only value, it is declared. */
import { contains, isAssigned, variableOf } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import type { Reading } from './reading.ts'

/** Only for what is made there empty: that is what rules ask of a variable. */
const isEmpty = (value: ts.Expression): boolean =>
  ts.isArrayLiteralExpression(value)
    ? value.elements.length === 0
    : ts.isObjectLiteralExpression(value) && value.properties.length === 0

export function readLateStart(context: RuleContext, node: ts.Node): Reading | null {
  const { scope } = context
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return null
  const { left, right, operatorToken } = node.expression
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isEmpty(bare(right)) || !ts.isBlock(node.parent)) return null
  const symbol = scope.symbolOf(left)
  const variable = symbol && variableOf(symbol)
  if (!symbol || !variable || variable.initializer || variable.type) return null
  const list = variable.parent
  // `let` and `const` begin where they are declared, and are not seen outside of their block.
  if (!ts.isVariableDeclarationList(list) || list.flags & ts.NodeFlags.BlockScoped || !ts.isVariableStatement(list.parent))
    return null
  if (!contains(context.target.node, list) || list.parent.parent !== node.parent) return null
  // Nobody can ask for it earlier, when it has no value yet.
  const isLater = (id: ts.Identifier): boolean => id.pos > node.pos && !isAssigned(id) && !isHoisted(id, node.parent)
  if (!scope.references(symbol).every(id => id === variable.name || id === left || isLater(id))) return null
  return {
    key: node.getText(),
    edits: [without(list, variable), { start: node.getStart(), end: node.getStart(), text: 'var ' }],
    facts: [`proved: ${left.getText()} gets its only value before it is read`],
  }
}

/** In a function that can be called above of where it is written. */
function isHoisted(node: ts.Node, until: ts.Node): boolean {
  for (let each = node; each !== until; each = each.parent) if (ts.isFunctionDeclaration(each)) return true
  return false
}

/** The list without one of its variables, and the statement with the last of them. */
function without(
  list: ts.VariableDeclarationList,
  variable: ts.VariableDeclaration,
): { start: number; end: number; text: string } {
  const { declarations } = list
  const at = declarations.indexOf(variable)
  if (declarations.length === 1) return { start: list.parent.getStart(), end: list.parent.end, text: ';' }
  const next = declarations[at + 1]
  return next
    ? { start: variable.getStart(), end: next.getStart(), text: '' }
    : { start: declarations[at - 1]!.end, end: variable.end, text: '' }
}

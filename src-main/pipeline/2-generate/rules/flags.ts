/**
 * J25: an array of truth values of known length, as in a sieve, becomes bytes. Only where every value is read as a truth value and
 * every write is the opposite of what the array was filled with, so that it makes no difference what lies outside of it.
 */
import { isNumber } from '../../../languages/javascript/facts.ts'
import { contains, isConstant, variableOf } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'

/** `new Array(n).fill(true)` and `Array(n).fill(true)`. */
function filledWith(expression: ts.Expression): { size: ts.Expression; value: 'true' | 'false' } | null {
  const fill = bare(expression)
  if (
    !ts.isCallExpression(fill) ||
    !ts.isPropertyAccessExpression(fill.expression) ||
    fill.expression.name.text !== 'fill' ||
    fill.arguments.length !== 1
  )
    return null
  const value = fill.arguments[0]!.getText()
  const made = bare(fill.expression.expression)
  const isArray =
    (ts.isNewExpression(made) || ts.isCallExpression(made)) &&
    made.expression.getText() === 'Array' &&
    made.arguments?.length === 1
  if (!isArray || (value !== 'true' && value !== 'false')) return null
  return { size: made.arguments![0]!, value }
}

function site(context: RuleContext, variable: ts.VariableDeclaration): Site | null {
  const { scope } = context
  const filled = variable.initializer && filledWith(variable.initializer)
  const symbol = ts.isIdentifier(variable.name) ? scope.symbolOf(variable.name) : undefined
  if (!filled || !symbol || variableOf(symbol) !== variable || !isConstant(scope, symbol)) return null
  if (variable.type && variable.type.getText() !== 'boolean[]') return null
  // Out of range a byte that is set is lost; one that is cleared was never set.
  if (filled.value !== 'true') return null
  const edits: Edit[] = []
  for (const id of scope.references(symbol)) {
    if (id === variable.name) continue
    const access = id.parent
    if (!ts.isElementAccessExpression(access) || access.expression !== id) return null
    const use = access.parent
    if (ts.isBinaryExpression(use) && use.left === access && use.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const cleared = clearedBy(use, symbol, scope)
      if (!cleared) return null
      // Of a chain only the end is written anew.
      if (cleared.parent === use) edits.push({ start: cleared.getStart(), end: cleared.end, text: '0' })
    } else if (ts.isBinaryExpression(use) && use.left === access) {
      // Outside of the range there is undefined either way, which is neither.
      if (use.right.getText() !== 'true' || !/^[!=]==?$/.test(use.operatorToken.getText()) || !isTest(use)) return null
      const not = use.operatorToken.getText().startsWith('!') ? '!' : ''
      edits.push({ start: use.getStart(), end: use.end, text: `${not}${access.getText()}` })
    } else if (!isTest(access)) return null
  }
  const size = filled.size.getText()
  const asked = /^[\w$]+/.exec(size)?.[0]
  const bytes = `new Uint8Array(${size}).fill(1)`
  const literal = ts.isNumericLiteral(bare(filled.size))
  if (!literal && (!asked || !/^[\w$.]+(?: \+ \d+)?$/.test(size))) return null
  const counted = size.replace(/ \+ \d+$/, '')
  // `new Array` refuses what is no length and takes a text for an element; bytes would not.
  const lengthOf = ts.isBinaryExpression(bare(filled.size)) ? (bare(filled.size) as ts.BinaryExpression).left : filled.size
  const guarded = !literal && !(counted.endsWith('.length') && isNumber(scope, lengthOf))
  const text = guarded
    ? `Number.isInteger(${counted}) && ${counted} > 255 && ${counted} < 2 ** 31 ? ${bytes} : ${variable.initializer!.getText()}`
    : bytes
  if (guarded && scope.typed && !isNumber(scope, filled.size)) return null
  edits.push({ start: variable.initializer!.getStart(), end: variable.initializer!.end, text })
  if (variable.type) edits.push({ start: variable.name.end, end: variable.type.end, text: '' })
  return {
    key: `flags ${variable.name.getText()}`,
    subject: `for ${variable.name.getText()}`,
    reason: `${variable.name.getText()} holds a truth value per number, in eight bytes each. One byte each takes an eighth of the memory and is filled and read faster.`,
    edits,
    facts: [
      'proved: every element is read as a truth value and only ever cleared, so values outside of the range make no difference',
      guarded ? 'guarded: a length that is no whole number is treated as before' : 'proved: the length is a whole number',
    ],
    probes:
      scope.typed || context.target.node.parameters.length !== 1
        ? []
        : [
            probe('0'),
            probe('1'),
            probe('2'),
            probe('30'),
            probe('-1'),
            probe('-5'),
            probe('2.5'),
            probe("'7'"),
            probe('NaN'),
            probe('undefined'),
          ],
  }
}

/** The `false` at the end of `flags[0] = flags[1] = false`, where nothing but the flags is set and nothing is made of the value. */
function clearedBy(use: ts.BinaryExpression, flags: ts.Symbol, scope: RuleContext['scope']): ts.Expression | null {
  const isFlag = (node: ts.Expression): boolean => ts.isElementAccessExpression(node) && scope.symbolOf(node.expression) === flags
  const isSetting = (node: ts.Node): node is ts.BinaryExpression =>
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isFlag(node.left)
  let first = use
  while (isSetting(first.parent) && first.parent.right === first) first = first.parent
  let last = use
  while (isSetting(last.right)) last = last.right
  return ts.isExpressionStatement(first.parent) && last.right.getText() === 'false' ? last.right : null
}

/** Read only to decide something. */
function isTest(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node
  if (ts.isConditionalExpression(parent)) return parent.condition === node
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  if (ts.isParenthesizedExpression(parent)) return isTest(parent)
  if (ts.isBinaryExpression(parent) && /^(?:&&|\|\|)$/.test(parent.operatorToken.getText())) return isTest(parent)
  return ts.isForStatement(parent) && parent.condition === node
}

export const byteFlags: Rule = {
  id: 'J25',
  title: 'Bytes instead of an array of truth values',
  shortName: 'bytes-for-flags',
  riskClass: 'B',
  gains: [
    [10000, 6],
    [1000000, 10],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      if (!ts.isVariableDeclaration(node) || !contains(context.target.node, node)) return
      const found = site(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

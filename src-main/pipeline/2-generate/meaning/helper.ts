/** Functions of the file that answer whether a list holds a value: a loop with two `return`s, a flag, or a method that asks. */
import { calledFunction, isAssigned } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { constantOf } from './constants.ts'
import { statementsOf } from './iteration.ts'
import { type Membership, membershipOf } from './membership.ts'
import { type SearchLoop, searchLoopOf, usesOf } from './search-loop.ts'

type Answer = Pick<Membership, 'strict' | 'holes' | 'negated'> & { readonly list: ts.Symbol; readonly value: ts.Symbol }

const known = new WeakMap<ts.Node, Answer | null>()

/** What `call` hands over for a parameter of the helper. */
export const argumentFor = (
  context: RuleContext,
  call: ts.CallExpression,
  helper: ts.FunctionLikeDeclaration,
  parameter: ts.Symbol,
): ts.Expression | undefined =>
  call.arguments[helper.parameters.findIndex(each => context.scope.symbolOf(each.name) === parameter)]

/** `has(list, x)` where the body of `has` is in this file. */
export function heldByHelper(context: RuleContext, call: ts.CallExpression): Membership | null {
  const helper = calledFunction(context.scope, call.expression)
  if (!helper?.body || helper === context.target.node || call.arguments.some(ts.isSpreadElement)) return null
  if (!known.has(helper)) {
    // A helper that asks itself is none.
    known.set(helper, null)
    known.set(helper, answerOf(context, helper))
  }
  const answer = known.get(helper)
  if (!answer) return null
  const list = argumentFor(context, call, helper, answer.list)
  const value = argumentFor(context, call, helper, answer.value)
  if (!list || !value || call.arguments.length !== 2) return null
  const { strict, holes, negated } = answer
  return { list, value, node: call, strict, holes, negated, perElement: false }
}

function answerOf(context: RuleContext, helper: NonNullable<ReturnType<typeof calledFunction>>): Answer | null {
  if (
    helper.asteriskToken ||
    helper.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword) ||
    helper.parameters.length !== 2
  )
    return null
  const parameters = helper.parameters.map(each =>
    each.initializer || each.dotDotDotToken ? undefined : context.scope.symbolOf(each.name),
  )
  if (parameters.some(each => !each || context.scope.references(each).some(isAssigned))) return null
  const asked = ts.isBlock(helper.body!) ? byStatements(context, helper.body.statements) : byExpression(context, helper.body!)
  const list = asked && context.scope.symbolOf(bare(asked.list))
  const value = asked && context.scope.symbolOf(bare(asked.value))
  if (!asked || !list || !value || list === value || !parameters.includes(list) || !parameters.includes(value)) return null
  return { list, value, strict: asked.strict, holes: asked.holes, negated: asked.negated }
}

type Asked = Pick<Membership, 'list' | 'value' | 'strict' | 'holes' | 'negated'>

/** `list.includes(x)`, `!list.includes(x)`, `list.indexOf(x) !== -1`. */
function byExpression(context: RuleContext, node: ts.Expression): Asked | null {
  const expression = bare(node)
  if (ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken) {
    const asked = byExpression(context, expression.operand)
    if (asked) return { ...asked, negated: !asked.negated }
  }
  let found: Membership | null = null
  const visit = (each: ts.Node): void => {
    found ??= ts.isCallExpression(each) ? membershipOf(context, each) : null
    if (!found) ts.forEachChild(each, visit)
  }
  visit(expression)
  const asked = found as Membership | null
  return asked && asked.node === expression ? asked : null
}

function byStatements(context: RuleContext, statements: readonly ts.Statement[]): Asked | null {
  const refusals = statements.filter(each => isRefusal(each))
  const rest = statements.filter(each => !isRefusal(each))
  const last = rest.at(-1)
  if (
    !last ||
    !ts.isReturnStatement(last) ||
    !last.expression ||
    statements.indexOf(rest[0]!) !== statements.length - rest.length
  )
    return null
  const asked = byRest(context, rest, last.expression)
  return asked && refusals.every(each => isOutside(context, each, asked)) ? asked : null
}

/** What is refused is no array, or an empty one where the answer is the same. */
function isOutside(context: RuleContext, refusal: ts.Statement, { list, negated }: Asked): boolean {
  const { expression } = refusal as ts.IfStatement
  const symbol = context.scope.symbolOf(bare(list))
  let onlyList = true
  const visit = (node: ts.Node): void => {
    const isName = ts.isIdentifier(node) && !/^(?:length|Array|isArray|undefined)$/.test(node.text)
    if (isName && context.scope.symbolOf(node) !== symbol) onlyList = false
    ts.forEachChild(node, visit)
  }
  visit(expression)
  return onlyList && !(negated && expression.getText().includes('length'))
}

function byRest(context: RuleContext, rest: readonly ts.Statement[], result: ts.Expression): Asked | null {
  if (rest.length === 1) return byExpression(context, result)
  const search = rest.at(-2)!
  const otherwise = result.getText()
  // In front of the loop only its counter, a length and a flag.
  const before = rest.slice(0, -2)
  if (!before.every(ts.isVariableStatement)) return null
  if (ts.isIfStatement(search) && before.length === 0 && !search.elseStatement) {
    const then = answered(statementsOf(search.thenStatement))
    const asked = byExpression(context, search.expression)
    if (asked && then === 'true' && otherwise === 'false') return asked
    return asked && then === 'false' && otherwise === 'true' ? { ...asked, negated: !asked.negated } : null
  }
  const loop = searchLoopOf(context, search)
  const asked = loop && byLoop(context, loop)
  const then = asked && answered(loop.hit)
  if (!asked || !harmless(context, before)) return null
  if (then === 'true' && otherwise === 'false') return asked
  if (then === 'false' && otherwise === 'true') return { ...asked, negated: true }
  return byFlag(context, loop, before, result, asked)
}

/** Only counters, lengths and flags get a value there. */
export const harmless = (context: RuleContext, before: readonly ts.Statement[]): boolean =>
  before.every(
    each =>
      ts.isVariableStatement(each) &&
      each.declarationList.declarations.every(
        one =>
          !one.initializer ||
          /^(?:-?\d+|true|false|[\w$]+\.length(?: - 1| >>> 0)?)$/.test(one.initializer.getText()) ||
          constantOf(context, one.initializer) !== null,
      ),
  )

/** `if (!list) return false`: an array does not come here, or only an empty one. */
export function isRefusal(statement: ts.Statement, none = 'false'): boolean {
  return (
    ts.isIfStatement(statement) &&
    !statement.elseStatement &&
    answered(statementsOf(statement.thenStatement)) === none &&
    /^(?:!\w+(?:\.length)?|!Array\.isArray\(\w+\)|\w+ ={2,3} (?:null|undefined)|\w+\.length === 0)(?: \|\| (?:!\w+\.length|\w+\.length === 0))?$/.test(
      statement.expression.getText(),
    )
  )
}

/** `true` of `return true`. */
const answered = (statements: readonly ts.Statement[]): string | null => {
  const [only, ...more] = statements
  return only && more.length === 0 && ts.isReturnStatement(only) && only.expression ? only.expression.getText() : null
}

/** `var found = false; for (...) if (list[i] === x) { found = true; break } return found`. */
function byFlag(
  context: RuleContext,
  { hit }: SearchLoop,
  before: readonly ts.Statement[],
  result: ts.Expression,
  asked: Asked,
): Asked | null {
  const [only, ...more] = hit
  const flag = context.scope.symbolOf(bare(result))
  if (!flag || !only || more.length > 0 || !ts.isExpressionStatement(only) || !ts.isBinaryExpression(only.expression)) return null
  const { left, right, operatorToken } = only.expression
  const starts = before.some(
    each =>
      ts.isVariableStatement(each) &&
      each.declarationList.declarations.some(
        one => context.scope.symbolOf(one.name) === flag && one.initializer?.getText() === 'false',
      ),
  )
  const sets =
    operatorToken.kind === ts.SyntaxKind.EqualsToken && context.scope.symbolOf(left) === flag && right.getText() === 'true'
  return starts && sets ? asked : null
}

/** The loop compares every element with a value. */
export function byLoop(context: RuleContext, loop: SearchLoop): Asked | null {
  const { test, list } = loop
  if (!ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return null
  const uses = [test.left, test.right].map(each => usesOf(context, loop, each))
  const value = uses[0]!.element ? test.right : test.left
  const element = bare(value === test.right ? test.left : test.right)
  if (uses.every(each => each.element) || !isWhole(context, loop, element)) return null
  return { list, value, strict: true, holes: true, negated: false }
}

const isWhole = (context: RuleContext, loop: SearchLoop, node: ts.Expression): boolean =>
  usesOf(context, loop, node).element && (ts.isIdentifier(node) || ts.isElementAccessExpression(node))

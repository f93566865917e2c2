/** Decides whether a function calls itself several times with smaller numbers, and whether its results may be kept: pure, and nothing but numbers, texts and truth values. */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isPrimitiveExpression, isString } from '../../../languages/javascript/facts.ts'
import { contains, isConstant } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from './rule.ts'

export interface Recursion {
  readonly fn: ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression
  readonly body: ts.Block
  readonly calls: readonly ts.CallExpression[]
  readonly parameters: readonly ts.ParameterDeclaration[]
  /** Indexes of the parameters that are not simply passed on. */
  readonly varying: readonly number[]
}

export function recursionOf(context: RuleContext): Recursion | null {
  const { scope } = context
  const fn = context.target.node
  if (
    !(ts.isFunctionDeclaration(fn) || ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ||
    !fn.body ||
    !ts.isBlock(fn.body) ||
    fn.asteriskToken ||
    fn.typeParameters
  )
    return null
  if (!fn.parameters.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken && !each.questionToken)) return null
  const nameNode = ts.isFunctionDeclaration(fn)
    ? fn.name
    : ts.isVariableDeclaration(fn.parent) && ts.isIdentifier(fn.parent.name)
      ? fn.parent.name
      : undefined
  const self = nameNode && scope.symbolOf(nameNode)
  if (!self || !isConstant(scope, self)) return null
  const calls: ts.CallExpression[] = []
  for (const id of scope.references(self)) {
    if (!contains(fn.body, id)) continue
    if (!ts.isCallExpression(id.parent) || id.parent.expression !== id || id.parent.arguments.length !== fn.parameters.length)
      return null
    calls.push(id.parent)
  }
  if (!severalOnOnePath(calls, fn.body)) return null
  const symbols = fn.parameters.map(each => scope.symbolOf(each.name))
  if (symbols.some(symbol => !symbol || !isConstant(scope, symbol))) return null
  const varying = fn.parameters.flatMap((_, at) =>
    calls.every(call => scope.symbolOf(bare(call.arguments[at]!)) === symbols[at]) ? [] : [at],
  )
  if (varying.length === 0 || varying.length > 3) return null
  // Every inner call gives all arguments, and numbers at that: defaults are for the first call only.
  if (fn.parameters.some((each, at) => each.initializer && !varying.includes(at))) return null
  if (!varying.every(at => calls.every(call => isSmaller(context, call.arguments[at]!, symbols)))) return null
  return { fn, body: fn.body, calls, parameters: fn.parameters, varying }
}

/** A parameter, or arithmetic on one: a number again, so that the same arguments come back. Never a new object. */
function isSmaller(context: RuleContext, argument: ts.Expression, parameters: readonly (ts.Symbol | undefined)[]): boolean {
  const value = bare(argument)
  if (ts.isNumericLiteral(value) || (ts.isIdentifier(value) && parameters.includes(context.scope.symbolOf(value)))) return true
  if (ts.isCallExpression(value)) {
    if (/^Math\.(?:floor|trunc|ceil|round|min|max|abs)$/.test(value.expression.getText()))
      return value.arguments.some(each => isSmaller(context, each, parameters))
    return (
      ts.isPropertyAccessExpression(value.expression) &&
      /^(?:slice|substring)$/.test(value.expression.name.text) &&
      isString(context.scope, value.expression.expression)
    )
  }
  if (!ts.isBinaryExpression(value)) return false
  const kind = value.operatorToken.kind
  const isArithmetic = kind >= ts.SyntaxKind.PlusToken && kind <= ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken
  return isArithmetic && (isSmaller(context, value.left, parameters) || isSmaller(context, value.right, parameters))
}

/** Two calls of which one run of the body may make both: not in the two arms of one condition, not behind different returns. */
export function severalOnOnePath(calls: readonly ts.CallExpression[], body: ts.Node): boolean {
  return (
    calls.some((a, i) => calls.slice(i + 1).some(b => !areAlternatives(a, b, body))) || calls.some(call => isInLoop(call, body))
  )
}

function areAlternatives(a: ts.Node, b: ts.Node, body: ts.Node): boolean {
  for (let each: ts.Node = a; each !== body; each = each.parent) {
    const parent = each.parent
    const isCondition = ts.isConditionalExpression(parent) || ts.isIfStatement(parent)
    if (isCondition && contains(parent, b) && !contains(each, b)) {
      const [then, other] = ts.isIfStatement(parent)
        ? [parent.thenStatement, parent.elseStatement]
        : [parent.whenTrue, parent.whenFalse]
      if ((each === then && other && contains(other, b)) || (each === other && contains(then, b))) return true
    }
    // `return f(a)` ends the run before what follows it.
    if (ts.isReturnStatement(each) && !contains(each, b)) return true
    if (ts.isReturnStatement(each) && contains(each, b)) break
  }
  return false
}

function isInLoop(node: ts.Node, body: ts.Node): boolean {
  for (let each = node.parent; each && each !== body; each = each.parent) if (ts.isIterationStatement(each, false)) return true
  return false
}

/** Nothing outside is written, read while written, or asked; what comes out is a number, text or truth value. */
export function isCacheable(context: RuleContext, { fn, body, parameters }: Recursion): boolean {
  const { scope } = context
  const effects = effectsOf(scope, body)
  if (effects.unknown !== null || effects.output || effects.varying || effects.usesThis || mentionsArguments(body)) return false
  if (![...effects.assigned].every(symbol => symbol.declarations?.every(each => contains(body, each)))) return false
  if (effects.writes.length > 0) return false
  const own = new Set(parameters.map(each => scope.symbolOf(each.name)))
  let primitive = true
  let returns = 0
  walk(body, node => {
    if (ts.isFunctionLike(node)) return false
    if (!ts.isReturnStatement(node)) return undefined
    returns++
    const value = node.expression && bare(node.expression)
    if (!value || !(isPrimitiveResult(context, value, fn) || own.has(scope.symbolOf(value)))) primitive = false
    return undefined
  })
  return primitive && returns > 0
}

function isPrimitiveResult(context: RuleContext, value: ts.Expression, fn: ts.Node): boolean {
  const node = bare(value)
  if (ts.isConditionalExpression(node))
    return isPrimitiveResult(context, node.whenTrue, fn) && isPrimitiveResult(context, node.whenFalse, fn)
  if (ts.isCallExpression(node)) return /^Math\.\w+$/.test(node.expression.getText()) || isSelfCall(context, node, fn)
  if (ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)$/.test(node.operatorToken.getText()))
    return isPrimitiveResult(context, node.left, fn) && isPrimitiveResult(context, node.right, fn)
  if (ts.isIdentifier(node)) {
    const variable = context.scope.symbolOf(node)?.declarations?.[0]
    return (
      variable !== undefined &&
      ts.isVariableDeclaration(variable) &&
      contains(fn, variable) &&
      isNumericVariable(context, node, fn)
    )
  }
  return isPrimitiveExpression(context.scope, node)
}

/** A local that only ever gets primitives: `let best = Infinity`, `best = Math.min(best, f(n - 1))`. */
function isNumericVariable(context: RuleContext, id: ts.Identifier, fn: ts.Node): boolean {
  const symbol = context.scope.symbolOf(id)
  if (!symbol || active.has(symbol)) return true
  active.add(symbol)
  try {
    return context.scope.references(symbol).every(each => {
      const parent = each.parent
      if (ts.isVariableDeclaration(parent) && parent.name === each)
        return (
          parent.initializer !== undefined &&
          (isPrimitiveResult(context, parent.initializer, fn) || /^(?:-?Infinity|NaN)$/.test(parent.initializer.getText()))
        )
      if (ts.isBinaryExpression(parent) && parent.left === each && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
        return isPrimitiveResult(context, parent.right, fn)
      return true
    })
  } finally {
    active.delete(symbol)
  }
}

const active = new Set<ts.Symbol>()

const isSelfCall = (context: RuleContext, call: ts.CallExpression, fn: ts.Node): boolean =>
  context.scope
    .symbolOf(call.expression)
    ?.declarations?.some(each => each === fn || (ts.isVariableDeclaration(each) && each.initializer === fn)) ?? false

function mentionsArguments(body: ts.Node): boolean {
  let found = false
  walk(body, node => {
    if (ts.isIdentifier(node) && node.text === 'arguments') found = true
  })
  return found
}

/** What can be proved about values: made here (Fresh), an array for certain, which kind of primitive, read without effects (Pure). A fact that cannot be proved is answered with no; the rule then guards at run time or gives up. */
import { startOf } from './accumulator.ts'
import { effectsOf, isGlobalCall, rootOf } from './effects.ts'
import { declaredIn, isAssigned, isConstant, isLocal, type Scope, variableOf } from './scope.ts'
import { bare, ts } from './syntax.ts'

const arrayMakers = new Set([
  'map',
  'filter',
  'slice',
  'concat',
  'flat',
  'flatMap',
  'toSorted',
  'toReversed',
  'toSpliced',
  'with',
  'sort',
  'reverse',
  'splice',
])

/** The expression makes a new array each time it is evaluated. */
export function makesArray(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  if (ts.isArrayLiteralExpression(node)) return true
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Array'
  if (!ts.isCallExpression(node)) return false
  if (ts.isIdentifier(node.expression)) return node.expression.text === 'Array' && !isLocal(scope.symbolOf(node.expression))
  for (const method of ['keys', 'values', 'entries', 'getOwnPropertyNames'])
    if (isGlobalCall(scope, node, 'Object', method)) return true
  if (isGlobalCall(scope, node, 'Array', 'from') || isGlobalCall(scope, node, 'Array', 'of')) return true
  if (!ts.isPropertyAccessExpression(node.expression) || node.questionDotToken || node.expression.questionDotToken) return false
  const method = node.expression.name.text
  // Nothing but a string has a `split` by a text.
  if (method === 'split')
    return (
      isString(scope, node.expression.expression) || (node.arguments.length === 1 && ts.isStringLiteralLike(node.arguments[0]!))
    )
  // `sort` and `reverse` give back their receiver: new only when that is.
  if (method === 'sort' || method === 'reverse' || method === 'fill') return makesArray(scope, node.expression.expression)
  return arrayMakers.has(method) && isArray(scope, node.expression.expression)
}

/** The expression makes a new object of any kind. */
export function makesObject(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  return (
    ts.isObjectLiteralExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isRegularExpressionLiteral(node) ||
    makesArray(scope, node)
  )
}

/** A local variable that only ever holds arrays or objects made for it in this file. */
export function isFresh(scope: Scope, symbol: ts.Symbol, makes: typeof makesArray = makesObject): boolean {
  const start = variableOf(symbol)?.initializer ?? accumulatorStart(scope, symbol)
  if (!start) return false
  // `r = r.concat(x)` asks about r again: it holds if it holds for all else.
  const asked = makes === makesArray ? askedArrays : askedObjects
  if (asked.has(symbol)) return true
  asked.add(symbol)
  try {
    return makes(scope, start) && assignmentsMake(scope, symbol, makes)
  } finally {
    asked.delete(symbol)
  }
}

/** Of a reduction, while nobody but its rounds reaches what they hand on. */
function accumulatorStart(scope: Scope, symbol: ts.Symbol): ts.Expression | null {
  const [only, ...more] = symbol.declarations ?? []
  if (!only || more.length > 0 || !ts.isParameter(only)) return null
  return startOf(only, node => ts.isIdentifier(node) && scope.symbolOf(node) === symbol)
}

const askedArrays = new Set<ts.Symbol>()

const askedObjects = new Set<ts.Symbol>()

function assignmentsMake(scope: Scope, symbol: ts.Symbol, makes: typeof makesArray): boolean {
  return scope.references(symbol).every(id => {
    if (!isAssigned(id)) return true
    const parent = id.parent
    return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && makes(scope, parent.right)
  })
}

/** Certainly an array: made here, or of an array type that a person wrote. */
export function isArray(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  if (ts.isIdentifier(node)) {
    const symbol = scope.symbolOf(node)
    if (symbol && isFresh(scope, symbol, makesArray)) return true
  } else if (makesArray(scope, node)) return true
  return (
    trusted(scope, node) && everyPart(scope, node, type => scope.checker.isArrayType(type) || scope.checker.isTupleType(type))
  )
}

/** TypeScript, or a JavaScript variable with a JSDoc type on its declaration. */
export function trusted(scope: Scope, expression: ts.Expression): boolean {
  if (scope.typed) return true
  const { root } = rootOf(scope, expression)
  if (root?.declarations?.every(each => ts.isParameter(each) && ts.getJSDocType(each) !== undefined)) return true
  return isTested(scope, expression)
}

const isAny = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0

/**
 * A parameter without a type that the code itself has asked before it comes here (`if (!Array.isArray(rows)) throw ...`) and that keeps
 * its value: what the checker then knows was true at run time.
 */
function isTested(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  const symbol = ts.isIdentifier(node) ? scope.symbolOf(node) : undefined
  const [parameter, ...more] = symbol?.declarations ?? []
  if (!symbol || !parameter || more.length > 0 || !ts.isParameter(parameter) || parameter.initializer || parameter.dotDotDotToken)
    return false
  return isConstant(scope, symbol) && isAny(typeOf(scope, parameter.name as ts.Expression)) && !isAny(typeOf(scope, node))
}

export function typeOf(scope: Scope, expression: ts.Expression): ts.Type {
  return scope.checker.getTypeAtLocation(expression)
}

/** The type is known and every member of it, if it is a union, passes. */
export function everyPart(scope: Scope, expression: ts.Expression, passes: (type: ts.Type) => boolean): boolean {
  return everyType(typeOf(scope, expression), passes)
}

export function everyType(type: ts.Type, passes: (type: ts.Type) => boolean): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return false
  return type.isUnion() ? type.types.every(passes) : passes(type)
}

const flagged = (flags: ts.TypeFlags) => (type: ts.Type) => (type.flags & flags) !== 0

/** Certainly a string: by a trusted type or by the operation that makes it. */
export function isString(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isTypeOfExpression(node)) return true
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'String') return true
  return trusted(scope, node) && everyPart(scope, node, flagged(ts.TypeFlags.StringLike))
}

/** Certainly a number (maybe NaN). */
export function isNumber(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  if (ts.isNumericLiteral(node)) return true
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'length' && isArray(scope, node.expression)) return true
  if (trusted(scope, node) && everyPart(scope, node, flagged(ts.TypeFlags.NumberLike))) return true
  return false
}

/** Neither NaN nor undefined nor an object: strings, booleans, null, symbols, BigInts by type. Equal exactly when `Set.has` says so. */
export const isPlainKey = (scope: Scope, expression: ts.Expression): boolean =>
  isString(scope, expression) ||
  (trusted(scope, expression) &&
    everyPart(
      scope,
      expression,
      flagged(ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.ESSymbolLike),
    ))

/** Type of the elements of an array whose type is trusted, else null. */
export function elementType(scope: Scope, expression: ts.Expression): ts.Type | null {
  if (!trusted(scope, expression)) return null
  const type = scope.checker.getNonNullableType(typeOf(scope, expression))
  return scope.checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? null
}

/** Elements are never null or undefined, by type. */
export function hasOnlyPresentElements(scope: Scope, expression: ts.Expression): boolean {
  const type = elementType(scope, expression)
  return (
    type !== null &&
    everyType(type, part => (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) === 0)
  )
}

export function isPrimitiveExpression(scope: Scope, expression: ts.Expression): boolean {
  const node = bare(expression)
  if (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true
  if (
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  )
    return true
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return true
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind
    if (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.CaretToken) return true
  }
  const primitive =
    ts.TypeFlags.StringLike |
    ts.TypeFlags.NumberLike |
    ts.TypeFlags.BooleanLike |
    ts.TypeFlags.BigIntLike |
    ts.TypeFlags.Null |
    ts.TypeFlags.Undefined
  return everyPart(scope, node, flagged(primitive)) && (scope.typed || !ts.isIdentifier(node))
}

/** Reading it twice, or not at all, or earlier, makes no difference: no writes, no unknown calls, nothing that varies. */
export function isPure(scope: Scope, node: ts.Node): boolean {
  const effects = effectsOf(scope, node)
  if (effects.unknown !== null || effects.output || effects.varying) return false
  const inside = (symbol: ts.Symbol): boolean => declaredIn(symbol, node)
  return (
    [...effects.assigned].every(inside) &&
    effects.writes.every(each =>
      each.root === null ? makesArray(scope, each.object) : each.depth === 0 && inside(each.root) && isFresh(scope, each.root),
    )
  )
}

/** A name or constant members of a name: cheap and harmless to write twice. */
export const isSimple = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true
  return ts.isPropertyAccessExpression(node) && !node.questionDotToken && isSimple(node.expression)
}

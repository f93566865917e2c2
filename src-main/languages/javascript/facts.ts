/**
 * What can be proved about values: made here (Fresh), an array for certain, not changed while a region runs (Stable), known
 * kind of primitive. A fact that cannot be proved is answered with no; the rule then guards at run time or gives up.
 */
import { effectsOf, isGlobalCall, rootOf, type Effects, type Write } from './effects.ts'
import { contains, declaredIn, isAssigned, isConstant, isLocal, isParameter, variableOf, type Scope } from './scope.ts'
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
  if (ts.isIdentifier(node.expression))
    return node.expression.text === 'Array' && !isLocal(scope, scope.symbolOf(node.expression))
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
  const variable = variableOf(symbol)
  if (!variable?.initializer) return false
  // `r = r.concat(x)` asks about r again: it holds if it holds for all else.
  const asked = makes === makesArray ? askedArrays : askedObjects
  if (asked.has(symbol)) return true
  asked.add(symbol)
  try {
    return makes(scope, variable.initializer) && assignmentsMake(scope, symbol, makes)
  } finally {
    asked.delete(symbol)
  }
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
  return root?.declarations?.every(each => ts.isParameter(each) && ts.getJSDocType(each) !== undefined) ?? false
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

/** A variable, or constant members of one: `known`, `options.known`, `this.known`. The texts a rule may move a reading of. */
export function pathOf(
  scope: Scope,
  expression: ts.Expression,
): { root: ts.Symbol | null; members: readonly string[]; isThis: boolean } | null {
  const members: string[] = []
  let node = bare(expression)
  while (ts.isPropertyAccessExpression(node) && !node.questionDotToken) {
    members.unshift(node.name.text)
    node = bare(node.expression)
  }
  if (node.kind === ts.SyntaxKind.ThisKeyword) return members.length > 0 ? { root: null, members, isThis: true } : null
  const root = scope.symbolOf(node)
  return root && isLocal(scope, root) ? { root, members, isThis: false } : null
}

const readers = new Set(
  `includes indexOf lastIndexOf slice concat join at toReversed toSorted with map filter forEach some every find findIndex findLast findLastIndex reduce
  reduceRight flatMap flat keys values entries has get length size`.split(/\s+/),
)

/** The reference is only read through: nothing else can hold the object because of it. */
export function isReadThrough(id: ts.Node, more: ReadonlySet<string> = new Set()): boolean {
  let node: ts.Node = id
  while (ts.isParenthesizedExpression(node.parent) || ts.isNonNullExpression(node.parent) || ts.isAsExpression(node.parent))
    node = node.parent
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return readers.has(parent.name.text) || more.has(parent.name.text)
  if (ts.isElementAccessExpression(parent) && parent.expression === node) return true
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression === node
  if (ts.isSpreadElement(parent)) return true
  if (ts.isNewExpression(parent)) return /^(?:Set|Map)$/.test(parent.expression.getText())
  if (ts.isVariableDeclaration(parent)) return parent.name === id
  return (
    ts.isCallExpression(parent) &&
    /^(?:Array\.(?:isArray|from)|Object\.(?:keys|values|entries)|JSON\.stringify)$/.test(parent.expression.getText())
  )
}

const arrayMutators = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'add',
  'set',
  'delete',
  'clear',
])

/** Nothing but this variable reaches its object until it is returned. */
export const isUnshared = (scope: Scope, symbol: ts.Symbol): boolean =>
  isFresh(scope, symbol) &&
  scope.references(symbol).every(id => isReadThrough(id, arrayMutators) || ts.isReturnStatement(id.parent) || isAssigned(id))

/**
 * Why the array (or object) behind `expression` may change while `region` runs, or null when it certainly does not.
 * @param properties names of element properties that must not be written either (join keys).
 */
export function instability(
  scope: Scope,
  expression: ts.Expression,
  region: ts.Node,
  properties: readonly string[] = [],
  effects: Effects = effectsOf(scope, region),
): string | null {
  const path = pathOf(scope, expression)
  const name = expression.getText()
  if (!path) return `${name} is not a variable`
  const { root, members } = path
  if (root && declaredIn(root, region) && !isParameterOutside(root, region)) return `${name} is made inside`
  if (root && effects.assigned.has(root)) return `${name} is given another value`
  const unshared = root !== null && members.length === 0 && isUnshared(scope, root)
  if (effects.unknown !== null && !unshared) return effects.unknown
  const watched = new Set([...members, ...properties, 'length'])
  for (const write of effects.writes) {
    if (write.property !== null) {
      if (write.property !== '#entries' && watched.has(write.property)) return `writes .${write.property}`
      if (write.property === '#entries' && properties.includes('#entries') && mayBeSame(scope, root, members, write, unshared))
        return `${name} may be changed`
      continue
    }
    if (mayBeSame(scope, root, members, write, unshared))
      return `${name} may be changed through ${write.object.getText().slice(0, 40)}`
  }
  return null
}

/** A region that is a function's body has the parameters outside of it: they get their value once. */
const isParameterOutside = (symbol: ts.Symbol, region: ts.Node): boolean =>
  symbol.declarations?.every(each => ts.isParameter(each) && !contains(region, each)) ?? false

function mayBeSame(scope: Scope, root: ts.Symbol | null, members: readonly string[], write: Write, unshared: boolean): boolean {
  // `[...a].sort()` writes into the copy.
  if (write.root === null && makesArray(scope, write.object)) return false
  if (write.root !== null && write.root === root && (write.depth === members.length || members.length > 0)) return true
  if (unshared) return write.root === root && write.depth === 0
  // A counter object or a Map made here cannot be the array; nor can an array made here that nothing else holds.
  if (write.root && write.depth === 0 && isFresh(scope, write.root)) {
    return !(
      isUnshared(scope, write.root) ||
      (root !== null && members.length === 0 && (isParameter(root) || isFresh(scope, root)))
    )
  }
  if (write.root && isFresh(scope, write.root) && holdsOnlyFresh(scope, write.root)) return false
  return true
}

/** Every value ever stored in the container was made for it: rows of a table, groups of a map. */
function holdsOnlyFresh(scope: Scope, symbol: ts.Symbol): boolean {
  const variable = variableOf(symbol)
  if (!variable?.initializer || !isConstant(scope, symbol) || !startsFresh(scope, bare(variable.initializer))) return false
  return scope.references(symbol).every(id => {
    if (!isReadThrough(id, arrayMutators) && !ts.isReturnStatement(id.parent)) return false
    const access = id.parent
    const use = access.parent
    if (
      ts.isElementAccessExpression(access) &&
      ts.isBinaryExpression(use) &&
      use.left === access &&
      use.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      use.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
      return makesObject(scope, use.right) || isPrimitiveExpression(scope, use.right)
    if (
      ts.isPropertyAccessExpression(access) &&
      ts.isCallExpression(use) &&
      use.expression === access &&
      /^(?:push|unshift|set|add|splice|fill)$/.test(access.name.text)
    )
      return use.arguments.every(
        (each, index) =>
          (access.name.text === 'set' && index === 0) || makesObject(scope, each) || isPrimitiveExpression(scope, each),
      )
    return true
  })
}

function startsFresh(scope: Scope, value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value))
    return value.elements.every(each => makesObject(scope, each) || isPrimitiveExpression(scope, each))
  if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0
  if (ts.isNewExpression(value))
    return !value.arguments?.length || value.arguments.every(each => isPrimitiveExpression(scope, each))
  if (!ts.isCallExpression(value)) return false
  const makes = value.arguments.at(-1)
  const made = makes && ts.isArrowFunction(makes) && !ts.isBlock(makes.body) ? bare(makes.body) : null
  if (isGlobalCall(scope, value, 'Object', 'create')) return true
  return made !== null && (makesObject(scope, made) || isPrimitiveExpression(scope, made))
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
    effects.writes.every(each => each.depth === 0 && each.root !== null && inside(each.root) && isFresh(scope, each.root))
  )
}

/** A name or constant members of a name: cheap and harmless to write twice. */
export const isSimple = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true
  return ts.isPropertyAccessExpression(node) && !node.questionDotToken && isSimple(node.expression)
}

/** The variable exists, with its value, when control reaches `offset`. */
export function isDeclaredBefore(scope: Scope, symbol: ts.Symbol, offset: number): boolean {
  return (symbol.declarations ?? []).every(
    each =>
      each.getSourceFile() === scope.file &&
      (ts.isParameter(each) ? each.parent.pos < offset : each.end <= offset || isModuleLevel(each)),
  )
}

const isModuleLevel = (node: ts.Node): boolean => ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)

/** Whether an object may change while a region of code runs (Stable): by whom it is written, and whether that may be the same object. */
import { type Effects, effectsOf, isGlobalCall, type Write } from './effects.ts'
import { isFresh, isPrimitiveExpression, makesArray, makesObject } from './facts.ts'
import { contains, declaredIn, isAssigned, isConstant, isLocal, isParameter, type Scope, variableOf } from './scope.ts'
import { bare, ts } from './syntax.ts'

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
  return root && isLocal(root) ? { root, members, isThis: false } : null
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
  if (ts.isCallExpression(parent) && parent.arguments[0] === node) {
    const borrowed = /^Array\.prototype\.(\w+)\.call$/.exec(parent.expression.getText())?.[1]
    if (borrowed !== undefined) return readers.has(borrowed)
  }
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

/** The variable exists, with its value, when control reaches `offset`. */
export function isDeclaredBefore(scope: Scope, symbol: ts.Symbol, offset: number): boolean {
  return (symbol.declarations ?? []).every(
    each =>
      each.getSourceFile() === scope.file &&
      (ts.isParameter(each) ? each.parent.pos < offset : each.end <= offset || isModuleLevel(each)),
  )
}

const isModuleLevel = (node: ts.Node): boolean => ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)

/**
 * Which computed names are numbers whatever happens: an index reaches no name of the language. By syntax and bindings; a declared type counts
 * for a parameter, unless a caller in the same file shows that it is a lie. Casts count for nothing.
 */
import { bare, ts } from '../../languages/javascript/syntax.ts'
import type { Bindings } from './bindings.ts'
import { givesNumber, isTypedArray, perElement } from './methods.ts'
import { dottedName, isAccess, isAssignment, isStep, memberName } from './names.ts'

export interface Keys {
  readonly bindings: Bindings
  /** Members that the file itself defines: a method called `indexOf` need not give a number then. */
  readonly defined: ReadonlySet<string>
}

const numeric = new Set([
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
])
/** Operators that answer with one of their sides. */
export const chosen = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
])

/** `open`: declarations that are being looked at; a number that depends on itself stays a number. */
export const isIndexKey = (keys: Keys, expression: ts.Expression, open: ReadonlySet<ts.Node> = new Set()): boolean => {
  const node = bare(expression)
  const again = (each: ts.Expression): boolean => isIndexKey(keys, each, open)
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node) || isStep(node)) return true
  if (ts.isPrefixUnaryExpression(node)) return true
  if (ts.isTypeOfExpression(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return true
  if (ts.isConditionalExpression(node)) return again(node.whenTrue) && again(node.whenFalse)
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind
    if (numeric.has(kind) || isComparison(kind)) return true
    if (kind === ts.SyntaxKind.PlusToken || chosen.has(kind)) return again(node.left) && again(node.right)
    if (kind === ts.SyntaxKind.CommaToken || kind === ts.SyntaxKind.EqualsToken) return again(node.right)
    if (kind === ts.SyntaxKind.PlusEqualsToken) return again(node.left) && again(node.right)
    return isAssignment(node)
  }
  if (ts.isCallExpression(node)) return isNumberCall(keys, node)
  if (ts.isPropertyAccessExpression(node))
    return /^(?:length|size|byteLength|lastIndex)$/.test(node.name.text) && !keys.defined.has(node.name.text)
  if (ts.isElementAccessExpression(node))
    return isIndexKey(keys, node.argumentExpression, open) && holdsNumbers(keys, node.expression, open)
  if (ts.isIdentifier(node)) {
    if (/^(?:undefined|NaN|Infinity)$/.test(node.text)) return true
    const declarations = keys.bindings.declarationsOf(node)
    return (
      declarations.length > 0 &&
      declarations.every(each => open.has(each) || isNumberVariable(keys, each, new Set([...open, each])))
    )
  }
  return false
}

const isComparison = (kind: ts.SyntaxKind): boolean =>
  (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.GreaterThanEqualsToken) ||
  (kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken)

const isNumberCall = (keys: Keys, node: ts.CallExpression): boolean => {
  const name = dottedName(node.expression)
  if (name !== null && /^(?:Number|parseInt|parseFloat|Boolean|BigInt)$/.test(name))
    return !keys.bindings.isBound(bare(node.expression) as ts.Identifier)
  if (name?.startsWith('Number.parse') || /^Math\.\w+$/.test(name ?? '')) return true
  const callee = bare(node.expression)
  const method = isAccess(callee) ? memberName(callee) : null
  return method !== null && givesNumber.has(method) && !keys.defined.has(method)
}

/** Everything that the variable is ever given is a number. */
const isNumberVariable = (keys: Keys, declaration: ts.Node, open: ReadonlySet<ts.Node>): boolean => {
  if (ts.isParameter(declaration)) return isNumberParameter(keys, declaration, open)
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return isEntryIndex(declaration)
  const holder = declaration.parent.parent
  if (ts.isForInStatement(holder) && holder.initializer === declaration.parent) return false
  if (ts.isForOfStatement(holder) && holder.initializer === declaration.parent) {
    if (!holdsNumbers(keys, holder.expression, open) && !isKeysOfList(holder.expression)) return false
  } else if (declaration.initializer && !isIndexKey(keys, declaration.initializer, open)) return false
  return keys.bindings.usesOf(declaration).every(use => isNumberUse(keys, use, open))
}

/** Not a use that may give it anything but a number. */
const isNumberUse = (keys: Keys, use: ts.Identifier, open: ReadonlySet<ts.Node>): boolean => {
  const { parent } = use
  if (isAssignment(parent) && parent.left === use) {
    const kind = parent.operatorToken.kind
    const mayBeText = kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.PlusEqualsToken || chosen.has(kind)
    return !mayBeText || isIndexKey(keys, parent.right, open)
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer !== use
  // `[a, i] = pair`, `({ i } = row)`
  return !isPatternTarget(use)
}

const isPatternTarget = (use: ts.Node): boolean => {
  let node = use
  while (
    ts.isArrayLiteralExpression(node.parent) ||
    ts.isObjectLiteralExpression(node.parent) ||
    (ts.isPropertyAssignment(node.parent) && node.parent.initializer === node) ||
    ts.isShorthandPropertyAssignment(node.parent) ||
    ts.isSpreadElement(node.parent)
  )
    node = node.parent
  return node !== use && isAssignment(node.parent) && node.parent.left === node
}

/** `for (const [index, each] of list.entries())` */
const isEntryIndex = (declaration: ts.Node): boolean => {
  if (
    !ts.isBindingElement(declaration) ||
    !ts.isArrayBindingPattern(declaration.parent) ||
    declaration.parent.elements[0] !== declaration
  )
    return false
  const variable = declaration.parent.parent
  if (!ts.isVariableDeclaration(variable) || !ts.isForOfStatement(variable.parent.parent)) return false
  const over = bare(variable.parent.parent.expression)
  return (
    ts.isCallExpression(over) &&
    isAccess(over.expression) &&
    memberName(over.expression) === 'entries' &&
    !/^(?:Object)$/.test(over.expression.expression.getText())
  )
}

/** `list.keys()`. Of a Map it gives the keys, which may be anything, so the receiver must be an array by its making or declaration. */
const isKeysOfList = (over: ts.Expression): boolean => {
  const call = bare(over)
  if (!ts.isCallExpression(call) || !isAccess(call.expression) || memberName(call.expression) !== 'keys') return false
  const list = bare(call.expression.expression)
  return ts.isArrayLiteralExpression(list) || list.getText().startsWith('Array(')
}

const isNumberType = (type: ts.TypeNode | undefined): boolean =>
  type !== undefined &&
  (type.kind === ts.SyntaxKind.NumberKeyword ||
    type.kind === ts.SyntaxKind.BigIntKeyword ||
    (ts.isUnionTypeNode(type) && type.types.every(each => isNumberType(each) || each.kind === ts.SyntaxKind.UndefinedKeyword)))

const isNumberParameter = (keys: Keys, declaration: ts.ParameterDeclaration, open: ReadonlySet<ts.Node>): boolean => {
  if (!ts.isIdentifier(declaration.name) || declaration.dotDotDotToken) return false
  if (declaration.initializer && !isIndexKey(keys, declaration.initializer, open)) return false
  if (!keys.bindings.usesOf(declaration).every(use => isNumberUse(keys, use, open))) return false
  const owner = declaration.parent
  const at = owner.parameters.indexOf(declaration)
  if (isIndexOfCallback(keys, owner, at)) return true
  const calls = callsOf(keys, owner)
  // A caller inside of the file that gives something else shows that the type is a lie.
  if (
    calls &&
    !calls.every(
      call => !call.arguments.some(ts.isSpreadElement) && (!call.arguments[at] || isIndexKey(keys, call.arguments[at], open)),
    )
  )
    return false
  return isNumberType(declaration.type) || (calls !== null && calls.length > 0 && !isExported(owner))
}

const isExported = (node: ts.Node): boolean => {
  const holder = ts.isFunctionDeclaration(node) ? node : ts.isVariableDeclaration(node.parent) ? node.parent.parent.parent : node
  return ts.canHaveModifiers(holder) && (ts.getModifiers(holder) ?? []).some(each => each.kind === ts.SyntaxKind.ExportKeyword)
}

/** All calls of a function that has a name of its own; null where it may be called from elsewhere as well. */
export const callsOf = (keys: Keys, owner: ts.Node): readonly ts.CallExpression[] | null => {
  const declaration = ts.isFunctionDeclaration(owner)
    ? owner
    : owner.parent && ts.isVariableDeclaration(owner.parent)
      ? owner.parent
      : null
  if (!declaration) return null
  const uses = keys.bindings.usesOf(declaration)
  const calls = uses.flatMap(use => (ts.isCallExpression(use.parent) && use.parent.expression === use ? [use.parent] : []))
  return calls.length === uses.length ? calls : null
}

/** `list.map((each, index) => ...)`, `Array.from(list, (each, index) => ...)`. */
const isIndexOfCallback = (keys: Keys, owner: ts.Node, at: number): boolean => {
  const call = owner.parent
  if (!ts.isCallExpression(call) || call.expression === owner || !isAccess(call.expression)) return false
  const method = memberName(call.expression) ?? ''
  if (keys.defined.has(method)) return false
  if (method === 'from') return at === 1 && call.arguments[1] === owner
  if (call.arguments[0] !== owner) return false
  // A Map's `forEach` gives its key there.
  if (method === 'forEach' && isMapLike(keys, call.expression.expression)) return false
  return perElement.has(method) ? at === 1 : method.startsWith('reduce') && at === 2
}

const isMapLike = (keys: Keys, expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (!ts.isIdentifier(node)) return !ts.isCallExpression(node) && !ts.isArrayLiteralExpression(node) && !isAccess(node)
  return keys.bindings
    .declarationsOf(node)
    .some(
      each =>
        ts.isVariableDeclaration(each) &&
        each.initializer !== undefined &&
        /^new (?:Map|Set|URLSearchParams)\b/.test(bare(each.initializer).getText()),
    )
}

/** A typed array, or what its declaration calls a list of numbers, or a list into which only numbers were put. */
const holdsNumbers = (keys: Keys, expression: ts.Expression, open: ReadonlySet<ts.Node>): boolean => {
  const node = bare(expression)
  if (ts.isNewExpression(node)) return isTypedArray(dottedName(node.expression) ?? '')
  if (ts.isCallExpression(node) && /^(?:Uint|Int|Float)\d+\w*\.(?:from|of)$/.test(dottedName(node.expression) ?? '')) return true
  if (ts.isArrayLiteralExpression(node))
    return node.elements.every(each => !ts.isSpreadElement(each) && isIndexKey(keys, each, open))
  if (!ts.isIdentifier(node)) return false
  const declarations = keys.bindings.declarationsOf(node)
  return (
    declarations.length > 0 &&
    declarations.every(each => {
      if (open.has(each)) return true
      if (ts.isParameter(each)) return isNumberList(each.type) && callsOf(keys, each.parent)?.length === 0
      if (!ts.isVariableDeclaration(each) || !each.initializer) return false
      const inner = new Set([...open, each])
      return holdsNumbers(keys, each.initializer, inner) && keys.bindings.usesOf(each).every(use => addsNumbers(keys, use, inner))
    })
  )
}

const isNumberList = (type: ts.TypeNode | undefined): boolean => {
  if (!type) return false
  if (ts.isTypeOperatorNode(type)) return isNumberList(type.type)
  if (ts.isArrayTypeNode(type)) return isNumberType(type.elementType)
  return ts.isTypeReferenceNode(type) && isTypedArray(type.typeName.getText())
}

/** This use of a list reads it, or puts a number into it. */
const addsNumbers = (keys: Keys, use: ts.Identifier, open: ReadonlySet<ts.Node>): boolean => {
  const { parent } = use
  if (isAccess(parent) && parent.expression === use) {
    if (isAssignment(parent.parent) && parent.parent.left === parent)
      return parent.parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken &&
        parent.parent.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken
        ? true
        : isIndexKey(keys, parent.parent.right, open)
    if (ts.isCallExpression(parent.parent) && parent.parent.expression === parent) {
      const method = memberName(parent)
      if (method === 'push' || method === 'unshift' || method === 'fill')
        return parent.parent.arguments.every(each => !ts.isSpreadElement(each) && isIndexKey(keys, each, open))
      return method !== null && method !== 'splice' && method !== 'set'
    }
    return !isPatternTarget(parent)
  }
  if (isAssignment(parent)) return parent.left === use && holdsNumbers(keys, parent.right, open)
  return ts.isForOfStatement(parent) || ts.isReturnStatement(parent) || ts.isBinaryExpression(parent)
}

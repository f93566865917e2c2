/**
 * Values of a module, or static in a class, that may hold something from one call to the next. A constant passes, and a table that is only
 * read, a regular expression without a position, a formatter, a store of compiled statements. Everything else is found. Writes into what
 * was there are for `writes.ts`; fields of objects live with their object and are counted by the safety score.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Report } from './findings.ts'
import { keepsOnlyStatements } from './kept-statements.ts'
import { isTypedArray } from './methods.ts'
import { dottedName, isAccess, isAssignment, isStep, memberName, propertyName } from './names.ts'
import { isAtTop } from './functions-called.ts'
import { isReadOnly, isUsedByOwnMethods, type Shape } from './read-only.ts'
import type { Script } from './script.ts'

export const findKeptState = ({ file, bindings }: Script, report: Report): void => {
  const keeps = (what: string, why: string, node: ts.Node): void =>
    report(`keeps ${what}`, `Keeps ${what} between calls: ${why}.`, node)
  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isVariableDeclaration(node) && isAtTop(node) && !ts.isCatchClause(node.parent)) variable(node)
    else if (ts.isClassStaticBlockDeclaration(node) && isAtTop(node))
      keeps('what a static block makes', 'it runs once and stays', node)
    else if (ts.isPropertyDeclaration(node) && isStatic(node) && isAtTop(node.parent)) {
      const isConstant =
        node.initializer && (isPrimitive(node.initializer) || isFunction(bare(node.initializer))) && !isWrittenInside(node)
      if (!isConstant) keeps(`the static field ${node.name.getText(file)}`, 'a class lives as long as its module', node)
    }
    return undefined
  })

  function variable(node: ts.VariableDeclaration): void {
    const name = node.name.getText(file)
    if ((node.parent.flags & ts.NodeFlags.Const) === 0)
      return keeps(`the variable ${name}`, 'another call may find another value in it', node)
    if (!node.initializer) return
    if (!ts.isIdentifier(node.name)) {
      if (!isPrimitive(node.initializer)) keeps(`the parts ${name}`, 'what they are is not plain from the text', node)
      return
    }
    const why = whyKept(file, node, bare(node.initializer), bindings)
    if (why !== null) keeps(`${nounOf(bare(node.initializer))} ${name}`, why, node)
  }
}

/** Null where it cannot hold anything from one call to the next. */
const whyKept = (
  file: ts.SourceFile,
  declaration: ts.VariableDeclaration,
  value: ts.Expression,
  bindings: Script['bindings'],
): string | null => {
  if (isPrimitive(value) || isFunction(value) || ts.isClassExpression(value)) return null
  if (isAccess(value) && /^(?:Object|Array)\.prototype\.\w+$/.test(dottedName(value) ?? '')) return null
  const made = ts.isNewExpression(value) || ts.isCallExpression(value) ? (dottedName(value.expression) ?? '') : ''
  if (ts.isRegularExpressionLiteral(value) || made === 'RegExp') {
    if (hasPosition(value)) return 'with g or y it remembers where it stopped'
    return isUsedByOwnMethods(bindings, declaration) ? null : 'it is given away, or something is written to it'
  }
  if (/^Intl\.\w+$/.test(made) || /^Text(?:En|De)coder$/.test(made))
    return isUsedByOwnMethods(bindings, declaration)
      ? null
      : 'it is used otherwise than through its own methods, so it may be changed'
  if (isFrozenConstant(value)) return null
  const shape = shapeOf(value)
  if (shape === null) return 'what it is, and what is in it, is not plain from the text'
  if (isReadOnly(bindings, declaration, shape)) return null
  if (ts.isIdentifier(declaration.name) && keepsOnlyStatements(file, declaration.name.text, value)) return null
  return shape.depth > 0
    ? 'what is in it can be written, or is given away'
    : 'something writes to it, or it is given away as a whole and may be written there'
}

const nounOf = (value: ts.Expression): string => {
  if (ts.isRegularExpressionLiteral(value)) return 'the regular expression'
  if (ts.isArrayLiteralExpression(value)) return 'the list'
  if (ts.isObjectLiteralExpression(value)) return 'the object'
  if (ts.isNewExpression(value)) return `the ${value.expression.getText()}`
  return 'the value'
}

/** A table whose parts are plain: what may be in it, or null where that is not said by its text. */
const shapeOf = (value: ts.Expression): Shape | null => {
  const functions = new Set<string>()
  let depth = 0
  /** `level`: how many containers are around it. */
  const look = (expression: ts.Expression, level: number): boolean => {
    const node = bare(expression)
    if (isPrimitive(node) || isFunction(node)) return true
    depth = Math.max(depth, level)
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(each => !ts.isSpreadElement(each) && look(each, level + 1))
    if (ts.isObjectLiteralExpression(node)) return node.properties.every(each => lookAtProperty(each, level))
    if (ts.isNewExpression(node)) {
      const name = dottedName(node.expression) ?? ''
      const args = node.arguments ?? []
      if (name === 'Map' || name === 'Set') return args.every(each => lookAtEntries(each, name === 'Map', level))
      if (isTypedArray(name) || name === 'Array') return args.every(each => lookAtEntries(each, false, level))
      return (name === 'WeakMap' || name === 'WeakSet') && args.length === 0
    }
    if (!ts.isCallExpression(node)) return false
    const name = dottedName(node.expression) ?? ''
    const [first, ...more] = node.arguments
    if (name === 'Object.freeze') return first !== undefined && more.length === 0 && look(first, level)
    if (name === 'Object.create') return first?.kind === ts.SyntaxKind.NullKeyword && more.length === 0
    return (
      /^(?:Uint|Int|Float|BigInt|BigUint)\d+\w*\.(?:of|from)$|^Array\.of$/.test(name) &&
      node.arguments.every(each => lookAtEntries(each, false, level))
    )
  }
  const lookAtProperty = (each: ts.ObjectLiteralElementLike, level: number): boolean => {
    if (ts.isMethodDeclaration(each)) {
      functions.add(propertyName(each.name) ?? '')
      return true
    }
    if (!ts.isPropertyAssignment(each) || propertyName(each.name) === null) return false
    if (propertyName(each.name) === '__proto__') return each.initializer.kind === ts.SyntaxKind.NullKeyword
    if (isFunction(bare(each.initializer))) functions.add(propertyName(each.name) ?? '')
    return look(each.initializer, level + 1)
  }
  /** `[['a', 1]]` of a Map: the pairs themselves are gone once it is made. */
  const lookAtEntries = (expression: ts.Expression, pairs: boolean, level: number): boolean => {
    const node = bare(expression)
    if (!ts.isArrayLiteralExpression(node)) return isPrimitive(node)
    return node.elements.every(each => {
      if (ts.isSpreadElement(each)) return false
      const part = bare(each)
      if (!pairs || !ts.isArrayLiteralExpression(part)) return look(each, level + 1)
      return part.elements.every(inner => !ts.isSpreadElement(inner) && look(inner, level + 1))
    })
  }
  if (!look(value, 0)) return null
  return { depth, isMap: ts.isNewExpression(value) && dottedName(value.expression) === 'Map', functions }
}

/** Frozen, and only texts, numbers and truth values in it: whoever has it can change nothing. */
const isFrozenConstant = (value: ts.Expression): boolean => {
  if (!ts.isCallExpression(value) || dottedName(value.expression) !== 'Object.freeze') return false
  const inner = value.arguments[0] && bare(value.arguments[0])
  if (!inner) return false
  if (ts.isArrayLiteralExpression(inner)) return inner.elements.every(each => !ts.isSpreadElement(each) && isFixed(each))
  return (
    ts.isObjectLiteralExpression(inner) &&
    inner.properties.every(each => ts.isPropertyAssignment(each) && propertyName(each.name) !== null && isFixed(each.initializer))
  )
}

const isFunction = (node: ts.Node): boolean => ts.isArrowFunction(node) || ts.isFunctionExpression(node)

export const isPrimitive = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (ts.isRegularExpressionLiteral(node)) return false
  if (
    ts.isLiteralExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  )
    return true
  if (ts.isIdentifier(node)) return /^(?:undefined|NaN|Infinity)$/.test(node.text)
  if (ts.isPrefixUnaryExpression(node)) return isPrimitive(node.operand)
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(each => isPrimitive(each.expression))
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind < ts.SyntaxKind.FirstAssignment || node.operatorToken.kind > ts.SyntaxKind.LastAssignment
      ? isPrimitive(node.left) && isPrimitive(node.right)
      : false
  if (isAccess(node)) return /^(?:Math\.[A-Z0-9_]+|Number\.[A-Z_]+)$/.test(dottedName(node) ?? '')
  return ts.isVoidExpression(node)
}

/** `g` and `y` remember where they stopped; so may flags that are not written out. */
export const hasPosition = (value: ts.Expression): boolean => {
  if (ts.isRegularExpressionLiteral(value)) return /\/[a-z]*[gy][a-z]*$/.test(value.text)
  if (!ts.isNewExpression(value) && !ts.isCallExpression(value)) return true
  const [source, flags] = value.arguments ?? []
  if (source && ts.isRegularExpressionLiteral(bare(source)) && !flags) return hasPosition(bare(source))
  return flags !== undefined && !(ts.isStringLiteralLike(flags) && !/[gy]/.test(flags.text))
}

const isStatic = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.StaticKeyword)

/** By its class itself: through `this` of a static member, or by a private name. */
const isWrittenInside = (field: ts.PropertyDeclaration): boolean => {
  const name = propertyName(field.name)
  let written = false
  walk(field.parent, node => {
    const target = isAssignment(node) ? bare(node.left) : isStep(node) ? bare(node.operand) : null
    if (!target || !isAccess(target) || memberName(target) !== name) return
    const isPrivate = ts.isPropertyAccessExpression(target) && ts.isPrivateIdentifier(target.name)
    if (isPrivate || (bare(target.expression).kind === ts.SyntaxKind.ThisKeyword && isInStatic(target))) written = true
  })
  return written
}

const isInStatic = (node: ts.Node): boolean => {
  for (let at = node.parent; at; at = at.parent)
    if (ts.isClassElement(at)) return isStatic(at) || ts.isClassStaticBlockDeclaration(at)
  return false
}

const isFixed = (each: ts.Expression): boolean => isPrimitive(each) || isFrozenConstant(bare(each))

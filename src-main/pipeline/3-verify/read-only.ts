/**
 * Whether a value of the module is only read wherever its name is used: looked up, gone through, compared. Followed through constants,
 * helper functions and loops; a use that is not known to read counts as one that may write.
 */
import { bare, ts } from '../../languages/javascript/syntax.ts'
import type { Bindings } from './bindings.ts'
import { ownMethods, reads } from './methods.ts'
import { dottedName, isAccess, isAssignment, isStep, memberName, outermost } from './names.ts'
import { functionsCalled } from './functions-called.ts'

export interface Shape {
  /** How many containers are in each other below it: at 0 there are only plain values in it. */
  readonly depth: number
  /** Going through it gives pairs, in which the values are. */
  readonly isMap: boolean
  /** Names of its members that are functions of the file. */
  readonly functions: ReadonlySet<string>
}

const within = (shape: Shape): Shape => ({ ...shape, depth: shape.depth - 1, isMap: false })
const element = (shape: Shape): Shape => (shape.isMap ? { ...shape, isMap: false } : within(shape))

export const isReadOnly = (
  bindings: Bindings,
  declaration: ts.Node,
  shape: Shape,
  open: ReadonlySet<ts.Node> = new Set(),
): boolean => {
  if (open.has(declaration)) return true
  const inner = new Set([...open, declaration])
  return bindings.usesOf(declaration).every(use => isReading(bindings, use, shape, inner))
}

const isReading = (bindings: Bindings, use: ts.Node, shape: Shape, open: ReadonlySet<ts.Node>): boolean => {
  const node = outermost(use)
  const { parent } = node
  const go = (next: ts.Node): boolean => isReading(bindings, next, shape, open)
  if (isAccess(parent) && parent.expression === node) return isReadingAccess(bindings, parent, shape, open)
  if (isAccess(parent)) return true
  if (ts.isTypeOfExpression(parent) || ts.isExpressionStatement(parent) || ts.isTemplateSpan(parent)) return true
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return !isStep(parent)
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return true
  if (ts.isConditionalExpression(parent)) return parent.condition === node || go(parent)
  if (ts.isForOfStatement(parent))
    return parent.expression === node && (shape.depth < 1 || isNameRead(bindings, parent.initializer, element(shape), open))
  if (ts.isForInStatement(parent)) return parent.expression === node
  if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent)) return shape.depth < 1
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && isNameRead(bindings, parent.name, shape, open)
  if (ts.isParameter(parent)) return isNameRead(bindings, parent.name, shape, open)
  if (ts.isBinaryExpression(parent)) {
    if (isAssignment(parent)) return false
    const kind = parent.operatorToken.kind
    const isChosen =
      kind === ts.SyntaxKind.QuestionQuestionToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.CommaToken
    return isChosen ? go(parent) : true
  }
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.expression !== node && isReadByCall(bindings, parent, node, shape, open)
  return false
}

const isReadingAccess = (
  bindings: Bindings,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  shape: Shape,
  open: ReadonlySet<ts.Node>,
): boolean => {
  const node = outermost(access)
  const { parent } = node
  if ((isAssignment(parent) && parent.left === node) || isStep(parent) || ts.isDeleteExpression(parent) || isInPattern(node))
    return false
  const name = memberName(access)
  if (ts.isCallExpression(parent) && parent.expression === node) {
    if (name === null) return false
    if (shape.functions.has(name)) return true
    if (!reads.has(name)) return false
    for (const each of parent.arguments) {
      const callback = bare(each)
      if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) {
        if (shape.depth > 0 && /^(?:find\w*|some|every|filter|map|flatMap|forEach|reduce\w*)$/.test(name)) return false
      } else if (
        shape.depth > 0 &&
        !callback.parameters.every((parameter, at) => isNameRead(bindings, parameter.name, at < 1 ? within(shape) : shape, open))
      )
        return false
      // The third parameter is the container itself.
      else if (callback.parameters.length > 2 && !isNameRead(bindings, callback.parameters.at(-1)!.name, shape, open))
        return false
    }
    if (/^(?:has|includes|indexOf|lastIndexOf|findIndex|findLastIndex|some|every|join|forEach)$/.test(name)) return true
    if (name === 'subarray') return isReading(bindings, parent, shape, open)
    return shape.depth < 1 || isReading(bindings, parent, /^(?:get|at|find|findLast)$/.test(name) ? within(shape) : shape, open)
  }
  if (name === 'length' || name === 'size') return true
  // Another view on the memory writes what this one shows.
  if (name === 'buffer') return false
  if (name !== null && shape.functions.has(name)) return true
  return shape.depth < 1 || isReading(bindings, access, within(shape), open)
}

const isNameRead = (bindings: Bindings, name: ts.Node, shape: Shape, open: ReadonlySet<ts.Node>): boolean => {
  if (ts.isVariableDeclarationList(name)) return name.declarations.every(each => isNameRead(bindings, each.name, shape, open))
  if (ts.isIdentifier(name)) return 'name' in name.parent && isReadOnly(bindings, name.parent, shape, open)
  if (ts.isArrayBindingPattern(name) || ts.isObjectBindingPattern(name))
    return name.elements.every(
      each =>
        ts.isOmittedExpression(each) ||
        shape.depth < 1 ||
        isNameRead(bindings, each.name, isPair(name) ? shape : within(shape), open),
    )
  return false
}

/** `[key, value]`: the pair itself is new. */
const isPair = (name: ts.BindingPattern): boolean => ts.isArrayBindingPattern(name) && name.elements.length === 2

const readers =
  /^(?:Object\.(?:keys|values|entries|fromEntries|hasOwn|is|isFrozen)|Array\.(?:from|isArray)|Math\.\w+|JSON\.stringify|String|structuredClone|Set|Map|(?:Uint|Int|Float)\d+\w*)$/
const deepReaders = /^(?:Object\.(?:keys|hasOwn|is|isFrozen)|Array\.isArray|JSON\.stringify|structuredClone)$/

const isReadByCall = (
  bindings: Bindings,
  call: ts.CallExpression | ts.NewExpression,
  node: ts.Node,
  shape: Shape,
  open: ReadonlySet<ts.Node>,
): boolean => {
  const callee = bare(call.expression)
  const at = call.arguments?.indexOf(node as ts.Expression) ?? -1
  const known = functionsCalled(callee, bindings)
  if (known.length > 0)
    return known.every(each => {
      const parameter = each.parameters[at]
      return parameter !== undefined && !parameter.dotDotDotToken && isNameRead(bindings, parameter.name, shape, open)
    })
  const name = dottedName(callee) ?? ''
  if ((shape.depth > 0 ? deepReaders : readers).test(name)) return true
  const method = isAccess(callee) ? memberName(callee) : null
  return shape.depth < 1 && (method === 'concat' || method === 'set')
}

/** The target of a destructuring assignment. */
const isInPattern = (start: ts.Node): boolean => {
  let node = start
  while (
    ts.isArrayLiteralExpression(node.parent) ||
    ts.isObjectLiteralExpression(node.parent) ||
    ts.isSpreadElement(node.parent) ||
    (ts.isPropertyAssignment(node.parent) && node.parent.initializer === node)
  )
    node = node.parent
  return (
    (isAssignment(node.parent) && node.parent.left === node && node !== start) ||
    ((ts.isForOfStatement(node.parent) || ts.isForInStatement(node.parent)) && node.parent.initializer === node)
  )
}

/** Of a regular expression, a formatter, a coder: used only through the methods that it has for its work. */
export const isUsedByOwnMethods = (bindings: Bindings, declaration: ts.Node, open: ReadonlySet<ts.Node> = new Set()): boolean => {
  if (open.has(declaration)) return true
  const inner = new Set([...open, declaration])
  return bindings.usesOf(declaration).every(use => {
    const node = outermost(use)
    const { parent } = node
    if (isAccess(parent) && parent.expression === node) {
      const name = memberName(parent)
      const outer = outermost(parent)
      if (name === 'source' || name === 'flags') return !(isAssignment(outer.parent) && outer.parent.left === outer)
      if (name === null || !ownMethods.has(name)) return false
      if (isAssignment(outer.parent) && outer.parent.left === outer) return false
      // A decoder with settings keeps half a letter until the next call.
      return !(name === 'decode' && ts.isCallExpression(outer.parent) && outer.parent.arguments.length > 1)
    }
    if (ts.isTypeOfExpression(parent) || ts.isExpressionStatement(parent)) return true
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return isUsedByOwnMethods(bindings, parent, inner)
    if (!ts.isCallExpression(parent) || parent.expression === node) return false
    const callee = bare(parent.expression)
    const known = functionsCalled(callee, bindings)
    const at = parent.arguments.indexOf(node as ts.Expression)
    if (known.length > 0)
      return known.every(
        each =>
          each.parameters[at] !== undefined &&
          ts.isIdentifier(each.parameters[at].name) &&
          isUsedByOwnMethods(bindings, each.parameters[at], inner),
      )
    const method = isAccess(callee) ? memberName(callee) : null
    return at === 0 && method !== null && /^(?:replace|replaceAll|split|match|matchAll|search)$/.test(method)
  })
}

/**
 * Which computed names are data of the input, as against names that the code makes up: those may be `constructor`. Data or not, it is a name
 * that nobody chose to reach the language with, which is enough to look something up in an object that the function made itself.
 */
import { bare, ts } from '../../languages/javascript/syntax.ts'
import { answersOf, functionsCalled } from './functions-called.ts'
import { callsOf, chosen, isIndexKey, type Keys } from './index-keys.ts'
import { dottedName, isAccess, isAssignment, memberName } from './names.ts'

/**
 * Taken from the input as it is: a variable, a member with a plain name, an element of those, a text method of them. With pieces of text of
 * our own it must have a sign that no name of the language has.
 */
export const isDataKey = (keys: Keys, expression: ts.Expression, open: ReadonlySet<ts.Node> = new Set()): boolean => {
  const node = bare(expression)
  if (isIndexKey(keys, node)) return true
  const again = (each: ts.Expression): boolean => isDataKey(keys, each, open)
  if (ts.isTemplateExpression(node) || (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)) {
    const pieces = textPieces(node)
    return (
      pieces.texts.some(isHarmlessText) ||
      (pieces.texts.every(each => each === '') && pieces.values.every(again) && pieces.values.length < 2)
    )
  }
  if (ts.isIdentifier(node)) {
    const declarations = keys.bindings.declarationsOf(node)
    return (
      declarations.length > 0 &&
      declarations.every(each => open.has(each) || isDataVariable(keys, each, new Set([...open, each])))
    )
  }
  if (ts.isPropertyAccessExpression(node)) return again(node.expression)
  if (ts.isElementAccessExpression(node)) return again(node.expression)
  if (ts.isConditionalExpression(node)) return again(node.whenTrue) && again(node.whenFalse)
  if (ts.isBinaryExpression(node) && chosen.has(node.operatorToken.kind)) return again(node.left) && again(node.right)
  if (ts.isStringLiteralLike(node)) return !/^(?:constructor|prototype|__proto__|caller|callee)$/.test(node.text)
  if (ts.isCallExpression(node)) {
    const name = dottedName(node.expression)
    if (name === 'String') return node.arguments.length === 1 && again(node.arguments[0]!)
    const callee = bare(node.expression)
    if (!isAccess(callee)) return givesData(keys, callee, open)
    const method = memberName(callee)
    if (name === 'Object.keys' || name === 'Object.entries') return node.arguments.length === 1 && again(node.arguments[0]!)
    if (name?.startsWith('JSON.stringify')) return true
    return (
      method !== null &&
      /^(?:toLowerCase|toUpperCase|trim|trimStart|trimEnd|slice|substring|substr|charAt|at|normalize|toString|split|get|keys|values|entries|filter|toSorted|sort|map|find|pop|shift|toFixed|toISOString|join)$/.test(
        method,
      ) &&
      !keys.defined.has(method) &&
      again(callee.expression)
    )
  }
  return false
}

/** A function of the caller, or one of the file that gives data. */
const givesData = (keys: Keys, callee: ts.Expression, open: ReadonlySet<ts.Node>): boolean => {
  if (!ts.isIdentifier(callee)) return false
  const known = functionsCalled(callee, keys.bindings)
  if (known.length > 0)
    return known.every(each => {
      if (open.has(each)) return true
      const inner = new Set([...open, each])
      const answers = answersOf(each)
      return answers.length > 0 && answers.every(answer => isDataKey(keys, answer, inner))
    })
  const declarations = keys.bindings.declarationsOf(callee)
  return declarations.length > 0 && declarations.every(each => ts.isParameter(each) && !callsOf(keys, each.parent)?.length)
}

/** With such a sign no name of the language comes out of it. */
const isHarmlessText = (text: string): boolean => /[^A-Za-z_$]/.test(text)

const textPieces = (expression: ts.Expression): { texts: string[]; values: ts.Expression[] } => {
  const node = bare(expression)
  if (ts.isStringLiteralLike(node)) return { texts: [node.text], values: [] }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(each => ({ inner: textPieces(each.expression), text: each.literal.text }))
    return {
      texts: [node.head.text, ...spans.flatMap(each => [...each.inner.texts, each.text])],
      values: spans.flatMap(each => each.inner.values),
    }
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textPieces(node.left), textPieces(node.right)]
    return { texts: [...left.texts, ...right.texts], values: [...left.values, ...right.values] }
  }
  return { texts: [], values: [node] }
}

const isDataVariable = (keys: Keys, declaration: ts.Node, open: ReadonlySet<ts.Node>): boolean => {
  if (ts.isParameter(declaration)) {
    const calls = callsOf(keys, declaration.parent)
    const at = declaration.parent.parameters.indexOf(declaration)
    const call = declaration.parent.parent
    if (ts.isCallExpression(call) && isAccess(call.expression) && call.expression !== (declaration.parent as ts.Node))
      return isDataKey(
        keys,
        memberName(call.expression) === 'from' && call.arguments[0] ? call.arguments[0] : call.expression.expression,
        open,
      )
    return !calls || calls.every(each => !each.arguments[at] || isDataKey(keys, each.arguments[at], open))
  }
  if (ts.isBindingElement(declaration)) {
    if (declaration.propertyName && ts.isComputedPropertyName(declaration.propertyName)) return false
    let at: ts.Node = declaration
    while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent
    if (ts.isParameter(at)) return isDataVariable(keys, at, open)
    return ts.isVariableDeclaration(at) && isDataVariable(keys, at, open)
  }
  if (!ts.isVariableDeclaration(declaration)) return false
  const holder = declaration.parent.parent
  if (ts.isForOfStatement(holder) || ts.isForInStatement(holder)) {
    if (holder.initializer === declaration.parent && !isDataKey(keys, holder.expression, open)) return false
  } else if (declaration.initializer && !isDataKey(keys, declaration.initializer, open)) return false
  return keys.bindings
    .usesOf(declaration)
    .every(
      use =>
        !(isAssignment(use.parent) && use.parent.left === use) ||
        (use.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && isDataKey(keys, use.parent.right, open)),
    )
}

/**
 * Lists forms that honest optimizations do not need and that attacks on reviewers and harnesses do: names made at run time, hidden
 * strings, reflection, aliases of builtins, silenced checkers. The gate compares the lists of before and after.
 */
import { bare, lineOf, ts, walk } from '../../languages/javascript/syntax.ts'
import { isUse } from './is-use.ts'
import { takenName } from './names.ts'

export interface Suspicion {
  readonly what: string
  readonly line: number
}

const builtinObjects =
  /^(?:Object|Function|Array|String|Number|Boolean|Symbol|BigInt|Map|Set|WeakMap|WeakSet|Promise|RegExp|Date|Math|JSON|Reflect|Proxy|Intl|Error|Iterator|ArrayBuffer)$/
const dangerousWords =
  /^(?:constructor|prototype|__proto__|eval|Function|process|require|globalThis|global|mainModule|child_process|caller|callee|binding|getBuiltinModule|prepareStackTrace|__defineGetter__|__defineSetter__|__lookupGetter__|__lookupSetter__|node:.+)$/
const reflection =
  /^(?:Object\.(?:getPrototypeOf|getOwnPropertyDescriptors?|getOwnPropertyNames|getOwnPropertySymbols|preventExtensions|seal)|Symbol\.for|Symbol\.keyFor|Error\.captureStackTrace|(?:String\.)?(?:raw))$/
const decoders = /(?:^|\.)(?:atob|btoa|unescape|escape|fromBase64|fromHex)$/
const silencers =
  /@ts-(?:nocheck|ignore|expect-error)|(?:eslint|oxlint|biome|tslint)-(?:disable|ignore)|(?:istanbul|c8|v8) ignore|sourceMappingURL|sourceURL/g

export const suspiciousSyntax = (file: ts.SourceFile): readonly Suspicion[] => {
  const found: Suspicion[] = []
  const add = (what: string, node: ts.Node): void => {
    found.push({ what, line: lineOf(file, node.getStart(file)) })
  }
  walk(file, node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) addIdentifier(file, node, add)
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      addText(file, node, add)
    else if (ts.isElementAccessExpression(node)) addElement(node, add)
    else if (ts.isBindingElement(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node))
      addTaken(node, add)
    else if (ts.isCallExpression(node)) addCall(node, add)
    else if (ts.isPropertyAccessExpression(node)) addProperty(node, add)
    else if (
      ts.isComputedPropertyName(node) &&
      constantText(node.expression) !== null &&
      !ts.isStringLiteralLike(node.expression)
    )
      add('name put together from pieces', node)
    else if (node.kind === ts.SyntaxKind.ThisKeyword && !hasOwnThis(node))
      add('`this` outside of a class or method, which may be the global object', node)
    else if (ts.isGetAccessorDeclaration(node) || ts.isSetAccessorDeclaration(node))
      add(`getter or setter ${node.name.getText(file)}`, node)
    return undefined
  })
  for (const match of file.text.matchAll(silencers))
    found.push({ what: `comment that silences a tool (${match[0]})`, line: lineOf(file, match.index) })
  for (const match of file.text.matchAll(/<!--|^\s*-->/gm))
    found.push({ what: 'HTML-like comment, which parsers read differently', line: lineOf(file, match.index) })
  return found
}

type Add = (what: string, node: ts.Node) => void

function addIdentifier(file: ts.SourceFile, node: ts.Identifier | ts.PrivateIdentifier, add: Add): void {
  const written = node.getText(file)
  if (written.includes('\\')) add(`name written with escapes (${node.text})`, node)
  if (/[^\x00-\x7f]/.test(node.text)) add(`letter that may look like another one in the name ${node.text}`, node)
  if (ts.isPrivateIdentifier(node) || !isUse(node)) return
  if (node.text === 'Reflect' || node.text === 'Proxy' || node.text === 'WeakRef' || node.text === 'FinalizationRegistry')
    add(`use of ${node.text}`, node)
  if (builtinObjects.test(node.text) && isAliased(node)) add(`other name for ${node.text}`, node)
}

/** A builtin given away as a value: called under another name later, no list of dangerous names sees it. */
const isAliased = (node: ts.Identifier): boolean => {
  let value: ts.Node = node
  while (
    ts.isParenthesizedExpression(value.parent) ||
    ts.isConditionalExpression(value.parent) ||
    ts.isAsExpression(value.parent) ||
    isLogical(value.parent)
  )
    value = value.parent
  const { parent } = value
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    return parent.initializer === value && !(node.text === 'Math' && takesFunctions(parent.name))
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === value
  if (
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent)
  )
    return true
  if (ts.isShorthandPropertyAssignment(parent) || ts.isYieldExpression(parent) || ts.isForOfStatement(parent)) return true
  if (ts.isBinaryExpression(parent))
    return (
      parent.right === value &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false
  // `.map(Number)`, `.filter(Boolean)`: conversions, which every reader knows.
  return parent.expression !== value && !/^(?:Number|String|Boolean|BigInt)$/.test(node.text)
}

/** `const { max, min } = Math`: functions of numbers by their own names, chance left out. */
const takesFunctions = (pattern: ts.BindingName): boolean =>
  ts.isObjectBindingPattern(pattern) &&
  pattern.elements.every(each => /^(?!random$)[a-z]\w*$/.test(takenName(each) ?? '') && !each.initializer && !each.propertyName)

const isLogical = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  [
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.QuestionQuestionToken,
    ts.SyntaxKind.CommaToken,
  ].includes(node.operatorToken.kind)

function addText(file: ts.SourceFile, node: ts.LiteralLikeNode, add: Add): void {
  if (dangerousWords.test(node.text) && !isComparedOnly(node)) add(`text that names a way out (${node.text})`, node)
  // An escape for a character that could be typed has one purpose.
  for (const [, two, four, braced] of node
    .getText(file)
    .matchAll(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|.)/gs)) {
    const code = Number.parseInt(two ?? four ?? braced ?? '', 16)
    if (code < 128 && /[A-Za-z_$]/.test(String.fromCharCode(code))) return add('text with letters written as escapes', node)
  }
}

/** `key === '__proto__'` is a guard, not a use; neither is a prototype that is only compared. */
const isComparedOnly = (node: ts.Node): boolean => {
  const { parent } = node
  return (
    (ts.isBinaryExpression(parent) &&
      [
        ts.SyntaxKind.EqualsEqualsEqualsToken,
        ts.SyntaxKind.ExclamationEqualsEqualsToken,
        ts.SyntaxKind.EqualsEqualsToken,
        ts.SyntaxKind.ExclamationEqualsToken,
      ].includes(parent.operatorToken.kind)) ||
    ts.isCaseClause(parent)
  )
}

/** Value of an expression made of texts only, or null. */
const constantText = (expression: ts.Expression): string | null => {
  const node = bare(expression)
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(span => constantText(span.expression) !== null) ? '' : null
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null
  const [left, right] = [constantText(node.left), constantText(node.right)]
  return left === null || right === null ? null : left + right
}

function addElement(node: ts.ElementAccessExpression, add: Add): void {
  const key = bare(node.argumentExpression)
  if (!ts.isStringLiteralLike(key) && constantText(key) !== null) add('member name put together from pieces', node)
  const object = bare(node.expression)
  if (ts.isIdentifier(object) && builtinObjects.test(object.text) && !ts.isStringLiteralLike(key))
    add(`computed member of ${object.text}`, node)
}

function addTaken(node: ts.BindingElement | ts.PropertyAssignment | ts.ShorthandPropertyAssignment, add: Add): void {
  if (ts.isBindingElement(node) && node.propertyName && ts.isComputedPropertyName(node.propertyName))
    add('destructuring by a computed name', node)
  const name = takenName(node)
  if (name !== null && /^(?:prototype|constructor|__proto__)$/.test(name)) add(`destructuring of ${name}`, node)
}

function addCall(node: ts.CallExpression, add: Add): void {
  const name = node.expression.getText()
  if (reflection.test(name) && !(name === 'Object.getPrototypeOf' && isComparedOnly(node))) add(`reflection (${name})`, node)
  if (decoders.test(name)) add(`decoding of hidden text (${name})`, node)
  if (/(?:^|\.)from(?:CharCode|CodePoint)$/.test(name) && node.arguments.length > 0 && node.arguments.every(ts.isNumericLiteral))
    add('text put together from character codes', node)
  const callee = bare(node.expression)
  if (ts.isPropertyAccessExpression(callee) && /^(?:join|concat|reverse|split|replace(?:All)?)$/.test(callee.name.text)) {
    const pieces = bare(callee.expression)
    if (ts.isArrayLiteralExpression(pieces) && pieces.elements.length > 1 && pieces.elements.every(ts.isStringLiteralLike))
      add('text put together from pieces', node)
    if (ts.isStringLiteralLike(pieces)) add(`text that is transformed before its use (${callee.name.text})`, node)
  }
}

function addProperty(node: ts.PropertyAccessExpression, add: Add): void {
  const key = node.name.text
  if (key === 'stack') add('reading of a call stack', node)
  if (key === 'callee' || key === 'caller') add(`reading of ${key}`, node)
  const object = bare(node.expression)
  if (ts.isIdentifier(object) && object.text === 'Symbol' && key !== 'iterator' && key !== 'asyncIterator')
    add(`hook into the language (Symbol.${key})`, node)
}

const hasOwnThis = (node: ts.Node): boolean => {
  for (let at = node.parent; at; at = at.parent) {
    if (
      ts.isMethodDeclaration(at) ||
      ts.isAccessor(at) ||
      ts.isConstructorDeclaration(at) ||
      ts.isPropertyDeclaration(at) ||
      ts.isClassStaticBlockDeclaration(at)
    )
      return true
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return false
  }
  return false
}

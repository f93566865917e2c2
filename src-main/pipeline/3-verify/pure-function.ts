/**
 * Whether a function's answer depends on its arguments only, as far as its text shows. Deny by default: an unknown call is an
 * impurity.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import { isUse } from './is-use.ts'

/** Methods of the language. Those that write their receiver are fine on what the function made itself; see `writingMethods`. */
const knownMethods = new Set(
  (
    'abs acos asin atan atan2 cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max min pow round sign sin sinh sqrt tan tanh trunc ' +
    'at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice split ' +
    'startsWith substring substr toLowerCase toUpperCase trim trimEnd trimStart toString toFixed toPrecision valueOf ' +
    'every some filter find findIndex findLast findLastIndex flat flatMap forEach join keys map reduce reduceRight entries values toSorted toReversed toSpliced with ' +
    'get has set add delete push pop shift unshift splice sort reverse fill isArray isInteger isFinite isNaN isSafeInteger from of fromEntries assign hasOwn hasOwnProperty freeze ' +
    'parse stringify test exec getTime'
  ).split(' '),
)
const knownFunctions = new Set([
  'Number',
  'String',
  'Boolean',
  'BigInt',
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
  'Array',
  'Math',
  'encodeURIComponent',
  'decodeURIComponent',
])

const writingMethods = /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)$/

/** Top-level names of the file whose value may change: `let`, `var`, and containers that something writes to. */
export const mutableTopLevelNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0
    for (const each of statement.declarationList.declarations) {
      if (!ts.isIdentifier(each.name)) continue
      const value = each.initializer && bare(each.initializer)
      const isFixed =
        value &&
        (ts.isLiteralExpression(value) ||
          ts.isArrowFunction(value) ||
          ts.isFunctionExpression(value) ||
          ts.isPrefixUnaryExpression(value))
      if (!isConst || (!isFixed && isWritten(file, each.name.text))) names.add(each.name.text)
    }
  }
  return names
}

const isWritten = (file: ts.SourceFile, name: string): boolean => {
  const text = file.text
  const escaped = name.replace(/\$/g, '\\$')
  return new RegExp(
    `(?<![\\w$.])${escaped}(?:\\.\\w+|\\[[^\\]]*\\])*\\s*(?:[-+*/%&|^?]{0,3}=(?!=)|\\+\\+|--)|(?<![\\w$.])${escaped}\\.(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)\\(`,
  ).test(text)
}

/** Continues "f, which ..."; null when nothing speaks against it. */
export const impurityOf = (node: ts.Node, mutable: ReadonlySet<string>, ownFunctions: ReadonlySet<string>): string | null => {
  const local = localNames(node)
  let found: string | null = null
  walk(node, child => {
    if (found) return false
    if (child.kind === ts.SyntaxKind.ThisKeyword) found = 'reads `this`'
    else if (ts.isAwaitExpression(child) || ts.isYieldExpression(child)) found = 'waits or yields'
    else if (ts.isIdentifier(child) && isUse(child) && mutable.has(child.text) && !local.has(child.text))
      found = `reads ${child.text}, which may change`
    else if (isAssignment(child)) {
      if (!isOwn(child.left, local)) found = `writes ${child.left.getText().slice(0, 60)}, which is not its own`
    } else if (isStep(child)) {
      if (!isOwn(child.operand, local)) found = `writes ${child.operand.getText().slice(0, 60)}, which is not its own`
    } else if (ts.isDeleteExpression(child)) {
      if (!isOwn(child.expression, local)) found = `deletes ${child.expression.getText().slice(0, 60)}, which is not its own`
    } else if (ts.isCallExpression(child)) found = unknownCall(child, local, ownFunctions)
    return undefined
  })
  return found
}

const isAssignment = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
  node.operatorToken.kind <= ts.SyntaxKind.LastAssignment

const isStep = (node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression =>
  (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
  (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)

/** A variable of the function, or a member of something it made. A member of an argument is the caller's. */
const isOwn = (target: ts.Expression, local: ReadonlySet<string>): boolean => {
  const root = rootOf(target)
  if (root === null || !local.has(root)) return false
  return ts.isIdentifier(bare(target)) || !parametersOf(target).has(root)
}

const rootOf = (target: ts.Expression): string | null => {
  let node = bare(target)
  while (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) node = bare(node.expression)
  return ts.isIdentifier(node) ? node.text : null
}

const says = (name: string): string => `calls ${name.slice(0, 60)}, of which nothing is known`

const unknownCall = (call: ts.CallExpression, local: ReadonlySet<string>, own: ReadonlySet<string>): string | null => {
  const callee = bare(call.expression)
  if (ts.isIdentifier(callee))
    return own.has(callee.text) || knownFunctions.has(callee.text) || isLocalFunction(callee, local) ? null : says(callee.text)
  if (ts.isPropertyAccessExpression(callee)) {
    if (writingMethods.test(callee.name.text) && !isOwn(callee, local) && rootOf(callee) !== 'Object')
      return `changes ${callee.expression.getText().slice(0, 60)}, which is not its own`
    return knownMethods.has(callee.name.text) ? null : says(callee.getText())
  }
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return null
  return says(callee.getText())
}

/** A function declared inside; a parameter is somebody else's. */
const isLocalFunction = (callee: ts.Identifier, local: ReadonlySet<string>): boolean =>
  local.has(callee.text) && !parametersOf(callee).has(callee.text)

const parametersOf = (node: ts.Node): ReadonlySet<string> => {
  const names = new Set<string>()
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (!ts.isFunctionLike(at)) continue
    for (const parameter of at.parameters) walk(parameter.name, each => void (ts.isIdentifier(each) && names.add(each.text)))
  }
  return names
}

const localNames = (node: ts.Node): ReadonlySet<string> => {
  const names = new Set<string>()
  const add = (name: ts.Node): void => walk(name, each => void (ts.isIdentifier(each) && names.add(each.text)))
  walk(node, child => {
    if (ts.isVariableDeclaration(child) || ts.isParameter(child)) add(child.name)
    else if ((ts.isFunctionDeclaration(child) || ts.isFunctionExpression(child)) && child !== node && child.name)
      names.add(child.name.text)
  })
  return names
}

/** Whether the function itself (not one inside of it) returns something that it has just made. */
export const returnsNewObject = (node: ts.Node): boolean => {
  let found = false
  const isNew = (expression: ts.Expression): boolean => {
    const value = bare(expression)
    if (ts.isConditionalExpression(value)) return isNew(value.whenTrue) || isNew(value.whenFalse)
    if (ts.isBinaryExpression(value)) return isNew(value.right) || isNew(value.left)
    if (ts.isCallExpression(value)) {
      const callee = bare(value.expression)
      return (
        ts.isPropertyAccessExpression(callee) &&
        /^(?:map|filter|slice|concat|flat|flatMap|split|sort|reverse|toSorted|from|of|fromEntries|assign|keys|values|entries|parse)$/.test(
          callee.name.text,
        )
      )
    }
    return (
      ts.isArrayLiteralExpression(value) ||
      ts.isObjectLiteralExpression(value) ||
      ts.isNewExpression(value) ||
      ts.isArrowFunction(value) ||
      ts.isFunctionExpression(value)
    )
  }
  const containers = new Set<string>()
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) && child !== node) return
    if (ts.isVariableDeclaration(child) && ts.isIdentifier(child.name) && child.initializer && isNew(child.initializer))
      containers.add(child.name.text)
    if (ts.isReturnStatement(child) && child.expression) {
      const value = bare(child.expression)
      found ||= isNew(value) || (ts.isIdentifier(value) && containers.has(value.text))
    }
    ts.forEachChild(child, visit)
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) found = isNew(node.body)
  visit(node)
  return found
}

/**
 * What a candidate may add beside the functions that it changes: private declarations whose evaluation does nothing. Decided on the
 * syntax alone, deny by default.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import { dottedName, isAccess } from './names.ts'

/** Constructors that only build a value of what they are given. */
const builders =
  /^(?:Set|Map|WeakMap|WeakSet|RegExp|Array|Intl\.(?:NumberFormat|DateTimeFormat|Collator|PluralRules|RelativeTimeFormat|ListFormat|Segmenter)|TextEncoder|TextDecoder|(?:Uint|Int|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/

/** Functions that only build a value of what they are given, and what the language has under a fixed name. */
const makers = /^(?:Object\.freeze|Object\.create|Array\.of|(?:Uint|Int|Float|BigInt|BigUint)\d+(?:Clamped)?Array\.(?:of|from))$/
const fixed =
  /^(?:Math\.[A-Z][A-Z0-9_]*|Number\.[A-Z][A-Z_]*|Object\.prototype\.(?:hasOwnProperty|toString)|Array\.prototype\.(?:slice|concat|indexOf))$/

export const isInert = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (ts.isLiteralExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return true
  if ([ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)) return true
  if (ts.isIdentifier(node)) return node.text === 'undefined' || node.text === 'NaN' || node.text === 'Infinity'
  if (ts.isPrefixUnaryExpression(node)) return isInert(node.operand)
  if (ts.isBinaryExpression(node)) return isArithmetic(node.operatorToken.kind) && isInert(node.left) && isInert(node.right)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(each => !ts.isSpreadElement(each) && isInert(each))
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      each =>
        ts.isPropertyAssignment(each) &&
        !ts.isComputedPropertyName(each.name) &&
        (each.name.getText() !== '__proto__' || each.initializer.kind === ts.SyntaxKind.NullKeyword) &&
        isInert(each.initializer),
    )
  }
  if (ts.isNewExpression(node)) return builders.test(node.expression.getText()) && (node.arguments ?? []).every(isInert)
  if (ts.isCallExpression(node)) return makers.test(dottedName(node.expression) ?? '') && node.arguments.every(isInert)
  if (isAccess(node)) return fixed.test(dottedName(node) ?? '')
  return false
}

const isArithmetic = (kind: ts.SyntaxKind): boolean =>
  [
    ts.SyntaxKind.PlusToken,
    ts.SyntaxKind.MinusToken,
    ts.SyntaxKind.AsteriskToken,
    ts.SyntaxKind.SlashToken,
    ts.SyntaxKind.AsteriskAsteriskToken,
    ts.SyntaxKind.LessThanLessThanToken,
  ].includes(kind)

/** Names that an added statement declares, or null when it does more than declare. */
export const declaredByInert = (statement: ts.Statement): readonly string[] | null => {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return hasModifiers(statement) ? null : [statement.name.text]
  if (ts.isFunctionDeclaration(statement)) {
    return statement.name && statement.body && onlyAsync(statement) ? [statement.name.text] : null
  }
  if (ts.isClassDeclaration(statement)) return statement.name && isPlainClass(statement) ? [statement.name.text] : null
  if (!ts.isVariableStatement(statement) || hasModifiers(statement)) return null
  const { flags, declarations } = statement.declarationList
  if ((flags & (ts.NodeFlags.Const | ts.NodeFlags.Let)) === 0 || (flags & ts.NodeFlags.Using) === ts.NodeFlags.Using) return null
  const names: string[] = []
  for (const each of declarations) {
    if (!ts.isIdentifier(each.name) || (each.initializer && !isInert(each.initializer))) return null
    names.push(each.name.text)
  }
  return names
}

const hasModifiers = (node: ts.Node): boolean => ts.canHaveModifiers(node) && (ts.getModifiers(node)?.length ?? 0) > 0
const onlyAsync = (node: ts.FunctionDeclaration): boolean =>
  (ts.getModifiers(node) ?? []).every(each => each.kind === ts.SyntaxKind.AsyncKeyword)

/** Without `extends`, decorators, static blocks and computed names: declaring it runs nothing. */
const isPlainClass = (node: ts.ClassDeclaration): boolean =>
  !hasModifiers(node) &&
  (node.heritageClauses ?? []).every(clause => clause.token === ts.SyntaxKind.ImplementsKeyword) &&
  node.members.every(member => {
    if (ts.isClassStaticBlockDeclaration(member) || (ts.canHaveDecorators(member) && ts.getDecorators(member)?.length))
      return false
    if (
      member.name &&
      ts.isComputedPropertyName(member.name) &&
      !/^Symbol\.(?:asyncI|i)terator$/.test(dottedName(member.name.expression) ?? '')
    )
      return false
    const isStatic =
      ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(each => each.kind === ts.SyntaxKind.StaticKeyword)
    return !ts.isPropertyDeclaration(member) || !isStatic || !member.initializer || isInert(member.initializer)
  })

/** A new member of an existing class that nobody outside of it can see: `#name`, or `private name` in TypeScript. */
export const isPrivateMember = (member: ts.ClassElement): boolean => {
  if (!member.name || !(ts.isPropertyDeclaration(member) || ts.isMethodDeclaration(member))) return false
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []
  if (modifiers.some(each => each.kind === ts.SyntaxKind.StaticKeyword)) return false
  const hidden =
    ts.isPrivateIdentifier(member.name) ||
    (ts.isIdentifier(member.name) && modifiers.some(each => each.kind === ts.SyntaxKind.PrivateKeyword))
  return hidden && (!ts.isPropertyDeclaration(member) || !member.initializer || isInert(member.initializer))
}

/** Every identifier of the text, wherever it stands. */
export const identifiersOf = (file: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(file, node => {
    if (ts.isIdentifier(node)) names.add(node.text)
  })
  return names
}

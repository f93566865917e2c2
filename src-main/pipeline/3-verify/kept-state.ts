/**
 * Finds what a change makes live longer than one call: new containers, variables and regular expressions with a position at the top
 * level of a module or static in a class, and properties put on functions. Fields of objects live with their object and are not
 * meant here; the safety score counts them.
 */
import { bare, lineOf, parse, ts, walk } from '../../languages/javascript/syntax.ts'
import { keepsOnlyStatements } from './kept-statements.ts'
import type { Suspicion } from './suspicious-syntax.ts'

export const keptState = (path: string, before: string, after: string): Suspicion | null => {
  const old = new Map<string, number>()
  for (const { what } of stateOf(parse(path, before))) old.set(what, (old.get(what) ?? 0) + 1)
  for (const each of stateOf(parse(path, after))) {
    const count = old.get(each.what) ?? 0
    if (count === 0) return each
    old.set(each.what, count - 1)
  }
  return null
}

const stateOf = (file: ts.SourceFile): readonly Suspicion[] => {
  const found: Suspicion[] = []
  const add = (what: string, node: ts.Node): void => {
    found.push({ what, line: lineOf(file, node.getStart(file)) })
  }
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0
      for (const each of statement.declarationList.declarations) {
        const name = each.name.getText(file)
        if (!isConst) add(`variable ${name}`, each)
        else if (
          each.initializer &&
          isContainer(each.initializer) &&
          isWrittenIn(file, name) &&
          !keepsOnlyStatements(file, name, each.initializer)
        )
          add(`container ${name}`, each)
        else if (each.initializer && hasPosition(each.initializer)) add(`regular expression ${name} with a position`, each)
      }
    } else if (ts.isClassDeclaration(statement)) {
      for (const member of statement.members) {
        const isStatic =
          ts.isPropertyDeclaration(member) && member.modifiers?.some(each => each.kind === ts.SyntaxKind.StaticKeyword)
        if (isStatic && ts.isPropertyDeclaration(member)) add(`static field ${member.name.getText(file)}`, member)
      }
    }
  }
  const functions = new Set(
    file.statements.flatMap(each => (ts.isFunctionDeclaration(each) && each.name ? [each.name.text] : [])),
  )
  walk(file, node => {
    if (
      !ts.isBinaryExpression(node) ||
      node.operatorToken.kind < ts.SyntaxKind.FirstAssignment ||
      node.operatorToken.kind > ts.SyntaxKind.LastAssignment
    )
      return
    const target = bare(node.left)
    if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return
    const owner = bare(target.expression)
    if (ts.isIdentifier(owner) && functions.has(owner.text)) add(`property ${target.getText(file)}`, node)
  })
  return found
}

const isContainer = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  return ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || ts.isNewExpression(node)
}

/** `g` and `y` remember where they stopped. */
const hasPosition = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (ts.isRegularExpressionLiteral(node)) return /\/[a-z]*[gy][a-z]*$/.test(node.text)
  return ts.isNewExpression(node) && node.expression.getText() === 'RegExp' && /[gy]/.test(node.arguments?.[1]?.getText() ?? '')
}

const writers = /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|append|compile)$/

/** A table that is only read is a constant. Given away as a whole, it may be written. */
const isWrittenIn = (file: ts.SourceFile, name: string): boolean => {
  let written = false
  walk(file, node => {
    if (!ts.isIdentifier(node) || node.text !== name) return
    const { parent } = node
    if (ts.isVariableDeclaration(parent) && parent.name === node) return
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) return
    if (ts.isPropertyAccessExpression(parent)) written ||= writers.test(parent.name.text) || isTarget(parent)
    else if (ts.isElementAccessExpression(parent) && parent.expression === node) written ||= isTarget(parent)
    else if (!ts.isForOfStatement(parent) && !ts.isSpreadElement(parent)) written = true
  })
  return written
}

const isTarget = (node: ts.Node): boolean => {
  const { parent } = node
  if (ts.isBinaryExpression(parent))
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  return ts.isDeleteExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)
}

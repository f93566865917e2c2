/**
 * Tells a store of compiled SQL statements from a store of results. Statements are the same each time they are compiled; keeping them
 * changes no answer. Only the plain form is recognized: a WeakMap by database, in which private functions put what `prepare` returned.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'

export const keepsOnlyStatements = (file: ts.SourceFile, name: string, initializer: ts.Expression): boolean => {
  const made = bare(initializer)
  if (!ts.isNewExpression(made) || made.expression.getText(file) !== 'WeakMap' || made.arguments?.length) return false
  let users = 0
  let fits = true
  walk(file, node => {
    if (!ts.isIdentifier(node) || node.text !== name || (ts.isVariableDeclaration(node.parent) && node.parent.name === node))
      return
    const user = functionAround(node)
    users++
    fits &&= user !== null && isPrivate(user) && storesOnlyPrepared(user)
  })
  return fits && users > 0
}

const functionAround = (node: ts.Node): ts.FunctionDeclaration | null => {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isFunctionDeclaration(at)) return at
    if (ts.isFunctionLike(at)) return null
  }
  return null
}

const isPrivate = (node: ts.FunctionDeclaration): boolean => !ts.getModifiers(node)?.length

/** What `prepare` returned, or what was put there by the same rule before. */
const isPrepared = (value: ts.Expression): boolean => {
  const plain = bare(value)
  if (ts.isNewExpression(plain)) return true
  if (ts.isCallExpression(plain) && ts.isPropertyAccessExpression(plain.expression))
    return /^(?:get|prepare)$/.test(plain.expression.name.text)
  return false
}

/** Calls nothing but `get`, `set`, `has` and `prepare`, and every value that is set was made here by `prepare` or is a new Map. */
const storesOnlyPrepared = (node: ts.FunctionDeclaration): boolean => {
  const sources = new Map<string, ts.Expression[]>()
  const stored: ts.Expression[] = []
  let fits = true
  let prepares = false
  const assign = (target: ts.Node, value: ts.Expression): void => {
    if (ts.isIdentifier(target)) sources.set(target.text, [...(sources.get(target.text) ?? []), value])
    else fits = false
  }
  walk(node, child => {
    if (ts.isTypeNode(child)) return false
    if (ts.isVariableDeclaration(child) && child.initializer) assign(child.name, child.initializer)
    else if (
      ts.isBinaryExpression(child) &&
      child.operatorToken.getText().endsWith('=') &&
      !/^[=!]==?$|^[<>]=$/.test(child.operatorToken.getText())
    )
      assign(child.left, child.right)
    else if (ts.isNewExpression(child)) fits &&= child.expression.getText() === 'Map' && !child.arguments?.length
    else if (ts.isCallExpression(child)) {
      const method = ts.isPropertyAccessExpression(child.expression) ? child.expression.name.text : ''
      fits &&= /^(?:get|set|has|prepare)$/.test(method)
      prepares ||= method === 'prepare'
      if (method === 'set' && child.arguments[1]) stored.push(child.arguments[1])
    }
    return undefined
  })
  // A parameter has no source here, so a value that somebody hands in is never one of ours.
  return (
    fits &&
    prepares &&
    stored.every(
      value =>
        isPrepared(value) ||
        (ts.isIdentifier(bare(value)) &&
          (sources.get(bare(value).getText()) ?? []).length > 0 &&
          (sources.get(bare(value).getText()) ?? []).every(isPrepared)),
    )
  )
}

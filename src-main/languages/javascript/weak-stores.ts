/**
 * Collections that hold their keys weakly, outlive a call and are written by code: what is kept there for an object of the answer is seen by
 * nobody who does not have the collection. Read off the text; what it does not find is seen, or refused, elsewhere.
 */
import { ts, walk } from './syntax.ts'

const isWeak = (node: ts.Expression | undefined): boolean =>
  node !== undefined && ts.isNewExpression(node) && /^Weak(?:Map|Set)$/.test(node.expression.getText())

const isInFunction = (node: ts.Node): boolean => {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) return true
  return false
}

/** Names of the stores that these files declare outside of functions and write to. */
export const weakStoresWritten = (files: readonly ts.SourceFile[]): readonly string[] => {
  const stores = new Set<string>()
  const written = new Set<string>()
  for (const file of files) {
    walk(file, node => {
      if ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && isWeak(node.initializer) && !isInFunction(node))
        stores.add(node.name.getText())
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
      const { name, expression } = node.expression
      if (name.text !== 'set' && name.text !== 'add') return
      written.add(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText())
    })
  }
  return [...stores].filter(name => written.has(name))
}

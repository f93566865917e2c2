/**
 * Code as a list of words in which layout, semicolons, comments and the braces around a single statement do not count, so that two
 * pieces can be compared. Words only, no meaning: two that differ may still do the same. Pure.
 */
import { ts } from './syntax.ts'

/** What stands in the place of a node: null keeps the node, an empty list leaves it out. */
export type Replace = (node: ts.Node) => readonly ts.Node[] | null

const isBody = (node: ts.Node): boolean => ts.isIfStatement(node.parent) || ts.isIterationStatement(node.parent, false)
const isArrowBody = (node: ts.Node): boolean => ts.isArrowFunction(node.parent) && node === node.parent.body

export const wordsOf = (root: ts.Node, file: ts.SourceFile, replace: Replace = () => null): readonly string[] => {
  const listed = (nodes: readonly ts.Node[]): readonly (readonly string[])[] => nodes.map(words).filter(list => list.length > 0)
  const plain = (node: ts.Node): readonly string[] => {
    const children = node.getChildren(file)
    if (children.length > 0) return children.flatMap(words)
    const text = node.getText(file)
    return text === '' ? [] : [text]
  }
  const words = (node: ts.Node): readonly string[] => {
    const instead = replace(node)
    if (instead) return instead.flatMap(words)
    if (ts.isParenthesizedExpression(node) && (isArrowBody(node) || replace(node.expression))) return words(node.expression)
    if (ts.isBlock(node) && (isBody(node) || isArrowBody(node))) {
      // Whatever was left out beside it: one statement needs no braces, and one value that is returned no `return`.
      const inner = listed(node.statements)
      const only = inner.length === 1 ? (inner[0] ?? []) : null
      if (only && isBody(node)) return only
      if (only?.[0] === 'return' && only.length > 1) return only.slice(1)
      return ['{', ...inner.flat(), '}']
    }
    if (node.kind === ts.SyntaxKind.SemicolonToken && !ts.isForStatement(node.parent)) return []
    return plain(node)
  }
  return words(root)
}

/** Words next to each other, in one text that can be searched. */
export const asText = (words: readonly string[]): string => `\0${words.join('\0')}\0`

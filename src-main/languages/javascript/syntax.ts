/**
 * The one place that knows the TypeScript 6 API is our parser for JavaScript and TypeScript. Parsing and walking only; types
 * are in `program.ts`. Version 7 has no API in this process, so `typescript6` is a dependency of its own.
 */
import ts from './compiler.cjs'

export { ts }

const kinds: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  jsx: ts.ScriptKind.JSX,
  json: ts.ScriptKind.JSON,
}

export const extensionOf = (path: string): string => /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''

export const isScriptPath = (path: string): boolean => /^(?:[mc]?[jt]s|[jt]sx)$/.test(extensionOf(path))

export const isTypeScriptPath = (path: string): boolean => /^(?:[mc]?ts|tsx)$/.test(extensionOf(path))

export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kinds[extensionOf(path)] ?? ts.ScriptKind.JS)

/** Depth first, parents before children. `visit` returning false leaves out what is below the node. */
export function walk(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(node) === false) return
  ts.forEachChild(node, child => walk(child, visit))
}

/** 1-based line of an offset. */
export const lineOf = (file: ts.SourceFile, offset: number): number => file.getLineAndCharacterOfPosition(offset).line + 1

/** Without the parentheses, `as`, `!` and `satisfies` around it, none of which exist at run time. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression
  return inner
}

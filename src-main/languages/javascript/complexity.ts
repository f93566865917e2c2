/**
 * Cyclomatic complexity of a file (McCabe, "A Complexity Measure", IEEE TSE 1976): for each function one plus its decisions. Each function counts by
 * itself, also one inside another; code outside of functions does not count. Short-circuit operators are decisions, as in ESLint's rule
 * `complexity`; default values and optional chaining are not.
 */
import { isFunctionNode } from './functions.ts'
import { isScriptPath, parse, ts } from './syntax.ts'

export interface Complexity {
  /** Sum over all functions of their cyclomatic numbers. */
  readonly paths: number
  readonly functions: number
}

export const noComplexity: Complexity = { paths: 0, functions: 0 }

const shortCircuit = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
])

const isDecision = (node: ts.Node): boolean =>
  ts.isIfStatement(node) ||
  ts.isConditionalExpression(node) ||
  ts.isIterationStatement(node, false) ||
  ts.isCaseClause(node) ||
  ts.isCatchClause(node) ||
  (ts.isBinaryExpression(node) && shortCircuit.has(node.operatorToken.kind))

/** Of a file in another language than JavaScript or TypeScript: nothing. A file that does not parse counts as far as it does. */
export function complexityOf(path: string, text: string): Complexity {
  if (!isScriptPath(path)) return noComplexity
  let paths = 0
  let functions = 0
  const visit = (node: ts.Node, inFunction: boolean): void => {
    const own = isFunctionNode(node) && node.body !== undefined
    if (own) functions += 1
    if (own || (inFunction && isDecision(node))) paths += 1
    ts.forEachChild(node, child => visit(child, inFunction || own))
  }
  visit(parse(path, text), false)
  return { paths, functions }
}

/** `after` less `before`. */
export const complexityChange = (
  files: readonly { readonly path: string; readonly before: string; readonly after: string }[],
): Complexity => {
  let [paths, functions] = [0, 0]
  for (const { path, before, after } of files) {
    const [was, is] = [complexityOf(path, before), complexityOf(path, after)]
    paths += is.paths - was.paths
    functions += is.functions - was.functions
  }
  return { paths, functions }
}

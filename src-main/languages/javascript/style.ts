/** How a file is written (indentation, semicolons, quotes, line ends), so that edits look as if its author had made them. */
import { ts } from './syntax.ts'

export interface Style {
  /** One level of indentation. */
  readonly unit: string
  readonly semicolon: '' | ';'
  readonly quote: "'" | '"'
  readonly newline: '\n' | '\r\n'
  /** Parentheses around the only parameter of an arrow: `(x) =>` rather than `x =>`. */
  readonly arrowParentheses: boolean
  readonly keyword: 'const' | 'var'
}

export function styleOf(file: ts.SourceFile): Style {
  const text = file.text
  let semicolons = 0
  let bare = 0
  let single = 0
  let double = 0
  let withParentheses = 0
  let withoutParentheses = 0
  let modern = 0
  let old = 0
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isReturnStatement(node)) {
      if (text[node.end - 1] === ';') semicolons++
      else bare++
    } else if (ts.isStringLiteral(node)) {
      if (text[node.getStart(file)] === "'") single++
      else double++
    } else if (ts.isArrowFunction(node) && node.parameters.length === 1 && !node.parameters[0]?.type) {
      if (text[node.getStart(file)] === '(') withParentheses++
      else withoutParentheses++
    } else if (ts.isVariableDeclarationList(node)) {
      if (node.flags & ts.NodeFlags.BlockScoped) modern++
      else old++
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return {
    unit: indentUnit(file),
    semicolon: semicolons >= bare && semicolons > 0 ? ';' : '',
    quote: double > single ? '"' : "'",
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    arrowParentheses: withParentheses > withoutParentheses,
    keyword: old > 0 && modern === 0 ? 'var' : 'const',
  }
}

/** White space at the start of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/** The most frequent step from a block's own line to its first statement. */
function indentUnit(file: ts.SourceFile): string {
  const steps = new Map<string, number>()
  const visit = (node: ts.Node): void => {
    const first = ts.isBlock(node) ? node.statements[0] : undefined
    if (first) {
      const outer = indentAt(file.text, node.getStart(file))
      const inner = indentAt(file.text, first.getStart(file))
      if (inner.length > outer.length && inner.startsWith(outer)) {
        const step = inner.slice(outer.length)
        steps.set(step, (steps.get(step) ?? 0) + 1)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return [...steps].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '  '
}

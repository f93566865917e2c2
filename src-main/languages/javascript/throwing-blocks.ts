/**
 * Texts in which one block of a function throws as soon as it is run: for blocks that a comparison never ran, and the project's tests may.
 * Lines do not name a block for sure, so every block that lies within them, inner ones too, is one of the texts.
 */
import { inspectSource } from './inspect.ts'
import { lineOf, parse, ts, walk } from './syntax.ts'

/** More blocks than this within one range of lines are not told apart. */
const most = 6

/**
 * `first` and `last`: 1-based lines of the text. Null when nothing in them can be made to throw: then nothing is known of them.
 */
export function throwingBlocks(
  path: string,
  text: string,
  first: number,
  last: number,
  message: string,
): readonly string[] | null {
  const file = parse(path, text)
  const within = (node: ts.Node): boolean => lineOf(file, node.getStart()) >= first && lineOf(file, node.end - 1) <= last
  const branches: ts.Node[] = []
  walk(file, node => {
    if (isBranch(node) && within(node)) branches.push(node)
  })
  const places = branches.length > 0 ? branches : firstStatement(file, within)
  if (places.length === 0 || places.length > most) return null
  const made = places.map(place => withThrow(text, place, message))
  return made.every(each => inspectSource(path, each).ok) ? made : null
}

/** What may run or not where its parent runs. */
function isBranch(node: ts.Node): boolean {
  if (ts.isSourceFile(node)) return false
  const { parent } = node
  if (ts.isBlock(node)) return true
  if (ts.isCaseOrDefaultClause(node)) return node.statements.length > 0
  if (ts.isConditionalExpression(parent)) return node !== parent.condition && isExpression(node, parent)
  if (ts.isBinaryExpression(parent)) return node === parent.right && lazy.has(parent.operatorToken.kind)
  if (ts.isArrowFunction(parent)) return node === parent.body
  return ts.isStatement(node) && isLoneBody(node)
}

const lazy: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])
const isExpression = (node: ts.Node, parent: ts.ConditionalExpression): boolean =>
  node === parent.whenTrue || node === parent.whenFalse

/** Body of a branch or loop without braces. */
const isLoneBody = (node: ts.Statement): boolean => {
  const { parent } = node
  if (ts.isIfStatement(parent)) return node === parent.thenStatement || node === parent.elseStatement
  return ts.isIterationStatement(parent, false) && node === parent.statement
}

/** The rest of a block, behind a return: its first statement. */
const firstStatement = (file: ts.SourceFile, within: (node: ts.Node) => boolean): readonly ts.Node[] => {
  let found: ts.Node | null = null
  walk(file, node => {
    if (found === null && ts.isStatement(node) && ts.isBlock(node.parent) && within(node)) found = node
    return found === null
  })
  return found === null ? [] : [found]
}

const withThrow = (text: string, node: ts.Node, message: string): string => {
  const statement = `throw new Error(${JSON.stringify(message)});`
  const put = (at: number, end: number, fresh: string): string => text.slice(0, at) + fresh + text.slice(end)
  if (ts.isBlock(node)) return put(node.getStart() + 1, node.getStart() + 1, ` ${statement} `)
  if (ts.isCaseOrDefaultClause(node)) return put(node.statements.pos, node.statements.pos, ` ${statement} `)
  if (ts.isExpression(node)) return put(node.getStart(), node.end, ts.isArrowFunction(node.parent) ? `{ ${statement} }` : `(() => { ${statement} })()`) // prettier-ignore
  if (ts.isStatement(node) && isLoneBody(node)) return put(node.getStart(), node.end, `{ ${statement} }`)
  return put(node.getStart(), node.getStart(), `${statement} `)
}

/**
 * Which changed pieces of a file no call has run. A piece that was not run counts as changed unless the code shows that it is the
 * original's: the function is what it was; the same branch stands under the same condition; or the pieces that were not run are the
 * fallback of a guard, so that with them the function is the original's, statement for statement, but for statements that did run. Pure.
 */
import { findFunctions, isFunctionNode, type FunctionNode } from './functions.ts'
import { asText, wordsOf, type Replace } from './same-code.ts'
import { bare, lineOf, parse, ts, walk } from './syntax.ts'

export interface Lines {
  readonly first: number
  readonly last: number
}
/** Of an offset in the text after the change. */
export type IsMet = (offset: number) => boolean

const isTypeOnly = (node: ts.Node): boolean =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isTypeNode(node)

const isAbrupt = (statement: ts.Statement | undefined): boolean => {
  if (statement === undefined) return false
  if (ts.isBlock(statement)) return isAbrupt(statement.statements.at(-1))
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isContinueStatement(statement) ||
    ts.isBreakStatement(statement)
  )
}

const statementsOf = (statement: ts.Statement | undefined): readonly ts.Statement[] =>
  statement === undefined ? [] : ts.isBlock(statement) ? statement.statements : [statement]

const logical = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken])
const isLogical = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && logical.has(node.operatorToken.kind)

/** A value that needs no work: `-1`, `''`, `[]`, `null`. */
const isConstant = (node: ts.Expression): boolean =>
  ts.isLiteralExpression(node) ||
  (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) ||
  (ts.isArrayLiteralExpression(node) && node.elements.length === 0) ||
  (ts.isObjectLiteralExpression(node) && node.properties.length === 0) ||
  [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind) ||
  (ts.isIdentifier(node) && node.text === 'undefined')

/** `map.get(key) ?? 0`, `list[at] ?? ''`: types ask for it where the key is always there, and then no input can reach it. */
const isMissingKey = ({ left, right, operatorToken }: ts.BinaryExpression): boolean => {
  const from = bare(left)
  const looksUp =
    ts.isElementAccessExpression(from) ||
    (ts.isCallExpression(from) &&
      ts.isPropertyAccessExpression(from.expression) &&
      ['get', 'at'].includes(from.expression.name.text))
  return operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken && looksUp && isConstant(bare(right))
}

/** Where the engine counts: a place that may be reached or not, independent of what stands before it. */
const isPlace = (node: ts.Node): boolean => {
  const { parent } = node
  if (ts.isStatement(node)) return !ts.isFunctionDeclaration(node)
  if (ts.isConditionalExpression(parent)) return node !== parent.condition
  if (isLogical(parent)) return node === parent.right && !isMissingKey(parent)
  return ts.isArrowFunction(parent) && node === parent.body
}

/** The largest pieces of a function that no call has run. */
const unmetIn = (root: ts.Node, file: ts.SourceFile, isMet: IsMet): ts.Node[] => {
  const found: ts.Node[] = []
  walk(root, node => {
    if (isTypeOnly(node)) return false
    if (!isPlace(node) || isMet(node.getStart(file))) return true
    // A block tells less than what is in it: its first statement.
    if (ts.isBlock(node) && node.statements.length > 0 && isMet(node.statements[0]!.getStart(file))) return true
    found.push(node)
    return false
  })
  return found
}

/** What decides whether a piece runs, and the piece, as words: equal words are the same branch of the same condition. */
const branchOf = (node: ts.Node, file: ts.SourceFile): string => {
  const words = (part: ts.Node | undefined): string => (part ? asText(wordsOf(part, file)) : '')
  const { parent } = node
  const piece = `${words(node)}`
  if (ts.isIfStatement(parent)) return `if${node === parent.thenStatement ? '' : ' not'} ${words(parent.expression)} ${piece}`
  if (ts.isConditionalExpression(parent)) return `if${node === parent.whenTrue ? '' : ' not'} ${words(parent.condition)} ${piece}`
  if (isLogical(parent)) return words(parent)
  if (ts.isIterationStatement(parent, false)) return words(parent)
  if (ts.isCatchClause(parent) || isFunctionNode(parent)) return words(parent)
  if (ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) || ts.isSourceFile(parent)) {
    const at = parent.statements.indexOf(node as ts.Statement)
    return `after ${words(parent.statements[at - 1])} ${piece}`
  }
  return `${words(parent)} ${piece}`
}

const branchesIn = (root: ts.Node, file: ts.SourceFile): Set<string> => {
  const found = new Set<string>()
  walk(root, node => {
    if (node !== root && isPlace(node)) found.add(branchOf(node, file))
  })
  return found
}

type Choice = 'whole' | 'first' | 'second'
type Fork = ts.IfStatement | ts.ConditionalExpression
const mostOpenForks = 5

/** Every way to take one side of each fork; those with a side that nothing ran take that side. */
function* waysThrough(forks: readonly Fork[], file: ts.SourceFile, isMet: IsMet): Generator<ReadonlyMap<ts.Node, Choice>> {
  const forced = new Map<ts.Node, Choice>()
  const open: Fork[] = []
  for (const fork of forks) {
    const [one, two] = ts.isIfStatement(fork) ? [fork.thenStatement, fork.elseStatement] : [fork.whenTrue, fork.whenFalse]
    const firstMet = isMet(one.getStart(file))
    const secondMet = two === undefined || isMet(two.getStart(file))
    if (firstMet && !secondMet) forced.set(fork, 'second')
    else if (!firstMet && secondMet && isMet(fork.getStart(file))) forced.set(fork, 'first')
    else if (firstMet) open.push(fork)
  }
  const free = open.slice(0, mostOpenForks)
  const choices: readonly Choice[] = ['whole', 'second', 'first']
  for (let way = 0; way < choices.length ** free.length; way += 1) {
    const chosen = new Map(forced)
    for (const [at, fork] of free.entries()) chosen.set(fork, choices[Math.floor(way / choices.length ** at) % choices.length]!)
    yield chosen
  }
}

/** Whether the pieces that nothing ran are what the original did in their place. */
const isFallback = (
  after: ts.Node,
  file: ts.SourceFile,
  original: ts.Node,
  originalFile: ts.SourceFile,
  isMet: IsMet,
): boolean => {
  const wanted = asText(wordsOf(original, originalFile))
  const forks: Fork[] = []
  walk(after, node => {
    if (!ts.isIfStatement(node) && !ts.isConditionalExpression(node)) return
    if (!wanted.includes(asText(wordsOf(node, file)))) forks.push(node)
  })
  for (const way of waysThrough(forks, file, isMet)) {
    const replace: Replace = node => {
      const choice = way.get(node) ?? 'whole'
      if (choice !== 'whole' && ts.isConditionalExpression(node)) return [choice === 'first' ? node.whenTrue : node.whenFalse]
      if (choice !== 'whole' && ts.isIfStatement(node))
        return statementsOf(choice === 'first' ? node.thenStatement : node.elseStatement)
      if (!ts.isStatement(node) || ts.isBlock(node)) return null
      // Behind a side that ends the function nothing follows; what did run and is new may stand beside the original's.
      if (isCutOff(node, way)) return []
      if (unmetIn(node, file, isMet).some(piece => !ts.isExpression(piece) || !isConstant(bare(piece)))) return null
      const words = wordsOf(node, file, inner(node))
      return wanted.includes(asText(words[0] === 'return' ? words.slice(1) : words)) ? null : []
    }
    const inner =
      (root: ts.Node): Replace =>
      node =>
        node === root ? null : replace(node)
    if (asText(wordsOf(after, file, replace)) === wanted) return true
  }
  return false
}

const isCutOff = (node: ts.Statement, way: ReadonlyMap<ts.Node, Choice>): boolean => {
  const { parent } = node
  if (!ts.isBlock(parent)) return false
  for (const before of parent.statements) {
    if (before === node) return false
    if (!ts.isIfStatement(before)) continue
    const choice = way.get(before) ?? 'whole'
    if (choice === 'first' && isAbrupt(before.thenStatement)) return true
    if (choice === 'second' && isAbrupt(before.elseStatement)) return true
  }
  return false
}

interface Changed {
  readonly name: string
  readonly node: FunctionNode
  readonly file: ts.SourceFile
  readonly original: FunctionNode | undefined
  readonly originalFile: ts.SourceFile
}

const changedIn = (path: string, before: string, after: string): readonly Changed[] => {
  const [file, originalFile] = [parse(path, after), parse(path, before)]
  const originals = findFunctions(originalFile)
  return findFunctions(file).flatMap(({ name, node }) => {
    const original = originals.find(each => each.name === name)?.node
    const isSame = original && asText(wordsOf(original, originalFile)) === asText(wordsOf(node, file))
    return isSame ? [] : [{ name, node, file, original, originalFile }]
  })
}

const linesOf = (node: ts.Node, file: ts.SourceFile): Lines => ({
  first: lineOf(file, node.getStart(file)),
  last: lineOf(file, node.end),
})

/** Functions whose words are not what they were, or that are new, by their lines after the change. */
export const changedFunctions = (path: string, before: string, after: string): readonly (Lines & { readonly name: string })[] =>
  changedIn(path, before, after).map(({ name, node, file }) => ({ name, ...linesOf(node, file) }))

/** Changed pieces that nothing ran, by their lines after the change. */
export const unmetChanges = (path: string, before: string, after: string, isMet: IsMet): readonly Lines[] =>
  merged(
    changedIn(path, before, after).flatMap(({ node, file, original, originalFile }) => {
      const unmet = unmetIn(node, file, isMet)
      const known = original && unmet.length > 0 ? branchesIn(original, originalFile) : new Set<string>()
      const changed = unmet.filter(piece => !known.has(branchOf(piece, file)))
      if (changed.length === 0 || (original && isFallback(node, file, original, originalFile, isMet))) return []
      return changed.map(piece => linesOf(piece, file))
    }),
  )

/** Pieces that touch each other, as one. */
const merged = (lines: readonly Lines[]): Lines[] => {
  const whole: Lines[] = []
  for (const line of lines.toSorted((one, two) => one.first - two.first || one.last - two.last)) {
    const last = whole.at(-1)
    if (last && line.first <= last.last + 1) whole[whole.length - 1] = { first: last.first, last: Math.max(last.last, line.last) }
    else whole.push(line)
  }
  return whole
}

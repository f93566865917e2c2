/**
 * Compares two versions of a module outside of the functions that may change: the same statements in the same order, and nothing
 * new but private declarations that do nothing when they are evaluated.
 */
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { bare, lineOf, parse, ts, walk } from '../../languages/javascript/syntax.ts'
import { declaredByInert, identifiersOf, isPrivateMember } from './inert.ts'
import { onlyGainsIndexes } from './schema-growth.ts'

export interface TopLevelRules {
  /** Functions whose text may differ. */
  isAllowed(name: string): boolean
  /** Numbers, strings and booleans in constants may differ (search over constants). */
  readonly constantsMayChange: boolean
  /** Schemas in constants may gain plain indexes. */
  readonly indexesMayBeAdded: boolean
}

export interface TopLevelChange {
  readonly message: string
  readonly line: number
}

interface Side {
  readonly file: ts.SourceFile
  readonly functions: readonly FoundFunction[]
}

const sideOf = (path: string, text: string): Side => {
  const file = parse(path, text)
  return { file, functions: findFunctions(file) }
}

export const topLevelObjection = (path: string, before: string, after: string, rules: TopLevelRules): TopLevelChange | null => {
  const [old, now] = [sideOf(path, before), sideOf(path, after)]
  const mask = (side: Side, node: ts.Node): string => masked(side, node, rules)
  const named = identifiersOf(now.file)
  const waiting = old.file.statements.filter(statement => !isUnusedHelper(statement, named))
  const taken = identifiersOf(old.file)
  for (const statement of now.file.statements) {
    const expected = waiting[0]
    if (expected && isSame(expected, statement)) {
      waiting.shift()
      continue
    }
    const line = lineOf(now.file, statement.getStart(now.file))
    const names = declaredByInert(statement)
    const used = names?.find(name => taken.has(name))
    if (names === null) return { line, message: 'Outside of the functions that may change, a statement is new or different.' }
    if (used !== undefined) return { line, message: `The new declaration "${used}" takes a name that the file uses already.` }
  }
  const missing = waiting[0]
  if (!missing) return null
  return {
    line: 1,
    message: `A statement outside of the functions that may change is missing or moved: ${firstLine(missing.getText(old.file))}`,
  }

  function isSame(left: ts.Statement, right: ts.Statement): boolean {
    if (mask(old, left) === mask(now, right)) return true
    if (ts.isClassDeclaration(left) && ts.isClassDeclaration(right)) return onlyPrivateMembersAdded(left, right)
    if (rules.indexesMayBeAdded && isConstant(left) && isConstant(right) && onlyItsSchemaGrows(left, right)) return true
    return (
      rules.constantsMayChange &&
      isConstant(left) &&
      isConstant(right) &&
      withoutLiterals(mask(old, left)) === withoutLiterals(mask(now, right))
    )
  }

  function onlyItsSchemaGrows(left: ts.Statement, right: ts.Statement): boolean {
    const [olds, news] = [textsIn(left), textsIn(right)]
    if (olds.length !== news.length) return false
    const differing = olds.flatMap((each, index) => (each.text === news[index]?.text ? [] : [[each, news[index]] as const]))
    const [pair] = differing
    if (differing.length !== 1 || !pair?.[1] || !onlyGainsIndexes(pair[0].text, pair[1].text)) return false
    return around(left, pair[0], old.file) === around(right, pair[1], now.file)
  }

  function onlyPrivateMembersAdded(left: ts.ClassDeclaration, right: ts.ClassDeclaration): boolean {
    if (header(left, old.file) !== header(right, now.file)) return false
    const members = [...left.members]
    const names = new Set(left.members.map(member => member.name?.getText(old.file)))
    for (const member of right.members) {
      const expected = members[0]
      if (expected && mask(old, expected) === mask(now, member)) members.shift()
      else if (!isPrivateMember(member) || names.has(member.name?.getText(now.file))) return false
    }
    return members.length === 0
  }
}

/** A private function of the old text that nothing names any more: declaring it did nothing, so leaving it out does nothing either. */
export const isUnusedHelper = (statement: ts.Statement, left: ReadonlySet<string>): boolean => {
  const names = declaredByInert(statement)
  const isFunction =
    ts.isFunctionDeclaration(statement) ||
    (ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.every(({ initializer }) => initializer && ts.isArrowFunction(bare(initializer))))
  return isFunction && names !== null && names.length > 0 && names.every(name => !left.has(name))
}

/** Text of a node in which every function that may change is only its name. */
const masked = (side: Side, node: ts.Node, rules: TopLevelRules): string => {
  const [start, end] = [node.getStart(side.file), node.end]
  let text = ''
  let at = start
  for (const each of side.functions) {
    if (each.start < start || each.end > end || !rules.isAllowed(each.name)) continue
    text += `${side.file.text.slice(at, each.start)}\0${each.name.replace(/@\d+$/, '')}\0`
    at = each.end
  }
  return text + side.file.text.slice(at, end)
}

const header = (node: ts.ClassDeclaration, file: ts.SourceFile): string => file.text.slice(node.getStart(file), node.members.pos)
const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 80)

const isConstant = (node: ts.Statement): boolean =>
  ts.isVariableStatement(node) && (node.declarationList.flags & ts.NodeFlags.Const) !== 0

const withoutLiterals = (text: string): string => {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text)
  let plain = ''
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isLiteral =
      kind === ts.SyntaxKind.NumericLiteral ||
      kind === ts.SyntaxKind.StringLiteral ||
      kind === ts.SyntaxKind.TrueKeyword ||
      kind === ts.SyntaxKind.FalseKeyword ||
      kind === ts.SyntaxKind.MinusToken
    plain += kind === ts.SyntaxKind.MinusToken ? '' : `${isLiteral ? '0' : scanner.getTokenText()} `
  }
  return plain
}

const textsIn = (node: ts.Node): readonly ts.StringLiteralLike[] => {
  const found: ts.StringLiteralLike[] = []
  walk(node, child => {
    if (ts.isStringLiteralLike(child)) found.push(child)
  })
  return found
}

/** Text of a statement without one of its literals. */
const around = (statement: ts.Node, literal: ts.Node, file: ts.SourceFile): string =>
  `${file.text.slice(statement.getStart(file), literal.getStart(file))}\0${file.text.slice(literal.end, statement.end)}`

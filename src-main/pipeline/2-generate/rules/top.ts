/**
 * Where a declaration for the whole file can stand: behind what must come first in a file (`#!`, a licence, directives such as
 * `'use strict'`, the imports at its head), and not between a declaration and the comment that describes it.
 */
import { ts } from '../../../languages/javascript/syntax.ts'
import type { Edit, RuleContext } from './rule.ts'

export function atTopOfFile(context: RuleContext, lines: readonly string[]): Edit | null {
  const { file, text } = context.scope
  const { newline } = context.style
  const joined = lines.join(newline)
  const head = headOf(file)
  const last = head.at(-1)
  if (last) {
    const at = last.end + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(last.end))?.[0].length ?? 0)
    return { start: at, end: at, text: `${newline}${newline}${joined}` }
  }
  const first = file.statements[0]
  if (!first) return null
  const at = behindHeader(text, first.getStart(file))
  return { start: at, end: at, text: `${joined}${newline}${newline}` }
}

/** Directives, then imports and `require`s without a break: what stands behind other statements may come after its first use. */
function headOf(file: ts.SourceFile): readonly ts.Statement[] {
  const head: ts.Statement[] = []
  for (const each of file.statements) {
    const isFirst = isDirective(each) && head.every(isDirective)
    if (!isFirst && !isImport(each)) break
    head.push(each)
  }
  return head
}

export const isDirective = (statement: ts.Node): boolean =>
  ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)

const isImport = (statement: ts.Statement): boolean =>
  ts.isImportDeclaration(statement) ||
  ts.isImportEqualsDeclaration(statement) ||
  (ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(
      each => each.initializer !== undefined && each.initializer.getText().startsWith('require('),
    ))

/** In front of the comment that belongs to the first statement; behind `#!`, a licence, and what a blank line sets apart. */
function behindHeader(text: string, start: number): number {
  const leading = text.slice(0, start)
  const comments = ts.getLeadingCommentRanges(text, 0) ?? []
  let at = start
  for (const each of comments.toReversed()) {
    const between = text.slice(each.end, at)
    const isApart = /\n[ \t]*\r?\n/.test(between)
    const said = text.slice(each.pos, each.end)
    if (
      isApart ||
      /^\/\*!|@license|@licence|@preserve|@copyright|copyright|SPDX-|eslint|prettier|@ts-|@flow|@jsx|istanbul|global /i.test(said)
    )
      break
    at = each.pos
  }
  // Nothing stands in front of `#!`.
  return leading.startsWith('#!') ? Math.max(at, leading.indexOf('\n') + 1) : at
}

/** Puts the loop by hand back where a rule keeps the search as the old way: `if (index) { ... } else for (...) ...`. */
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, parse, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { Reading } from './reading.ts'

/** @returns `text` with the old way in its old words; as it is where there is none. */
export function withOldWay(path: string, text: string, { asBefore }: Reading, unit: string): string {
  if (!asBefore) return text
  const file = parse(path, text)
  let found: ts.ConditionalExpression | null = null
  walk(file, node => {
    if (ts.isConditionalExpression(node) && node.whenFalse.getText(file) === asBefore.search) found ??= node
  })
  const choice = found as ts.ConditionalExpression | null
  const place = choice && (asCondition(choice) ?? asRow(choice))
  if (!choice || !place) return text
  const indent = indentAt(text, place.start)
  const inner = place.lines.map(each => `\n${indent}${unit}${each.replace(/\n/g, `\n${unit}`)}`).join('')
  const whole = `if (${choice.condition.getText(file)}) {${inner}\n${indent}} else ${asBefore.text}`
  return text.slice(0, place.start) + whole + text.slice(place.end)
}

interface OldPlace {
  readonly start: number
  readonly end: number
  /** What is done with an index. */
  readonly lines: readonly string[]
}

/** `if (index ? index.has(x) : search) { ... }` */
function asCondition(choice: ts.ConditionalExpression): OldPlace | null {
  const statement = outOf(choice).parent
  if (!ts.isIfStatement(statement) || bare(statement.expression) !== choice || !ts.isBlock(statement.parent)) return null
  const found = `if (${choice.whenTrue.getText()}) ${statement.thenStatement.getText()}`
  return { start: statement.getStart(), end: statement.end, lines: [found] }
}

/** `const row = index ? index.get(x) : search` and `if (row !== undefined) { ... }` behind it. */
function asRow(choice: ts.ConditionalExpression): OldPlace | null {
  const variable = outOf(choice).parent
  const statement = ts.isVariableDeclaration(variable) ? variable.parent.parent : null
  if (!statement || !ts.isVariableStatement(statement) || !ts.isBlock(statement.parent)) return null
  const { statements } = statement.parent
  const use = statements[statements.indexOf(statement) + 1]
  if (!use || !ts.isIfStatement(use)) return null
  const head = statement.getText().replace(choice.getText(), () => choice.whenTrue.getText())
  return { start: statement.getStart(), end: use.end, lines: [head, use.getText()] }
}

const outOf = (node: ts.Node): ts.Node => {
  let inner = node
  while (ts.isParenthesizedExpression(inner.parent)) inner = inner.parent
  return inner
}

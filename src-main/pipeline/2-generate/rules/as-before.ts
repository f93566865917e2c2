/**
 * An index beside the code as it was: where the length of what is gone through decides whether it pays, long inputs get a loop of their own
 * with the index, and short ones run the code as it was, whole. A question inside of the loop would cost short inputs up to a tenth of a call
 * (`bench/short-inputs.ts`, decision 199). What is too long to be read twice keeps the question in the loop.
 */
import { indentAt } from '../../../languages/javascript/style.ts'
import { ts, walk } from '../../../languages/javascript/syntax.ts'
import { applyEdits } from './edits.ts'
import type { LazyIndex } from './lazy.ts'
import { styled, type Place } from './place.ts'
import type { Edit, RuleContext } from './rule.ts'

/** Longer code says its own work beside the question, and twice it would hide what changed. */
const mostLines = 12
const mostCharacters = 600
const widest = 110

/** The edits that use the index, and what has to stand before them. */
export function withIndex(context: RuleContext, place: Place, index: LazyIndex, edits: readonly Edit[]): readonly Edit[] {
  const beside = index.early && besides(context, place, index.early, edits)
  return beside ?? [...place.insert(index.lines), ...edits]
}

function besides(
  context: RuleContext,
  place: Place,
  { condition, lines }: NonNullable<LazyIndex['early']>,
  edits: readonly Edit[],
): readonly Edit[] | null {
  const { region } = place
  const { scope, style } = context
  const start = region.getStart(scope.file)
  const before = scope.text.slice(start, region.end)
  // A reading keeps its own old way.
  if (context.pays !== undefined || !isShort(before) || !mayStandTwice(region)) return null
  const after = rewritten(before, start, region.end, edits)
  if (after === null) return null
  const isOwn = ts.isBlock(region.parent)
  if (isOwn && ts.isVariableStatement(region)) return asChoice(context, place, condition, lines, edits)
  const { unit } = style
  const indent = indentAt(scope.text, start)
  const deeper = (text: string): string[] =>
    text.split(/\r?\n/).map(line => (line.startsWith(indent) ? line.slice(indent.length) : line))
  const block = (head: string, ...body: readonly string[]): string[] => [
    head,
    ...body.map(line => (line === '' ? line : unit + line)),
  ]
  const made = styled(context, lines, '')
  if (ts.isReturnStatement(region) || !ts.isStatement(region)) {
    const given = ts.isReturnStatement(region) ? after : `return ${after}${style.semicolon}`
    return place.insert([...block(`if (${condition}) {`, ...made, ...deeper(given)).map(inUnits(unit)), '}'])
  }
  if (!isOwn || !(ts.isIterationStatement(region, false) || ts.isExpressionStatement(region))) return null
  const whole = [...block(`if (${condition}) {`, ...made, ...deeper(after)), ...block('} else {', ...deeper(before)), '}']
  return [
    {
      start,
      end: region.end,
      text: whole.map((line, at) => (at === 0 || line === '' ? line : indent + line)).join(style.newline),
    },
  ]
}

/** `styled` reads two spaces as one level. */
const inUnits =
  (unit: string) =>
  (line: string): string => {
    let depth = 0
    while (line.startsWith(unit, depth * unit.length)) depth++
    return '  '.repeat(depth) + line.slice(depth * unit.length)
  }

/** `const found = long enough ? with the index : as before`. */
function asChoice(
  context: RuleContext,
  place: Place,
  condition: string,
  lines: readonly string[],
  edits: readonly Edit[],
): readonly Edit[] | null {
  const { scope, style } = context
  const [only, ...more] = (place.region as ts.VariableStatement).declarationList.declarations
  const value = only?.initializer
  if (!value || more.length > 0) return null
  const start = value.getStart(scope.file)
  const before = scope.text.slice(start, value.end)
  const after = rewritten(before, start, value.end, edits)
  if (after === null || before.includes('\n') || after.includes('\n')) return null
  const indent = indentAt(scope.text, place.region.getStart(scope.file)) + style.unit
  const isLong = start - scope.text.lastIndexOf('\n', start) + condition.length + after.length + before.length > widest
  const [first, second] = isLong ? [style.newline + indent + style.unit, style.newline + indent + style.unit] : [' ', ' ']
  const choice = `${condition}${first}? ${after}${second}: ${before}`
  return [...place.insert(lines), { start: value.pos, end: value.end, text: (isLong ? style.newline + indent : ' ') + choice }]
}

const isShort = (text: string): boolean => text.length <= mostCharacters && text.split('\n').length <= mostLines

/** Nothing in there is told apart by where it stands, and no text in it spans lines. */
function mayStandTwice(region: ts.Node): boolean {
  let may = true
  walk(region, node => {
    if (ts.isFunctionDeclaration(node) || ts.isClassLike(node) || ts.isLabeledStatement(node)) may = false
    if ((ts.isTemplateLiteral(node) || ts.isStringLiteral(node)) && node.getText().includes('\n')) may = false
  })
  return may
}

function rewritten(text: string, start: number, end: number, edits: readonly Edit[]): string | null {
  if (edits.some(edit => edit.start < start || edit.end > end)) return null
  return applyEdits(
    text,
    edits.map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start })),
  )
}

/** A loop that looks for one element is read as the method that does the same: `findIndex`, or `find` when the row itself is wanted. */
import { isArray, isFresh, makesArray } from '../../../languages/javascript/facts.ts'
import { variableOf } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { placeBefore, repetitionsAround, styled } from '../rules/place.ts'
import type { RuleContext } from '../rules/rule.ts'
import { lastName, loopName, rootName, singular } from '../rules/text.ts'
import { keyEqualityOf } from './loop-key.ts'
import { isTarget } from './iteration.ts'
import type { Reading } from './reading.ts'
import { type SearchLoop, searchLoopOf, withNames } from './search-loop.ts'

export function readLoop(context: RuleContext, node: ts.Node): Reading | null {
  const search = searchLoopOf(context, node)
  if (!search || search.hit.length === 0 || isOldWay(search.loop) || repetitionsAround(context, search.loop).length === 0)
    return null
  if (!search.byIndex && !isArray(context.scope, search.list)) return null
  const lines = search.usesIndex
    ? byPosition(context, search)
    : search.usesElement
      ? byRow(context, search)
      : byQuestion(context, search)
  const whole = ts.isLabeledStatement(search.loop.parent) ? search.loop.parent : search.loop
  const place = lines && placeBefore(context, whole)
  if (!lines || !place || place.region !== whole) return null
  const start = whole.getStart(context.scope.file)
  const own = ts.isBlock(whole.parent) || ts.isSourceFile(whole.parent)
  const indent = indentAt(context.scope.text, start)
  const text = styled(context, own || lines.length === 1 ? lines : ['{', ...lines.map(each => `  ${each}`), '}'], indent).join(
    context.style.newline,
  )
  const asked = searched(context, search)
  return {
    key: whole.getText(),
    edits: [{ start, end: whole.end, text }],
    facts: [`proved: the loop through ${search.list.getText()} only looks for the first element that fits`],
    ...(asked === null ? {} : { asBefore: { search: asked, text: whole.getText() } }),
  }
}

/** The loop that is left beside an index, for lists that have none. */
const isOldWay = (loop: ts.Node): boolean => {
  const whole = ts.isLabeledStatement(loop.parent) ? loop.parent : loop
  return (
    ts.isIfStatement(whole.parent) && whole.parent.elseStatement === whole && whole.parent.expression.getText().includes(' ??= ')
  )
}

/** The text of the search, as a rule keeps it. */
function searched(context: RuleContext, search: SearchLoop): string | null {
  if (search.until || search.usesIndex) return null
  const callback = callbackOf(context, search)
  if (search.usesElement) return method(context, search, search.backwards ? 'findLast' : 'find', callback)
  return hasNoHoles(context, search.list) ? null : `${method(context, search, 'findIndex', callback)} !== -1`
}

/** `list.find` where it is an array for certain; any object with a length can be gone through by position. */
function method(context: RuleContext, { list }: SearchLoop, name: string, callback: string): string {
  return isArray(context.scope, list)
    ? `${list.getText()}.${name}(${callback})`
    : `Array.prototype.${name}.call(${list.getText()}, ${callback})`
}

const rowName = (context: RuleContext, { list, item, test }: SearchLoop): string =>
  item?.name ?? loopName(singular(lastName(list)), rootName(list), ...(test.getText().match(/[\w$]+/g) ?? []))

function callbackOf(context: RuleContext, search: SearchLoop): string {
  const row = rowName(context, search)
  const test = withNames(context, search, search.test, row)
  return `${context.style.arrowParentheses ? `(${row})` : row} => ${test}`
}

/** Nothing of the element is needed but that it is there. */
function byQuestion(context: RuleContext, search: SearchLoop): readonly string[] | null {
  const until = search.until ? `${search.until.getText()} && ` : ''
  const asked = hasNoHoles(context, search.list)
    ? method(context, search, 'some', callbackOf(context, search))
    : `${method(context, search, 'findIndex', callbackOf(context, search))} !== -1`
  return under(
    `${until}${asked}`,
    search.hit.map(each => each.getText()),
  )
}

/** The row itself is used: it is never undefined, or the test would have failed to read its key. */
function byRow(context: RuleContext, search: SearchLoop): readonly string[] | null {
  if (search.until || !keyEqualityOf(context, search)) return null
  const row = context.name(search.item ? search.item.name : singular(lastName(search.list)))
  const found = method(context, search, search.backwards ? 'findLast' : 'find', callbackOf(context, search))
  return [
    `${context.style.keyword} ${row} = ${found}§`,
    ...under(
      `${row} !== undefined`,
      search.hit.map(each => withNames(context, search, each, row)),
    ),
  ]
}

function byPosition(context: RuleContext, search: SearchLoop): readonly string[] | null {
  if (search.until || search.item) return null
  const at = context.name(`${singular(lastName(search.list))}At`)
  const found = method(context, search, search.backwards ? 'findLastIndex' : 'findIndex', callbackOf(context, search))
  return [
    `${context.style.keyword} ${at} = ${found}§`,
    ...under(
      `${at} !== -1`,
      search.hit.map(each => withNames(context, search, each, '', at)),
    ),
  ]
}

const under = (condition: string, statements: readonly string[]): readonly string[] => [
  `if (${condition}) {`,
  ...statements.map(each => `  ${each}`),
  '}',
]

/** Made here without any element, and only added to at its end. */
function hasNoHoles(context: RuleContext, list: ts.Expression): boolean {
  const { scope } = context
  const symbol = scope.symbolOf(bare(list))
  const start = symbol && variableOf(symbol)?.initializer
  if (!symbol || !start || !isFresh(scope, symbol, makesArray)) return false
  const literal = bare(start)
  if (!ts.isArrayLiteralExpression(literal) || literal.elements.length > 0) return false
  return scope.references(symbol).every(id => {
    const member = id.parent
    if (ts.isElementAccessExpression(member))
      return !isTarget(member) || member.argumentExpression.getText() === `${id.text}.length`
    return !ts.isPropertyAccessExpression(member) || !(member.name.text === 'length' && isTarget(member))
  })
}

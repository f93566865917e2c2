/** Code that an index left beside itself for short inputs (`as-before.ts`): read again, it is known as that. */
import { ts } from '../../../languages/javascript/syntax.ts'

const asksLength = /^[\w$]+(?:\?)?\.length > \d+$/

/** The code is what short inputs run beside an index, and stays so. */
export function isKeptAsBefore(node: ts.Node): boolean {
  for (let inner = node; inner.parent && !ts.isSourceFile(inner); inner = inner.parent) {
    const outer = inner.parent
    if (ts.isIfStatement(outer) && outer.elseStatement === inner && isLongWay(outer.expression, outer.thenStatement)) return true
    if (ts.isConditionalExpression(outer) && outer.whenFalse === inner && isLongWay(outer.condition, outer.whenTrue)) return true
    if (ts.isArrowFunction(outer) && asksGrowingList(outer)) return true
    if (!ts.isBlock(outer) || !ts.isReturnStatement(inner)) continue
    const last = outer.statements[outer.statements.indexOf(inner) - 1]
    if (last && ts.isIfStatement(last) && !last.elseStatement && isLongWay(last.expression, last.thenStatement)) return true
  }
  return false
}

/** `wanted => { if (rows.length <= 128) return rows.find(...); index ??= new Map(); ... }` of an index over a list that grows. */
function asksGrowingList({ body }: ts.ArrowFunction): boolean {
  const [first, second] = ts.isBlock(body) ? body.statements : []
  return (
    first !== undefined &&
    ts.isIfStatement(first) &&
    /^[\w$]+\.length <= \d+$/.test(first.expression.getText()) &&
    ts.isReturnStatement(first.thenStatement) &&
    /^[\w$]+ \?\?= new (?:Map|Set)\b/.test(second?.getText() ?? '')
  )
}

const isLongWay = (condition: ts.Expression, then: ts.Node): boolean =>
  asksLength.test(condition.getText()) && then.getText().includes('??=')

/** `rows.length > 64` holds here already: an index of this loop asked for it. */
export function isKnownHere(node: ts.Node, condition: string): boolean {
  for (let inner = node; inner.parent && !ts.isSourceFile(inner); inner = inner.parent) {
    const outer = inner.parent
    const asked =
      (ts.isIfStatement(outer) && outer.thenStatement === inner && outer.expression) ||
      (ts.isConditionalExpression(outer) && outer.whenTrue === inner && outer.condition)
    if (asked && asked.getText().replace('?.', '.') === condition) return true
  }
  return false
}

/** The key that a search loop compares first: `list[i].key === value`. */
import { isPure } from '../../../languages/javascript/facts.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { isElement } from './iteration.ts'
import { type SearchLoop, usesOf } from './search-loop.ts'

/** The side with the key, when the first thing that is asked of a row reads a member of it: then a row that fits is no null. */
export function keyEqualityOf(context: RuleContext, search: SearchLoop): ts.Expression | null {
  let test = bare(search.test)
  while (ts.isBinaryExpression(test) && test.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) test = bare(test.left)
  if (!ts.isBinaryExpression(test) || !/^===?$/.test(test.operatorToken.getText())) return null
  const [left, right] = [bare(test.left), bare(test.right)]
  const key = usesOf(context, search, left).element ? left : right
  const value = key === left ? right : left
  if (usesOf(context, search, value).element || !isPure(context.scope, value)) return null
  return readsMember(context, search, key) ? key : null
}

function readsMember(context: RuleContext, search: SearchLoop, key: ts.Expression): boolean {
  let node = key
  while (true) {
    if (ts.isCallExpression(node)) node = bare(node.expression)
    else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if (node.questionDotToken) return false
      const object = bare(node.expression)
      if (isElement(context, search, object)) return true
      node = object
    } else return false
  }
}

/** Small questions about calls of methods, for rules that replace one by another. */
import { isPure } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { Edit, RuleContext, Site } from './rule.ts'

export type MethodCall = ts.CallExpression & { readonly expression: ts.PropertyAccessExpression }

export const isMethodCall = (node: ts.Node, method: RegExp): node is MethodCall =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  !node.questionDotToken &&
  !node.expression.questionDotToken &&
  method.test(node.expression.name.text)

/** An inline callback without effects that does not look at the array it comes from. */
export function pureCallback(context: RuleContext, call: MethodCall, most = 2): ts.ArrowFunction | ts.FunctionExpression | null {
  const [callback, ...more] = call.arguments
  const fn = callback && bare(callback)
  if (
    !fn ||
    more.length > 0 ||
    !(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ||
    fn.modifiers?.length ||
    fn.asteriskToken
  )
    return null
  return fn.parameters.length <= most && fn.parameters.every(each => !each.dotDotDotToken) && isPure(context.scope, fn)
    ? fn
    : null
}

export const replace = (node: ts.Node, text: string): Edit => ({ start: node.getStart(), end: node.end, text })

export function sitesOf(context: RuleContext, find: (node: ts.Node) => Site | null): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const found = find(node)
    if (found) sites.push(found)
  })
  return sites
}

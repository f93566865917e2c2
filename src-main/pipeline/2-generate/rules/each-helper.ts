/** Functions of the file that go through a list for their caller: `each(list, fn)`. */
import { isOnlyCalled } from '../../../languages/javascript/effects.ts'
import { type FunctionNode, isFunctionNode } from '../../../languages/javascript/functions.ts'
import { calledFunction } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isLater, type Repetition } from './place.ts'
import type { RuleContext } from './rule.ts'

/** `each(list, fn)` with a function of the file that only calls `fn`, in a loop, while it runs itself. */
export function eachHelper(context: RuleContext, call: ts.CallExpression, fn: FunctionNode): Repetition | null {
  const helper = calledFunction(context.scope, call.expression)
  const parameter = helper?.parameters[call.arguments.findIndex(each => bare(each) === fn)]
  const symbol = parameter && ts.isIdentifier(parameter.name) ? context.scope.symbolOf(parameter.name) : undefined
  if (!helper || !symbol || isLater(helper) || !isOnlyCalled(context.scope, symbol)) return null
  const calls = context.scope.references(symbol).filter(id => ts.isCallExpression(id.parent))
  const inLoops = calls.every(id => {
    let inLoop = false
    for (let each: ts.Node = id; each !== helper; each = each.parent) {
      if (isFunctionNode(each)) return false
      if (ts.isIterationStatement(each, false)) inLoop = true
    }
    return inLoop
  })
  return calls.length > 0 && inLoops ? { carrier: call, over: null } : null
}

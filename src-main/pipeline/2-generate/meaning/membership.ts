/** The question "does this list hold this value?" in its spellings: methods, comparisons of positions and counts, helper functions. */
import { ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'
import { countCompared, positionCompared } from './compared.ts'
import { askedOf, equalityCallback } from './equality.ts'
import { heldByHelper } from './helper.ts'
import { heldByPosition } from './position-helper.ts'

/** A question "does `list` hold `value`?" in any of its spellings. */
export interface Membership {
  readonly list: ts.Expression
  readonly value: ts.Expression
  /** The whole question; for `indexOf` with its comparison. */
  readonly node: ts.Expression
  /** Asked the other way round: `=== -1`. */
  readonly negated: boolean
  /** `includes` finds NaN; `===` does not. */
  readonly strict: boolean
  /** A hole is found as undefined: by `includes` and by reading every position; the others pass over it. */
  readonly holes: boolean
  /** `some` evaluates the value for each element: never with an empty list. */
  readonly perElement: boolean
}

export function membershipOf(context: RuleContext, node: ts.Node): Membership | null {
  if (!ts.isCallExpression(node) || node.questionDotToken) return null
  return byMethod(context, node) ?? heldByHelper(context, node) ?? heldByPosition(context, node)
}

function byMethod(context: RuleContext, call: ts.CallExpression): Membership | null {
  const asked = askedOf(call)
  if (!asked) return null
  const { list, method, argument } = asked
  const plain = { list, value: argument, node: call, negated: false, strict: true, holes: false, perElement: false }
  switch (method) {
    case 'includes':
      return { ...plain, strict: false, holes: true }
    case 'indexOf':
    case 'lastIndexOf': {
      const compared = positionCompared(call)
      return compared && { ...plain, ...compared }
    }
    case 'some':
      return equal({ ...plain, perElement: true })
    case 'every':
      return equal({ ...plain, perElement: true, negated: true })
    case 'findIndex':
    case 'findLastIndex': {
      const compared = positionCompared(call)
      return compared && equal({ ...plain, ...compared, holes: true, perElement: true })
    }
    case 'filter': {
      const compared = countCompared(call)
      return compared && equal({ ...plain, ...compared, perElement: true })
    }
    default:
      return null
  }
  function equal(membership: Membership): Membership | null {
    const value = equalityCallback(context, membership.value, method === 'every')
    return value && { ...membership, value }
  }
}

/** Small pieces of code text: names derived from names, guards, types that can be written down. */
import { isArray } from '../../../languages/javascript/facts.ts'
import { isDeclaredBefore, pathOf } from '../../../languages/javascript/stability.ts'
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isKnownHere } from './kept-code.ts'
import type { StablePlace } from './place.ts'
import type { RuleContext } from './rule.ts'

/** `options.known` gives `known`. */
export const lastName = (expression: ts.Expression): string =>
  /([A-Za-z_$][\w$]*)$/.exec(bare(expression).getText())?.[1] ?? 'items'

/** `from_id` gives `FromId`. */
export const capitalized = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** `users` gives `user`, `entries` gives `entry`, `boxes` gives `box`; anything else gives `item`. */
export function singular(name: string): string {
  const word = name.replace(/^(?:all|the|my)(?=[A-Z])/, '')
  const lower = word.charAt(0).toLowerCase() + word.slice(1)
  if (lower.endsWith('ies') && lower.length > 4) return lower.slice(0, -3) + 'y'
  if (/(?:ss|sh|ch|x|z)es$/.test(lower)) return lower.slice(0, -2)
  if (/[^s]s$/.test(lower) && lower.length > 3) return lower.slice(0, -1)
  return 'item'
}

/** Below this an index costs more than the scans it saves (measured: break-even at 24 to 32 for texts, at 60 to 100 for small integers). */
export const indexPays = 64

/** The same for a list that grows: half of its scans are over when the index is built, so it must be longer to make up for that. */
export const growingPays = 128

/** The same where the list is gone through by a loop by hand (measured: break-even at 100 to 128). */
export const loopPays = 128

const paysAbove = (context: RuleContext): number => context.pays ?? indexPays

/** True when the operator measures at sizes where an index may not pay, or has not said. */
export const maySmall = (context: RuleContext): boolean =>
  context.sizes.length === 0 || Math.min(...context.sizes) < paysAbove(context)

export interface Guard {
  /** Empty when nothing has to be checked. */
  readonly conditions: readonly string[]
  readonly facts: readonly string[]
}

/** What must hold for an index over `list`, which the conditions call `given`: it is an array, and it and what is gone through are long enough. */
export function indexGuard(context: RuleContext, list: ts.Expression, place: StablePlace, given: string): Guard {
  const conditions: string[] = []
  const facts: string[] = []
  const text = list.getText()
  const isProved = isArray(context.scope, list)
  const over = countable(context, place)
  if (isProved) facts.push(`proved: ${text} is an array`)
  else {
    conditions.push(`Array.isArray(${given})`)
    facts.push(`guarded: Array.isArray(${text}), else the code runs as before`)
  }
  if (maySmall(context)) {
    // What is gone through was asked for its elements anyway: the cheapest question first.
    const enough = `${over}.length > ${paysAbove(context)}`
    if (over !== null && over !== text && !isKnownHere(place.region, enough)) conditions.unshift(enough)
    conditions.push(`${given}.length > ${paysAbove(context)}`)
    facts.push(`guarded: short lists are scanned as before`)
  } else if (
    over !== null &&
    over !== text &&
    ts.isCallExpression(place.repetition.carrier) &&
    !isArray(context.scope, place.repetition.over!)
  ) {
    conditions.unshift(`Array.isArray(${over})`)
    facts.push(`guarded: Array.isArray(${over}), as others may call back later`)
  }
  return { conditions, facts }
}

/** The text of what the repetition goes through, when its length can be asked at the place. */
function countable(context: RuleContext, place: StablePlace): string | null {
  const over = place.repetition.over && bare(place.repetition.over)
  if (!over) return null
  const path = pathOf(context.scope, over)
  if (!path?.root || path.members.length > 0 || !isDeclaredBefore(context.scope, path.root, place.offset)) return null
  if (effectsOf(context.scope, place.region).assigned.has(path.root)) return null
  return over.getText()
}

/** The type as text, when it means the same wherever it is written in this file; else null. */
export function writableType(context: RuleContext, type: ts.Type, at: ts.Node): string | null {
  const text = context.scope.checker.typeToString(type, at, ts.TypeFormatFlags.NoTruncation)
  return /^[\w$ |.[\]]+$/.test(text) && text !== 'any' && text.length < 60 ? text : null
}

export const arrow = (context: RuleContext, parameter: string, body: string): string =>
  `${context.style.arrowParentheses ? `(${parameter})` : parameter} => ${body}`

/** A name for the variable of a loop of its own, which may hide others: only what the loop itself says must differ. */
export function loopName(wish: string, ...said: readonly string[]): string {
  let name = wish
  for (let i = 2; said.includes(name); i++) name = `${wish}${i}`
  return name
}

/** `options` of `options.known`. */
export const rootName = (expression: ts.Expression): string => /^[\w$]+/.exec(bare(expression).getText())?.[0] ?? ''

/** A conditional needs no parentheses here. */
export function standsAlone(node: ts.Expression): boolean {
  const parent = node.parent
  return (
    ts.isReturnStatement(parent) ||
    ts.isIfStatement(parent) ||
    ts.isWhileStatement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isCallExpression(parent) && parent.expression !== node) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node)
  )
}

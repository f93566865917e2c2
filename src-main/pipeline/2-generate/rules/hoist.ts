/** Takes an expression out of a loop: finds the place from which its value does not change. It is still evaluated when it is first needed, not earlier: it may throw, or never be evaluated at all. */
import { effectsOf, type Write } from '../../../languages/javascript/effects.ts'
import { isFresh, makesArray } from '../../../languages/javascript/facts.ts'
import { isDeclaredBefore, isUnshared } from '../../../languages/javascript/stability.ts'
import { calledFunction, contains, declaredIn, isLocal } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { mentionsArguments, undecided } from './lazy.ts'
import { placeBefore, repetitionsAround, type StablePlace } from './place.ts'
import type { RuleContext, Site } from './rule.ts'

/** What may be taken out of a loop, and how the variable is called. Never null or undefined, so `??=` can tell whether it was evaluated. */
export interface Candidate {
  readonly node: ts.Expression
  readonly name: string
  /** Type for a `let` in TypeScript. */
  readonly type: string
  /** This loop evaluates it before anything else: right in front of it it needs no question. */
  readonly firstOf?: ts.Node
}

export function sourceOf(node: ts.Expression): ts.Expression {
  const each = bare(node)
  if (ts.isCallExpression(each))
    return ts.isPropertyAccessExpression(each.expression) ? sourceOf(each.expression.expression) : each
  if (ts.isArrayLiteralExpression(each) && each.elements[0] && ts.isSpreadElement(each.elements[0]))
    return sourceOf(each.elements[0].expression)
  return each
}

/** The outermost place from which the expression has one value until the repetition is over. */
export function invariantPlace(context: RuleContext, node: ts.Expression): StablePlace | null {
  const { scope } = context
  if (!isPureReading(context, node)) return null
  const symbols = symbolsRead(context, node)
  if (!symbols) return null
  for (const repetition of repetitionsAround(context, node)) {
    const place = placeBefore(context, repetition.carrier)
    if (!place || contains(node, repetition.carrier)) continue
    const effects = effectsOf(scope, place.region)
    if (effects.unknown !== null) continue
    const fixed = symbols.every(
      symbol =>
        !effects.assigned.has(symbol) && !declaredIn(symbol, place.region) && isDeclaredBefore(scope, symbol, place.offset),
    )
    if (
      !fixed ||
      effects.writes.some(
        write =>
          write.property !== 'lastIndex' &&
          !isCopyWrite(context, write) &&
          !isHarmless(context, write.root, write.depth, symbols),
      )
    )
      continue
    return { ...place, repetition }
  }
  return null
}

/** Sorting a copy writes, but only into the copy. */
function isPureReading(context: RuleContext, node: ts.Expression): boolean {
  const effects = effectsOf(context.scope, node)
  // `arguments` are those of the callback, other ones each time.
  if (effects.unknown !== null || effects.output || effects.varying || effects.usesThis || mentionsArguments(node)) return false
  return (
    [...effects.assigned].every(symbol => declaredIn(symbol, node)) &&
    effects.writes.every(write => isCopyWrite(context, write) || (write.root !== null && declaredIn(write.root, node)))
  )
}

const isCopyWrite = (context: RuleContext, write: Write): boolean =>
  write.root === null && makesArray(context.scope, write.object)

/** What is written was made here, is nobody else's, and is not read by the expression. */
function isHarmless(context: RuleContext, root: ts.Symbol | null, depth: number, symbols: readonly ts.Symbol[]): boolean {
  if (!root || symbols.includes(root) || !isFresh(context.scope, root)) return false
  return (
    depth === 0 &&
    (isUnshared(context.scope, root) ||
      symbols.every(symbol => symbol.declarations?.some(ts.isParameter) || isFresh(context.scope, symbol)))
  )
}

/** Variables that the expression depends on, through the functions of this file that it calls too; null when that cannot be said. */
export function symbolsRead(context: RuleContext, node: ts.Node): readonly ts.Symbol[] | null {
  const found = new Set<ts.Symbol>()
  const entered = new Set<ts.Node>()
  const enter = (start: ts.Node): void =>
    walk(start, each => {
      if (ts.isTypeNode(each)) return false
      if (!ts.isIdentifier(each)) return undefined
      const parent = each.parent
      if (ts.isPropertyAccessExpression(parent) && parent.name === each) return undefined
      const symbol = context.scope.symbolOf(each)
      if (!isLocal(symbol) || declaredIn(symbol, start) || declaredIn(symbol, node)) return undefined
      const called = calledFunction(context.scope, each)
      if (called) {
        if (!entered.has(called)) {
          entered.add(called)
          enter(called)
        }
      } else if (![...entered].some(fn => declaredIn(symbol, fn))) found.add(symbol)
      return undefined
    })
  enter(node)
  return found.size > 0 ? [...found] : null
}

export function hoisted(
  context: RuleContext,
  candidate: Candidate,
  place: StablePlace,
  others: readonly ts.Expression[],
  why: string,
): Site {
  const { node } = candidate
  const { keyword } = context.style
  const name = context.name(candidate.name)
  const text = node.getText()
  // Making one of these reads nothing and cannot fail.
  const isLiteral = ts.isRegularExpressionLiteral(node)
  const isEager = isLiteral || (candidate.firstOf !== undefined && candidate.firstOf === place.region)
  const held = isEager ? `${keyword} ${name} = ${text}§` : undecided(context, name, candidate.type)
  const asked = isEager ? name : `(${name} ??= ${text})`
  return {
    key: `hoist ${text}`,
    subject: `of ${text.length > 50 ? `${text.slice(0, 47)}...` : text}`,
    reason: why,
    edits: [...place.insert([held]), ...others.map(each => ({ start: each.getStart(), end: each.end, text: asked }))],
    facts: [
      `proved: nothing that ${text.slice(0, 60)} reads changes while the loop runs`,
      isLiteral
        ? 'proved: making it reads nothing and cannot fail'
        : isEager
          ? 'proved: the loop evaluates it first in any case'
          : 'proved: it is still evaluated only when it is needed, so errors come when they came',
    ],
    probes: [],
  }
}

/** Sites for all candidates, outer ones first; what lies inside one that was taken is left alone. */
export function hoists(context: RuleContext, find: (node: ts.Node) => Candidate | null, why: string): readonly Site[] {
  const groups = new Map<string, { candidate: Candidate; place: StablePlace; nodes: ts.Expression[] }>()
  walk(context.target.node, node => {
    const candidate = find(node)
    if (!candidate || isHeld(candidate.node)) return
    const place = invariantPlace(context, candidate.node)
    if (!place || [...groups.values()].some(group => group.nodes.some(each => contains(each, candidate.node)))) return
    const key = `${candidate.node.getText()} ${place.offset}`
    const group = groups.get(key)
    if (group) group.nodes.push(candidate.node)
    else groups.set(key, { candidate, place, nodes: [candidate.node] })
  })
  return [...groups.values()].map(({ candidate, place, nodes }) => hoisted(context, candidate, place, nodes, why))
}

/** Already kept, by itself or as a part: `name ??= expression`. */
export function isHeld(node: ts.Expression): boolean {
  for (let inner: ts.Node = node; inner.parent && !ts.isStatement(inner) && !ts.isFunctionLike(inner); inner = inner.parent) {
    const outer = inner.parent
    if (
      ts.isBinaryExpression(outer) &&
      outer.right === inner &&
      outer.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken
    )
      return true
  }
  return false
}

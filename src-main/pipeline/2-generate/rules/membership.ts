/**
 * J01: asking a list again and again whether it holds a value (`includes`, `indexOf(...) !== -1`, `some(y => y === x)`) in a loop
 * or callback becomes a Set built once before it.
 */
import { elementType, isPlainKey } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { everyType } from '../../../languages/javascript/facts.ts'
import { type Membership, membershipOf } from '../meaning/membership.ts'
import { withIndex } from './as-before.ts'
import { elementListSites } from './element-lists.ts'
import { stablePlace, type StablePlace } from './place.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'
import { isHarmlessToRead, lazyIndex, type LazyIndex } from './lazy.ts'
import { arrow, indexGuard, lastName, standsAlone } from './text.ts'

/** The code is already the fallback of an index: `set ? set.has(x) : list.includes(x)`, `(set ??= ...) ? ... : ...`. */
export function isFallback(node: ts.Node): boolean {
  let inner = node
  for (let outer = node.parent; outer && !ts.isStatement(outer); inner = outer, outer = outer.parent)
    if (ts.isConditionalExpression(outer) && outer.whenFalse === inner) {
      const list = /^Array\.isArray\(([\w$.]+)\)$/.exec(outer.condition.getText())?.[1]
      if (list && outer.whenTrue.getText().replace(/^!/, '').startsWith(`${list}.`) && inner.getText().startsWith(`${list}.`))
        return true
      if (
        /^typeof [\w$.]+ === .string.$/.test(outer.condition.getText()) &&
        outer.whenTrue.getText().includes('propertyIsEnumerable.call(')
      )
        return true
      const index = heldBy(bare(outer.condition))
      if (index !== null && outer.whenTrue.getText().includes(`${index}.`)) return true
    }
  return false
}

/** `set` of `set`, of `set = ...`, of `set ??= ...` and of `(set ??= ...) !== false`. */
const heldBy = (condition: ts.Expression): string | null => {
  if (ts.isIdentifier(condition)) return condition.text
  if (ts.isBinaryExpression(condition) && condition.right.getText() === 'false') return heldBy(bare(condition.left))
  return ts.isBinaryExpression(condition) &&
    [ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.EqualsToken].includes(condition.operatorToken.kind) &&
    ts.isIdentifier(condition.left)
    ? condition.left.text
    : null
}

function match(context: RuleContext): readonly Site[] {
  const groups = new Map<string, { place: StablePlace; questions: Membership[] }>()
  walk(context.target.node, node => {
    const question = membershipOf(context, node)
    if (!question || isFallback(node) || ts.isArrayLiteralExpression(bare(question.list))) return
    const place = stablePlace(context, question.node, question.list)
    if (!place || !isWorthIt(context, question)) return
    const key = `${question.list.getText()} ${place.offset} ${question.strict} ${question.holes}`
    const group = groups.get(key)
    if (group) group.questions.push(question)
    else groups.set(key, { place, questions: [question] })
  })
  return [...[...groups.values()].map(({ place, questions }) => site(context, place, questions)), ...elementListSites(context)]
}

/** A type says that it is a string (substring search) or a Set-like of its own: not ours. */
export function isWorthIt(context: RuleContext, question: Membership): boolean {
  const type = context.scope.checker.getTypeAtLocation(question.list)
  return !everyType(type, part => (part.flags & ts.TypeFlags.StringLike) !== 0)
}

function site(context: RuleContext, place: StablePlace, questions: readonly Membership[]): Site {
  const { list, strict, holes } = questions[0]!
  const text = list.getText()
  const name = context.name(`${lastName(list)}Set`)
  const given = context.name('list')
  const guard = indexGuard(context, list, place, given)
  const facts = [`proved: ${text} does not change while it is asked`, ...guard.facts, askedLate]
  const plain = strict && questions.every(each => isPlainKey(context.scope, each.value) || hasPlainElements(context, list))
  const dropsNaN = strict && !plain
  const inside = context.name('index')
  const source = dropsNaN && !holes ? `${given}.filter(${arrow(context, 'value', '!Number.isNaN(value)')})` : given
  if (dropsNaN)
    facts.push(`proved: NaN${holes ? ' is' : ' and holes are'} left out of the Set, as === never finds ${holes ? 'it' : 'them'}`)
  const index = lazyIndex(context, {
    name,
    list,
    given,
    inside,
    conditions: guard.conditions,
    made: `new Set${dropsNaN && holes && context.scope.typed ? '<unknown>' : ''}(${source})`,
    fill: dropsNaN && holes ? [`${inside}.delete(NaN)§ // === never finds it`] : [],
    type: 'Set<unknown>',
    element: 'unknown',
    mayFail: false,
    asksElements: questions.some(each => each.perElement && !isHarmlessToRead(context, each.value)),
  })
  const asked = questions.map(each => ask(index, name, each))
  return {
    key: `${text} ${questions[0]!.node.getText()}`,
    subject: `of ${text}`,
    reason: `${text} was scanned from its start for every element. A Set built once answers the same question in constant time.`,
    edits: withIndex(context, place, index, asked),
    facts,
    probes: membershipProbes(context),
  }
}

/** The fact that every index is made by `lazyIndex`. */
export const askedLate = 'proved: nothing is read before the original would have read the list'

const hasPlainElements = (context: RuleContext, list: ts.Expression): boolean => {
  const type = elementType(context.scope, list)
  return (
    type !== null &&
    everyType(type, part => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike)) !== 0)
  )
}

/** Puts the Set's answer where the question stood, the old question beside it when the Set may be missing. */
function ask(index: LazyIndex, name: string, question: Membership): Edit {
  const { node, value, negated } = question
  const range = { start: node.getStart(), end: node.end }
  const bang = negated ? '!' : ''
  if (!index.guarded) return { ...range, text: `${bang}${index.ask}.has(${value.getText()})` }
  const text = `${index.test} ? ${bang}${name}.has(${value.getText()}) : ${node.getText()}`
  return { ...range, text: standsAlone(node) ? text : `(${text})` }
}

/** Two lists, in the order and number of the parameters: NaN on both sides, 0 and -0, a string where a list is expected, holes. */
export function membershipProbes(context: RuleContext): readonly string[] {
  const count = context.target.node.parameters.length
  if (count === 0 || count > 3) return []
  if (context.scope.typed) return count === 2 ? [probe('[], []'), probe('[1, 2, 2], [2, 2, 3]')] : []
  const long = `Array.from({ length: 80 }, (_, i) => i)`
  if (count === 1)
    return [
      probe('[NaN, 1, NaN, 1]'),
      probe('[0, -0, 0]'),
      probe("['1', 1, '1']"),
      probe('[, undefined, , undefined]'),
      probe('[]'),
    ]
  const third = count === 3 ? ', 1' : ''
  return [
    probe(`[NaN, 1, 2], [NaN, 2]${third}`),
    probe(`[0, -0], [-0]${third}`),
    probe(`['b', 'ab', ''], 'abc'${third}`),
    probe(`[undefined, 1], [, 1]${third}`),
    probe(`[], []${third}`),
    probe(`${long}.concat([NaN, undefined, 1e9]), ${long}.concat([NaN])${third}`),
    probe(`${long}, ${long}.reverse().concat([, 50])${third}`),
  ]
}

export const includesInLoop: Rule = {
  id: 'J01',
  title: 'Set instead of repeated scan',
  shortName: 'set-instead-of-scan',
  riskClass: 'B',
  gains: [
    [8, 0.5],
    [32, 1.3],
    [100, 4],
    [1000, 30],
    [5000, 90],
  ],
  match,
}

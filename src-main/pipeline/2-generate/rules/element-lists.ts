/**
 * J01 where many lists are asked in turn, each of them again for every value: `lists.every(list => list.includes(x))` in a loop over `x`.
 * Each list gets its Set when it is first asked; a Map by the list itself finds it again, so the order of the lists and equal ones do not matter.
 */
import { effectsOf, type Write } from '../../../languages/javascript/effects.ts'
import { isArray, isPlainKey, makesArray } from '../../../languages/javascript/facts.ts'
import { isFunctionNode } from '../../../languages/javascript/functions.ts'
import { contains, isAssigned } from '../../../languages/javascript/scope.ts'
import { isUnshared } from '../../../languages/javascript/stability.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { isElement, iterationOf } from '../meaning/iteration.ts'
import { type Membership, membershipOf } from '../meaning/membership.ts'
import { isHarmlessToRead, undecided } from './lazy.ts'
import { isFallback, isWorthIt } from './membership.ts'
import { type Repetition, repetitionsAround, stablePlace, type StablePlace } from './place.ts'
import { type Edit, probe, type RuleContext, type Site } from './rule.ts'
import { capitalized, indexPays, lastName, standsAlone } from './text.ts'

interface Asked {
  readonly question: Membership
  /** What holds the lists, and how it is gone through. */
  readonly over: ts.Expression
  readonly inner: Repetition
}

export function elementListSites(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const question = membershipOf(context, node)
    if (!question || isFallback(node) || !isWorthIt(context, question)) return
    if (question.perElement && !isHarmlessToRead(context, question.value)) return
    const asked = askedInTurn(context, question)
    const place = asked && stablePlace(context, asked.inner.carrier, asked.over)
    if (asked && place && keepsLists(context, place.region)) sites.push(site(context, place, asked))
  })
  return sites
}

/** The list is what the loop, or the callback, gets in each round. */
function askedInTurn(context: RuleContext, question: Membership): Asked | null {
  const list = bare(question.list)
  for (const inner of repetitionsAround(context, question.node).toReversed()) {
    const over = overOf(context, inner, list)
    if (over) return { question, over, inner }
  }
  return null
}

function overOf(context: RuleContext, { carrier, over }: Repetition, list: ts.Expression): ts.Expression | null {
  if (!ts.isCallExpression(carrier)) {
    const iteration = iterationOf(context, carrier)
    return iteration && isElement(context, iteration, list) ? iteration.list : countedThrough(context, carrier, list)
  }
  const callback = carrier.arguments.map<ts.Node>(bare).find(isFunctionNode)
  const parameter = callback?.parameters[0]
  const symbol = context.scope.symbolOf(list)
  if (!parameter || !symbol || context.scope.symbolOf(parameter.name) !== symbol) return null
  return over ?? carrier.arguments.find(each => ts.isIdentifier(each)) ?? null
}

/** `lists[i]` where the loop moves `i`, whatever else it does with it: the list itself says which Set is its own. */
function countedThrough(context: RuleContext, loop: ts.Node, list: ts.Expression): ts.Expression | null {
  if (!ts.isElementAccessExpression(list) || list.questionDotToken) return null
  const index = context.scope.symbolOf(bare(list.argumentExpression))
  const isMoved = index && context.scope.references(index).some(id => isAssigned(id) && contains(loop, id))
  return isMoved && ts.isIdentifier(list.expression) ? list.expression : null
}

const writesElements = ({ property }: Write): boolean => property === null || /^(?:length|\d+)$/.test(property)

/** Nothing there writes into a list that may be one of them. */
function keepsLists(context: RuleContext, region: ts.Node): boolean {
  const { scope } = context
  const effects = effectsOf(scope, region)
  const isOwn = ({ root, depth, object }: Write): boolean =>
    root === null ? makesArray(scope, object) : depth === 0 && isUnshared(scope, root)
  return effects.unknown === null && effects.writes.filter(writesElements).every(isOwn)
}

function site(context: RuleContext, place: StablePlace, { question, over, inner }: Asked): Site {
  const { scope, style } = context
  const { node, list, value, negated, strict } = question
  const text = list.getText()
  const wish = `${lastName(list)}Set`
  const [known, sets, setOf] = [context.name(wish), context.name(`${wish}s`), context.name(`make${capitalized(wish)}`)]
  const [given, inside] = [context.name('list'), context.name('index')]
  const dropsNaN = strict && !isPlainKey(scope, value)
  const { conditions, facts } = calledBackAtOnce(context, [place.repetition, inner])
  const types = scope.typed ? '<unknown, Set<unknown>>' : ''
  const whole = strict && !question.holes && dropsNaN ? `${given}.filter(item => !Number.isNaN(item))` : given
  const head = scope.typed ? `(${given}: unknown): Set<unknown> | false` : style.arrowParentheses ? `(${given})` : given
  const fits = [...conditions, `Array.isArray(${given})`, `${given}.length > ${context.pays ?? indexPays}`]
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const lines = [
    undecided(context, known, 'Set<unknown> | false'),
    `${style.keyword} ${sets} = new Map${types}()§`,
    `${style.keyword} ${setOf} = ${head} => {`,
    `  if (!(${fits.join(' && ')})) return false§`,
    `  ${letWord} ${inside} = ${sets}.get(${given})§`,
    `  if (!${inside}) {`,
    `    ${inside} = new Set${scope.typed ? '<unknown>' : ''}(${whole})§`,
    ...(dropsNaN && question.holes ? [`    ${inside}.delete(NaN)§ // === never finds it`] : []),
    `    ${sets}.set(${given}, ${inside})§`,
    '  }',
    `  return ${inside}§`,
    '}§',
  ]
  const answer = `(${known} = ${setOf}(${text})) ? ${negated ? '!' : ''}${known}.has(${value.getText()}) : ${node.getText()}`
  const edit: Edit = { start: node.getStart(), end: node.end, text: standsAlone(node) ? answer : `(${answer})` }
  return {
    key: `each ${text} ${node.getText()}`,
    subject: `of each ${text}`,
    reason: `Every list of ${over.getText()} was scanned from its start for every value. A Set of each, made when it is first asked, answers in constant time.`,
    edits: [...place.insert(lines), edit],
    facts: [
      `proved: no list that may be one of ${over.getText()} is written to while they are asked`,
      'guarded: what is no array, and short lists, are scanned as before',
      ...facts,
      ...(dropsNaN ? ['proved: NaN is left out of the Sets, as === never finds it'] : []),
    ],
    probes: listsProbes(context, over),
  }
}

/** An object with an `every` of its own may call back when the lists are others. */
function calledBackAtOnce(
  context: RuleContext,
  repetitions: readonly Repetition[],
): { readonly conditions: readonly string[]; readonly facts: readonly string[] } {
  const overs = repetitions.flatMap(({ carrier, over }) =>
    ts.isCallExpression(carrier) && over && ts.isIdentifier(bare(over)) && !isArray(context.scope, over) ? [over.getText()] : [],
  )
  return {
    conditions: overs.map(each => `Array.isArray(${each})`),
    facts: overs.map(each => `guarded: Array.isArray(${each}), as others may call back later`),
  }
}

/** The lists as second argument, or as all but the first: NaN and holes on both sides, a text among them, the same list twice. */
function listsProbes(context: RuleContext, over: ts.Expression): readonly string[] {
  const [, second, ...more] = context.target.node.parameters
  if (context.scope.typed || more.length > 0) return []
  const isSecond =
    second !== undefined && !second.dotDotDotToken && context.scope.symbolOf(bare(over)) === context.scope.symbolOf(second.name)
  const values = "[NaN, 0, -0, 1, 79, undefined, 'a', 'ab']"
  const long = 'Array.from({ length: 80 }, (_, i) => i)'
  return [
    '[NaN, 2], [2, NaN]',
    `${long}.concat([NaN, , undefined]), ${long}.concat([NaN, 'a'])`,
    `'ab', ${long}`,
    `${long}, null`,
  ].map(lists => probe(`${values}, ${isSecond ? `[${lists}]` : lists}`))
}

/**
 * J26, J50, J11, J12: an expression inside a loop or callback that has the same value every time is evaluated once. What may
 * throw, or may never have been evaluated, is evaluated when it is first needed, not earlier.
 */
import { effectsOf, type Write } from '../../../languages/javascript/effects.ts'
import {
  everyPart,
  isArray,
  isDeclaredBefore,
  isFresh,
  isPure,
  isReadThrough,
  isString,
  isUnshared,
  makesArray,
} from '../../../languages/javascript/facts.ts'
import { isFunctionNode } from '../../../languages/javascript/functions.ts'
import { calledFunction, contains, declaredIn, isLocal } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore, repetitionsAround, type StablePlace } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'
import { capitalized, lastName, singular } from './text.ts'

/** What may be taken out of a loop, and how the variable is called. Never null or undefined, so `??=` can tell whether it was evaluated. */
interface Candidate {
  readonly node: ts.Expression
  readonly name: string
  /** Type for a `let` in TypeScript; null when the checker finds it by itself. */
  readonly type: string
  /** Cannot throw when its variables are what their types say. */
  readonly safe: boolean
}

const callbackWork =
  /^(?:map|filter|reduce|reduceRight|forEach|some|every|find|findIndex|flatMap|sort|toSorted|join|concat|slice|reverse|toReversed|flat)$/

function candidateOf(context: RuleContext, node: ts.Node): Candidate | null {
  const { scope } = context
  if (ts.isNewExpression(node) && node.expression.getText() === 'Set' && node.arguments?.length === 1) {
    const list = node.arguments[0]!
    if (!isReadThrough(node)) return null
    return {
      node,
      name: `${lastName(list).replace(/^items$/, 'value')}Set`,
      type: `Set<unknown>`,
      safe: isArray(scope, list),
    }
  }
  if (!ts.isCallExpression(node)) return null
  const callee = node.expression.getText()
  const [first, ...more] = node.arguments
  if (/^Math\.(?:max|min)$/.test(callee) && first && ts.isSpreadElement(first) && more.length === 0) {
    const list = first.expression
    return {
      node,
      name: `${callee.slice(5)}${capitalized(singular(lastName(list)))}`,
      type: 'number',
      safe: isArray(scope, list),
    }
  }
  if (/^Object\.(?:keys|values|entries)$/.test(callee) && first && more.length === 0) {
    const isCounted = ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === 'length'
    if (isCounted)
      return {
        node: node.parent,
        name: `${singular(callee.slice(7))}Count`,
        type: 'number',
        safe: isObject(context, first),
      }
    if (!isReadThrough(node)) return null
    return {
      node,
      name: `${lastName(first)}${capitalized(callee.slice(7))}`,
      type: 'unknown[]',
      safe: isObject(context, first),
    }
  }
  if (ts.isPropertyAccessExpression(node.expression)) {
    const method = node.expression.name.text
    if (method === 'sort' || method === 'toSorted' || method === 'reverse' || method === 'toReversed') {
      if (!makesArray(scope, node) || !isReadThrough(node) || !isCopyFirst(node)) return null
      const source = sourceOf(node)
      return {
        node,
        name: `${/^(?:to)?[sS]ort/.test(method) ? 'sorted' : 'reversed'}${capitalized(lastName(source))}`,
        type: 'unknown[]',
        safe: true,
      }
    }
    if (method === 'reduce' && node.arguments.length === 2 && isSum(context, node)) {
      const list = node.expression.expression
      return { node, name: `${singular(lastName(list))}Total`, type: 'number', safe: isArray(scope, list) }
    }
    return null
  }
  const called = calledFunction(scope, node.expression)
  if (
    !called ||
    contains(called, node) ||
    !isPrimitiveResult(context, node) ||
    node.arguments.length === 0 ||
    !doesWork(context, called)
  )
    return null
  const on = bare(node.arguments[0]!)
  return {
    node,
    name: ts.isIdentifier(on)
      ? `${callee.replace(/^(?:get|calc|calculate|compute)(?=[A-Z])/, '').replace(/^[A-Z]/, each => each.toLowerCase())}Of${capitalized(on.text)}`
      : `${callee}Value`,
    type: isNumberLike(context, node) ? 'number' : 'string',
    safe: scope.typed,
  }
}

const primitive = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike

/** By what the function computes, as the checker sees it: arithmetic gives numbers whatever goes in. */
const isPrimitiveResult = (context: RuleContext, node: ts.Expression): boolean =>
  everyPart(context.scope, node, type => (type.flags & primitive) !== 0)

const isNumberLike = (context: RuleContext, node: ts.Expression): boolean =>
  everyPart(context.scope, node, type => (type.flags & ts.TypeFlags.NumberLike) !== 0)

/** A reduction by arithmetic from a literal: a primitive, whatever the elements are. */
function isSum(context: RuleContext, node: ts.CallExpression): boolean {
  if (isNumberLike(context, node)) return true
  const [callback, initial] = node.arguments
  const fn = callback && bare(callback)
  if (!fn || !initial || !ts.isLiteralExpression(bare(initial)) || !ts.isArrowFunction(fn) || ts.isBlock(fn.body)) return false
  const body = bare(fn.body)
  return (
    ts.isBinaryExpression(body) &&
    body.operatorToken.kind >= ts.SyntaxKind.PlusToken &&
    body.operatorToken.kind <= ts.SyntaxKind.PercentToken
  )
}

const isObject = (context: RuleContext, node: ts.Expression): boolean =>
  context.scope.typed && everyPart(context.scope, node, type => (type.flags & ts.TypeFlags.Object) !== 0)

/** Worth a variable: loops, or works through a list. */
function doesWork(context: RuleContext, called: ts.Node): boolean {
  let works = false
  walk(called, node => {
    if (ts.isIterationStatement(node, false)) works = true
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      callbackWork.test(node.expression.name.text)
    )
      works = true
    if (ts.isSpreadElement(node) && ts.isCallExpression(node.parent)) works = true
  })
  return works && isPure(context.scope, called)
}

/** `[...a].sort()`: the receiver is a copy, so the list itself is not touched. */
function isCopyFirst(node: ts.CallExpression): boolean {
  const method = (node.expression as ts.PropertyAccessExpression).name.text
  if (method.startsWith('to')) return true
  const receiver = bare((node.expression as ts.PropertyAccessExpression).expression)
  return ts.isArrayLiteralExpression(receiver) || ts.isCallExpression(receiver)
}

function sourceOf(node: ts.Expression): ts.Expression {
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
  if (effects.unknown !== null || effects.output || effects.varying || effects.usesThis) return false
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
function symbolsRead(context: RuleContext, node: ts.Node): readonly ts.Symbol[] | null {
  const found = new Set<ts.Symbol>()
  const entered = new Set<ts.Node>()
  const enter = (start: ts.Node): void =>
    walk(start, each => {
      if (ts.isTypeNode(each)) return false
      if (!ts.isIdentifier(each)) return undefined
      const parent = each.parent
      if (ts.isPropertyAccessExpression(parent) && parent.name === each) return undefined
      const symbol = context.scope.symbolOf(each)
      if (!isLocal(context.scope, symbol) || declaredIn(symbol, start) || declaredIn(symbol, node)) return undefined
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

function hoisted(
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
  const eager = candidate.safe || goesThroughIt(place, node)
  const edits = eager
    ? [
        ...place.insert([`${keyword} ${name} = ${text}§`]),
        ...others.map(each => ({ start: each.getStart(), end: each.end, text: name })),
      ]
    : [
        ...place.insert([
          `${keyword === 'var' ? 'var' : 'let'} ${name}${context.scope.typed ? `: ${candidate.type} | undefined` : ''}§`,
        ]),
        ...others.map(each => ({ start: each.getStart(), end: each.end, text: `(${name} ??= ${text})` })),
      ]
  return {
    key: `hoist ${text}`,
    subject: `of ${text.length > 50 ? `${text.slice(0, 47)}...` : text}`,
    reason: why,
    edits,
    facts: [
      `proved: nothing that ${text.slice(0, 60)} reads changes while the loop runs`,
      eager
        ? 'proved: it would have been evaluated at once, or cannot throw'
        : 'proved: it is still evaluated only when it is needed, so errors come when they came',
    ],
    probes: [],
  }
}

/** The loop goes through the very list: where that fails, it failed before as well. */
function goesThroughIt(place: StablePlace, node: ts.Expression): boolean {
  const over = place.repetition.over && bare(place.repetition.over).getText()
  if (!over || !ts.isIdentifier(bare(place.repetition.over!))) return false
  const call = bare(node)
  if (!ts.isCallExpression(call)) return false
  return (
    call.arguments.some(each => (ts.isSpreadElement(each) ? each.expression : each).getText() === over) ||
    sourceOf(call).getText() === over
  )
}

/** Sites for all candidates, outer ones first; what lies inside one that was taken is left alone. */
function hoists(context: RuleContext, find: (node: ts.Node) => Candidate | null, why: string): readonly Site[] {
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

/** Already kept: `name ??= expression`. */
const isHeld = (node: ts.Expression): boolean =>
  ts.isBinaryExpression(node.parent) &&
  node.parent.right === node &&
  node.parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken

export const invariantExpression: Rule = {
  id: 'J26',
  title: 'Same value computed once',
  shortName: 'invariant-computed-once',
  riskClass: 'A',
  gains: [
    [50, 5],
    [300, 30],
    [3000, 1000],
  ],
  match: context =>
    hoists(
      context,
      node => (ts.isNewExpression(node) ? null : candidateOf(context, node)),
      'The expression has the same value in every round, and went through all its elements each time. It is evaluated once.',
    ),
}

export const setInLoop: Rule = {
  id: 'J50',
  title: 'Set built once',
  shortName: 'set-built-once',
  riskClass: 'A',
  gains: [
    [30, 10],
    [300, 475],
  ],
  match: context =>
    hoists(
      context,
      node => (ts.isNewExpression(node) ? candidateOf(context, node) : null),
      'The same Set was built in every round. It is built once.',
    ),
}

const regExpUser = /^(?:replace|replaceAll|match|matchAll|split|search)$/

/** `new RegExp(text)` and literals whose state cannot be seen: used on the spot, and not global where that keeps a position. */
function regExpOf(context: RuleContext, node: ts.Node): Candidate | null {
  let flags: string
  if (ts.isRegularExpressionLiteral(node)) flags = /[a-z]*$/.exec(node.text)?.[0] ?? ''
  else if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp' && node.arguments && node.arguments.length > 0) {
    const [source, given] = node.arguments
    if (given && !ts.isStringLiteralLike(given)) return null
    // A RegExp as source would bring its own flags along.
    if (!given && !isText(context, source!)) return null
    flags = given && ts.isStringLiteralLike(given) ? given.text : ''
  } else return null
  if (flags.includes('y')) return null
  const parent = node.parent
  const tests =
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent &&
    /^(?:test|exec)$/.test(parent.name.text)
  const given =
    ts.isCallExpression(parent) &&
    parent.arguments[0] === node &&
    ts.isPropertyAccessExpression(parent.expression) &&
    regExpUser.test(parent.expression.name.text)
  if (!(tests && !flags.includes('g')) && !given) return null
  return { node, name: 'pattern', type: 'RegExp', safe: ts.isRegularExpressionLiteral(node) }
}

function isText(context: RuleContext, node: ts.Expression): boolean {
  const value = bare(node)
  if (isString(context.scope, value)) return true
  return (
    ts.isBinaryExpression(value) &&
    value.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    (isText(context, value.left) || isText(context, value.right))
  )
}

export const regExpInLoop: Rule = {
  id: 'J11',
  title: 'Regular expression compiled once',
  shortName: 'pattern-compiled-once',
  riskClass: 'A',
  gains: [[1000, 5]],
  match: context => {
    // A literal reads no variable, so any repetition will do; one made of text must be invariant.
    const literals = ts.isSourceFile(context.target.node) ? [] : literalPatterns(context)
    return [
      ...hoists(
        context,
        node => (ts.isRegularExpressionLiteral(node) ? null : regExpOf(context, node)),
        'The same regular expression was compiled in every round. It is compiled when it is first needed.',
      ),
      ...literals,
    ]
  },
}

function literalPatterns(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const candidate = ts.isRegularExpressionLiteral(node) ? regExpOf(context, node) : null
    if (!candidate) return
    const outermost = repetitionsAround(context, node)[0]
    const place = outermost && placeBefore(context, outermost.carrier)
    if (place)
      sites.push(
        hoisted(
          context,
          candidate,
          { ...place, repetition: outermost },
          [candidate.node],
          'A regular expression literal makes a new object each time it is evaluated. It is made once.',
        ),
      )
  })
  return sites
}

/** `new Intl.NumberFormat(...)` used on the spot, and the methods that make one inside. */
function intlOf(node: ts.Node): Candidate | null {
  if (
    !ts.isNewExpression(node) ||
    !/^Intl\.(?:NumberFormat|DateTimeFormat|Collator|PluralRules|ListFormat|RelativeTimeFormat|Segmenter)$/.test(
      node.expression.getText(),
    )
  )
    return null
  const parent = node.parent
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return null
  const kind = node.expression.getText().slice(5)
  return {
    node,
    name: kind === 'Collator' ? 'collator' : `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`,
    type: `Intl.${kind}`,
    safe: false,
  }
}

/** Reads no variable at all: `symbolsRead` has nothing, which is fine here. */
function constantIntl(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const candidate = intlOf(node)
    if (!candidate || isHeld(candidate.node) || symbolsRead(context, candidate.node) !== null) return
    const outermost = repetitionsAround(context, node).find(each => !isFunctionNode(each.carrier))
    const place = outermost && placeBefore(context, outermost.carrier)
    if (place)
      sites.push(
        hoisted(
          context,
          candidate,
          { ...place, repetition: outermost },
          [candidate.node],
          'Making a formatter costs far more than using it. It is made when it is first needed.',
        ),
      )
  })
  return sites
}

export const intlInLoop: Rule = {
  id: 'J12',
  title: 'Formatter made once',
  shortName: 'formatter-made-once',
  riskClass: 'A',
  gains: [
    [100, 28],
    [1000, 56],
  ],
  match: context => [
    ...hoists(context, intlOf, 'Making a formatter costs far more than using it. It is made when it is first needed.'),
    ...constantIntl(context),
    ...localeMethods(context),
  ],
}

/** `x.localeCompare(y, locale, options)`: a collator each time. By the standard the two give the same answer for strings. */
function localeMethods(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.questionDotToken) return
    const method = node.expression.name.text
    const receiver = node.expression.expression
    const isCompare = method === 'localeCompare' && node.arguments.length > 1
    const isFormat = method === 'toLocaleString' && node.arguments.length > 0
    if (!isCompare && !isFormat) return
    const settings = node.arguments.slice(isCompare ? 1 : 0)
    if (!settings.every(each => isConstantSetting(each))) return
    const outermost = repetitionsAround(context, node)[0]
    const place = outermost && placeBefore(context, outermost.carrier)
    if (!place) return
    const made = `new Intl.${isCompare ? 'Collator' : 'NumberFormat'}(${settings.map(each => each.getText()).join(', ')})`
    const name = context.name(isCompare ? 'collator' : 'numberFormat')
    const type = context.scope.typed ? `: Intl.${isCompare ? 'Collator' : 'NumberFormat'} | undefined` : ''
    const held = `(${name} ??= ${made})`
    const answer = isCompare
      ? `${held}.compare(${receiver.getText()}, ${node.arguments[0]!.getText()})`
      : `${held}.format(${receiver.getText()})`
    const proved = isCompare
      ? isString(context.scope, receiver)
      : everyPart(context.scope, receiver, each => (each.flags & ts.TypeFlags.NumberLike) !== 0) && context.scope.typed
    const kind = isCompare ? 'string' : 'number'
    if (!proved && !ts.isIdentifier(receiver) && !ts.isPropertyAccessExpression(receiver)) return
    sites.push({
      key: `locale ${node.getText()}`,
      subject: '',
      reason: `${method} with settings makes a new ${isCompare ? 'collator' : 'formatter'} for every call. One is made when it is first needed; by the standard it gives the same answers.`,
      edits: [
        ...place.insert([`${context.style.keyword === 'var' ? 'var' : 'let'} ${name}${type}§`]),
        {
          start: node.getStart(),
          end: node.end,
          text: proved
            ? answer
            : `(typeof ${receiver.getText()} === ‹${kind}› ? ${answer} : ${node.getText()})`.replace(/‹|›/g, context.style.quote),
        },
      ],
      facts: [
        proved ? `proved: ${receiver.getText()} is a ${kind}` : `guarded: what is not a ${kind} is treated as before`,
        'proved: the settings are constants',
      ],
      probes: [],
    })
  })
  return sites
}

function isConstantSetting(node: ts.Expression): boolean {
  const value = bare(node)
  if (
    ts.isLiteralExpression(value) ||
    value.getText() === 'undefined' ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword
  )
    return true
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isConstantSetting)
  return (
    ts.isObjectLiteralExpression(value) &&
    value.properties.every(
      each => ts.isPropertyAssignment(each) && !ts.isComputedPropertyName(each.name) && isConstantSetting(each.initializer),
    )
  )
}

/**
 * Where an index is made: at the very question that read the list in the original, the first time that it is asked. So nothing is
 * read that the original did not read, and nothing earlier: not before the condition that protects it, not before a loop that
 * runs no round. In front of the loop stand only a variable without a value and a function that nobody has called.
 */
import { rootOf } from '../../../languages/javascript/effects.ts'
import { typeOf } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from './rule.ts'
import { capitalized } from './text.ts'

/** What an index is and when it pays. `conditions`, `made` and `fill` name the list as `given` and the index as `inside`. */
export interface IndexPlan {
  /** The variable that holds it. */
  readonly name: string
  /** What is looked through, as the original says it. */
  readonly list: ts.Expression
  /** Parameter of the function that makes the index, and its variable in there. */
  readonly given: string
  readonly inside: string
  /** Must all hold, else the old code answers. */
  readonly conditions: readonly string[]
  /** `new Set(list)`, or what is made empty and then filled. */
  readonly made: string
  /** Statements that fill `index`; none when `made` is the whole of it. */
  readonly fill: readonly string[]
  /** In TypeScript: type of the index, and of an element. */
  readonly type: string
  readonly element: string
  /** What is looked for was evaluated for each element: an index without any entry must not look at it. */
  readonly asksElements: boolean
  /** Reading an element may fail where the original had found what it looked for before: then the old code answers. */
  readonly mayFail: boolean
}

export interface LazyIndex {
  /** In front of the repetition. */
  readonly lines: readonly string[]
  /** Gives the index, or false where the old code answers. Stands where the original reads the list. */
  readonly ask: string
  /** Whether there is one, as a condition behind which TypeScript knows it too. */
  readonly test: string
  /** The old code stays beside the index. */
  readonly guarded: boolean
  /** A condition on what is gone through, not on the list, and the lines where it holds already; null where there is none. */
  readonly early: { readonly condition: string; readonly lines: readonly string[] } | null
}

/** `let name`, without a value each time that control comes by: a `var` in a loop would keep the one of the round before. */
export const undecided = (context: RuleContext, name: string, type: string): string =>
  context.style.keyword === 'var'
    ? `var ${name} = undefined§`
    : `let ${name}${context.scope.typed ? `: ${type} | undefined` : ''}§`

/**
 * A condition on the length of what is gone through, and not of the list, waits for nothing: the repetition reads that anyway. Asked in front
 * of it, short inputs pay for one comparison and not for a function (measured over 10 elements: 0.95x instead of 0.89x).
 */
const askedInFront = (conditions: readonly string[], given: string): string | null => {
  const [first] = conditions
  return first !== undefined && /^[\w$]+\.length > \d+$/.test(first) && !first.startsWith(`${given}.`) ? first : null
}

/** `let name = long enough ? undefined : false`. */
function decidedInFront(context: RuleContext, name: string, type: string, condition: string): string {
  const { style, scope } = context
  return `${style.keyword === 'var' ? 'var' : 'let'} ${name}${scope.typed ? `: ${type} | undefined` : ''} = ${condition} ? undefined : false§`
}

/** Plain JavaScript may come by with nothing to go through. */
const asked = (context: RuleContext, condition: string): string =>
  context.scope.typed ? condition : condition.replace('.length', '?.length')

/** A longer question is a function with a name. */
const longestInline = 60

export function lazyIndex(context: RuleContext, plan: IndexPlan): LazyIndex {
  const { name, given, inside, made, fill, asksElements, mayFail } = plan
  const { keyword } = context.style
  const guarded = plan.conditions.length > 0 || asksElements || mayFail
  const list = plan.list.getText()
  const early = askedInFront(plan.conditions, given)
  const conditions = early === null ? plan.conditions : plan.conditions.slice(1)
  const type = guarded ? `${plan.type} | false` : plan.type
  const condition = early && asked(context, early)
  const held = condition === null ? undecided(context, name, type) : decidedInFront(context, name, type, condition)
  const inFront = (...more: readonly string[]): LazyIndex['early'] =>
    condition === null ? null : { condition, lines: [undecided(context, name, type), ...more] }
  const whole = [...conditions, made].join(' && ').replace(new RegExp(`\\b${given}\\b`, 'g'), () => list)
  const fits = guarded && fill.length === 0 && !asksElements && !mayFail && ts.isIdentifier(bare(plan.list))
  if (fits && (early !== null || whole.length <= longestInline)) {
    const ask = `(${name} ??= ${whole})`
    return { lines: [held], ask, test: context.scope.typed ? `${ask} !== false` : ask, guarded, early: inFront() }
  }
  if (!guarded && fill.length === 0) {
    const ask = `(${name} ??= ${made.replace(new RegExp(`\\b${given}\\b`, 'g'), () => list)})`
    return { lines: [held], ask, test: ask, guarded, early: null }
  }
  const make = context.name(`make${capitalized(name)}`)
  const head = `${parameterOf(context, plan)}${context.scope.typed && guarded ? `: ${plan.type} | false` : ''}`
  const body =
    fill.length === 0 && !asksElements
      ? expressionBody(conditions, made)
      : [
          '{',
          ...(conditions.length > 0 ? refusal(conditions) : []),
          `  ${keyword} ${inside} = ${made}§`,
          ...(mayFail ? tried(fill) : fill).map(line => `  ${line}`),
          `  return ${asksElements ? `${inside}.size > 0 && ${inside}` : inside}§`,
          '}§',
        ]
  const ask = `(${name} ??= ${make}(${list}))`
  const making = [`${keyword} ${make} = ${head} => ${body[0]}`, ...body.slice(1)]
  return {
    lines: [held, ...making],
    early: inFront(...making),
    ask,
    test: context.scope.typed ? `${ask} !== false` : ask,
    guarded,
  }
}

const tried = (lines: readonly string[]): readonly string[] => [
  'try {',
  ...lines.map(line => `  ${line}`),
  '} catch {',
  '  return false§ // the old code fails where it failed, if it comes so far',
  '}',
]

function expressionBody(conditions: readonly string[], made: string): readonly string[] {
  return [`${[...conditions, made].join(' && ')}§`]
}

function refusal(conditions: readonly string[]): readonly string[] {
  const [only, ...more] = conditions
  if (more.length === 0) {
    const negated = /^!?[\w$.]+(?:\([\w$.]*\))?$/.test(only!)
      ? only!.startsWith('!')
        ? only!.slice(1)
        : `!${only}`
      : `!(${only})`
    return [`  if (${negated}) return false§`]
  }
  const line = `  if (!(${conditions.join(' && ')})) return false§`
  if (line.length <= 110) return [line]
  return ['  const fits =', `    ${conditions.join(' && ')}§`, '  if (!fits) return false§']
}

function parameterOf(context: RuleContext, { list, given, element }: IndexPlan): string {
  const { scope, style } = context
  if (!scope.typed) return style.arrowParentheses ? `(${given})` : given
  const type = typeOf(scope, list)
  const isList = scope.checker.isArrayType(type) || scope.checker.isTupleType(type)
  return `(${given}: ${isList ? `readonly ${element.includes('|') ? `(${element})` : element}[]` : 'unknown'})`
}

/** Reading `value` cannot fail: a name, a literal, or what types promise. Anything else may be a member of nothing. */
export function isHarmlessToRead(context: RuleContext, value: ts.Expression): boolean {
  const node = bare(value)
  if (context.scope.typed || ts.isIdentifier(node) || ts.isLiteralExpression(node)) return true
  return node.kind === ts.SyntaxKind.ThisKeyword || ts.isTypeOfExpression(node)
}

/** Type of an element of `list` as text that holds in front of the loop too, where nobody has asked yet whether there is a list. */
export function elementText(context: RuleContext, list: ts.Expression): string {
  const { scope } = context
  const node = bare(list)
  const names: string[] = []
  let object: ts.Expression = node
  while (ts.isPropertyAccessExpression(object) && !ts.isPrivateIdentifier(object.name)) {
    names.unshift(object.name.text)
    object = bare(object.expression)
  }
  const { root } = rootOf(scope, node)
  if (!root || !ts.isIdentifier(object)) return `(typeof ${list.getText()})[number]`
  let text = `typeof ${object.text}`
  let type = scope.checker.getTypeOfSymbol(root)
  let nested = false
  for (const member of [...names, null]) {
    const present = scope.checker.getNonNullableType(type)
    if (present !== type) nested = true
    text = present === type ? text : `NonNullable<${text}>`
    if (member === null) break
    const property = scope.checker.getPropertyOfType(present, member)
    if (!property) return `(typeof ${list.getText()})[number]`
    text = `${text.startsWith('typeof') ? `(${text})` : text}['${member}']`
    type = scope.checker.getTypeOfSymbol(property)
  }
  if (!nested) return `(typeof ${list.getText()})[number]`
  return `${text.startsWith('typeof') ? `(${text})` : text}[number]`
}

/** The code is inside of a function that only makes an index. */
export function isMaking(node: ts.Node): boolean {
  let found = false
  for (let each: ts.Node | undefined = node; each; each = each.parent)
    if (
      ts.isVariableDeclaration(each) &&
      /^make[A-Z]/.test(each.name.getText()) &&
      each.initializer &&
      ts.isArrowFunction(each.initializer)
    )
      found = true
  return found
}

export const mentionsArguments = (node: ts.Node): boolean => {
  let found = false
  walk(node, each => {
    if (ts.isIdentifier(each) && each.text === 'arguments') found = true
  })
  return found
}

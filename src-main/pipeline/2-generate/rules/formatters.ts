/** J12: formatters and collators of Intl that are made in every round of a loop, openly or inside `localeCompare` and `toLocaleString`, are made once. */
import { everyPart, isPure, isString } from '../../../languages/javascript/facts.ts'
import { isFunctionNode } from '../../../languages/javascript/functions.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { type Candidate, hoisted, hoists, isHeld, symbolsRead } from './hoist.ts'
import { undecided } from './lazy.ts'
import { placeBefore, repetitionsAround } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'

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
    // The settings are looked at first now: an argument with effects would come too late where they are refused.
    if (isCompare && !isPure(context.scope, node.arguments[0]!)) return
    const outermost = repetitionsAround(context, node)[0]
    const place = outermost && placeBefore(context, outermost.carrier)
    if (!place) return
    const made = `new Intl.${isCompare ? 'Collator' : 'NumberFormat'}(${settings.map(each => each.getText()).join(', ')})`
    const name = context.name(isCompare ? 'collator' : 'numberFormat')
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
        ...place.insert([undecided(context, name, `Intl.${isCompare ? 'Collator' : 'NumberFormat'}`)]),
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

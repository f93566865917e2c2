/** J11: a regular expression that is compiled in every round of a loop is compiled once. */
import { isString } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { type Candidate, hoisted, hoists, isHeld, symbolsRead } from './hoist.ts'
import { placeBefore, repetitionsAround } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'

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
  return { node, name: 'pattern', type: 'RegExp' }
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
    // A literal, or one made of a literal text, reads no variable, so any repetition will do; one made of text must be invariant.
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
    const candidate = regExpOf(context, node)
    if (!candidate || isHeld(candidate.node)) return
    if (!ts.isRegularExpressionLiteral(node) && symbolsRead(context, node) !== null) return
    const outermost = repetitionsAround(context, node)[0]
    const place = outermost && placeBefore(context, outermost.carrier)
    if (place)
      sites.push(
        hoisted(
          context,
          candidate,
          { ...place, repetition: outermost },
          [candidate.node],
          'A regular expression is made anew each time that it is evaluated. It is made once.',
        ),
      )
  })
  return sites
}

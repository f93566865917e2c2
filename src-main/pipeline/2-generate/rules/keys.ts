/**
 * J36, J37: a comparison that computes an expensive key of both elements each time it is called. Each element's key is computed
 * when it is first needed and kept for the rest of the sort.
 */
import { isPure, isSimple, typeOf } from '../../../languages/javascript/facts.ts'
import { mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeForOne } from './place.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'
import { writableType } from './text.ts'

const costly =
  /\bnew Date\(|\bDate\.parse\(|\bnew RegExp\(|\bJSON\.|\.(?:split|toLowerCase|toUpperCase|replace|replaceAll|match|normalize|trim|join|reduce|filter|map|sort|toSorted|localeCompare|padStart|padEnd)\(/

/** Largest subexpressions that mention `own` and not `other`. */
function keysOf(context: RuleContext, body: ts.Expression, own: ts.Symbol, other: ts.Symbol): readonly ts.Expression[] {
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) && mentions(context.scope, node, own) && !mentions(context.scope, node, other)) {
      // A method that is about to be called on the other element is no key: `key(a).localeCompare`.
      const isCallee = ts.isCallExpression(node.parent) && node.parent.expression === node
      if (!isCallee) {
        found.push(bare(node))
        return
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(body)
  return found
}

function site(context: RuleContext, node: ts.Node): Site | null {
  const { scope, style } = context
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    !/^(?:sort|toSorted)$/.test(node.expression.name.text) ||
    node.arguments.length !== 1
  )
    return null
  const fn = bare(node.arguments[0]!)
  if (!ts.isArrowFunction(fn) || ts.isBlock(fn.body) || fn.parameters.length !== 2 || !isPure(scope, fn)) return null
  const [first, second] = fn.parameters.map(each => each.name)
  if (!first || !second || !ts.isIdentifier(first) || !ts.isIdentifier(second)) return null
  const a = scope.symbolOf(first)
  const b = scope.symbolOf(second)
  if (!a || !b) return null
  const ofFirst = keysOf(context, fn.body, a, b).filter(each => costly.test(each.getText()))
  const ofSecond = keysOf(context, fn.body, b, a).filter(each => costly.test(each.getText()))
  const key = ofFirst[0]
  if (!key || ofSecond.length === 0) return null
  const element = first.text
  const text = key.getText()
  const inOther = (each: ts.Expression): string =>
    each.getText().replace(new RegExp(`(?<![\\w$.])${second.text}(?![\\w$])`, 'g'), element)
  // The same key for both, wherever it stands.
  if (!ofFirst.every(each => each.getText() === text) || !ofSecond.every(each => inOther(each) === text)) return null
  if (hasFunction(key)) return null
  const place = placeForOne(context, node)
  const list = node.expression.expression
  if (!place) return null
  const types = typesOf(context, key, list)
  if (types === null) return null
  const keys = context.name('keys')
  const keyOf = context.name('keyOf')
  const held = context.name('key')
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const head = types.parameter === '' && !style.arrowParentheses ? element : `(${element}${types.parameter})`
  const lines = [
    `${style.keyword} ${keys} = new Map${types.map}()§`,
    `${style.keyword} ${keyOf} = ${head} => {`,
    `  ${letWord} ${held} = ${keys}.get(${element})§`,
    `  if (${held} === undefined) {`,
    `    ${held} = ${text}§`,
    `    ${keys}.set(${element}, ${held})§`,
    '  }',
    `  return ${held}§`,
    '}§',
  ]
  return {
    key: `sort by ${text}`,
    subject: `for ${text.slice(0, 40)}`,
    reason: `A sort calls its comparison many times per element, and each call computed ${text.slice(0, 60)} for both. It is computed once per element.`,
    edits: [
      ...place.insert(lines),
      ...ofFirst.map(each => ({ start: each.getStart(), end: each.end, text: `${keyOf}(${element})` })),
      ...ofSecond.map(each => ({ start: each.getStart(), end: each.end, text: `${keyOf}(${second.text})` })),
    ],
    facts: [
      'proved: the key depends on nothing but the element',
      'proved: keys are computed in the order in which the sort asks for them, so errors come when they came',
    ],
    probes:
      scope.typed || context.target.node.parameters.length !== 1
        ? []
        : [probe('[]'), probe('[undefined, undefined]'), probe('[null]')],
  }
}

const hasFunction = (node: ts.Node): boolean => {
  let found = false
  walk(node, each => {
    if (ts.isFunctionLike(each) || each.kind === ts.SyntaxKind.ThisKeyword) found = true
  })
  return found
}

/** Types as TypeScript needs them; null when they cannot be written down. */
function typesOf(context: RuleContext, key: ts.Expression, list: ts.Expression): { map: string; parameter: string } | null {
  if (!context.scope.typed) return { map: '', parameter: '' }
  const source = sourceOf(list)
  const type = writableType(context, context.scope.checker.getBaseTypeOfLiteralType(typeOf(context.scope, key)), key)
  if (!source || !type) return null
  const element = `(typeof ${source.getText()})[number]`
  return { map: `<${element}, ${type}>`, parameter: `: ${element}` }
}

/** `rows` of `[...rows]`, `rows.slice()`, `rows.filter(...)`: the elements are the same. */
function sourceOf(list: ts.Expression): ts.Expression | null {
  const node = bare(list)
  if (isSimple(node)) return node
  if (ts.isArrayLiteralExpression(node) && node.elements.length === 1 && ts.isSpreadElement(node.elements[0]!))
    return sourceOf(node.elements[0].expression)
  const isSelecting =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(?:slice|filter|concat)$/.test(node.expression.name.text)
  return isSelecting ? sourceOf(node.expression.expression) : null
}

export const sortKeys: Rule = {
  id: 'J37',
  title: 'Sort key computed once per element',
  shortName: 'sort-key-computed-once',
  riskClass: 'B',
  gains: [
    [10, 1.2],
    [1000, 6],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = site(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

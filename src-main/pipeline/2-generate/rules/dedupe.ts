/** J32: keeping the first of equal elements by searching the list for each becomes a Set of what was seen. */
import { rootOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, isPlainKey, isSimple } from '../../../languages/javascript/facts.ts'
import { mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isMethodCall, type MethodCall, replace, sitesOf } from './method-call.ts'
import { undecided } from './lazy.ts'
import { placeForOne } from './place.ts'
import { indexPays, maySmall } from './text.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'

/** `list.filter((x, i) => list.indexOf(x) === i)`; `self.indexOf(x) === i` as well. */
function dedupeSite(context: RuleContext, node: ts.Node): Site | null {
  const { scope } = context
  if (!isMethodCall(node, /^filter$/) || node.arguments.length !== 1) return null
  const fn = bare(node.arguments[0]!)
  if (!ts.isArrowFunction(fn) || ts.isBlock(fn.body) || fn.parameters.length < 2 || fn.parameters.length > 3) return null
  const [value, index, self] = fn.parameters.map(each => (ts.isIdentifier(each.name) ? scope.symbolOf(each.name) : undefined))
  const test = bare(fn.body)
  if (!value || !index || !ts.isBinaryExpression(test) || !/^===?$/.test(test.operatorToken.getText())) return null
  const list = node.expression.expression
  // `[...a, ...b].filter((x, i, all) => ...)`: made once, and called by the name that it has in there.
  if (!isSimple(list) && !self) return null
  const text = isSimple(list) ? list.getText() : fn.parameters[2]!.name.getText()
  const isIndex = (each: ts.Expression): boolean => scope.symbolOf(bare(each)) === index
  const search = bare(isIndex(test.left) ? test.right : isIndex(test.right) ? test.left : test)
  if (!isMethodCall(search, /^(?:indexOf|findIndex)$/) || search.arguments.length !== 1) return null
  const searched = search.expression.expression
  const isSame =
    (isSimple(list) && searched.getText() === list.getText() && rootOf(scope, searched).root === rootOf(scope, list).root) ||
    (self !== undefined && scope.symbolOf(bare(searched)) === self)
  const key = isSame ? keyOf(context, search, value) : null
  const place = placeForOne(context, node)
  if (key === null || !place) return null
  const seen = context.name('seen')
  const x = fn.parameters[0]!.getText()
  const plain = isPlainKey(scope, key.node)
  const types = scope.typed ? '<unknown>' : ''
  const head = fn.parameters[0]!.type || context.style.arrowParentheses ? `(${x})` : x
  const firstTime = `${plain ? '' : `!Number.isNaN(${key.text}) && `}!${seen}.has(${key.text}) && ${seen}.add(${key.text})`
  // findIndex stumbles over a hole where filter passes over it.
  const needsRows = search.expression.name.text === 'findIndex' && !hasOnlyPresentElements(scope, list)
  // Strings have no filter; what else may have one is told from a list when its callback runs, and not before.
  const conditions = [
    ...(maySmall(context) ? [`${text}.length > ${indexPays}`] : []),
    ...(needsRows ? [`!${text}.includes(undefined)`] : []),
  ]
  const guarded = conditions.length > 0
  const made = `new Set${types}()`
  const kept = guarded ? undecided(context, seen, 'Set<unknown> | false') : `${context.style.keyword} ${seen} = ${made}§`
  const parameters = `(${fn.parameters.map(each => each.getText()).join(', ')})`
  const callback = guarded
    ? `${parameters} => ((${seen} ??= ${[...conditions, made].join(' && ')})${scope.typed ? ' !== false' : ''} ? ${firstTime} : ${fn.body.getText()})`
    : `${head} => ${firstTime}`
  return {
    key: node.getText(),
    subject: `of ${text}`,
    reason: `${text} was searched from its start for every element, to keep only the first of equals. A Set of what was seen keeps the same ones.`,
    edits: [...place.insert([kept]), replace(node.arguments[0]!, callback)],
    facts: [
      'proved: filter keeps the elements themselves, so 0 and -0 and holes stay as they were',
      plain ? 'proved: keys are never NaN, by their type' : 'proved: NaN is left out, as === never finds it',
    ],
    probes:
      scope.typed || context.target.node.parameters.length !== 1
        ? []
        : [probe('[NaN, 1, NaN]'), probe('[-0, 0, 1]'), probe("[1, '1', 1]"), probe('[, undefined, , undefined]'), probe('[]')],
  }
}

/** Members behind the variable: `.id` of `x.id`. */
const tail = (each: ts.Expression): string => each.getText().replace(/^[\w$]+/, '')

/** `x` for indexOf(x); `x.id` for findIndex(y => y.id === x.id). */
function keyOf(context: RuleContext, search: MethodCall, value: ts.Symbol): { text: string; node: ts.Expression } | null {
  const { scope } = context
  const argument = bare(search.arguments[0]!)
  if (search.expression.name.text === 'indexOf')
    return scope.symbolOf(argument) === value ? { text: argument.getText(), node: argument } : null
  if (
    !ts.isArrowFunction(argument) ||
    ts.isBlock(argument.body) ||
    argument.parameters.length !== 1 ||
    !ts.isIdentifier(argument.parameters[0]!.name)
  )
    return null
  const other = scope.symbolOf(argument.parameters[0]!.name)
  const test = bare(argument.body)
  if (!other || !ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return null
  const [own, theirs] = mentions(scope, test.left, value)
    ? [bare(test.left), bare(test.right)]
    : [bare(test.right), bare(test.left)]
  if (!isSimple(own) || !isSimple(theirs) || mentions(scope, own, other) || !mentions(scope, theirs, other)) return null
  return tail(own) === tail(theirs) ? { text: own.getText(), node: own } : null
}

export const dedupeFilter: Rule = {
  id: 'J32',
  title: 'Set of what was seen instead of a search per element',
  shortName: 'dedupe-by-set',
  riskClass: 'B',
  gains: [
    [32, 0.9],
    [1000, 15],
    [5000, 31],
  ],
  match: context => sitesOf(context, node => dedupeSite(context, node)),
}

/**
 * J14: sorting a whole list to use its first element, or its first few. One pass finds them; when the comparison meets what has
 * no order (NaN, undefined) the list is sorted as before, because what a sort does then cannot be said in one pass.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isArray } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore } from './place.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'
import { copiedBy, isOneLine, mayBeUndefined, runsFirst, type Use, useOf, usesNothingLater } from './sorted-copy.ts'
import { loopName, singular } from './text.ts'

function match(context: RuleContext): readonly Site[] {
  const sites: Site[] = []
  walk(context.target.node, node => {
    const use = useOf(context, node)
    if (!use || !runsFirst(use.node)) return
    const found = use.count ? topSite(context, use, use.count) : firstSite(context, use)
    if (found) sites.push(found)
  })
  return sites
}

/** A new array is made by each evaluation, so a copy can be taken out of the expression without being seen. */
interface Prepared {
  readonly lines: string[]
  readonly list: string
  /** Sorts as before. */
  readonly fallback: string
  readonly compare: string
  /** What is sorted is an array for certain: a string has `slice` too, a typed array gives typed arrays. */
  readonly isArray: boolean
  readonly facts: string[]
}

function prepare(context: RuleContext, { sorted }: Use): Prepared | null {
  const { keyword } = context.style
  const compare = context.name('compare')
  const lines = [`${keyword} ${compare} = ${sorted.compare.getText()}§`]
  if (!isOneLine(sorted.compare)) return null
  if (sorted.list) {
    const list = sorted.list.getText()
    const call = sorted.sort.getText()
    const fallback = call.replace(sorted.compare.getText(), compare)
    return { lines, list, fallback, compare, isArray: true, facts: [`proved: ${list} is an array and is only read`] }
  }
  const copy = sorted.copy!
  const effects = effectsOf(context.scope, copy)
  if (effects.unknown !== null && !isSpreadOfName(copy)) return null
  const list = context.name('candidates')
  if (!isOneLine(copy)) return null
  return {
    lines: [`${keyword} ${list} = ${copy.getText()}§`, ...lines],
    list,
    fallback: `${list}.sort(${compare})`,
    compare,
    isArray: isArray(context.scope, copy),
    facts: ['proved: the list is copied as before, whatever it is'],
  }
}

const isSpreadOfName = (copy: ts.Expression): boolean => ts.isArrayLiteralExpression(copy)

function firstSite(context: RuleContext, use: Use): Site | null {
  const prepared = prepare(context, use)
  const place = placeBefore(context, use.node)
  if (!prepared || !place || !usesNothingLater(context, use, place.region)) return null
  const { list, compare, fallback } = prepared
  const best = context.name('best')
  const item = loopName(singular(list), list, compare, best)
  const asks = mayBeUndefined(context, use)
  const keyword = context.style.keyword === 'var' ? 'var' : 'let'
  const order = asks
    ? `${item} === undefined || ${best} === undefined ? NaN : ${compare}(${item}, ${best})`
    : `${compare}(${item}, ${best})`
  const lines = [
    ...prepared.lines,
    prepared.isArray
      ? `${keyword} ${best} = ${list}[0]§`
      : `${keyword} ${best} = Array.isArray(${list}) ? ${list}[0] : ${fallback}[0]§`,
    `for (${keyword} i = 1; i < ${list}.length; i++) {`,
    `  ${context.style.keyword} ${item} = ${list}[i]${context.scope.typed ? '!' : ''}§`,
    `  ${context.style.keyword} order = ${order}§`,
    `  if (order < 0) ${best} = ${item}§`,
    '  else if (Number.isNaN(order)) {',
    '    // No order between the two: what comes first is up to the sort.',
    `    ${best} = ${fallback}[0]§`,
    '    break§',
    '  }',
    '}',
  ]
  if (context.scope.typed) return typedFirstSite(context, use, prepared, place.insert.bind(place), best, item)
  return finish(
    use,
    [...place.insert(lines), { start: use.node.getStart(), end: use.node.end, text: best }],
    prepared,
    'The whole list was sorted to use its first element. One pass finds the same element: the first of the smallest.',
    context,
  )
}

/** With types: no element is undefined, which `let best = list[0]` cannot say under every setting. */
function typedFirstSite(
  context: RuleContext,
  use: Use,
  prepared: Prepared,
  insert: (lines: readonly string[]) => readonly Edit[],
  best: string,
  item: string,
): Site | null {
  if (mayBeUndefined(context, use)) return null
  const { list, compare, fallback } = prepared
  const source = use.sorted.list ?? copiedBy(use.sorted.copy!)
  if (!source) return null
  const lines = [
    ...prepared.lines.map(line => (line.startsWith(`const ${compare} =`) ? typedCompare(line, use, list) : line)),
    `let ${best} = ${list}[0]§`,
    `for (const ${item} of ${list}) {`,
    `  const order = ${best} === undefined || ${item} === ${best} ? 0 : ${compare}(${item}, ${best})§`,
    `  if (order < 0) ${best} = ${item}§`,
    '  else if (Number.isNaN(order)) {',
    '    // No order between the two: what comes first is up to the sort.',
    `    ${best} = ${fallback}[0]§`,
    '    break§',
    '  }',
    '}',
  ]
  return finish(
    use,
    [...insert(lines), { start: use.node.getStart(), end: use.node.end, text: best }],
    prepared,
    'The whole list was sorted to use its first element. One pass finds the same element: the first of the smallest.',
    context,
  )
}

/** Parameters of a comparison that stands on its own need types. */
function typedCompare(line: string, use: Use, list: string): string {
  const [a, b] = use.sorted.compare.parameters
  if (!a || !b || a.type || b.type) return line
  const type = `(typeof ${list})[number]`
  return line.replace(/\(\s*[\w$]+\s*,\s*[\w$]+\s*\) =>/, `(${a.name.getText()}: ${type}, ${b.name.getText()}: ${type}) =>`)
}

function topSite(context: RuleContext, use: Use, count: ts.Expression): Site | null {
  const prepared = prepare(context, use)
  const place = placeBefore(context, use.node)
  if (!prepared || !place || !usesNothingLater(context, use, place.region)) return null
  const { list, compare, fallback } = prepared
  const limit = count.getText()
  const literal = numberOf(context, count)
  if (literal !== null && (literal < 1 || literal > 64)) return null
  const best = context.name('top')
  const item = loopName(singular(list), list, compare, best, limit)
  const conditions = [
    ...(prepared.isArray ? [] : [`Array.isArray(${list})`]),
    ...(literal === null ? [`Number.isInteger(${limit})`, `${limit} > 0`, `${limit} <= 64`] : []),
    // With few more elements than are wanted a sort is as good.
    literal === null ? `${list}.length > 4 * ${limit}` : `${list}.length > ${4 * literal}`,
  ]
  const asks = mayBeUndefined(context, use)
  if (context.scope.typed && asks) return null
  const { keyword } = context.style
  const letWord = keyword === 'var' ? 'var' : 'let'
  const bang = context.scope.typed && /\w\]!/.test(context.scope.text) ? '!' : ''
  const lines = [
    ...prepared.lines.map(line =>
      context.scope.typed && line.startsWith(`const ${compare} =`) ? typedCompare(line, use, list) : line,
    ),
    `${letWord} ${best}${context.scope.typed ? `: (typeof ${list})[number][]` : ''} = []§`,
    `if (!(${conditions.join(' && ')})) ${best} = ${fallback}.slice(0, ${limit})§`,
    'else {',
    `  for (${keyword} ${item} of ${list}) {`,
    `    if (${asks ? `${item} === undefined || ` : ''}Number.isNaN(${compare}(${item}, ${item}))) {`,
    '      // Without an order: what comes first is up to the sort.',
    `      ${best} = ${fallback}.slice(0, ${limit})§`,
    '      break§',
    '    }',
    `    if (${best}.length === ${limit} && ${compare}(${item}, ${best}[${best}.length - 1]${bang}) >= 0) continue§`,
    `    ${letWord} at = ${best}.length§`,
    `    while (at > 0 && ${compare}(${item}, ${best}[at - 1]${bang}) < 0) at--§`,
    `    ${best}.splice(at, 0, ${item})§`,
    `    if (${best}.length > ${limit}) ${best}.pop()§`,
    '  }',
    '}',
  ]
  return finish(
    use,
    [...place.insert(lines), { start: use.node.getStart(), end: use.node.end, text: best }],
    prepared,
    `The whole list was sorted to use its first ${limit}. One pass that keeps only the best so far gives the same elements in the same order.`,
    context,
  )
}

/** A number that is written there, or a constant of this file that is one. */
function numberOf(context: RuleContext, node: ts.Expression): number | null {
  const value = bare(node)
  if (ts.isNumericLiteral(value)) return Number(value.text)
  const variable = context.scope.symbolOf(value)?.declarations?.[0]
  const isConst =
    variable && ts.isVariableDeclaration(variable) && variable.parent.flags & ts.NodeFlags.Const && variable.initializer
  return isConst && ts.isNumericLiteral(bare(variable.initializer)) ? Number(bare(variable.initializer).getText()) : null
}

const finish = (use: Use, edits: readonly Edit[], prepared: Prepared, reason: string, context: RuleContext): Site => ({
  key: use.node.getText(),
  subject: '',
  reason,
  edits,
  facts: [
    ...prepared.facts,
    'proved: the comparison is the difference of one key, so the first of equals stays first',
    'guarded: with NaN or undefined among the keys the list is sorted as before',
  ],
  probes: orderProbes(context, use),
})

/** Ties, no elements, one, NaN first and last, infinities, undefined and holes. */
function orderProbes(context: RuleContext, { sorted }: Use): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  const key = /^\(?\s*[\w$]+\s*,\s*[\w$]+\s*\)?\s*=>\s*[\w$]+\.([\w$]+)\s*-/.exec(sorted.compare.getText())?.[1]
  const rows = (values: readonly string[]): string =>
    probe(key ? `[${values.map((each, i) => `{ ${key}: ${each}, n: ${i} }`).join(', ')}]` : `[${values.join(', ')}]`)
  return [
    rows([]),
    rows(['3']),
    rows(['2', '1', '1', '2']),
    rows(['3', 'NaN', '1']),
    rows(['NaN', '2', '1']),
    rows(['Infinity', 'Infinity', '1', '-Infinity']),
    rows(['0', '-0', '0']),
    rows(["'10'", '9', "'8'"]),
    ...(key
      ? [probe(`[undefined, { ${key}: 1 }]`), probe(`[{ ${key}: 2 }, undefined, { ${key}: 1 }]`)]
      : [probe('[undefined, 2, 1]'), probe('[, 2, , 1]')]),
  ]
}

export const sortFirst: Rule = {
  id: 'J14',
  title: 'One pass instead of a sort',
  shortName: 'one-pass-instead-of-sort',
  riskClass: 'B',
  gains: [
    [100, 20],
    [10000, 250],
  ],
  match,
}

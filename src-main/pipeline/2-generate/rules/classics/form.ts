/**
 * What code says, without how it is spelt: one small tree for expressions and statements. `n > i`, `i < n` and `i <= n - 1` are one
 * form, and so are all loops. Forms are only compared, never turned back into code, and they hold for whole numbers (or, in text
 * mode, for texts): who uses a match must have made sure of that at run time.
 */
import type { ts } from '../../../../languages/javascript/syntax.ts'

export interface Form {
  readonly op: string
  /** Of `name`, `value`, `lin` and `term`: which name, what value, the constant part, the coefficient. */
  readonly key: string
  readonly args: readonly Form[]
  /** Of an expression: where it stands. Of a step: the statement, among those of its block, that it came from. */
  readonly node?: ts.Node | undefined
}

export type Mode = 'numbers' | 'texts'

export const form = (op: string, args: readonly Form[] = [], node?: ts.Node): Form => ({ op, key: '', args, node })
export const name = (key: string, node?: ts.Node): Form => ({ op: 'name', key, args: [], node })
export const value = (key: string | number | boolean, node?: ts.Node): Form => ({ op: 'value', key: String(key), args: [], node })

export const isValue = (node: Form, key?: string): boolean => node.op === 'value' && (key === undefined || node.key === key)

const isNumber = (node: Form): boolean => node.op === 'value' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(node.key)

export function same(a: Form, b: Form): boolean {
  return (
    a.op === b.op && a.key === b.key && a.args.length === b.args.length && a.args.every((each, at) => same(each, b.args[at]!))
  )
}

export function anywhere(node: Form, test: (node: Form) => boolean): boolean {
  return test(node) || node.args.some(each => anywhere(each, test))
}

/** A sum: whole multiples of forms and a constant. */
export interface Sum {
  readonly constant: number
  readonly terms: readonly { readonly times: number; readonly of: Form }[]
}

export function sumOf(node: Form, times = 1): Sum {
  if (isNumber(node)) return { constant: times * Number(node.key), terms: [] }
  if (node.op === 'lin')
    return {
      constant: times * Number(node.key),
      terms: node.args.map(each => ({ times: times * Number(each.key), of: each.args[0]! })),
    }
  return { constant: 0, terms: [{ times, of: node }] }
}

export function plus(a: Sum, b: Sum): Sum {
  const terms = [...a.terms]
  for (const each of b.terms) {
    const at = terms.findIndex(has => same(has.of, each.of))
    if (at === -1) terms.push(each)
    else if (terms[at]!.times + each.times === 0) terms.splice(at, 1)
    else terms[at] = { times: terms[at]!.times + each.times, of: each.of }
  }
  return { constant: a.constant + b.constant, terms }
}

const negated = ({ constant, terms }: Sum): Sum => ({
  constant: -constant,
  terms: terms.map(each => ({ times: -each.times, of: each.of })),
})

export function ofSum({ constant, terms }: Sum, node?: ts.Node): Form {
  if (terms.length === 0) return value(constant, node)
  if (terms.length === 1 && constant === 0 && terms[0]!.times === 1) return { ...terms[0]!.of, node: node ?? terms[0]!.of.node }
  return {
    op: 'lin',
    key: String(constant),
    args: terms.map(each => ({ op: 'term', key: String(each.times), args: [each.of] })),
    node,
  }
}

/** All that is added is a whole number as long as the variables are. */
const isWhole = (sum: Sum): boolean => Number.isInteger(sum.constant) && sum.terms.every(each => !divides(each.of))
const divides = (node: Form): boolean => node.op === '/' || (node.op !== 'floor' && node.op !== 'at' && node.args.some(divides))

/** `a < b`, or `a <= b` when `orEqual`. */
export function less(a: Form, b: Form, orEqual: boolean, mode: Mode): Form {
  if (mode === 'texts' && !isNumber(a) && !isNumber(b) && ![a, b].some(each => /^(?:lin|length)$/.test(each.op)))
    return form(orEqual ? '<=' : '<', [a, b])
  return below(plus(sumOf(a), sumOf(b, -1)), orEqual)
}

function below(sum: Sum, orEqual: boolean): Form {
  const whole = isWhole(sum)
  const positive = sum.terms.find(each => each.times === 1)
  const negative = sum.terms.find(each => each.times === -1)
  const isPair = sum.terms.length === 2 && positive && negative
  if (isPair && sum.constant === 0) return pair(orEqual, positive.of, negative.of)
  if (!whole) return form(orEqual ? 'lef' : 'ltf', [ofSum(sum)])
  const constant = sum.constant - (orEqual ? 1 : 0)
  if (isPair && (constant === 0 || constant === -1)) return pair(constant === -1, positive.of, negative.of)
  const [only, ...more] = sum.terms
  if (only?.of.op === 'length' && more.length === 0) {
    if (only.times === -1 && constant === 0) return form('!==', [only.of, value(0)])
    if (only.times === 1 && constant === -1) return form('===', [only.of, value(0)])
  }
  return form('lt0', [ofSum({ ...sum, constant })])
}

/** `d <= Math.floor(n / 2)` is `d <= n / 2` for a whole `d`. */
const pair = (orEqual: boolean, a: Form, b: Form): Form =>
  orEqual ? form('<=', [a, b.op === 'floor' && !divides(a) ? b.args[0]! : b]) : form('<', [a, b])

export function equal(a: Form, b: Form, mode: Mode): Form {
  if (mode === 'texts' && !isNumber(a) && !isNumber(b) && ![a, b].some(each => /^(?:lin|length)$/.test(each.op)))
    return form('===', [a, b])
  const isOther = (each: Form): boolean => each.op === 'value' && !isNumber(each)
  if (isOther(a) || isOther(b)) return form('===', isOther(a) ? [b, a] : [a, b])
  const sum = plus(sumOf(a), sumOf(b, -1))
  const [first, second] = sum.terms
  if (sum.terms.length === 1 && Math.abs(first!.times) === 1) return form('===', [first!.of, value(-sum.constant * first!.times)])
  if (sum.terms.length === 2 && sum.constant === 0 && first!.times * second!.times === -1)
    return form('===', [first!.of, second!.of])
  return form('eq0', [ofSum(sum)])
}

const opposite: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', eq0: 'ne0', ne0: 'eq0' }

/** The form of `!x`, for a test. */
export function not(test: Form): Form {
  const other = opposite[test.op]
  const [a, b] = test.args
  if (other) return { ...test, op: other }
  switch (test.op) {
    case '<':
      return pair(true, b!, a!)
    case '<=':
      return form('<', [b!, a!])
    case 'lt0':
      return below(negated(sumOf(a!)), true)
    case 'ltf':
      return form('lef', [ofSum(negated(sumOf(a!)))])
    case 'lef':
      return form('ltf', [ofSum(negated(sumOf(a!)))])
    case '&&':
      return form('||', test.args.map(not))
    case '||':
      return form('&&', test.args.map(not))
    case '!':
      return a!
    case 'value':
      return test.key === 'true' ? value('false') : test.key === 'false' ? value('true') : form('!', [test])
    default:
      return form('!', [test])
  }
}

/** What is asked of `node` where only its truth counts. */
export function truth(node: Form): Form {
  if (/^(?:%|length|lin|floor)$/.test(node.op)) return form('!==', [node, value(0)])
  if (node.op === '&&' || node.op === '||') return { ...node, args: node.args.map(truth) }
  if (node.op === '!') return not(truth(node.args[0]!))
  return node
}

export const isTruthValue = (node: Form): boolean =>
  /^(?:<|<=|===|!==|lt0|ltf|lef|eq0|ne0|!|call\.has|call\.includes|palindrome|prime)$/.test(node.op) ||
  (node.op === 'value' && /^(?:true|false)$/.test(node.key)) ||
  ((node.op === '&&' || node.op === '||') && node.args.every(isTruthValue))

export const extreme = (op: 'min' | 'max', args: readonly Form[]): Form =>
  form(
    op,
    args.flatMap(each => (each.op === op ? each.args : [each])),
  )

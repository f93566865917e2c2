/** Finds whether code says what a pattern says, and what the names of the pattern then are. Tries all orders where order does not matter. */
import { type Form, same, value } from './form.ts'
import { namesIn, writesOf } from './simplify.ts'

/** What each name of the pattern stands for. */
export type Bindings = ReadonlyMap<string, Form>

export interface Pattern {
  readonly steps: readonly Form[]
  /** Names that the pattern sets. All others stand for whatever is not set by the code that matches. */
  readonly own: ReadonlySet<string>
  /** Where each counter of a loop lives: one variable of the code may be the counter of several loops, one after the other. */
  readonly ranges: ReadonlyMap<string, readonly [start: number, end: number]>
}

export const patternOf = (steps: readonly Form[], ranges: Pattern['ranges']): Pattern => ({
  steps,
  ranges,
  own: new Set(steps.flatMap(each => [...writesOf(each).names])),
})

export interface Unifier {
  readonly pattern: Pattern
  /** Names that the code sets in the steps that are looked at. */
  readonly written: ReadonlySet<string>
}

type Found = Generator<Bindings, void>

const commutative = /^(?:\*|===|!==|&&|\|\||min|max)$/

export function* unify(unifier: Unifier, pattern: Form, code: Form, bound: Bindings): Found {
  if (pattern.op === 'name') return yield* unifyName(unifier, pattern.key, code, bound)
  if (pattern.op === 'block')
    return yield* unifySteps(unifier, pattern.args, code.op === 'block' ? code.args : [code], 0, bound, true)
  if ((pattern.op === '<' || pattern.op === '<=') && code.op === 'lt0')
    return yield* unifyTerms(unifier, boundary(pattern), termsOf(code.args[0]!), constantOf(code.args[0]!), 1, bound)
  if (pattern.op === 'lin' || /^(?:lt0|eq0|ne0|ltf|lef)$/.test(pattern.op)) return yield* unifySum(unifier, pattern, code, bound)
  if (pattern.op !== code.op || (pattern.key !== code.key && pattern.op !== 'swap') || pattern.args.length !== code.args.length)
    return
  if (pattern.op === 'swap' || commutative.test(pattern.op)) return yield* unifySet(unifier, pattern.args, code.args, bound)
  yield* unifyAll(unifier, pattern.args, code.args, 0, bound)
}

function* unifyAll(unifier: Unifier, patterns: readonly Form[], codes: readonly Form[], at: number, bound: Bindings): Found {
  if (at === patterns.length) return yield bound
  for (const next of unify(unifier, patterns[at]!, codes[at]!, bound)) yield* unifyAll(unifier, patterns, codes, at + 1, next)
}

function* unifySet(unifier: Unifier, patterns: readonly Form[], codes: readonly Form[], bound: Bindings): Found {
  const [first, ...rest] = patterns
  if (!first) {
    if (codes.length === 0) yield bound
    return
  }
  for (const [at, code] of codes.entries())
    for (const next of unify(unifier, first, code, bound)) yield* unifySet(unifier, rest, codes.toSpliced(at, 1), next)
}

function* unifyName({ pattern, written }: Unifier, key: string, code: Form, bound: Bindings): Found {
  if (key.startsWith('@')) {
    if (code.op === 'name' && code.key === key) yield bound
    return
  }
  const known = bound.get(key)
  if (known) {
    if (same(known, code)) yield bound
    return
  }
  if (pattern.own.has(key)) {
    const mayShare = (other: string): boolean => {
      const [a, b] = [pattern.ranges.get(key), pattern.ranges.get(other)]
      return a !== undefined && b !== undefined && (a[1] <= b[0] || b[1] <= a[0])
    }
    if (code.op !== 'name' || code.key.startsWith('@')) return
    if ([...bound].some(([other, each]) => same(each, code) && !mayShare(other))) return
  } else if (!isInput(code, written) || [...bound.values()].some(each => each.op !== 'value' && same(each, code))) return
  yield new Map([...bound, [key, code]])
}

/** A name that the code does not set, a literal, or a property of such. */
function isInput(code: Form, written: ReadonlySet<string>): boolean {
  if (code.op === 'value') return true
  if (code.op === 'name') return !written.has(code.key)
  return code.op === '.' && [...namesIn(code)].every(each => !written.has(each)) && isInput(code.args[0]!, written)
}

/** Sums in any order; a name of the pattern may stand for the constant of the code (`target` for 7). */
function* unifySum(unifier: Unifier, pattern: Form, code: Form, bound: Bindings): Found {
  if (pattern.op !== 'lin') {
    if (pattern.op !== code.op) return yield* againstPair(unifier, pattern, code, bound)
    yield* unifyLinear(unifier, pattern.args[0]!, code.args[0]!, 1, bound)
    if (/^(?:eq0|ne0)$/.test(pattern.op)) yield* unifyLinear(unifier, pattern.args[0]!, code.args[0]!, -1, bound)
    return
  }
  yield* unifyLinear(unifier, pattern, code, 1, bound)
}

type Term = readonly [times: number, of: Form]

const termsOf = (code: Form): readonly Term[] =>
  code.op === 'lin' ? code.args.map(each => [Number(each.key), each.args[0]!] as const) : code.op === 'value' ? [] : [[1, code]]
const constantOf = (code: Form): number => (code.op === 'lin' || code.op === 'value' ? Number(code.key) : 0)

/** `a < b` as `a - b < 0`, and `a <= b` as `a - b - 1 < 0`. */
const boundary = ({ op, args }: Form): Form => ({
  op: 'lin',
  key: op === '<' ? '0' : '-1',
  args: args.map((each, at) => ({ op: 'term', key: at === 0 ? '1' : '-1', args: [each] })),
})

/** `i + k <= n` of the pattern, where one of them is a literal in the code. */
function* againstPair(unifier: Unifier, pattern: Form, code: Form, bound: Bindings): Found {
  if (pattern.op === 'lt0' && (code.op === '<' || code.op === '<='))
    yield* unifyTerms(unifier, pattern.args[0]!, termsOf(boundary(code)), constantOf(boundary(code)), 1, bound)
}

const unifyLinear = (unifier: Unifier, pattern: Form, code: Form, sign: number, bound: Bindings): Found =>
  unifyTerms(unifier, pattern, termsOf(code), constantOf(code), sign, bound)

function* unifyTerms(
  unifier: Unifier,
  pattern: Form,
  codes: readonly Term[],
  constant: number,
  sign: number,
  bound: Bindings,
): Found {
  const terms = termsOf(pattern)
  const wanted = constantOf(pattern)
  if (Number.isNaN(constant)) return
  const difference = sign * constant - wanted
  if (terms.length === codes.length && difference === 0) yield* unifyEach(unifier, terms, codes, sign, bound)
  for (const [at, [times, of]] of terms.entries()) {
    if (terms.length !== codes.length + 1 || of.op !== 'name' || unifier.pattern.own.has(of.key)) continue
    for (const next of unifyName(unifier, of.key, value(difference / times), bound))
      yield* unifyEach(unifier, terms.toSpliced(at, 1), codes, sign, next)
  }
}

function* unifyEach(unifier: Unifier, terms: readonly Term[], codes: readonly Term[], sign: number, bound: Bindings): Found {
  const [first, ...rest] = terms
  if (!first) return yield bound
  for (const [at, [times, of]] of codes.entries()) {
    if (first[0] !== sign * times) continue
    for (const next of unify(unifier, first[1], of, bound)) yield* unifyEach(unifier, rest, codes.toSpliced(at, 1), sign, next)
  }
}

/** Steps in their order; settings that stand next to each other in any. */
export function* unifySteps(
  unifier: Unifier,
  patterns: readonly Form[],
  codes: readonly Form[],
  at: number,
  bound: Bindings,
  whole: boolean,
): Found {
  if (at === patterns.length) {
    if (!whole || codes.length === at) yield bound
    return
  }
  const pattern = patterns[at]!
  const code = codes[at]
  if (!code) return
  if (pattern.op !== 'set') {
    for (const next of unify(unifier, pattern, code, bound)) yield* unifySteps(unifier, patterns, codes, at + 1, next, whole)
    return
  }
  for (let from = at; codes[from]?.op === 'set' && from - at < 5; from++) {
    const moved = from === at ? codes : [...codes.slice(0, at), codes[from]!, ...codes.slice(at, from), ...codes.slice(from + 1)]
    if (!mayMove(codes.slice(at, from), codes[from]!)) continue
    for (const next of unify(unifier, pattern, codes[from]!, bound))
      yield* unifySteps(unifier, patterns, moved, at + 1, next, whole)
  }
}

/** The setting reads and writes nothing that those before it write, and writes nothing that they read. */
function mayMove(before: readonly Form[], step: Form): boolean {
  const target = step.args[0]!
  const reads = namesIn(step)
  return before.every(each => {
    const set = each.args[0]!
    const root = (node: Form): Form => (node.op === 'at' ? root(node.args[0]!) : node)
    return !reads.has(root(set).key) && !namesIn(each).has(root(target).key)
  })
}

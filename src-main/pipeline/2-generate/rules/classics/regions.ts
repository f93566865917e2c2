/** Where in a function the code says what a shape says: consecutive statements of one block, and what the names of the shape are there. */
import { isFunctionNode } from '../../../../languages/javascript/functions.ts'
import { calledFunction, contains, isLocal } from '../../../../languages/javascript/scope.ts'
import { parse, ts, walk } from '../../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rule.ts'
import { type Shape, spellings } from './classic.ts'
import { read, type Reader } from './expressions.ts'
import { meanings } from './meanings.ts'
import { anywhere, form, type Form, type Mode } from './form.ts'
import { simplified, writesOf } from './simplify.ts'
import { block, returned, stepsOf } from './steps.ts'
import { type Bindings, type Pattern, patternOf, unifySteps } from './unify.ts'

export interface Region {
  /** The statements, in order; of an arrow without a block its body. */
  readonly nodes: readonly ts.Node[]
  readonly bindings: Bindings
  readonly pattern: Pattern
  symbolOf(key: string): ts.Symbol | undefined
}

const globals = /^(?:Math|Number|Array|Object|Set|Map|String|Infinity|NaN|undefined|BigInt|Date|parseInt)$/
const patterns = new Map<string, Pattern>()

function patternFor(text: string, mode: Mode): Pattern {
  const known = patterns.get(mode + text)
  if (known) return known
  const file = parse('pattern.js', `function pattern() {\n${text}\n}`)
  const fn = file.statements[0] as ts.FunctionDeclaration
  const ranges = new Map<string, readonly [number, number]>()
  const reader: Reader = {
    mode,
    keyOf(id) {
      if (globals.test(id.text)) return `@${id.text}`
      const loop = loopOf(id)
      if (!loop) return id.text
      ranges.set(`${id.text}·${loop.pos}`, [loop.pos, loop.end])
      return `${id.text}·${loop.pos}`
    },
    meaningOf: id => (id.text in meanings ? id.text : null),
  }
  const steps = stepsOf(reader, fn.body!.statements)
  if (anywhere(block(steps), each => each.op === 'unknown')) throw new Error(`a shape that cannot be read: ${text}`)
  const pattern = patternOf(simplified(steps, block(steps)), ranges)
  patterns.set(mode + text, pattern)
  return pattern
}

/** What a function of the file with one parameter computes, when its whole body says so. */
function meaningOf(context: RuleContext, id: ts.Identifier, mode: Mode): string | null {
  const fn = calledFunction(context.scope, id)
  const [parameter, ...more] = fn?.parameters ?? []
  if (!fn?.body || !parameter || more.length > 0 || !ts.isIdentifier(parameter.name) || parameter.initializer || reading.has(fn))
    return null
  if (fn.asteriskToken || fn.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)) return null
  reading.add(fn)
  try {
    const [steps] = bodyOf(context, fn, mode).blocks
    for (const [meaning, { of, slow }] of Object.entries(meanings))
      for (const pattern of of === mode && steps ? slow.flatMap(spellings).map(text => patternFor(text, mode)) : []) {
        const { names } = writesOf(form('block', steps!))
        for (const bound of unifySteps({ pattern, written: names }, pattern.steps, steps!, 0, new Map(), true)) {
          const given = bound.get('given')
          if (given?.op === 'name' && given.key.startsWith(`${parameter.name.text}#`)) return meaning
        }
      }
    return null
  } finally {
    reading.delete(fn)
  }
}

/** `(list, i, j)` whose whole body swaps the two places, and hands back nothing that is asked for. */
function swaps(context: RuleContext, id: ts.Identifier, mode: Mode): boolean {
  const fn = calledFunction(context.scope, id)
  if (!fn?.body || fn.parameters.length !== 3 || reading.has(fn) || fn.asteriskToken || fn.modifiers?.length) return false
  const names = fn.parameters.map(each => (ts.isIdentifier(each.name) && !each.initializer ? each.name.text : ''))
  if (names.includes('')) return false
  reading.add(fn)
  try {
    const [steps] = bodyOf(context, fn, mode).blocks
    const [only, ...more] = steps ?? []
    if (only?.op !== 'swap' || more.length > 0) return false
    const isParameter = (each: Form | undefined, at: number): boolean =>
      each?.op === 'name' && each.key.startsWith(`${names[at]!}#`)
    return [1, 2].every(place =>
      only.args.some(each => each.op === 'at' && isParameter(each.args[0], 0) && isParameter(each.args[1], place)),
    )
  } finally {
    reading.delete(fn)
  }
}

const reading = new Set<ts.Node>()

/** The `for` whose counter the name is: each has one of its own, even when two are called i. */
function loopOf(id: ts.Identifier): ts.ForStatement | null {
  for (let each: ts.Node = id; each; each = each.parent) {
    if (!ts.isForStatement(each) || !each.initializer || !ts.isVariableDeclarationList(each.initializer)) continue
    if (each.initializer.declarations.some(declared => declared.name.getText() === id.text)) return each
  }
  return null
}

export const patternsOf = (shape: Shape): readonly Pattern[] =>
  shape.slow.flatMap(spellings).map(text => patternFor(text, shape.mode ?? 'numbers'))

interface Body {
  readonly blocks: readonly (readonly Form[])[]
  symbolOf(key: string): ts.Symbol | undefined
}

const bodies = new WeakMap<ts.Node, Map<Mode, Body>>()

function bodyOf(context: RuleContext, fn: ts.FunctionLikeDeclaration, mode: Mode): Body {
  const known = bodies.get(fn)?.get(mode)
  if (known) return known
  const symbols = new Map<string, ts.Symbol>()
  const keys = new Map<ts.Symbol, string>()
  const reader: Reader = {
    mode,
    keyOf(id) {
      const symbol = context.scope.symbolOf(id)
      if (!isLocal(symbol)) return `@${id.text}`
      const key = keys.get(symbol) ?? `${id.text}#${keys.size}`
      keys.set(symbol, key)
      symbols.set(key, symbol)
      return key
    },
    meaningOf: id => meaningOf(context, id, mode),
    swaps: id => swaps(context, id, mode),
  }
  const steps = !fn.body
    ? []
    : ts.isBlock(fn.body)
      ? stepsOf(reader, fn.body.statements)
      : returned(read(reader, fn.body)).map(each => ({ ...each, node: fn.body as ts.Node }))
  const body: Body = { blocks: blocksIn(block(simplified(steps, block(steps)))), symbolOf: key => symbols.get(key) }
  const perMode = bodies.get(fn) ?? new Map<Mode, Body>()
  perMode.set(mode, body)
  bodies.set(fn, perMode)
  return body
}

function blocksIn(node: Form): readonly (readonly Form[])[] {
  const found: (readonly Form[])[] = []
  anywhere(node, each => {
    if (each.op === 'block') found.push(each.args)
    return false
  })
  return found
}

/** Every place in the target, functions inside it included. */
export function regionsOf(context: RuleContext, shape: Shape): readonly Region[] {
  const found: Region[] = []
  walk(context.target.node, node => {
    if (!isFunctionNode(node)) return
    const body = bodyOf(context, node, shape.mode ?? 'numbers')
    for (const steps of body.blocks) found.push(...regionsIn(steps, body, shape))
  })
  return found
}

function regionsIn(steps: readonly Form[], body: Body, shape: Shape): readonly Region[] {
  const found: Region[] = []
  for (const pattern of patternsOf(shape)) {
    for (let start = 0; start + pattern.steps.length <= steps.length; start++) {
      const window = steps.slice(start, start + pattern.steps.length)
      if (window.some(each => !each.node)) continue
      // Whatever stands in the window may come in another order, but not be of another kind.
      if (window.filter(each => each.op === 'loop').length !== pattern.steps.filter(each => each.op === 'loop').length) continue
      const { names } = writesOf(form('block', window))
      const [bindings] = unifySteps({ pattern, written: names }, pattern.steps, window, 0, new Map(), true)
      if (!bindings) continue
      const nodes = [...new Set(window.map(each => each.node!))].toSorted((a, b) => a.pos - b.pos)
      const isCut = steps.some(
        each => !window.includes(each) && nodes.includes(each.node!) && !ts.isVariableStatement(each.node!),
      )
      if (!isCut) found.push({ nodes, bindings, pattern, symbolOf: body.symbolOf })
    }
  }
  return found.filter((each, at) => !found.slice(0, at).some(has => overlap(has, each)))
}

const overlap = (a: Region, b: Region): boolean => a.nodes.some(x => b.nodes.some(y => contains(x, y) || contains(y, x)))

/**
 * Where in a function a piece of code runs again and again, and where something can be put so that it runs once before. The
 * inserted lines follow the indentation and the semicolons around them.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { instability, isDeclaredBefore, pathOf } from '../../../languages/javascript/stability.ts'
import { type FunctionNode, isFunctionNode } from '../../../languages/javascript/functions.ts'
import { contains } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isKeptAsBefore } from './kept-code.ts'
import { eachHelper } from './each-helper.ts'
import type { Edit, RuleContext } from './rule.ts'

export const callbackMethods: ReadonlySet<string> = new Set(
  'map filter forEach some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort toSorted'.split(' '),
)

/** Code that runs many times: a loop, or the callback of an array method. */
export interface Repetition {
  /** The loop statement, or the call that gets the callback. */
  readonly carrier: ts.IterationStatement | ts.CallExpression
  /** What is gone through, when that is plain: `rows` in `for (const row of rows)`, `rows.map(...)` and `i < rows.length`. */
  readonly over: ts.Expression | null
}

/** The repetitions around `node` inside the target function, outermost first. Ends at any other function. */
export function repetitionsAround(context: RuleContext, node: ts.Node): readonly Repetition[] {
  const found: Repetition[] = []
  let child = node
  for (let parent = node.parent; parent && child !== context.target.node; child = parent, parent = parent.parent) {
    if (ts.isIterationStatement(parent, false)) {
      if (runsAgain(parent, child)) found.unshift({ carrier: parent, over: goneThrough(parent) })
    } else if (isFunctionNode(parent) && parent !== context.target.node) {
      const repetition = byCallback(context, parent)
      if (!repetition) return found
      found.unshift(repetition)
    }
  }
  return found
}

/**
 * The function is written as the callback of an array method, which runs it at once and then forgets it. What is `async` goes on
 * later, a generator may never begin, and an iterator or a stream calls its callbacks when somebody asks for more.
 */
function byCallback(context: RuleContext, fn: FunctionNode): Repetition | null {
  const call = fn.parent
  if (!ts.isCallExpression(call) || !call.arguments.some(each => each === fn)) return null
  if (isLater(fn)) return null
  const callee = call.expression
  const helped = eachHelper(context, call, fn)
  if (helped) return helped
  if (!ts.isPropertyAccessExpression(callee)) return null
  const borrowed = /^Array\.prototype\.(\w+)\.call$/.exec(callee.getText())?.[1]
  if (borrowed !== undefined && callbackMethods.has(borrowed)) return { carrier: call, over: call.arguments[0] ?? null }
  if (callee.getText() === 'Array.from') return { carrier: call, over: call.arguments[0] ?? null }
  if (!callbackMethods.has(callee.name.text) || isDrawnFrom(context, callee.expression)) return null
  return { carrier: call, over: callee.expression }
}

export const isLater = (fn: FunctionNode): boolean =>
  ('asteriskToken' in fn && fn.asteriskToken !== undefined) ||
  (ts.canHaveModifiers(fn) && (ts.getModifiers(fn) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword))

/** An iterator, a generator or a stream: its elements are made when they are asked for. */
function isDrawnFrom(context: RuleContext, receiver: ts.Expression): boolean {
  const type = context.scope.checker.getTypeAtLocation(receiver)
  if (/(?:Iterator|Generator|Observable|Stream|Readable)(?:Object)?$/.test(type.symbol?.name ?? '')) return true
  const node = bare(receiver)
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  if (/^Iterator\.(?:from|concat)$/.test(node.expression.getText())) return true
  if (callbackMethods.has(node.expression.name.text) || /^(?:take|drop)$/.test(node.expression.name.text))
    return isDrawnFrom(context, node.expression.expression)
  return /^(?:values|entries|keys|matchAll)$/.test(node.expression.name.text) && node.expression.expression.getText() !== 'Object'
}

function runsAgain(loop: ts.IterationStatement, child: ts.Node): boolean {
  if (ts.isForStatement(loop)) return child !== loop.initializer
  if (ts.isForOfStatement(loop) || ts.isForInStatement(loop)) return child === loop.statement
  return true
}

function goneThrough(loop: ts.IterationStatement): ts.Expression | null {
  if (ts.isForOfStatement(loop)) return loop.expression
  if (!ts.isForStatement(loop) || !loop.condition || !ts.isBinaryExpression(loop.condition)) return null
  const right = bare(loop.condition.right)
  return ts.isPropertyAccessExpression(right) && right.name.text === 'length' ? right.expression : null
}

/** A place in front of a statement (or of the expression that an arrow returns). */
export interface Place {
  /** Everything that runs after the inserted lines and before the statement is over. */
  readonly region: ts.Node
  readonly offset: number
  insert(lines: readonly string[]): readonly Edit[]
}

/** In front of the statement around `node`, without leaving its function; null where nothing can be put. */
export function placeBefore(context: RuleContext, node: ts.Node): Place | null {
  let inner: ts.Node = node
  while (inner.parent) {
    const outer = inner.parent
    if (ts.isBlock(outer) || ts.isSourceFile(outer) || ts.isModuleBlock(outer)) return beforeStatement(context, inner)
    if (ts.isArrowFunction(outer) && outer.body === inner) return arrowBody(context, inner as ts.Expression)
    if (ts.isStatement(inner) && isLoneBody(inner, outer)) return loneBody(context, inner)
    if (isFunctionNode(outer) || ts.isClassLike(outer) || ts.isCaseClause(outer) || ts.isDefaultClause(outer)) return null
    inner = outer
  }
  return null
}

/** The same, where what stands there runs once for each time that `node` is evaluated: for what may not be shared by two of them. */
export function placeForOne(context: RuleContext, node: ts.Node): Place | null {
  const place = placeBefore(context, node)
  if (!place) return null
  for (let child = node; child !== place.region; child = child.parent)
    if (ts.isIterationStatement(child.parent, false) && runsAgain(child.parent, child)) return null
  return ts.isIterationStatement(place.region, false) && place.region !== node && !startsWith(place.region, node) ? null : place
}

/** `node` lies in what a loop evaluates once, before its first round. */
function startsWith(loop: ts.IterationStatement, node: ts.Node): boolean {
  let child = node
  while (child.parent !== loop) child = child.parent
  return !runsAgain(loop, child)
}

const isLoneBody = (inner: ts.Node, outer: ts.Node): boolean =>
  ts.isIfStatement(outer) ? inner !== outer.expression : ts.isIterationStatement(outer, false) && outer.statement === inner

/** `lines` are written with two spaces per level and `§` where a semicolon may stand; this makes them the file's own. */
export function styled(context: RuleContext, lines: readonly string[], indent: string): string[] {
  const { unit, semicolon, quote } = context.style
  return lines.map((line, index) => {
    const depth = /^(?: {2})*/.exec(line)?.[0].length ?? 0
    const text = line
      .slice(depth)
      .replace(/§/g, semicolon)
      .replace(/‹([^›]*)›/g, `${quote}$1${quote}`)
    return (index === 0 ? '' : indent) + unit.repeat(depth / 2) + text
  })
}

function beforeStatement(context: RuleContext, statement: ts.Node): Place {
  const { scope, style } = context
  const start = statement.getStart(scope.file)
  const lineStart = scope.text.lastIndexOf('\n', start - 1) + 1
  const alone = /^[ \t]*$/.test(scope.text.slice(lineStart, start))
  const at = alone ? aboveComments(scope.text, start) : start
  const indent = indentAt(scope.text, start)
  return {
    region: statement,
    offset: at,
    insert(lines) {
      const text = styled(context, lines, indent)
      const last = text.length - 1
      // Without semicolons a line in front of `(` or `[` would become a call of it.
      if (/^[([`+\-/]/.test(scope.text.slice(start)) && !text[last]!.endsWith(';') && !text[last]!.endsWith('}'))
        text[last] += ';'
      if (alone) return [{ start: at, end: at, text: text.join(style.newline) + style.newline + indent }]
      const joined = text.length === 1 ? `${onOneLine(text[0]!)} ` : text.join(style.newline) + style.newline + indent
      return [{ start: at, end: at, text: joined }]
    },
  }
}

/** Start of the comment lines directly above, so that a comment stays with its statement. */
function aboveComments(text: string, start: number): number {
  let at = start
  while (true) {
    const lineStart = text.lastIndexOf('\n', at - 1) + 1
    if (lineStart === 0) return at
    const previousStart = text.lastIndexOf('\n', lineStart - 2) + 1
    const previous = text.slice(previousStart, lineStart - 1)
    if (!/^[ \t]*\/\/(?!#)/.test(previous)) return at
    at = previousStart + (/^[ \t]*/.exec(previous)?.[0].length ?? 0)
  }
}

/** `x => f(x)` becomes a block that returns. */
function arrowBody(context: RuleContext, body: ts.Expression): Place {
  const { scope, style } = context
  const start = body.getStart(scope.file)
  const indent = indentAt(scope.text, body.parent.getStart(scope.file))
  const inner = indent + style.unit
  // A body on a line of its own: the brace goes behind the arrow.
  const from = /^\s*$/.test(scope.text.slice(body.pos, start)) ? body.pos : start
  // An object literal stands in parentheses that a `return` does not need, but they do no harm.
  return {
    region: body,
    offset: start,
    insert: lines => [
      {
        start: from,
        end: start,
        text: `${from === start ? '' : ' '}{${style.newline}${inner}${styled(context, lines, inner).join(style.newline)}${style.newline}${inner}return `,
      },
      { start: body.end, end: body.end, text: `${style.semicolon}${style.newline}${indent}}` },
    ],
  }
}

/** `if (a) f()` becomes `if (a) { ... f() }`. */
function loneBody(context: RuleContext, statement: ts.Node): Place {
  const { scope, style } = context
  const start = statement.getStart(scope.file)
  const indent = indentAt(scope.text, statement.parent.getStart(scope.file))
  const inner = indent + style.unit
  return {
    region: statement,
    offset: start,
    insert: lines => [
      {
        start,
        end: start,
        text: `{${style.newline}${inner}${styled(context, lines, inner).join(style.newline)}${style.newline}${inner}`,
      },
      { start: statement.end, end: statement.end, text: `${style.newline}${indent}}` },
    ],
  }
}

export interface StablePlace extends Place {
  readonly repetition: Repetition
}

/**
 * The outermost place before a repetition around `node` from which the object behind `expression` does not change until
 * the repetition is over; null when there is none.
 */
export function stablePlace(
  context: RuleContext,
  node: ts.Node,
  expression: ts.Expression,
  properties: readonly string[] = [],
): StablePlace | null {
  const path = pathOf(context.scope, expression)
  if (!path || isKeptAsBefore(node)) return null
  const entry = onlyEntry(context, node)
  const outside = entry ? [...repetitionsAround(context, entry.call), { carrier: entry.call, over: null }] : []
  for (const repetition of [...outside, ...repetitionsAround(context, node)]) {
    const place = placeBefore(context, repetition.carrier)
    if (!place || !isThisInside(context, path.isThis, place.region, node)) continue
    if (entry && outside.includes(repetition) && !isSeenFrom(context, entry.inner, path.root, place)) continue
    if (path.root && !isDeclaredBefore(context.scope, path.root, place.offset)) continue
    if (path.root && isInCarriersHead(context, path.root, place.region)) continue
    if (instability(context.scope, expression, place.region, properties, effectsOf(context.scope, place.region)) === null)
      return { ...place, repetition }
  }
  return null
}

/**
 * A function inside the target that calls itself, and the one call by which all of it begins: `visit` in a graph search. What
 * stands before that call runs once; before a loop in the function it would run for every node.
 */
function onlyEntry(
  context: RuleContext,
  node: ts.Node,
): { readonly inner: FunctionNode; readonly call: ts.CallExpression } | null {
  let outer: ts.Node | undefined = node.parent
  while (outer && outer !== context.target.node && !ts.isFunctionDeclaration(outer)) {
    if (isFunctionNode(outer) && !byCallback(context, outer)) return null
    outer = outer.parent
  }
  if (!outer || outer === context.target.node || !ts.isFunctionDeclaration(outer) || !outer.name) return null
  const inner = outer
  // What these are called for happens later.
  if (inner.asteriskToken || inner.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)) return null
  const symbol = context.scope.symbolOf(outer.name)
  if (!symbol || symbol.declarations?.length !== 1) return null
  const uses = context.scope.references(symbol).filter(id => id !== inner.name)
  if (!uses.every(id => ts.isCallExpression(id.parent) && id.parent.expression === id)) return null
  const [first, ...more] = uses.filter(id => !contains(inner, id))
  return first && more.length === 0 && uses.length > 1 ? { inner, call: first.parent as ts.CallExpression } : null
}

/** What is put at the place can be used in the function, and the name of the list means there what it means in the function. */
function isSeenFrom(context: RuleContext, inner: FunctionNode, root: ts.Symbol | null, place: Place): boolean {
  if (!root || !contains(place.region.parent, inner)) return false
  const inScope = context.scope.checker.getSymbolsInScope(place.region, ts.SymbolFlags.Variable)
  return inScope.includes(root)
}

/** A variable declared by the statement itself (`const a = [], b = c.map(...)`) is not there yet. */
const isInCarriersHead = (context: RuleContext, root: ts.Symbol, region: ts.Node): boolean =>
  root.declarations?.some(each => each.getSourceFile() === context.scope.file && contains(region, each)) ?? false

/** `this` means the same at the place only if no `function` lies between. */
function isThisInside(context: RuleContext, isThis: boolean, region: ts.Node, node: ts.Node): boolean {
  if (!isThis) return true
  for (let each = node.parent; each && each !== region; each = each.parent)
    if (isFunctionNode(each) && !ts.isArrowFunction(each) && each !== context.target.node) return false
  return true
}

/** A comment would swallow what follows on the line. */
const onOneLine = (line: string): string =>
  line
    .trim()
    .replace(/\s*\/\/ .*$/, '')
    .replace(/([^{;])$/, '$1;')

/** Lines behind a statement, on lines of their own where the statement ends its line. */
export function insertAfter(context: RuleContext, statement: ts.Node, lines: readonly string[]): Edit {
  const { scope, style } = context
  const indent = indentAt(scope.text, statement.getStart(scope.file))
  const rest = /^[^\r\n]*/.exec(scope.text.slice(statement.end))?.[0] ?? ''
  const text = styled(context, lines, indent)
  if (/^[ \t]*(?:\/\/.*)?$/.test(rest)) {
    const at = statement.end + rest.trimEnd().length
    return { start: at, end: at, text: style.newline + indent + text.join(style.newline) }
  }
  const closed = scope.text[statement.end - 1] === ';' || scope.text[statement.end - 1] === '}'
  return {
    start: statement.end,
    end: statement.end,
    text: `${closed ? '' : ';'} ${text.map(each => onOneLine(each)).join(' ')}`,
  }
}

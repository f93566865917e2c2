/**
 * J16: a pure function that calls itself several times with smaller numbers solves the same small problems again and again. Its
 * results are kept while one outer call runs, by the parameters that vary; afterwards they are gone, so nothing can get stale.
 */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isPrimitiveExpression, isString } from '../../../languages/javascript/facts.ts'
import { contains, isConstant } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { styled } from './place.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'

interface Recursion {
  readonly fn: ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression
  readonly body: ts.Block
  readonly calls: readonly ts.CallExpression[]
  readonly parameters: readonly ts.ParameterDeclaration[]
  /** Indexes of the parameters that are not simply passed on. */
  readonly varying: readonly number[]
}

function recursionOf(context: RuleContext): Recursion | null {
  const { scope } = context
  const fn = context.target.node
  if (
    !(ts.isFunctionDeclaration(fn) || ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ||
    !fn.body ||
    !ts.isBlock(fn.body) ||
    fn.asteriskToken ||
    fn.typeParameters
  )
    return null
  if (
    !fn.parameters.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken && !each.initializer && !each.questionToken)
  )
    return null
  const nameNode = ts.isFunctionDeclaration(fn)
    ? fn.name
    : ts.isVariableDeclaration(fn.parent) && ts.isIdentifier(fn.parent.name)
      ? fn.parent.name
      : undefined
  const self = nameNode && scope.symbolOf(nameNode)
  if (!self || !isConstant(scope, self)) return null
  const calls: ts.CallExpression[] = []
  for (const id of scope.references(self)) {
    if (!contains(fn.body, id)) continue
    if (!ts.isCallExpression(id.parent) || id.parent.expression !== id || id.parent.arguments.length !== fn.parameters.length)
      return null
    calls.push(id.parent)
  }
  if (!severalOnOnePath(calls, fn.body)) return null
  const symbols = fn.parameters.map(each => scope.symbolOf(each.name))
  if (symbols.some(symbol => !symbol || !isConstant(scope, symbol))) return null
  const varying = fn.parameters.flatMap((_, at) =>
    calls.every(call => scope.symbolOf(bare(call.arguments[at]!)) === symbols[at]) ? [] : [at],
  )
  if (varying.length === 0 || varying.length > 3) return null
  if (!varying.every(at => calls.every(call => isSmaller(context, call.arguments[at]!, symbols)))) return null
  return { fn, body: fn.body, calls, parameters: fn.parameters, varying }
}

/** A parameter, or arithmetic on one: a number again, so that the same arguments come back. Never a new object. */
function isSmaller(context: RuleContext, argument: ts.Expression, parameters: readonly (ts.Symbol | undefined)[]): boolean {
  const value = bare(argument)
  if (ts.isNumericLiteral(value) || (ts.isIdentifier(value) && parameters.includes(context.scope.symbolOf(value)))) return true
  if (ts.isCallExpression(value)) {
    if (/^Math\.(?:floor|trunc|ceil|round|min|max|abs)$/.test(value.expression.getText()))
      return value.arguments.some(each => isSmaller(context, each, parameters))
    return (
      ts.isPropertyAccessExpression(value.expression) &&
      /^(?:slice|substring)$/.test(value.expression.name.text) &&
      isString(context.scope, value.expression.expression)
    )
  }
  if (!ts.isBinaryExpression(value)) return false
  const kind = value.operatorToken.kind
  const isArithmetic = kind >= ts.SyntaxKind.PlusToken && kind <= ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken
  return isArithmetic && (isSmaller(context, value.left, parameters) || isSmaller(context, value.right, parameters))
}

/** Two calls of which one run of the body may make both: not in the two arms of one condition, not behind different returns. */
function severalOnOnePath(calls: readonly ts.CallExpression[], body: ts.Block): boolean {
  return (
    calls.some((a, i) => calls.slice(i + 1).some(b => !areAlternatives(a, b, body))) || calls.some(call => isInLoop(call, body))
  )
}

function areAlternatives(a: ts.Node, b: ts.Node, body: ts.Block): boolean {
  for (let each: ts.Node = a; each !== body; each = each.parent) {
    const parent = each.parent
    const isCondition = ts.isConditionalExpression(parent) || ts.isIfStatement(parent)
    if (isCondition && contains(parent, b) && !contains(each, b)) {
      const [then, other] = ts.isIfStatement(parent)
        ? [parent.thenStatement, parent.elseStatement]
        : [parent.whenTrue, parent.whenFalse]
      if ((each === then && other && contains(other, b)) || (each === other && contains(then, b))) return true
    }
    // `return f(a)` ends the run before what follows it.
    if (ts.isReturnStatement(each) && !contains(each, b)) return true
    if (ts.isReturnStatement(each) && contains(each, b)) break
  }
  return false
}

function isInLoop(node: ts.Node, body: ts.Block): boolean {
  for (let each = node.parent; each && each !== body; each = each.parent) if (ts.isIterationStatement(each, false)) return true
  return false
}

/** Nothing outside is written, read while written, or asked; what comes out is a number, text or truth value. */
function isCacheable(context: RuleContext, { fn, body, parameters }: Recursion): boolean {
  const { scope } = context
  const effects = effectsOf(scope, body)
  if (effects.unknown !== null || effects.output || effects.varying || effects.usesThis || mentionsArguments(body)) return false
  if (![...effects.assigned].every(symbol => symbol.declarations?.every(each => contains(body, each)))) return false
  if (effects.writes.length > 0) return false
  const own = new Set(parameters.map(each => scope.symbolOf(each.name)))
  let primitive = true
  let returns = 0
  walk(body, node => {
    if (ts.isFunctionLike(node)) return false
    if (!ts.isReturnStatement(node)) return undefined
    returns++
    const value = node.expression && bare(node.expression)
    if (!value || !(isPrimitiveResult(context, value, fn) || own.has(scope.symbolOf(value)))) primitive = false
    return undefined
  })
  return primitive && returns > 0
}

function isPrimitiveResult(context: RuleContext, value: ts.Expression, fn: ts.Node): boolean {
  const node = bare(value)
  if (ts.isConditionalExpression(node))
    return isPrimitiveResult(context, node.whenTrue, fn) && isPrimitiveResult(context, node.whenFalse, fn)
  if (ts.isCallExpression(node)) return /^Math\.\w+$/.test(node.expression.getText()) || isSelfCall(context, node, fn)
  if (ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)$/.test(node.operatorToken.getText()))
    return isPrimitiveResult(context, node.left, fn) && isPrimitiveResult(context, node.right, fn)
  if (ts.isIdentifier(node)) {
    const variable = context.scope.symbolOf(node)?.declarations?.[0]
    return (
      variable !== undefined &&
      ts.isVariableDeclaration(variable) &&
      contains(fn, variable) &&
      isNumericVariable(context, node, fn)
    )
  }
  return isPrimitiveExpression(context.scope, node)
}

/** A local that only ever gets primitives: `let best = Infinity`, `best = Math.min(best, f(n - 1))`. */
function isNumericVariable(context: RuleContext, id: ts.Identifier, fn: ts.Node): boolean {
  const symbol = context.scope.symbolOf(id)
  if (!symbol || active.has(symbol)) return true
  active.add(symbol)
  try {
    return context.scope.references(symbol).every(each => {
      const parent = each.parent
      if (ts.isVariableDeclaration(parent) && parent.name === each)
        return (
          parent.initializer !== undefined &&
          (isPrimitiveResult(context, parent.initializer, fn) || /^(?:-?Infinity|NaN)$/.test(parent.initializer.getText()))
        )
      if (ts.isBinaryExpression(parent) && parent.left === each && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
        return isPrimitiveResult(context, parent.right, fn)
      return true
    })
  } finally {
    active.delete(symbol)
  }
}

const active = new Set<ts.Symbol>()

const isSelfCall = (context: RuleContext, call: ts.CallExpression, fn: ts.Node): boolean =>
  context.scope
    .symbolOf(call.expression)
    ?.declarations?.some(each => each === fn || (ts.isVariableDeclaration(each) && each.initializer === fn)) ?? false

function mentionsArguments(body: ts.Node): boolean {
  let found = false
  walk(body, node => {
    if (ts.isIdentifier(node) && node.text === 'arguments') found = true
  })
  return found
}

function match(context: RuleContext): readonly Site[] {
  const recursion = recursionOf(context)
  if (!recursion || !isCacheable(context, recursion)) return []
  const { fn, body, parameters, varying } = recursion
  const { scope, style } = context
  if (scope.typed && (!fn.type || varying.some(at => !parameters[at]!.type))) return []
  const outer = indentAt(scope.text, fn.getStart(scope.file))
  const inner = outer + style.unit
  const cache = cacheOf(context, recursion)
  const visit = context.name('visit')
  const names = varying.map(at => parameters[at]!.name.getText())
  const list = varying.map(at => parameters[at]!.getText()).join(', ')
  const head =
    varying.length === 1 && !scope.typed && !style.arrowParentheses ? list : `(${list})${fn.type ? `: ${fn.type.getText()}` : ''}`
  const lines = [
    ...styled(context, [cache.made], inner),
    `${style.keyword} ${visit} = ${head} => {`,
    ...styled(context, cache.asked, '').map(line => style.unit + line),
    ...rewrittenBody(context, recursion, visit, cache.kept).split(/\r?\n/),
    `}${style.semicolon}`,
    `return ${visit}(${names.join(', ')})${style.semicolon}`,
  ]
  const text = lines.map(line => (line === '' ? '' : inner + line)).join(style.newline)
  return [
    {
      key: `memo ${context.target.name}`,
      subject: `of ${context.target.name}`,
      reason: `${context.target.name} calls itself several times and meets the same arguments again and again. Results are kept while one outer call runs, by ${names.join(' and ')}; none outlives it.`,
      edits: [{ start: body.getStart(scope.file), end: body.end, text: `{${style.newline}${text}${style.newline}${outer}}` }],
      facts: [
        'proved: the function writes nothing, asks no clock or chance, and calls only itself and pure functions',
        'proved: what is kept are numbers, texts and truth values, never shared objects',
        parameters.length === varying.length
          ? 'proved: every parameter is part of the key'
          : 'proved: parameters that are only passed on are the same for all calls',
        'proved: what is kept ends with the call that made it',
      ],
      probes:
        scope.typed || parameters.length !== 1
          ? []
          : [probe('0'), probe('1'), probe('2'), probe('12'), probe('-1'), probe("'7'"), probe('7.5')],
    },
  ]
}

interface Cache {
  readonly made: string
  /** First lines of a visit: gives back what is known. */
  readonly asked: readonly string[]
  /** Keeps `result`. */
  readonly kept: string
}

/** A Map per varying parameter, nested. Keys compare as SameValueZero, so 1 and '1' stay apart. */
function cacheOf(context: RuleContext, { fn, parameters, varying }: Recursion): Cache {
  const { scope, style } = context
  const letKeyword = style.keyword === 'var' ? 'var' : 'let'
  const known = context.name('known')
  const found = context.name('found')
  const result = context.name('result')
  const last = varying.length - 1
  const name = (at: number): string => parameters[varying[at]!]!.name.getText()
  const type = (at: number): string =>
    `Map<${parameters[varying[at]!]!.type!.getText()}, ${at === last ? fn.type!.getText() : type(at + 1)}>`
  const asked: string[] = []
  let map = known
  for (let at = 0; at < last; at++) {
    const next = context.name(at === last - 1 ? 'row' : 'layer')
    asked.push(
      `${letKeyword} ${next} = ${map}.get(${name(at)})§`,
      `if (${next} === undefined) {`,
      `  ${next} = new Map()§`,
      `  ${map}.set(${name(at)}, ${next})§`,
      '}',
    )
    map = next
  }
  asked.push(`${style.keyword} ${found} = ${map}.get(${name(last)})§`, `if (${found} !== undefined) return ${found}§`)
  return {
    made: `${style.keyword} ${known} = new Map${scope.typed ? type(0).slice(3) : ''}()§`,
    asked,
    kept: `${map}.set(${name(last)}, ${result})§`,
  }
}

/** The statements of the function, one level deeper, with calls to itself and the returns that are worth keeping replaced. */
function rewrittenBody(context: RuleContext, { body, calls, varying }: Recursion, visit: string, kept: string): string {
  const { scope, style } = context
  const edits: Edit[] = []
  for (const call of calls) {
    edits.push({ start: call.expression.getStart(), end: call.expression.end, text: visit })
    edits.push({
      start: call.arguments.pos,
      end: call.arguments.end,
      text: varying.map(at => call.arguments[at]!.getText()).join(', '),
    })
  }
  for (const statement of keptReturns(body, calls)) {
    const value = statement.expression!
    const parent = statement.parent
    const indent = indentAt(scope.text, statement.getStart(scope.file))
    const lone = !ts.isBlock(parent)
    const deeper = lone ? indent + style.unit : indent
    const result = context.name('result')
    const open = lone ? `{${style.newline}${deeper}` : ''
    const close = lone ? `${style.newline}${indent}}` : ''
    edits.push({
      start: statement.getStart(scope.file),
      end: value.getStart(scope.file),
      text: `${open}${style.keyword} ${result} = `,
    })
    edits.push({
      start: value.end,
      end: statement.end,
      text: styled(context, ['§', kept, `return ${result}§`], deeper).join(style.newline) + close,
    })
  }
  return spliced(
    scope.text,
    body.getStart(scope.file) + 1,
    body.end - 1,
    edits,
    indentAt(scope.text, body.parent.getStart(scope.file)),
  )
}

/** Text of a range with edits in it, without the blank ends and relative to `outer`. */
function spliced(text: string, start: number, end: number, edits: readonly Edit[], outer: string): string {
  let out = ''
  let at = start
  for (const each of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    out += text.slice(at, each.start) + each.text
    at = each.end
  }
  return (out + text.slice(at, end))
    .replace(/^[ \t]*\r?\n/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map(line => (line.startsWith(outer) ? line.slice(outer.length) : line.trimStart()))
    .join('\n')
}

/** Returns whose value took calls: a base case is faster computed than looked up. */
function keptReturns(body: ts.Block, calls: readonly ts.CallExpression[]): readonly ts.ReturnStatement[] {
  const isReturned = (call: ts.Node): boolean => {
    let each = call
    while (each !== body && !ts.isReturnStatement(each)) each = each.parent
    return each !== body
  }
  const allReturned = calls.every(isReturned)
  const found: ts.ReturnStatement[] = []
  walk(body, node => {
    if (ts.isFunctionLike(node)) return false
    if (
      ts.isReturnStatement(node) &&
      node.expression &&
      (allReturned ? calls.some(call => contains(node, call)) : !ts.isLiteralExpression(bare(node.expression)))
    )
      found.push(node)
    return undefined
  })
  return found
}

export const memoRecursion: Rule = {
  id: 'J16',
  title: 'Results kept during a recursion',
  shortName: 'keep-results-in-recursion',
  riskClass: 'B',
  memoizes: true,
  gains: [
    [10, 12],
    [20, 80],
    [27, 1540],
  ],
  match,
}

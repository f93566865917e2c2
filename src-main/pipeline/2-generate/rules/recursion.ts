/**
 * J16: a pure function that calls itself several times with smaller numbers solves the same small problems again and again. Its
 * results are kept while one outer call runs, by the parameters that vary; afterwards they are gone, so nothing can get stale.
 */
import { contains } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { styled } from './place.ts'
import { maySmall } from './text.ts'
import { isDirective } from './top.ts'
import { isCacheable, type Recursion, recursionOf } from './recursion-facts.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'

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
  const list = varying.map(at => withoutDefault(parameters[at]!)).join(', ')
  const head =
    varying.length === 1 && !scope.typed && !style.arrowParentheses ? list : `(${list})${fn.type ? `: ${fn.type.getText()}` : ''}`
  const lines = [
    // A directive means the whole function, and only at its start.
    ...directivesOf(body).map(each => each.getText()),
    ...styled(context, cache.made, ''),
    `${style.keyword} ${visit} = ${head} => {`,
    ...rewrittenBody(context, recursion, visit, cache).split(/\r?\n/),
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

/** `'use strict'` and its like. */
export function directivesOf(body: ts.Block): readonly ts.Statement[] {
  const end = body.statements.findIndex(each => !isDirective(each))
  return body.statements.slice(0, end === -1 ? undefined : end)
}

/** `i: number` of `i: number = 0`. */
export const withoutDefault = (parameter: ts.ParameterDeclaration): string =>
  `${parameter.name.getText()}${parameter.type ? `: ${parameter.type.getText()}` : ''}`

/** Calls after which results by several parameters are kept: small problems are solved faster than Maps of Maps are filled. */
const smallCalls = 256

export interface Cache {
  readonly made: readonly string[]
  /** Lines behind the base cases: gives back what is known. */
  readonly asked: readonly string[]
  /** Keeps `result`. */
  readonly kept: readonly string[]
}

/** A Map per varying parameter, nested. Keys compare as SameValueZero, so 1 and '1' stay apart. */
export function cacheOf(
  context: RuleContext,
  { fn, parameters, varying }: Pick<Recursion, 'parameters' | 'varying'> & { readonly fn: ts.SignatureDeclaration },
): Cache {
  const { scope, style } = context
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const known = context.name('known')
  const found = context.name('found')
  const last = varying.length - 1
  const name = (at: number): string => parameters[varying[at]!]!.name.getText()
  const type = (at: number): string =>
    `Map<${parameters[varying[at]!]!.type!.getText()}, ${at === last ? fn.type!.getText() : type(at + 1)}>`
  const types = scope.typed ? type(0).slice(3) : ''
  const asked = [
    `${style.keyword} ${found} = ${known}.get(${varying.map((_, at) => name(at)).join(')?.get(')})§`,
    `if (${found} !== undefined) return ${found}§`,
  ]
  const kept: string[] = []
  let map = known
  for (let at = 0; at < last; at++) {
    const next = context.name(at === last - 1 ? 'row' : 'layer')
    kept.push(
      `${letWord} ${next} = ${map}.get(${name(at)})§`,
      `if (${next} === undefined) {`,
      `  ${next} = new Map()§`,
      `  ${map}.set(${name(at)}, ${next})§`,
      '}',
    )
    map = next
  }
  kept.push(`${map}.set(${name(last)}, ${context.name('result')})§`)
  if (!maySmall(context) || last === 0) return { made: [`${style.keyword} ${known} = new Map${types}()§`], asked, kept }
  const calls = context.name('calls')
  const inside = (lines: readonly string[]): string[] => [`if (${known} !== null) {`, ...lines.map(line => `  ${line}`)]
  return {
    made: [
      `${letWord} ${known}${types ? `: Map${types} | null` : ''} = null§ // small problems need no memory`,
      `${letWord} ${calls} = 0§`,
    ],
    asked: [...inside(asked), `} else if (++${calls} > ${smallCalls}) ${known} = new Map()§`],
    kept: [...inside(kept), '}'],
  }
}

/** The statements of the function, one level deeper, with calls to itself and the returns that are worth keeping replaced. */
function rewrittenBody(context: RuleContext, { body, calls, varying }: Recursion, visit: string, { asked, kept }: Cache): string {
  const { scope, style } = context
  const edits: Edit[] = []
  const directives = directivesOf(body)
  for (const call of calls) {
    edits.push({ start: call.expression.getStart(), end: call.expression.end, text: visit })
    edits.push({
      start: call.arguments.pos,
      end: call.arguments.end,
      text: varying.map(at => call.arguments[at]!.getText()).join(', '),
    })
  }
  const first = body.statements.find(each => !isBaseCase(each, calls) && !directives.includes(each))!
  const begin = directives.at(-1)?.end ?? body.getStart(scope.file) + 1
  const start = first.getStart(scope.file)
  const outer = indentAt(scope.text, start)
  edits.push({ start, end: start, text: styled(context, [...asked, ''], outer).join(style.newline) })
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
      text: styled(context, ['§', ...kept, `return ${result}§`], deeper).join(style.newline) + close,
    })
  }
  return spliced(scope.text, begin, body.end - 1, edits, indentAt(scope.text, body.parent.getStart(scope.file)))
}

/** Text of a range with edits in it, without the blank ends and relative to `outer`. */
export function spliced(text: string, start: number, end: number, edits: readonly Edit[], outer: string): string {
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

/** `if (n < 2) return n` at the start is faster asked than looked up. */
const isBaseCase = (statement: ts.Statement, calls: readonly ts.CallExpression[]): boolean =>
  ts.isIfStatement(statement) && !calls.some(call => contains(statement, call))

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

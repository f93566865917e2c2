/**
 * What is done with a value that was read by a computed name. Reading it as data is free: a table, a count, a row. Called, constructed,
 * awaited, used as a tag or handed over to be called it may be any function of the language, `Function` among them; so these are found.
 * Writing is for `writes.ts`.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Report } from './findings.ts'
import { callsBack, isLanguageMethod } from './methods.ts'
import { type Access, isAccess, memberName } from './names.ts'
import { rootOf } from './functions-called.ts'
import { shown, type Script } from './script.ts'

/** Of whatever they are read from, these reach the machinery of the language. */
const reaching =
  /^(?:constructor|definePropert(?:y|ies)|setPrototypeOf|getPrototypeOf|assign|create|getOwnProperty\w+|then|captureStackTrace|raw|call|apply|bind|__\w+__)$/

export const findComputedMembers = ({ file, bindings, keys, origins }: Script, report: Report): void => {
  const isAny = (node: ts.Expression): boolean => {
    const own = origins.ownOf(node)
    return own.has('computed') || own.has('looked-up')
  }
  const because = 'it may be any function of the language, the one that makes code from text among them'
  const found = (what: string, node: ts.Expression, at: ts.Node): void =>
    report(`${what} ${shapeOf(node)}`, `${what} a value that was read by a computed name (${shown(node)}): ${because}.`, at, true)

  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isCallExpression(node)) {
      const callee = bare(node.expression)
      const method = isAccess(callee) ? memberName(callee) : null
      if (!isAccess(callee) || method === null) {
        if (isAny(callee)) found('Calls', callee, node)
      } else if (isAny(callee.expression) && reaching.test(method)) found('Reaches the language through', callee, node)
      else if (isHeldThere(callee, method)) found('Calls', callee, node)
      givenToBeCalled(node)
    } else if (ts.isNewExpression(node)) {
      if (isAny(node.expression)) found('Constructs', node.expression, node)
      for (const each of node.arguments ?? [])
        if (bare(node.expression).getText() === 'Promise' && isAny(each)) found('Hands over to be called', each, node)
    } else if (ts.isTaggedTemplateExpression(node)) {
      if (isAny(node.tag)) found('Uses as a tag', node.tag, node)
    } else if (ts.isAwaitExpression(node)) {
      if (origins.ownOf(node.expression).has('computed')) found('Awaits', node.expression, node)
    } else if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword) {
      for (const each of node.types) if (isAny(each.expression)) found('Extends', each.expression, node)
    } else if (ts.isDecorator(node) && isAny(node.expression)) found('Calls', node.expression, node)
    return undefined
  })

  /**
   * `table[kind].trim()` calls a method of a text, whatever the key was, while `box.run()` calls what was put into the box. A method of the
   * language is what its name says, unless the file defines one of that name.
   */
  function isHeldThere(callee: Access, method: string): boolean {
    if (isLanguageMethod(method) && !keys.defined.has(method)) return false
    if (!isAny(callee.expression)) return isAny(callee)
    const { own, held } = origins.of(callee.expression)
    return own.has('fresh') && (held.has('computed') || held.has('looked-up'))
  }

  function givenToBeCalled(node: ts.CallExpression): void {
    const callee = bare(node.expression)
    const method = isAccess(callee)
      ? memberName(callee)
      : ts.isIdentifier(callee) && !bindings.isBound(callee)
        ? callee.text
        : null
    if (method === null || !(callsBack.has(method) || /^(?:queueMicrotask|set(?:Timeout|Interval|Immediate))$/.test(method)))
      return
    for (const [at, each] of node.arguments.entries()) {
      if (ts.isSpreadElement(each) || isCalledData(method, at)) continue
      if (isAny(each)) found('Hands over to be called', each, node)
    }
  }
}

/** Arguments of such methods that are data: what `reduce` starts with, what `Array.from` and `JSON.parse` read. */
const isCalledData = (method: string, at: number): boolean =>
  /^(?:from|fromAsync|groupBy|parse|stringify|addEventListener|on|once)$/.test(method)
    ? at === 0
    : /^(?:then|catch|finally)$/.test(method)
      ? false
      : at > 0

/** `table[].run` for `table[kind].run`: what stays the same when keys and names of variables change. */
export const shapeOf = (expression: ts.Expression): string => {
  const steps: string[] = []
  let node = bare(expression)
  while (true) {
    if (isAccess(node)) {
      const name = memberName(node)
      steps.unshift(name === null ? '[]' : `.${name}`)
      node = bare(node.expression)
    } else if (ts.isCallExpression(node)) {
      steps.unshift('()')
      node = bare(node.expression)
    } else if (ts.isIdentifier(node)) return node.text + steps.join('')
    else return (rootOf(node)?.text ?? ts.SyntaxKind[node.kind]) + steps.join('')
  }
}

/**
 * The steps of a block: `set`, `swap`, `do`, `if`, `loop`, `return`, `break`. Every loop is one form (what stands in its head, then `loop`
 * with the step at the end of the body), declarations are settings, and an `else` behind a jump is simply what comes next.
 */
import { bare, ts, walk } from '../../../../languages/javascript/syntax.ts'
import { extreme, form, type Form, isTruthValue, name, not, plus, same, sumOf, ofSum, truth, value } from './form.ts'
import { read, type Reader, unknown } from './expressions.ts'

let made = 0

export const block = (steps: readonly Form[]): Form => form('block', steps)

/** Steps of the statements, each with the statement (a child of `of`) that it came from. */
export function stepsOf(reader: Reader, statements: readonly ts.Statement[]): readonly Form[] {
  return settled(statements.flatMap(each => stepsOfOne(reader, each).map(step => ({ ...step, node: each as ts.Node }))))
}

function bodyOf(reader: Reader, statement: ts.Statement): readonly Form[] {
  return ts.isBlock(statement) ? stepsOf(reader, statement.statements) : settled(stepsOfOne(reader, statement))
}

function stepsOfOne(reader: Reader, node: ts.Statement): readonly Form[] {
  if (ts.isVariableStatement(node)) return declared(reader, node.declarationList)
  if (ts.isExpressionStatement(node)) return expressed(reader, node.expression)
  if (ts.isBlock(node)) return stepsOf(reader, node.statements)
  if (ts.isEmptyStatement(node)) return []
  if (ts.isReturnStatement(node)) return returned(node.expression ? read(reader, node.expression) : value('undefined'))
  if (ts.isBreakStatement(node) && !node.label) return [form('break')]
  if (ts.isContinueStatement(node) && !node.label) return [form('continue')]
  if (ts.isIfStatement(node))
    return branch(
      truth(read(reader, node.expression)),
      bodyOf(reader, node.thenStatement),
      node.elseStatement ? bodyOf(reader, node.elseStatement) : [],
    )
  if (ts.isWhileStatement(node))
    return loop(reader, node, truth(read(reader, node.expression)), bodyOf(reader, node.statement), [])
  if (ts.isDoStatement(node))
    return [form('dowhile', [truth(read(reader, node.expression)), block(bodyOf(reader, node.statement))])]
  if (ts.isForStatement(node)) return counted(reader, node)
  if (ts.isForOfStatement(node) && !node.awaitModifier) return overElements(reader, node)
  return [unknown(reader, node)]
}

function declared(reader: Reader, list: ts.VariableDeclarationList): readonly Form[] {
  return list.declarations.flatMap(each => {
    if (!each.initializer) return []
    if (ts.isIdentifier(each.name)) return [form('set', [read(reader, each.name), read(reader, each.initializer)])]
    const from = bare(each.initializer)
    if (!ts.isArrayBindingPattern(each.name) || !ts.isArrayLiteralExpression(from)) return [unknown(reader, each)]
    const names = each.name.elements
    const isPlain =
      names.length === from.elements.length &&
      names.every(part => ts.isBindingElement(part) && ts.isIdentifier(part.name) && !part.initializer && !part.dotDotDotToken)
    if (!isPlain || from.elements.some(ts.isSpreadElement)) return [unknown(reader, each)]
    return names.map((part, at) =>
      form('set', [read(reader, (part as ts.BindingElement).name as ts.Identifier), read(reader, from.elements[at]!)]),
    )
  })
}

const compound: Readonly<Record<string, string>> = { '+=': '+', '-=': '-', '*=': '*', '/=': '/', '%=': '%' }

function expressed(reader: Reader, expression: ts.Expression): readonly Form[] {
  const node = bare(expression)
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText()
    if (operator === ',') return [...expressed(reader, node.left), ...expressed(reader, node.right)]
    if (operator === '=' && ts.isArrayLiteralExpression(node.left)) return swapped(reader, node)
    if (operator === '=') return assigned(read(reader, node.left), read(reader, node.right))
    const op = compound[operator]
    if (op) return assigned(read(reader, node.left), combined(reader, op, read(reader, node.left), read(reader, node.right)))
    return [unknown(reader, node)]
  }
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const by = node.operator === ts.SyntaxKind.PlusPlusToken ? 1 : node.operator === ts.SyntaxKind.MinusMinusToken ? -1 : 0
    if (by === 0) return [unknown(reader, node)]
    const target = read(reader, node.operand)
    return assigned(target, ofSum(plus(sumOf(target), { constant: by, terms: [] })))
  }
  if (ts.isCallExpression(node)) {
    const each = callback(reader, node) ?? exchange(reader, node)
    if (each) return each
  }
  return [form('do', [read(reader, node)])]
}

function combined(reader: Reader, op: string, a: Form, b: Form): Form {
  if (op === '+' && reader.mode === 'texts' && ![a, b].some(each => /^(?:lin|length|value)$/.test(each.op)))
    return form('+', [a, b])
  if (op === '+' || op === '-') return ofSum(plus(sumOf(a), sumOf(b, op === '+' ? 1 : -1)))
  if (op === '*') return form('*', [a, b])
  return form(op, [a, b])
}

function assigned(target: Form, to: Form): readonly Form[] {
  return target.op === 'name' || target.op === 'at' ? [form('set', [target, to])] : [form('unknown', [target, to])]
}

function swapped(reader: Reader, node: ts.BinaryExpression): readonly Form[] {
  const from = bare(node.right)
  const left = node.left as ts.ArrayLiteralExpression
  if (!ts.isArrayLiteralExpression(from) || left.elements.length !== 2 || from.elements.length !== 2)
    return [unknown(reader, node)]
  const [a, b] = left.elements.map(each => read(reader, each)) as [Form, Form]
  const [x, y] = from.elements.map(each => read(reader, each)) as [Form, Form]
  return same(a, y) && same(b, x) ? [form('swap', [a, b])] : [unknown(reader, node)]
}

export function returned(result: Form): readonly Form[] {
  if (result.op === '?') {
    const [test, yes, no] = result.args as [Form, Form, Form]
    return [form('if', [test, block([form('return', [yes])]), block([])]), ...returned(no)]
  }
  if (result.op !== 'value' && isTruthValue(result))
    return [form('if', [result, block([form('return', [value('true')])]), block([])]), form('return', [value('false')])]
  return [form('return', [result])]
}

const jumps = (steps: readonly Form[]): boolean => /^(?:return|break|continue)$/.test(steps.at(-1)?.op ?? '')

function branch(test: Form, yes: readonly Form[], no: readonly Form[]): readonly Form[] {
  if (yes.length === 0 && no.length === 0) return []
  if (yes.length === 0) return branch(not(test), no, [])
  if (jumps(yes)) return [form('if', [test, block(yes), block([])]), ...no]
  if (jumps(no)) return [form('if', [not(test), block(no), block([])]), ...yes]
  if (no.length > 0 && /^(?:!==|ne0|!|<=)$/.test(test.op)) return [form('if', [not(test), block(no), block(yes)])]
  const [only, ...more] = yes
  const [other, ...others] = no
  // `if (x > best) best = x` sets a maximum.
  if (only?.op === 'set' && more.length === 0 && no.length === 0 && /^<=?$/.test(test.op)) {
    const [target, to] = only.args as [Form, Form]
    const [a, b] = test.args as [Form, Form]
    if (same(a, target) && same(b, to)) return [form('set', [target, extreme('max', [target, to])])]
    if (same(b, target) && same(a, to)) return [form('set', [target, extreme('min', [target, to])])]
  }
  if (
    only?.op === 'set' &&
    more.length === 0 &&
    other?.op === 'set' &&
    others.length === 0 &&
    same(only.args[0]!, other.args[0]!)
  ) {
    const [a, b] = [only.args[1]!, other.args[1]!]
    if (test.op === '<' && same(test.args[0]!, a) && same(test.args[1]!, b))
      return [form('set', [only.args[0]!, extreme('min', [a, b])])]
    if (test.op === '<' && same(test.args[0]!, b) && same(test.args[1]!, a))
      return [form('set', [only.args[0]!, extreme('max', [a, b])])]
  }
  return [form('if', [test, block(yes), block(no)])]
}

/** Behind `if (a) continue` runs what runs when not a. */
function withoutContinue(steps: readonly Form[]): readonly Form[] | null {
  const out: Form[] = []
  for (const [at, step] of steps.entries()) {
    if (step.op === 'continue') return out
    if (step.op === 'if' && step.args[1]!.args.at(-1)?.op === 'continue') {
      const rest = withoutContinue(steps.slice(at + 1))
      const yes = withoutContinue(step.args[1]!.args)
      if (!rest || !yes) return null
      return [...out, ...branch(step.args[0]!, yes, rest)]
    }
    if (step.op === 'if' && [step.args[1]!, step.args[2]!].some(hasContinue)) return null
    out.push(step)
  }
  return out
}

const hasContinue = (node: Form): boolean =>
  node.op === 'continue' || (node.op !== 'loop' && node.op !== 'dowhile' && node.args.some(hasContinue))

function loop(reader: Reader, node: ts.Node, test: Form, body: readonly Form[], last: readonly Form[]): readonly Form[] {
  const plain = withoutContinue(body)
  return plain ? [form('loop', [test, block(settled([...plain, ...last]))])] : [unknown(reader, node)]
}

function counted(reader: Reader, node: ts.ForStatement): readonly Form[] {
  const { initializer, condition, incrementor } = node
  const first = !initializer
    ? []
    : ts.isVariableDeclarationList(initializer)
      ? declared(reader, initializer)
      : expressed(reader, initializer)
  const test = condition ? truth(read(reader, condition)) : value('true')
  const last = incrementor ? expressed(reader, incrementor) : []
  return [...first, ...loop(reader, node, test, bodyOf(reader, node.statement), last)]
}

/** An array from its start to its end; of texts this would be other characters. */
function overElements(reader: Reader, node: ts.ForOfStatement): readonly Form[] {
  const list = node.initializer
  if (reader.mode === 'texts' || !ts.isVariableDeclarationList(list)) return [unknown(reader, node)]
  const declaredName = list.declarations[0]!.name
  if (!ts.isIdentifier(declaredName)) return [unknown(reader, node)]
  return elements(reader, node, read(reader, node.expression), reader.keyOf(declaredName), null, bodyOf(reader, node.statement))
}

function elements(
  reader: Reader,
  node: ts.Node,
  list: Form,
  item: string | null,
  index: string | null,
  body: readonly Form[],
): readonly Form[] {
  const at = name(index ?? `§${made++}`)
  const first = item === null ? [] : [form('set', [name(item), form('at', [list, at])])]
  return [
    form('set', [at, value(0)]),
    ...loop(
      reader,
      node,
      form('<', [at, form('length', [list])]),
      [...first, ...body],
      [form('set', [at, ofSum(plus(sumOf(at), { constant: 1, terms: [] }))])],
    ),
  ]
}

/** `list.forEach((x, i) => ...)` where nothing is given back. */
function callback(reader: Reader, node: ts.CallExpression): readonly Form[] | null {
  const callee = bare(node.expression)
  const fn = node.arguments[0] && bare(node.arguments[0])
  if (
    reader.mode === 'texts' ||
    !ts.isPropertyAccessExpression(callee) ||
    callee.name.text !== 'forEach' ||
    node.arguments.length !== 1 ||
    !fn ||
    !(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ||
    fn.modifiers ||
    fn.asteriskToken ||
    fn.parameters.length > 2 ||
    !fn.parameters.every(each => ts.isIdentifier(each.name) && !each.initializer)
  )
    return null
  const names = fn.parameters.map(each => reader.keyOf(each.name as ts.Identifier))
  if (ts.isBlock(fn.body)) {
    let returns = false
    walk(fn.body, each => {
      if (ts.isReturnStatement(each)) returns = true
    })
    if (returns) return null
  }
  const body = ts.isBlock(fn.body) ? stepsOf(reader, fn.body.statements) : expressed(reader, fn.body)
  return elements(reader, node, read(reader, callee.expression), names[0] ?? null, names[1] ?? null, body)
}

/** `swap(list, i, j)`. */
function exchange(reader: Reader, node: ts.CallExpression): readonly Form[] | null {
  if (!ts.isIdentifier(node.expression) || node.arguments.length !== 3 || !reader.swaps?.(node.expression)) return null
  const [list, ...places] = node.arguments.map(each => read(reader, each))
  const placeOf = (each: Form): Form => form('at', [list!, each])
  return [form('swap', places.map(placeOf))]
}

/** Three settings that swap two places are one step. */
function settled(steps: readonly Form[]): readonly Form[] {
  const out: Form[] = []
  for (const step of steps) {
    const [first, second] = out.slice(-2)
    if (step.op === 'set' && first?.op === 'set' && second?.op === 'set') {
      const [kept, a] = first.args as [Form, Form]
      const isSwap =
        kept.op === 'name' &&
        a.op === 'at' &&
        same(second.args[0]!, a) &&
        same(second.args[1]!, step.args[0]!) &&
        same(step.args[1]!, kept)
      if (isSwap) {
        out.splice(-2, 2, { ...form('swap', [a, step.args[0]!]), node: first.node, key: kept.key })
        continue
      }
    }
    out.push(step)
  }
  // A choice between two answers has one order.
  const last = out.at(-1)
  const before = out.at(-2)
  if (
    last?.op === 'return' &&
    before?.op === 'if' &&
    before.args[2]!.args.length === 0 &&
    /^(?:!==|ne0|!)$/.test(before.args[0]!.op)
  ) {
    const [only, ...more] = before.args[1]!.args
    if (only?.op === 'return' && more.length === 0)
      out.splice(
        -2,
        2,
        { ...form('if', [not(before.args[0]!), block([{ ...last, node: undefined }]), block([])]), node: before.node },
        { ...only, node: last.node },
      )
  }
  return out
}

/** The form of an expression. What is not known becomes `unknown`, which equals nothing and stands for all the names in it. */
import { forAll } from './every-form.ts'
import { tableOf } from './table-forms.ts'
import { bare, ts, walk } from '../../../../languages/javascript/syntax.ts'
import {
  equal,
  extreme,
  form,
  type Form,
  isValue,
  less,
  type Mode,
  name,
  not,
  ofSum,
  plus,
  same,
  sumOf,
  truth,
  value,
} from './form.ts'

export interface Reader {
  readonly mode: Mode
  /** Tells apart what different variables of one name mean; `@` in front of what is global. */
  keyOf(id: ts.Identifier): string
  /** What the function computes that is called by this name, when that is known: `palindrome`, `prime`. */
  meaningOf(id: ts.Identifier): string | null
  /** Whether the function that is called by this name does nothing but swap two places of a list: `swap(list, i, j)`. */
  swaps?(id: ts.Identifier): boolean
}

export function unknown(reader: Reader, node: ts.Node): Form {
  const names = new Set<string>()
  walk(node, each => {
    if (ts.isIdentifier(each) && !(ts.isPropertyAccessExpression(each.parent) && each.parent.name === each))
      names.add(reader.keyOf(each))
  })
  return form(
    'unknown',
    [...names].map(each => name(each)),
    node,
  )
}

export function read(reader: Reader, expression: ts.Expression): Form {
  const node = bare(expression)
  const found = plain(reader, node)
  return found.node ? found : { ...found, node }
}

function plain(reader: Reader, node: ts.Expression): Form {
  if (ts.isNumericLiteral(node)) return value(Number(node.text))
  if (ts.isBigIntLiteral(node)) return value(node.text)
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return value(JSON.stringify(node.text))
  if (node.kind === ts.SyntaxKind.TrueKeyword) return value('true')
  if (node.kind === ts.SyntaxKind.FalseKeyword) return value('false')
  if (node.kind === ts.SyntaxKind.NullKeyword) return value('null')
  if (node.kind === ts.SyntaxKind.ThisKeyword) return name('@this')
  if (ts.isIdentifier(node)) {
    const key = reader.keyOf(node)
    return /^@(?:Infinity|NaN|undefined)$/.test(key) ? value(key.slice(1)) : name(key)
  }
  if (ts.isPrefixUnaryExpression(node)) return prefixed(reader, node)
  if (ts.isBinaryExpression(node)) return binary(reader, node)
  if (ts.isConditionalExpression(node)) return choice(reader, node)
  if (ts.isPropertyAccessExpression(node) && !node.questionDotToken) {
    if (node.name.text === 'length') return form('length', [read(reader, node.expression)])
    if (/^(?:Infinity|Number\.(?:POSITIVE_INFINITY|MAX_VALUE|MAX_SAFE_INTEGER))$/.test(node.getText())) return value('Infinity')
    if (/^Number\.(?:NEGATIVE_INFINITY|MIN_SAFE_INTEGER)$/.test(node.getText())) return value('-Infinity')
    return { ...form('.', [read(reader, node.expression)]), key: node.name.text }
  }
  if (ts.isElementAccessExpression(node) && !node.questionDotToken)
    return form('at', [read(reader, node.expression), read(reader, node.argumentExpression)])
  if (ts.isArrayLiteralExpression(node)) return listed(reader, node)
  if (ts.isNewExpression(node)) return made(reader, node)
  if (ts.isCallExpression(node) && !node.questionDotToken) return called(reader, node)
  return unknown(reader, node)
}

function prefixed(reader: Reader, node: ts.PrefixUnaryExpression): Form {
  const inner = node.operand
  switch (node.operator) {
    case ts.SyntaxKind.ExclamationToken:
      return not(truth(read(reader, inner)))
    case ts.SyntaxKind.MinusToken: {
      const of = read(reader, inner)
      return isValue(of, 'Infinity') ? value('-Infinity') : ofSum(sumOf(of, -1), node)
    }
    case ts.SyntaxKind.PlusToken:
      return form('number', [read(reader, inner)])
    case ts.SyntaxKind.TildeToken: {
      const twice = bare(inner)
      return ts.isPrefixUnaryExpression(twice) && twice.operator === ts.SyntaxKind.TildeToken
        ? form('floor', [read(reader, twice.operand)])
        : unknown(reader, node)
    }
    default:
      return unknown(reader, node)
  }
}

function binary(reader: Reader, node: ts.BinaryExpression): Form {
  const { mode } = reader
  const sides = (): [Form, Form] => [read(reader, node.left), read(reader, node.right)]
  const operator = node.operatorToken.getText()
  switch (operator) {
    case '<':
    case '<=':
      return less(...sides(), operator === '<=', mode)
    case '>':
    case '>=': {
      const [a, b] = sides()
      return less(b, a, operator === '>=', mode)
    }
    case '===':
    case '==':
      return palindrome(equal(...sides(), mode))
    case '!==':
    case '!=':
      return not(palindrome(equal(...sides(), mode)))
    case '&&':
    case '||':
      return chain(operator, sides())
    case '+':
    case '-': {
      const [a, b] = sides()
      if (mode === 'texts' && operator === '+' && ![a, b].some(each => /^(?:lin|length)$/.test(each.op) || isValue(each, '1')))
        return form('+', [a, b], node)
      return ofSum(plus(sumOf(a), sumOf(b, operator === '+' ? 1 : -1)), node)
    }
    case '*':
      return product(sides(), node)
    case '/':
    case '%':
      return form(operator, sides())
    case '**':
      return power(...sides(), node)
    case '|': {
      const [a, b] = sides()
      return isValue(b, '0') ? form('floor', [a]) : unknown(reader, node)
    }
    case '>>':
    case '>>>': {
      const [a, b] = sides()
      return isValue(b, '1') ? form('floor', [form('/', [a, value(2)])]) : unknown(reader, node)
    }
    case '&': {
      const [a, b] = sides()
      return isValue(b, '1') ? form('%', [a, value(2)]) : unknown(reader, node)
    }
    default:
      return unknown(reader, node)
  }
}

const chain = (op: string, sides: readonly Form[]): Form =>
  form(
    op,
    sides.flatMap(each => (each.op === op ? each.args : [each])),
  )

function product(sides: readonly Form[], node: ts.Node): Form {
  const parts = sides.flatMap(each => (each.op === '*' ? each.args : [each]))
  const [a, b] = parts
  if (parts.length === 2 && a && b) {
    if (a.op === 'value' && /^-?\d+$/.test(a.key)) return ofSum(sumOf(b, Number(a.key)), node)
    if (b.op === 'value' && /^-?\d+$/.test(b.key)) return ofSum(sumOf(a, Number(b.key)), node)
  }
  return form('*', parts, node)
}

const power = (a: Form, b: Form, node: ts.Node): Form => (isValue(b, '2') ? product([a, a], node) : form('**', [a, b], node))

function choice(reader: Reader, node: ts.ConditionalExpression): Form {
  let test = truth(read(reader, node.condition))
  let [yes, no] = [read(reader, node.whenTrue), read(reader, node.whenFalse)]
  if (/^(?:!==|ne0|!)$/.test(test.op)) [test, yes, no] = [not(test), no, yes]
  if (isValue(yes, 'true') && isValue(no, 'false')) return test
  if (test.op === '<' || test.op === '<=') {
    const [a, b] = test.args as [Form, Form]
    if (same(a, yes) && same(b, no)) return extreme('min', [a, b])
    if (same(a, no) && same(b, yes)) return extreme('max', [a, b])
  }
  return form('?', [test, yes, no])
}

function listed(reader: Reader, node: ts.ArrayLiteralExpression): Form {
  const [only, ...more] = node.elements
  if (only && more.length === 0 && ts.isSpreadElement(only)) return form('spread', [read(reader, only.expression)])
  return node.elements.every(each => !ts.isSpreadElement(each) && !ts.isOmittedExpression(each))
    ? form(
        'list',
        node.elements.map(each => read(reader, each)),
      )
    : unknown(reader, node)
}

function made(reader: Reader, node: ts.NewExpression): Form {
  const type = node.expression.getText()
  const args = node.arguments ?? []
  if (!/^(?:Set|Map|Array|Date)$/.test(type) || args.some(ts.isSpreadElement)) return unknown(reader, node)
  return form(
    `new.${type}`,
    args.map(each => read(reader, each)),
  )
}

function called(reader: Reader, node: ts.CallExpression): Form {
  const callee = bare(node.expression)
  const args = node.arguments
  if (ts.isIdentifier(callee)) {
    const key = reader.keyOf(callee)
    const meaning = reader.meaningOf(callee)
    if (meaning && args.length === 1) return form(meaning, [read(reader, args[0]!)])
    if (key === '@Array' && args.length === 1) return form('new.Array', [read(reader, args[0]!)])
    if (key === '@Number' && args.length === 1) return form('number', [read(reader, args[0]!)])
    if (key === '@parseInt' && args[0]) return form('floor', [read(reader, args[0])])
    return args.some(ts.isSpreadElement)
      ? unknown(reader, node)
      : form('call', [name(key, callee), ...args.map(each => read(reader, each))])
  }
  if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken) return unknown(reader, node)
  const method = callee.name.text
  const on = callee.expression.getText()
  if (on === 'Math') return mathematics(reader, node, method)
  const rows = tableOf(reader, node)
  if (rows) return rows
  if (on === 'Array' && method === 'from' && args.length === 1) return form('spread', [read(reader, args[0]!)])
  if (on === 'Number' && method === 'parseInt' && args[0]) return form('floor', [read(reader, args[0])])
  if (method === 'every') return forAll(reader, node, callee.expression)
  if (method === 'reduce') return reduction(reader, node, callee.expression)
  if (args.some(each => ts.isSpreadElement(each))) return unknown(reader, node)
  const receiver = read(reader, callee.expression)
  const given = args.map(each => read(reader, each))
  if (method === 'charAt' && given.length === 1) return form('at', [receiver, given[0]!])
  if (method === 'substring' && given.length > 0) return form('call.slice', [receiver, ...given])
  if (method === 'substr' && given.length === 2)
    return form('call.slice', [receiver, given[0]!, ofSum(plus(sumOf(given[0]!), sumOf(given[1]!)))])
  if (method === 'substr' && given.length === 1) return form('call.slice', [receiver, given[0]!])
  return form(`call.${method}`, [receiver, ...given])
}

function mathematics(reader: Reader, node: ts.CallExpression, method: string): Form {
  const [first, ...more] = node.arguments
  if (!first) return unknown(reader, node)
  if (/^(?:max|min)$/.test(method) && ts.isSpreadElement(first) && more.length === 0)
    return form(`${method}of`, [read(reader, first.expression)])
  if (node.arguments.some(ts.isSpreadElement)) return unknown(reader, node)
  const args = node.arguments.map(each => read(reader, each))
  if (method === 'max' || method === 'min') return extreme(method, args)
  if (method === 'floor' || method === 'trunc') return form('floor', args)
  if (method === 'pow' && args.length === 2) return power(args[0]!, args[1]!, node)
  return form(`Math.${method}`, args)
}

/** `list.reduce((sum, x) => sum + x, 0)`, in any spelling. */
function reduction(reader: Reader, node: ts.CallExpression, list: ts.Expression): Form {
  const [callback, initial] = node.arguments
  const fn = callback && bare(callback)
  if (!fn || !(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) || fn.parameters.length !== 2) return unknown(reader, node)
  const [only] = ts.isBlock(fn.body) ? fn.body.statements : []
  const body = ts.isBlock(fn.body) ? (only && ts.isReturnStatement(only) ? only.expression : undefined) : fn.body
  const names = fn.parameters.map(each => each.name.getText())
  const added = body && bare(body)
  if (
    !added ||
    !ts.isBinaryExpression(added) ||
    added.operatorToken.kind !== ts.SyntaxKind.PlusToken ||
    added.left.getText() === added.right.getText() ||
    ![added.left, added.right].every(each => names.includes(each.getText()))
  )
    return unknown(reader, node)
  if (reader.mode === 'texts') return unknown(reader, node)
  const of = read(reader, list)
  if (!initial) return form('sumof1', [of])
  return initial.getText() === '0' ? form('sumof', [of]) : unknown(reader, node)
}

/** `s === s.split('').reverse().join('')`, also by spreading. */
function palindrome(test: Form): Form {
  const [a, b] = test.args
  if (test.op !== '===' || !a || !b) return test
  for (const [text, turned] of [
    [a, b],
    [b, a],
  ] as const) {
    const [reversed, glue] = turned.args
    const parts = reversed?.args[0]
    if (turned.op !== 'call.join' || !isValue(glue ?? value(''), '""') || reversed?.op !== 'call.reverse' || !parts) continue
    if (parts.op === 'call.split' && isValue(parts.args[1] ?? value(0), '""') && same(parts.args[0]!, text))
      return form('palindrome', [text])
    if (parts.op === 'spread' && same(parts.args[0]!, text)) return form('palindromeOfCharacters', [text])
  }
  return test
}

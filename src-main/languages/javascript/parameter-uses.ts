/**
 * What code does with one of its parameters, read off the text: the properties it asks for, the kinds it tells apart, what kind
 * it seems to expect. For plain JavaScript, where no declaration says it. A help for making inputs, no proof of anything.
 */
import type { FunctionNode } from './functions.ts'
import { other, type Shape } from './shape.ts'
import { bare, ts, walk } from './syntax.ts'

export interface Uses {
  /** Options by name, with the kind of a default where one is written. */
  readonly properties: readonly { readonly name: string; readonly shape: Shape }[]
  /** Asks what kind of value it is (`Array.isArray`, `typeof`): other kinds are expected to come. */
  readonly tellsKinds: boolean
  readonly seems: 'list' | 'string' | 'number' | 'object' | 'function' | 'unknown'
}

const ofLists = new Set(['map', 'filter', 'reduce', 'forEach', 'some', 'every', 'find', 'findIndex', 'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'flatMap', 'flat', 'join', 'fill', 'entries', 'keys', 'values']) // prettier-ignore
const ofTexts = new Set(['charCodeAt', 'charAt', 'codePointAt', 'split', 'trim', 'toUpperCase', 'toLowerCase', 'startsWith', 'endsWith', 'replace', 'replaceAll', 'padStart', 'padEnd', 'match', 'matchAll', 'substring', 'substr', 'normalize', 'localeCompare', 'repeat']) // prettier-ignore
const ofBoth = new Set(['length', 'indexOf', 'lastIndexOf', 'includes', 'slice', 'concat', 'at', 'toString', 'hasOwnProperty'])
const mostNames = 16

const shapeOfDefault = (initializer: ts.Expression | undefined): Shape => {
  const value = initializer && bare(initializer)
  if (!value) return other
  if (ts.isNumericLiteral(value) || ts.isPrefixUnaryExpression(value)) return { kind: 'number' }
  if (ts.isStringLiteralLike(value)) return { kind: 'string' }
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'boolean' }
  return other
}

export const usesOf = (node: FunctionNode, parameter: ts.ParameterDeclaration): Uses => {
  const properties = new Map<string, Shape>()
  const votes = { list: 0, string: 0, number: 0, object: 0, function: 0 }
  let tellsKinds = false
  const note = (name: string, shape: Shape = other): void => {
    const before = properties.get(name)
    if ((before === undefined || before.kind === 'other') && (properties.has(name) || properties.size < mostNames))
      properties.set(name, shape)
  }
  const pattern = (binding: ts.BindingName): void => {
    if (!ts.isObjectBindingPattern(binding)) return
    for (const each of binding.elements) {
      if (each.dotDotDotToken) continue
      const key = each.propertyName ?? each.name
      if (ts.isIdentifier(key) || ts.isStringLiteral(key)) note(key.text, shapeOfDefault(each.initializer))
    }
  }
  if (!ts.isIdentifier(parameter.name)) {
    pattern(parameter.name)
    const seems = ts.isArrayBindingPattern(parameter.name) ? 'list' : 'object'
    return { properties: entries(properties), tellsKinds: false, seems }
  }
  const names = aliasesOf(node, parameter.name.text)
  const means = (each: ts.Node | undefined): boolean => each !== undefined && ts.isIdentifier(each) && names.has(each.text)
  walk(node.body ?? node, each => {
    if (!means(each)) return
    const parent = each.parent
    if (ts.isPropertyAccessExpression(parent) && parent.expression === each) {
      const read = parent.name.text
      if (ofLists.has(read)) votes.list += 2
      else if (ofTexts.has(read)) votes.string += 2
      else if (ofBoth.has(read)) votes.list += 0.5
      else {
        votes.object += 1
        note(read, besides(parent))
      }
    } else if (ts.isElementAccessExpression(parent) && parent.expression === each) {
      if (ts.isStringLiteralLike(parent.argumentExpression)) note(parent.argumentExpression.text, besides(parent))
      else votes.list += 0.5
    } else if (ts.isBinaryExpression(parent)) {
      const { operatorToken, left, right } = parent
      if (operatorToken.kind === ts.SyntaxKind.InKeyword && right === each) {
        votes.object += 1
        if (ts.isStringLiteralLike(left)) note(left.text)
      } else if (isArithmetic(operatorToken.kind)) votes.number += 1
      else if (left === each && ts.isStringLiteralLike(bare(right))) votes.string += 2
      else if (operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) tellsKinds = true
    } else if (ts.isVariableDeclaration(parent) && parent.initializer === each) pattern(parent.name)
    else if (ts.isForOfStatement(parent) || ts.isSpreadElement(parent)) votes.list += 1
    else if (ts.isTypeOfExpression(parent)) {
      tellsKinds = true
      const asked = ts.isBinaryExpression(parent.parent) ? bare(parent.parent.right) : undefined
      // Whoever is refused what is of another kind knows best.
      if (asked && ts.isStringLiteralLike(asked) && Object.hasOwn(votes, asked.text))
        votes[asked.text as keyof typeof votes] += 20
    } else if (isOrEmpty(parent, each)) votes.object += 2
    else if (ts.isCallExpression(parent)) {
      if (parent.expression === each) votes.function += 3
      else if (/^(?:Array\.isArray|Buffer\.isBuffer|Number\.isInteger|Number\.isNaN)$/.test(parent.expression.getText()))
        tellsKinds = true
    }
  })
  const ranked = (Object.entries(votes) as [keyof typeof votes, number][]).toSorted((one, two) => two[1] - one[1])
  const [best] = ranked
  return { properties: entries(properties), tellsKinds, seems: best && best[1] > 0 ? best[0] : 'unknown' }
}

/** `options || {}`, `options ?? {}`. */
const isOrEmpty = (node: ts.Node, left: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  node.left === left &&
  /^(?:\|\||\?\?)$/.test(node.operatorToken.getText()) &&
  ts.isObjectLiteralExpression(bare(node.right))

/** The name, and others that are given the same value: `const text = input`, `opts = options || {}`. */
const aliasesOf = (node: FunctionNode, name: string): ReadonlySet<string> => {
  const names = new Set([name])
  const same = (value: ts.Expression | undefined): boolean => {
    const plain = value && bare(value)
    if (!plain) return false
    if (ts.isIdentifier(plain)) return names.has(plain.text)
    return ts.isBinaryExpression(plain) && /^(?:\|\||\?\?)$/.test(plain.operatorToken.getText()) && same(plain.left)
  }
  walk(node.body ?? node, each => {
    if (ts.isVariableDeclaration(each) && ts.isIdentifier(each.name) && same(each.initializer)) names.add(each.name.text)
  })
  return names
}

const entries = (properties: ReadonlyMap<string, Shape>): Uses['properties'] =>
  [...properties].map(([name, shape]) => ({ name, shape }))

/** `options.count ?? 3`, `options.count === 'x'`: the kind of what stands beside. */
const besides = (access: ts.Expression): Shape => {
  const parent = access.parent
  return ts.isBinaryExpression(parent) && parent.left === access ? shapeOfDefault(parent.right) : other
}

const isArithmetic = (kind: ts.SyntaxKind): boolean =>
  [
    ts.SyntaxKind.AsteriskToken,
    ts.SyntaxKind.SlashToken,
    ts.SyntaxKind.MinusToken,
    ts.SyntaxKind.PercentToken,
    ts.SyntaxKind.AsteriskAsteriskToken,
    ts.SyntaxKind.LessThanToken,
    ts.SyntaxKind.GreaterThanToken,
    ts.SyntaxKind.LessThanEqualsToken,
    ts.SyntaxKind.GreaterThanEqualsToken,
  ].includes(kind)

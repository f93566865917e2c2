/**
 * The numbers and texts on which code decides: literals of its comparisons, cases and calls, and what plain arithmetic on
 * literals gives. Inputs are then made at, below and above each. A guess at what matters, cheap on purpose: what it does not
 * meet is seen by the coverage of the changed blocks.
 */
import { longLengthsIn } from './long-lengths.ts'
import { ts, walk } from './syntax.ts'

export interface Conditions {
  readonly numbers: readonly number[]
  readonly texts: readonly string[]
  /** Asked of values: read as a property, looked up, `'x' in`. */
  readonly names: readonly string[]
  /** Short texts that stand between values: of templates, of sums of texts, of joins. */
  readonly pieces: readonly string[]
  /** The candidate spreads a list into the arguments of a call, or calls itself, where the original does not: long lists are to be met. */
  readonly fillsStack: boolean
  /** Single characters that patterns look for, but for letters and digits. */
  readonly classes: readonly string[]
  /** The candidate counts or adds up in fewer bits than a number has: so many elements are to be met at once. */
  readonly crowds: readonly number[]
  /** The candidate asks whether something is a list where the original does not: both answers are to be met. */
  readonly tellsLists: boolean
  /** So many elements, more than lists of inputs have, from which on the candidate calculates otherwise with a length where the original does not. */
  readonly lengths: readonly number[]
  /** The candidate asks for a constructor of this program where the original does not: values of another realm have other ones. */
  readonly tellsRealms: boolean
}

interface Counted<T> {
  readonly value: T
  readonly weight: number
}

type Constants = ReadonlyMap<string, number | string>

const fold = (node: ts.Expression, constants: Constants): number | string | null => {
  if (ts.isIdentifier(node)) return constants.get(node.text) ?? null
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return fold(node.expression, constants)
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (ts.isBigIntLiteral(node)) return Number(node.text.slice(0, -1))
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isPrefixUnaryExpression(node)) {
    const value = fold(node.operand, constants)
    if (value === null) return null
    if (node.operator === ts.SyntaxKind.MinusToken) return -Number(value)
    if (node.operator === ts.SyntaxKind.PlusToken) return Number(value)
    return node.operator === ts.SyntaxKind.TildeToken ? ~Number(value) : null
  }
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'length') {
    const value = fold(node.expression, constants)
    return typeof value === 'string' ? value.length : null
  }
  if (ts.isCallExpression(node)) return foldCall(node, constants) ?? foldOfText(node, constants)
  if (!ts.isBinaryExpression(node)) return null
  const [left, right] = [fold(node.left, constants), fold(node.right, constants)]
  if (left === null || right === null) return null
  if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return typeof left === 'number' && typeof right === 'number' ? left + right : `${left}${right}`
  }
  const operation = arithmetic.get(node.operatorToken.kind)
  return operation ? operation(Number(left), Number(right)) : null
}

const arithmetic = new Map<ts.SyntaxKind, (one: number, two: number) => number>([
  [ts.SyntaxKind.MinusToken, (one, two) => one - two],
  [ts.SyntaxKind.AsteriskToken, (one, two) => one * two],
  [ts.SyntaxKind.SlashToken, (one, two) => one / two],
  [ts.SyntaxKind.PercentToken, (one, two) => one % two],
  [ts.SyntaxKind.AsteriskAsteriskToken, (one, two) => one ** two],
  [ts.SyntaxKind.LessThanLessThanToken, (one, two) => one << two],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, (one, two) => one >> two],
  [ts.SyntaxKind.AmpersandToken, (one, two) => one & two],
  [ts.SyntaxKind.BarToken, (one, two) => one | two],
  [ts.SyntaxKind.CaretToken, (one, two) => one ^ two],
])

/** `Number('90')`, `parseInt('5a', 16)`, `String.fromCharCode(97)`. */
const foldCall = (node: ts.CallExpression, constants: Constants): number | string | null => {
  const name = node.expression.getText()
  const given = node.arguments.map(each => fold(each, constants))
  if (given.includes(null) || given.length === 0) return null
  if (name === 'Number') return Number(given[0])
  if (name === 'parseInt' || name === 'Number.parseInt') return Number.parseInt(String(given[0]), Number(given[1] ?? 10))
  if (name === 'String.fromCharCode') return String.fromCharCode(...given.map(Number))
  return null
}

/** `'%'.charCodeAt(0)`, `'abc'.indexOf('c')`. */
const foldOfText = (node: ts.CallExpression, constants: Constants): number | string | null => {
  if (!ts.isPropertyAccessExpression(node.expression)) return null
  const text = fold(node.expression.expression, constants)
  if (typeof text !== 'string') return null
  const given = node.arguments.map(each => fold(each, constants))
  const [first = 0] = given
  switch (node.expression.name.text) {
    case 'charCodeAt':
    case 'codePointAt':
      return text.codePointAt(Number(first)) ?? null
    case 'indexOf':
      return text.indexOf(String(first))
    case 'at':
    case 'charAt':
      return text.at(Number(first)) ?? null
    default:
      return null
  }
}

/** `const limit = 64`, by name alone: two of one name are rare, and both are worth a try. */
const constantsOf = (files: readonly ts.SourceFile[]): Constants => {
  const constants = new Map<string, number | string>()
  for (const file of files) {
    walk(file, node => {
      if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return
      const value = fold(node.initializer, constants)
      if (value !== null) constants.set(node.name.text, value)
    })
  }
  return constants
}

/** Conditions decide, so their literals come first. */
const isCondition = (node: ts.Node): boolean => {
  const parent = node.parent
  if (ts.isCaseClause(parent)) return true
  if (ts.isBinaryExpression(parent)) return comparing.has(parent.operatorToken.kind)
  return (
    ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && asking.has(parent.expression.name.text)
  )
}
const comparing = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.InKeyword,
])
const asking = new Set(['startsWith', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'has', 'hasOwn', 'is', 'test', 'localeCompare', 'at', 'get', 'charAt', 'match', 'search']) // prettier-ignore

/** What `typeof` gives is no text of the data. */
const isTypeName = (node: ts.Node): boolean => {
  const parent = node.parent
  return ts.isBinaryExpression(parent) && (ts.isTypeOfExpression(parent.left) || ts.isTypeOfExpression(parent.right))
}

const isStatic = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)

const longestPiece = 4

/** Only of what stands between two values: a text alone is met as such. */
const piecesOf = (files: readonly ts.SourceFile[]): readonly string[] => {
  const found = new Set<string>()
  const note = (text: string): void => {
    if (text.length > 0 && text.length <= longestPiece) found.add(text)
  }
  for (const file of files) {
    walk(file, node => {
      if (ts.isTemplateExpression(node)) for (const { literal } of node.templateSpans) note(literal.text)
      if (!ts.isStringLiteralLike(node)) return
      const { parent } = node
      if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken) note(node.text)
      if (ts.isCallExpression(parent) && /\.(?:join|concat)$/.test(parent.expression.getText())) note(node.text)
    })
  }
  return [...found]
}

/** Where the candidate works on bits: what 32 of them cannot hold, and shifts that begin again at 32. */
const beyondBits = [2 ** 31, 2 ** 32 + 1, -(2 ** 31) - 1]
const shifted = [32, 33, 31, 64]
const bitwise: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
])
const numbersOfBits = ({ files }: Code): readonly number[] => {
  const found = new Set<number>()
  for (const file of files) {
    walk(file, node => {
      const isNot = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.TildeToken
      const works = ts.isBinaryExpression(node) && bitwise.has(node.operatorToken.kind)
      if (!isNot && !works) return
      for (const number of beyondBits) found.add(number)
      if (works && /^(?:<<|>>>?)$/.test(node.operatorToken.getText()) && !ts.isNumericLiteral(node.right))
        for (const number of shifted) found.add(number)
    })
  }
  return [...found]
}

/** Calls that take as many arguments as a list has elements, and calls of a function inside of itself. */
const countStackCalls = ({ files }: Code): number => {
  let found = 0
  for (const file of files) {
    walk(file, node => {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return
      const called = node.expression.getText()
      if (node.arguments?.some(ts.isSpreadElement) || called.endsWith('.apply')) found += 1
      for (let around: ts.Node = node.parent; !ts.isSourceFile(around); around = around.parent) {
        const name = 'name' in around ? (around.name as ts.Node | undefined)?.getText() : undefined
        if (name === called && (ts.isFunctionLike(around) || ts.isVariableDeclaration(around))) found += 1
      }
    })
  }
  return found
}

interface Found {
  readonly numbers: Map<number, number>
  readonly texts: Map<string, number>
  readonly names: Map<string, number>
}

const count = <T>(map: Map<T, number>, value: T, by: number): void => void map.set(value, Math.max(map.get(value) ?? 0, by))

const collect = (root: ts.Node, found: Found, weight: number, constants: Constants): void => {
  walk(root, node => {
    if (isStatic(node)) return false
    if (ts.isPropertyAccessExpression(node)) count(found.names, node.name.text, weight)
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      count(found.names, node.argumentExpression.text, weight)
    if (ts.isBindingElement(node)) {
      const key = node.propertyName ?? node.name
      if (ts.isIdentifier(key) && ts.isObjectBindingPattern(node.parent)) count(found.names, key.text, weight)
    }
    if (!ts.isExpression(node)) return
    if (ts.isRegularExpressionLiteral(node)) {
      // The letters of a simple pattern are a text that it finds.
      const plain = /^\/[\^]?([\w \-/:.]+)\$?\/[a-z]*$/.exec(node.text)?.[1]
      if (plain) count(found.texts, plain, weight + 0.5)
      return
    }
    const value = fold(node, constants)
    if (value === null) return
    if (ts.isIdentifier(node) && !isCondition(node)) return
    const by = weight + (isCondition(node) ? 0.5 : 0)
    if (typeof value === 'number') {
      if (Number.isFinite(value)) count(found.numbers, value, by)
    } else if (!isTypeName(node) && value.length > 0 && value.length <= 200) count(found.texts, value, by)
    return
  })
}

/** `"`, `,` and a line's end of `/[",\\n]/`: what a parser splits at. */
const classesOf = (files: readonly ts.SourceFile[]): readonly string[] => {
  const found = new Set<string>()
  for (const file of files) {
    walk(file, node => {
      if (!ts.isRegularExpressionLiteral(node)) return
      const body = node.text
        .slice(1, node.text.lastIndexOf('/'))
        .replace(/\\n/g, '\n')
        .replace(/\\t/g, '\t')
        .replace(/\\r/g, '\r')
      for (const sign of body.match(/[^\p{L}\p{N}\\^$.*+?()[\]{}|]|\\[.*+?()[\]{}|/]/gu) ?? []) found.add(sign.replace('\\', ''))
    })
  }
  return [...found].slice(0, 12)
}

const narrow = /^(?:Ui|I)nt(8|16|32)(?:Clamped)?Array$/
/** More than 8 and 16 bits count, and sums of bytes that 32 do not hold. */
const crowdFor: Readonly<Record<string, number>> = { 8: 300, 16: 66_000, 32: 20_000 }
const narrowIn = ({ files }: Code): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const file of files) {
    walk(file, node => {
      const name = ts.isNewExpression(node) ? node.expression.getText() : ''
      const bits = narrow.exec(name)?.[1]
      if (bits !== undefined) found.set(bits, (found.get(bits) ?? 0) + 1)
      const works = ts.isBinaryExpression(node) && bitwise.has(node.operatorToken.kind)
      if (works) found.set('32', (found.get('32') ?? 0) + 1)
    })
  }
  return found
}
const crowdsOf = (original: Code, candidate: Code): readonly number[] => {
  const before = narrowIn(original)
  return [...narrowIn(candidate)].flatMap(([bits, times]) => (times > (before.get(bits) ?? 0) ? (crowdFor[bits] ?? []) : []))
}

const countListQuestions = ({ files }: Code): number => {
  let asked = 0
  for (const file of files) {
    walk(file, node => {
      if (ts.isPropertyAccessExpression(node) && node.getText() === 'Array.isArray') asked += 1
      if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
        node.right.getText() === 'Array'
      )
        asked += 1
    })
  }
  return asked
}

/** `instanceof`, `.constructor`. */
const countConstructors = ({ files }: Code): number => {
  let asked = 0
  for (const file of files) {
    walk(file, node => {
      const isInstance = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
      if (isInstance || (ts.isPropertyAccessExpression(node) && node.name.text === 'constructor')) asked += 1
    })
  }
  return asked
}

const best = <T>(counted: ReadonlyMap<T, number>, most: number): T[] =>
  [...counted]
    .map(([value, weight]): Counted<T> => ({ value, weight }))
    .toSorted((one, two) => two.weight - one.weight)
    .slice(0, most)
    .map(({ value }) => value)

export interface Code {
  /** The function that is compared, in this version; null when it is not found by name. */
  readonly node: ts.Node | null
  /** Everything that changed with it. */
  readonly files: readonly ts.SourceFile[]
}

const empty = (): Found => ({ numbers: new Map(), texts: new Map(), names: new Map() })
const merged = <T>(old: ReadonlyMap<T, number>, now: ReadonlyMap<T, number>): Map<T, number> => {
  const all = new Map(old)
  for (const [value, weight] of now) all.set(value, Math.max(all.get(value) ?? 0, weight) + (old.has(value) ? 0 : 2))
  return all
}

/** What only the candidate asks comes first: a branch that the original does not have is the one to be met. */
export const conditionsOf = (original: Code, candidate: Code, most = 24): Conditions => {
  const [before, after] = [empty(), empty()]
  for (const [code, found] of [
    [original, before],
    [candidate, after],
  ] as const) {
    const constants = constantsOf(code.files)
    for (const file of code.files) collect(file, found, 0, constants)
    if (code.node) collect(code.node, found, 1, constants)
  }
  return {
    numbers: [...new Set([...best(merged(before.numbers, after.numbers), most), ...numbersOfBits(candidate)])],
    texts: best(merged(before.texts, after.texts), most),
    names: best(merged(before.names, after.names), most * 2),
    pieces: piecesOf([...candidate.files, ...original.files]),
    fillsStack: countStackCalls(candidate) > countStackCalls(original),
    classes: classesOf([...candidate.files, ...original.files]),
    crowds: crowdsOf(original, candidate),
    tellsLists: countListQuestions(candidate) > countListQuestions(original),
    lengths: longLengthsIn(candidate.files).filter(length => !longLengthsIn(original.files).includes(length)),
    tellsRealms: countConstructors(candidate) > countConstructors(original),
  }
}

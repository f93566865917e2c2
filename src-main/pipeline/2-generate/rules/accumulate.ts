/**
 * J06, J07, J08: building a list or an object by copying all of it for every element (spread in `reduce`, `concat` in a loop)
 * becomes adding to the one that is being built.
 */
import {
  hasOnlyPresentElements,
  isArray,
  isNumber,
  isString,
  isReadThrough,
  makesArray,
  isSimple,
} from '../../../languages/javascript/facts.ts'
import { contains, isAssigned, mentions, variableOf } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { repetitionsAround, styled } from './place.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'

interface Reduction {
  readonly call: ts.CallExpression
  readonly callback: ts.ArrowFunction | ts.FunctionExpression
  readonly accumulator: ts.Symbol
  readonly name: string
  /** The expressions that a run of the callback may return. */
  readonly results: readonly ts.Expression[]
}

/** `list.reduce((acc, x) => ..., initial)` whose initial value passes `isEmpty`. */
function reductionOf(context: RuleContext, node: ts.Node, isEmpty: (initial: ts.Expression) => boolean): Reduction | null {
  if (
    !ts.isCallExpression(node) ||
    !ts.isPropertyAccessExpression(node.expression) ||
    !/^reduce(?:Right)?$/.test(node.expression.name.text)
  )
    return null
  const [first, initial, ...more] = node.arguments
  if (!first || !initial || more.length > 0 || !isEmpty(bare(initial))) return null
  const callback = bare(first)
  if (
    !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ||
    callback.asteriskToken ||
    callback.modifiers?.length
  )
    return null
  const parameter = callback.parameters[0]?.name
  if (!parameter || !ts.isIdentifier(parameter)) return null
  const accumulator = context.scope.symbolOf(parameter)
  const results = resultsOf(callback)
  return accumulator && results ? { call: node, callback, accumulator, name: parameter.text, results } : null
}

/** Null when a path may end without a value. */
function resultsOf(callback: ts.ArrowFunction | ts.FunctionExpression): readonly ts.Expression[] | null {
  if (!ts.isBlock(callback.body)) return [bare(callback.body)]
  const results: ts.Expression[] = []
  let complete = true
  walk(callback.body, node => {
    if (node !== callback.body && ts.isFunctionLike(node)) return false
    if (ts.isReturnStatement(node)) {
      if (node.expression) results.push(bare(node.expression))
      else complete = false
    }
    return undefined
  })
  return complete && results.length > 0 ? results : null
}

/** Every mention of the accumulator lies in one of `allowed` or is its own declaration. */
const mentionsOnly = (context: RuleContext, reduction: Reduction, allowed: readonly ts.Node[]): boolean =>
  context.scope.references(reduction.accumulator).every(id => ts.isParameter(id.parent) || allowed.includes(id))

/** Statements instead of a returned copy, then `return acc`. For an arrow without a block it becomes one. */
function returning(
  context: RuleContext,
  { callback, name }: Reduction,
  result: ts.Expression,
  statements: readonly string[],
): readonly Edit[] {
  const { scope, style } = context
  const body = callback.body
  if (!ts.isBlock(body)) {
    const indent = indentAt(scope.text, callback.getStart(scope.file))
    const inner = indent + style.unit
    const lines = styled(context, [...statements, `return ${name}§`], inner)
    return [
      {
        start: body.getStart(scope.file),
        end: body.end,
        text: `{${style.newline}${inner}${lines.join(style.newline)}${style.newline}${indent}}`,
      },
    ]
  }
  const statement = enclosingReturn(result)
  const indent = indentAt(scope.text, statement.getStart(scope.file))
  const lines = [...statements, `return ${name}§`]
  if (ts.isBlock(statement.parent) || ts.isCaseClause(statement.parent))
    return [
      { start: statement.getStart(scope.file), end: statement.end, text: styled(context, lines, indent).join(style.newline) },
    ]
  const outer = indentAt(scope.text, statement.parent.getStart(scope.file))
  const inner = outer + style.unit
  return [
    {
      start: statement.getStart(scope.file),
      end: statement.end,
      text: `{${style.newline}${inner}${styled(context, lines, inner).join(style.newline)}${style.newline}${outer}}`,
    },
  ]
}

function enclosingReturn(result: ts.Expression): ts.ReturnStatement {
  let node: ts.Node = result
  while (!ts.isReturnStatement(node)) node = node.parent
  return node
}

const isAccumulator = (context: RuleContext, { accumulator }: Reduction, node: ts.Expression): boolean =>
  context.scope.symbolOf(bare(node)) === accumulator

/** `cond ? grown : acc` and `cond ? acc : grown`. */
function conditionOf(
  context: RuleContext,
  reduction: Reduction,
  result: ts.Expression,
): { condition: string; grown: ts.Expression; id: ts.Node } | null {
  if (!ts.isConditionalExpression(result)) return null
  const text = result.condition.getText()
  if (mentions(context.scope, result.condition, reduction.accumulator)) return null
  if (isAccumulator(context, reduction, result.whenFalse))
    return { condition: text, grown: bare(result.whenTrue), id: bare(result.whenFalse) }
  if (isAccumulator(context, reduction, result.whenTrue))
    return { condition: `!(${text})`, grown: bare(result.whenFalse), id: bare(result.whenTrue) }
  return null
}

/** Statements that add what `[...acc, x, ...more]` or `acc.concat([x])` adds; and where it says `acc`. */
function growArray(
  context: RuleContext,
  reduction: Reduction,
  grown: ts.Expression,
): { statements: string[]; id: ts.Node } | null {
  const { name } = reduction
  if (ts.isArrayLiteralExpression(grown)) {
    const [first, ...added] = grown.elements
    if (!first || !ts.isSpreadElement(first) || !isAccumulator(context, reduction, first.expression)) return null
    return { statements: pushAll(context, name, added), id: bare(first.expression) }
  }
  if (!ts.isCallExpression(grown) || !ts.isPropertyAccessExpression(grown.expression) || grown.expression.name.text !== 'concat')
    return null
  const [argument, ...more] = grown.arguments
  if (
    !isAccumulator(context, reduction, grown.expression.expression) ||
    !argument ||
    more.length > 0 ||
    ts.isSpreadElement(argument)
  )
    return null
  const statements = concatOne(context, name, argument, `return ${grown.getText()}`)
  return statements && { statements, id: bare(grown.expression.expression) }
}

function pushAll(context: RuleContext, name: string, added: readonly ts.Expression[]): string[] {
  const statements: string[] = []
  let plain: string[] = []
  const flush = (): void => {
    if (plain.length > 0) statements.push(`${name}.push(${plain.join(', ')})§`)
    plain = []
  }
  for (const each of added) {
    if (!ts.isSpreadElement(each)) plain.push(each.getText())
    else {
      flush()
      // Not `push(...items)`: a spread call of 130,000 items is a RangeError.
      statements.push(
        `for (${context.style.keyword} ${itemName(each.expression)} of ${each.expression.getText()}) ${name}.push(${itemName(each.expression)})§`,
      )
    }
  }
  flush()
  return statements
}

const itemName = (list: ts.Node): string => {
  const text = list.getText()
  return ['item', 'each', 'added'].find(name => !new RegExp(`\\b${name}\\b`).test(text)) ?? 'item$'
}

/**
 * `concat` takes arrays apart, with their holes, and keeps everything else whole. `asBefore` is the old way, for lists that
 * may have holes; what certainly has none is only added.
 */
function concatOne(context: RuleContext, name: string, argument: ts.Expression, asBefore: string): string[] | null {
  const { scope } = context
  const value = bare(argument)
  if (ts.isArrayLiteralExpression(value))
    return value.elements.some(ts.isOmittedExpression) ? null : pushAll(context, name, value.elements)
  const item = itemName(value)
  const text = value.getText()
  const each = `for (${context.style.keyword} ${item} of ${text}) ${name}.push(${item})§`
  if (isString(scope, value) || isNumber(scope, value)) return [`${name}.push(${text})§`]
  if (isArray(scope, value) && (hasOnlyPresentElements(scope, value) || isDense(value))) return [each]
  if (!isSimple(value)) return null
  if (isArray(scope, value)) return [`if (!${text}.includes(undefined)) ${each}`, `else ${asBefore}§ // keeps holes`]
  return [
    `if (!Array.isArray(${text})) ${name}.push(${text})§`,
    `else if (!${text}.includes(undefined)) ${each}`,
    `else ${asBefore}§ // keeps holes`,
  ]
}

/** Calls whose arrays have no holes. */
const isDense = (value: ts.Expression): boolean =>
  ts.isCallExpression(value) &&
  (/^(?:Object\.(?:keys|values|entries)|Array\.from)$/.test(value.expression.getText()) ||
    value.expression.getText().endsWith('.split'))

/** Edits for every result, or null when one of them is of another kind. */
function rewriteResults(
  context: RuleContext,
  reduction: Reduction,
  grow: (grown: ts.Expression) => { statements: string[]; id: ts.Node; reads?: readonly ts.Node[] } | null,
): readonly Edit[] | null {
  const edits: Edit[] = []
  const allowed: ts.Node[] = []
  for (const result of reduction.results) {
    if (isAccumulator(context, reduction, result)) {
      allowed.push(result)
      continue
    }
    const conditional = conditionOf(context, reduction, result)
    const grown = grow(conditional ? conditional.grown : result)
    if (!grown) return null
    allowed.push(grown.id, ...(grown.reads ?? []), ...(conditional ? [conditional.id] : []))
    const statements = conditional ? underCondition(conditional.condition, grown.statements) : grown.statements
    edits.push(...returning(context, reduction, result, statements))
  }
  return edits.length > 0 && mentionsOnly(context, reduction, allowed) ? edits : null
}

const underCondition = (condition: string, statements: readonly string[]): string[] =>
  statements.length === 1
    ? [`if (${condition}) ${statements[0]}`]
    : [`if (${condition}) {`, ...statements.map(each => `  ${each}`), '}']

export const spreadReduceArray: Rule = {
  id: 'J06',
  title: 'One growing array instead of a copy per element',
  shortName: 'push-instead-of-spread',
  riskClass: 'A',
  gains: [
    [32, 14.8],
    [1000, 127],
    [5000, 528],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const reduction = reductionOf(context, node, initial => ts.isArrayLiteralExpression(initial))
      const edits = reduction && rewriteResults(context, reduction, grown => growArray(context, reduction, grown))
      if (!edits) return
      sites.push({
        key: reduction.call.getText().slice(0, 200),
        subject: '',
        reason:
          'The whole array was copied for every element. The array is made by this call and nobody else sees it before the end, so elements are added to it.',
        edits,
        facts: [
          'proved: the first value is a literal of this call',
          'proved: the accumulator is only returned, so nobody holds an earlier copy',
        ],
        probes: listProbes(context),
      })
    })
    return sites
  },
}

/** `({ ...acc, [key]: value })`: assignments, with the one key that an assignment would take for the prototype done by definition. */
function growObject(
  context: RuleContext,
  reduction: Reduction,
  grown: ts.Expression,
): { statements: string[]; id: ts.Node; reads: readonly ts.Node[] } | null {
  if (!ts.isObjectLiteralExpression(grown)) return null
  const [first, ...added] = grown.properties
  if (!first || !ts.isSpreadAssignment(first) || !isAccumulator(context, reduction, first.expression) || added.length === 0)
    return null
  // With two values the second could see the first one's effect.
  if (added.length > 1 && added.some(each => mentions(context.scope, each, reduction.accumulator))) return null
  const statements: string[] = []
  const reads: ts.Node[] = []
  for (const each of added) {
    const lines = setProperty(context, reduction.name, each)
    if (!lines) return null
    statements.push(...lines)
    for (const id of context.scope.references(reduction.accumulator)) {
      if (!contains(each, id)) continue
      const read = id.parent
      const isRead =
        (ts.isElementAccessExpression(read) || ts.isPropertyAccessExpression(read)) && read.expression === id && !isAssigned(id)
      const isCalled = isRead && ts.isCallExpression(read.parent) && read.parent.expression === read
      if (!isRead || isCalled) return null
      reads.push(id)
    }
  }
  return { statements, id: bare(first.expression), reads }
}

function setProperty(context: RuleContext, name: string, property: ts.ObjectLiteralElementLike): string[] | null {
  if (ts.isShorthandPropertyAssignment(property)) return [`${name}.${property.name.text} = ${property.name.text}§`]
  if (!ts.isPropertyAssignment(property)) return null
  const value = property.initializer.getText()
  if (ts.isIdentifier(property.name))
    return property.name.text === '__proto__' ? null : [`${name}.${property.name.text} = ${value}§`]
  if (!ts.isComputedPropertyName(property.name)) {
    const key = property.name
    return ts.isStringLiteralLike(key) && key.text === '__proto__' ? null : [`${name}[${key.getText()}] = ${value}§`]
  }
  const key = property.name.expression
  const text = key.getText()
  const literal = bare(key)
  const type = context.scope.checker.getTypeAtLocation(key)
  const isLiteralUnion =
    context.scope.typed &&
    (type.isStringLiteral()
      ? type.value !== '__proto__'
      : type.isUnion() && type.types.every(each => each.isStringLiteral() && each.value !== '__proto__'))
  if (isNumber(context.scope, key) || isLiteralUnion || (ts.isStringLiteralLike(literal) && literal.text !== '__proto__'))
    return [`${name}[${text}] = ${value}§`]
  if (!isSimple(key)) return null
  const asked = isString(context.scope, key) ? text : `String(${text})`
  return [
    `if (${asked} === ‹__proto__›) {`,
    `  Object.defineProperty(${name}, ${text}, { value: ${value}, writable: true, enumerable: true, configurable: true })§`,
    '} else {',
    `  ${name}[${text}] = ${value}§`,
    '}',
  ]
}

export const spreadReduceObject: Rule = {
  id: 'J07',
  title: 'One growing object instead of a copy per element',
  shortName: 'assign-instead-of-spread',
  riskClass: 'A',
  gains: [
    [32, 8],
    [300, 126],
    [1000, 1460],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const reduction = reductionOf(
        context,
        node,
        initial => ts.isObjectLiteralExpression(initial) && initial.properties.length === 0,
      )
      const edits = reduction && rewriteResults(context, reduction, grown => growObject(context, reduction, grown))
      if (!edits) return
      sites.push({
        key: reduction.call.getText().slice(0, 200),
        subject: '',
        reason:
          'The whole object was copied for every element. The object is made by this call and nobody else sees it before the end, so properties are set on it.',
        edits,
        facts: [
          'proved: the first value is a literal of this call',
          'proved: the accumulator does not leave the callback',
          'proved: the key __proto__ becomes a property of its own, as with spread',
        ],
        probes: objectProbes(context),
      })
    })
    return sites
  },
}

function match(context: RuleContext): readonly Site[] {
  const groups = new Map<ts.Symbol, ts.BinaryExpression[]>()
  walk(context.target.node, node => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(node.left))
      return
    const symbol = context.scope.symbolOf(node.left)
    if (!symbol || !ts.isExpressionStatement(node.parent) || !growsItself(context, node, symbol)) return
    groups.set(symbol, [...(groups.get(symbol) ?? []), node])
  })
  return [...groups].flatMap(([symbol, growths]) => concatSite(context, symbol, growths) ?? [])
}

/** `r = r.concat(x)` or `r = [...r, x]`. */
function growsItself(context: RuleContext, node: ts.BinaryExpression, symbol: ts.Symbol): boolean {
  const value = bare(node.right)
  const isSelf = (each: ts.Expression): boolean => context.scope.symbolOf(bare(each)) === symbol
  if (ts.isArrayLiteralExpression(value)) {
    const first = value.elements[0]
    return first !== undefined && ts.isSpreadElement(first) && isSelf(first.expression)
  }
  return (
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    value.expression.name.text === 'concat' &&
    isSelf(value.expression.expression)
  )
}

function concatSite(context: RuleContext, symbol: ts.Symbol, growths: readonly ts.BinaryExpression[]): Site | null {
  const { scope } = context
  const variable = variableOf(symbol)
  if (!variable?.initializer || !contains(context.target.node, variable) || !makesArray(scope, variable.initializer)) return null
  if (!growths.some(each => repetitionsAround(context, each).length > 0)) return null
  if (!growths.every(each => runsWith(context, each, variable))) return null
  const selves = new Set<ts.Node>()
  const edits: Edit[] = []
  for (const growth of growths) {
    const rewritten = growInPlace(context, symbol, growth, selves)
    if (!rewritten) return null
    edits.push(rewritten)
  }
  const last = growths.at(-1)!
  const outermost = repetitionsAround(context, growths[0]!)[0]?.carrier
  let reassigned = false
  for (const id of scope.references(symbol)) {
    if (id === variable.name || selves.has(id)) continue
    if (isAssigned(id)) {
      // A fresh start is a new array, and stays one.
      const parent = id.parent
      if (
        !ts.isBinaryExpression(parent) ||
        parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken ||
        !makesArray(scope, parent.right)
      )
        return null
      reassigned = true
      continue
    }
    if (growths.some(each => contains(each, id))) return null
    const after = id.pos > last.end && (!outermost || !contains(outermost, id))
    if (!after && !isReadThrough(id)) return null
    // Going through the list while it grows saw a snapshot before, and would never end now.
    if (growths.some(each => isGoneThroughAround(context, id, each))) return null
  }
  const list = variable.parent
  const isLet = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.Let) !== 0
  if (isLet && list.declarations.length === 1 && !reassigned && !edits.some(each => each.text.includes('keeps holes')))
    edits.push({ start: list.getStart(scope.file), end: list.getStart(scope.file) + 3, text: 'const' })
  const name = variable.name.getText()
  return {
    key: `grow ${name}`,
    subject: `of ${name}`,
    reason: `${name} was copied completely for every element that was added. It is made here and nobody else holds it, so elements are added in place.`,
    edits,
    facts: [
      `proved: ${name} is made here and has no other name while it grows`,
      `proved: nothing goes through ${name} while it grows`,
    ],
    probes: listProbes(context),
  }
}

/** Between the two lie only callbacks of array methods: what happens is in one visible order. */
function runsWith(context: RuleContext, node: ts.Node, variable: ts.Node): boolean {
  const repetitions = repetitionsAround(context, node)
  for (let each = node.parent; each && !contains(each, variable); each = each.parent)
    if (
      ts.isFunctionLike(each) &&
      !repetitions.some(({ carrier }) => ts.isCallExpression(carrier) && carrier.arguments.some(argument => argument === each))
    )
      return false
  return true
}

const isGoneThroughAround = (context: RuleContext, id: ts.Identifier, growth: ts.Node): boolean =>
  repetitionsAround(context, growth).some(each => each.over !== null && contains(each.carrier, id) && contains(each.over, id))

function growInPlace(context: RuleContext, symbol: ts.Symbol, growth: ts.BinaryExpression, selves: Set<ts.Node>): Edit | null {
  const { scope, style } = context
  const name = growth.left.getText()
  const value = bare(growth.right)
  selves.add(growth.left)
  let statements: string[] | null
  if (ts.isArrayLiteralExpression(value)) {
    selves.add(bare((value.elements[0] as ts.SpreadElement).expression))
    statements = pushAll(context, name, value.elements.slice(1))
  } else {
    const call = value as ts.CallExpression
    selves.add(bare((call.expression as ts.PropertyAccessExpression).expression))
    if (call.arguments.length !== 1 || ts.isSpreadElement(call.arguments[0]!)) return null
    statements = concatOne(context, name, call.arguments[0]!, growth.getText())
  }
  if (!statements || statements.length === 0) return null
  const statement = growth.parent
  const start = statement.getStart(scope.file)
  const parent = statement.parent
  const indent = indentAt(scope.text, start)
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseClause(parent) || ts.isDefaultClause(parent))
    return { start, end: statement.end, text: styled(context, statements, indent).join(style.newline) }
  if (statements.length === 1 && !statements[0]!.startsWith('if'))
    return { start, end: statement.end, text: styled(context, statements, indent)[0]! }
  const outer = indentAt(scope.text, parent.getStart(scope.file))
  const inner = outer + style.unit
  return {
    start,
    end: statement.end,
    text: `{${style.newline}${inner}${styled(context, statements, inner).join(style.newline)}${style.newline}${outer}}`,
  }
}

export const concatLoop: Rule = {
  id: 'J08',
  title: 'Push instead of a copy per element',
  shortName: 'push-instead-of-concat',
  riskClass: 'A',
  gains: [
    [32, 11.4],
    [1000, 43.1],
    [5000, 340],
  ],
  match,
}

/** Nested arrays (concat takes them apart), nothing, one. */
function listProbes(context: RuleContext): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  return [probe('[]'), probe('[1]'), probe('[[1, 2], 3, [[4]]]'), probe("[null, undefined, NaN, 'a']"), probe('[[], [[]]]')]
}

const rowsWithKey = (key: string): string =>
  `[{ id: ${key}, key: ${key}, k: ${key}, name: ${key}, type: ${key}, value: 1 }, { id: 1, key: 1, k: 1, name: 1, type: 1, value: { a: 1 } }]`

function objectProbes(context: RuleContext): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  return [
    probe('[]'),
    probe("['a', '__proto__', 'a']"),
    probe("[['__proto__', 1], ['b', 2]]"),
    probe(rowsWithKey("'__proto__'")),
    probe(rowsWithKey('null')),
    probe("['constructor', 'toString']"),
  ]
}

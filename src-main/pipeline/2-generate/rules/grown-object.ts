/** `({ ...acc, [key]: value })` and `Object.assign({}, acc, { [key]: value })` as assignments to `acc`, for the rules that build in place. */
import { isGlobalCall } from '../../../languages/javascript/effects.ts'
import { isNumber, isPure, isSimple, isString } from '../../../languages/javascript/facts.ts'
import { contains, isAssigned, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from './rule.ts'

export interface GrownName {
  readonly accumulator: ts.Symbol
  readonly name: string
}

export interface ObjectGrowth {
  /** When one of them holds the old code must do it: an assignment would take the key for the prototype. */
  readonly questions: readonly string[]
  readonly statements: string[]
  /** Where it says `acc` to copy it. */
  readonly id: ts.Node
  /** Where a value reads `acc`. */
  readonly reads: readonly ts.Node[]
}

export function objectGrowth(context: RuleContext, grown: GrownName, copy: ts.Expression): ObjectGrowth | null {
  const { scope } = context
  const parts = partsOf(context, copy)
  if (!parts || scope.symbolOf(bare(parts.source)) !== grown.accumulator || parts.added.length === 0) return null
  const { added } = parts
  // With two values the second could see the first one's effect.
  if (added.length > 1 && added.some(each => mentions(scope, each, grown.accumulator))) return null
  const questions = new Set<string>()
  const statements: string[] = []
  const reads: ts.Node[] = []
  for (const each of added) {
    const set = setProperty(context, grown, each)
    if (!set) return null
    if (set.question) questions.add(set.question)
    statements.push(...set.statements)
    for (const id of scope.references(grown.accumulator)) {
      if (!contains(each, id)) continue
      const read = id.parent
      const isRead =
        (ts.isElementAccessExpression(read) || ts.isPropertyAccessExpression(read)) && read.expression === id && !isAssigned(id)
      const isCalled = isRead && ts.isCallExpression(read.parent) && read.parent.expression === read
      if (!isRead || isCalled) return null
      reads.push(id)
    }
  }
  // A prototype that `Object.assign` gave to one copy is lost with the next.
  if (parts.assigns && questions.size > 0) questions.add(`Object.getPrototypeOf(${grown.name}) !== Object.prototype`)
  return { questions: [...questions], statements, id: bare(parts.source), reads }
}

interface Parts {
  readonly source: ts.Expression
  readonly added: readonly ts.ObjectLiteralElementLike[]
  readonly assigns: boolean
}

function partsOf(context: RuleContext, copy: ts.Expression): Parts | null {
  if (ts.isObjectLiteralExpression(copy)) {
    const [first, ...added] = copy.properties
    return first && ts.isSpreadAssignment(first) ? { source: first.expression, added, assigns: false } : null
  }
  if (!isGlobalCall(context.scope, copy, 'Object', 'assign') || !ts.isCallExpression(copy)) return null
  const [target, source, ...others] = copy.arguments.map(bare)
  if (!target || !source || others.length === 0 || !ts.isObjectLiteralExpression(target) || target.properties.length > 0)
    return null
  return others.every(ts.isObjectLiteralExpression)
    ? { source, added: others.flatMap(each => [...each.properties]), assigns: true }
    : null
}

function setProperty(
  context: RuleContext,
  grown: GrownName,
  property: ts.ObjectLiteralElementLike,
): { question: string | null; statements: readonly string[] } | null {
  const { name } = grown
  if (ts.isShorthandPropertyAssignment(property))
    return { question: null, statements: [`${name}.${property.name.text} = ${property.name.text}§`] }
  if (!ts.isPropertyAssignment(property)) return null
  const value = property.initializer.getText()
  if (ts.isIdentifier(property.name))
    return property.name.text === '__proto__'
      ? null
      : { question: null, statements: [`${name}.${property.name.text} = ${value}§`] }
  if (!ts.isComputedPropertyName(property.name)) {
    const key = property.name
    return ts.isStringLiteralLike(key) && key.text === '__proto__'
      ? null
      : { question: null, statements: [`${name}[${key.getText()}] = ${value}§`] }
  }
  const key = property.name.expression
  const text = key.getText()
  const set = `${name}[${text}] = ${value}§`
  const added =
    isSimple(key) && isOnlyGrowth(context, grown, property) ? addedToGroup(context, grown, key, property.initializer) : null
  const statements =
    added === null ? [set] : [`if (Object.hasOwn(${name}, ${text})) ${name}[${text}].push(${added})§`, `else ${set}`]
  if (isNumber(context.scope, key) || isHarmlessLiteral(context, key)) return { question: null, statements }
  if (!isSimple(key)) return null
  const asked = isString(context.scope, key) ? text : `String(${text})`
  return { question: `${asked} === ‹__proto__›`, statements }
}

function isHarmlessLiteral(context: RuleContext, key: ts.Expression): boolean {
  const literal = bare(key)
  if (ts.isStringLiteralLike(literal)) return literal.text !== '__proto__'
  const type = context.scope.checker.getTypeAtLocation(key)
  if (!context.scope.typed) return false
  return type.isStringLiteral()
    ? type.value !== '__proto__'
    : type.isUnion() && type.types.every(each => each.isStringLiteral() && each.value !== '__proto__')
}

/** No other value is ever put in, and none is taken out: only the copies of this expression, which nobody else has. */
function isOnlyGrowth(context: RuleContext, { accumulator }: GrownName, property: ts.ObjectLiteralElementLike): boolean {
  let copy: ts.Node = property
  while (!ts.isExpressionStatement(copy) && !ts.isReturnStatement(copy) && !ts.isFunctionLike(copy)) copy = copy.parent
  return context.scope.references(accumulator).every(id => {
    const { parent } = id
    if (contains(copy, id) && !ts.isFunctionLike(copy)) return true
    if (ts.isParameter(parent) || ts.isReturnStatement(parent)) return true
    if (ts.isVariableDeclaration(parent)) return parent.name === id
    return ts.isFunctionLike(copy) && contains(copy, id)
  })
}

/**
 * What `[...(acc[key] || []), x]` and its like add to a group. Nobody else holds the group: it was made by the same expression.
 */
function addedToGroup(context: RuleContext, grown: GrownName, key: ts.Expression, initializer: ts.Expression): string | null {
  const { scope } = context
  const value = bare(initializer)
  const isGroup = (each: ts.Expression): boolean => {
    const node = bare(each)
    return (
      ts.isElementAccessExpression(node) &&
      scope.symbolOf(bare(node.expression)) === grown.accumulator &&
      node.argumentExpression.getText() === key.getText()
    )
  }
  const isGroupOrNone = (each: ts.Expression): boolean => {
    const node = bare(each)
    return (
      ts.isBinaryExpression(node) &&
      /^(?:\|\||\?\?)$/.test(node.operatorToken.getText()) &&
      isGroup(node.left) &&
      isEmptyList(bare(node.right))
    )
  }
  const literal = ts.isConditionalExpression(value) && isGroup(value.condition) ? bare(value.whenTrue) : value
  const isOwn = literal === value ? isGroupOrNone : isGroup
  if (ts.isArrayLiteralExpression(literal)) {
    const [first, ...added] = literal.elements
    if (!first || !ts.isSpreadElement(first) || !isOwn(first.expression)) return null
    return addedTexts(context, grown, added)
  }
  if (
    !ts.isCallExpression(literal) ||
    !ts.isPropertyAccessExpression(literal.expression) ||
    literal.expression.name.text !== 'concat'
  )
    return null
  const [list, ...more] = literal.arguments.map(bare)
  return list && more.length === 0 && ts.isArrayLiteralExpression(list) && isOwn(literal.expression.expression)
    ? addedTexts(context, grown, [...list.elements])
    : null
}

const isEmptyList = (node: ts.Expression): boolean => ts.isArrayLiteralExpression(node) && node.elements.length === 0

function addedTexts(context: RuleContext, grown: GrownName, added: readonly ts.Expression[]): string | null {
  const plain = added.every(
    each =>
      !ts.isSpreadElement(each) &&
      !ts.isOmittedExpression(each) &&
      isPure(context.scope, each) &&
      !mentions(context.scope, each, grown.accumulator),
  )
  return plain && added.length > 0 ? added.map(each => each.getText()).join(', ') : null
}

/** J06, J07: `reduce` that copies all of the list or object for every element becomes one that adds to it. */
import { isNumber, isSimple, isString } from '../../../languages/javascript/facts.ts'
import { contains, isAssigned, mentions } from '../../../languages/javascript/scope.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { concatOne, listProbes, pushAll } from './growth.ts'
import { isAccumulator, type Reduction, reductionOf, rewriteResults } from './reduction.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'

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
    const lines = setProperty(context, reduction.name, each, grown)
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
  // Every key is asked before anything is set, so that the old code never runs on half of a change.
  const ordered = [...statements.filter(isQuestion), ...statements.filter(each => !isQuestion(each))]
  return { statements: ordered, id: bare(first.expression), reads }
}

/** One of the lines that give the old copy back. */
const isQuestion = (line: string): boolean => line.startsWith('if (')

/** What an assignment would take for the prototype is copied as before. */
function setProperty(
  context: RuleContext,
  name: string,
  property: ts.ObjectLiteralElementLike,
  grown: ts.Expression,
): string[] | null {
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
  return [`if (${asked} === ‹__proto__›) return ${grown.getText()}§`, `${name}[${text}] = ${value}§`]
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

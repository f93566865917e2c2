/** J06, J07: `reduce` that copies all of the list or object for every element becomes one that adds to it. */
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { objectGrowth } from './grown-object.ts'
import { concatOne, listProbes, pushAll } from './growth.ts'
import { isAccumulator, type Reduction, reductionOf, rewriteResults } from './reduction.ts'
import { probe, type Rule, type RuleContext, type Site } from './rule.ts'

/** Statements that add what `[...acc, x, ...more]` or `acc.concat([x])` adds; and where it says `acc`. */
export function growArray(
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
  const statements = concatOne(
    context,
    name,
    argument,
    each => `return ${grown.getText().replace(argument.getText(), () => each)}`,
  )
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

/** Every key is asked before anything is set, so that the old code never runs on half of a change. */
function growObject(
  context: RuleContext,
  reduction: Reduction,
  grown: ts.Expression,
): { statements: string[]; id: ts.Node; reads: readonly ts.Node[] } | null {
  const growth = objectGrowth(context, reduction, grown)
  if (!growth) return null
  const asked = growth.questions.map(each => `if (${each}) return ${grown.getText()}§`)
  return { ...growth, statements: [...asked, ...growth.statements] }
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

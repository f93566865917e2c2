/**
 * J73: a loop in a loop that only acts on the rows with a certain key. The inner loop goes through the rows with that key only;
 * its body stays as it is, test included.
 */
import { withIndex } from './as-before.ts'
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, isPure } from '../../../languages/javascript/facts.ts'
import { isAssigned, mentions } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { placeBefore, stablePlace, styled, type StablePlace } from './place.ts'
import { probe, type Edit, type Rule, type RuleContext, type Site } from './rule.ts'
import { lazyMap } from './key-search.ts'
import { elementText, isHarmlessToRead } from './lazy.ts'
import { askedLate } from './membership.ts'
import { capitalized, indexGuard, lastName, loopName, singular } from './text.ts'

interface InnerLoop {
  readonly loop: ts.ForOfStatement | ts.ForStatement
  readonly list: ts.Expression
  /** Member that is compared; null when the elements themselves are. */
  readonly key: string | null
  readonly value: ts.Expression
  /** The index variable of an index loop. */
  readonly index: string | null
}

function innerLoopOf(context: RuleContext, node: ts.Node): InnerLoop | null {
  const test = firstTest(node)
  if (!test) return null
  if (ts.isForOfStatement(node)) return node.awaitModifier ? null : ofRows(context, node, test)
  return ts.isForStatement(node) ? ofIndexes(context, node, test) : null
}

/** The condition without which the body does nothing: `if (test) ...` alone, or `if (!test) continue` first. */
function firstTest(node: ts.Node): readonly ts.Expression[] | null {
  if (!ts.isForOfStatement(node) && !ts.isForStatement(node)) return null
  const statements = ts.isBlock(node.statement) ? node.statement.statements : [node.statement]
  const [first] = statements
  if (!first || !ts.isIfStatement(first) || first.elseStatement) return null
  if (statements.length === 1) return conjuncts(first.expression)
  const then =
    ts.isBlock(first.thenStatement) && first.thenStatement.statements.length === 1
      ? first.thenStatement.statements[0]!
      : first.thenStatement
  const condition = bare(first.expression)
  if (
    !ts.isContinueStatement(then) ||
    then.label ||
    !ts.isBinaryExpression(condition) ||
    condition.operatorToken.kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken
  )
    return null
  return [condition]
}

const conjuncts = (expression: ts.Expression): readonly ts.Expression[] => {
  const test = bare(expression)
  if (ts.isBinaryExpression(test) && test.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return [...conjuncts(test.left), ...conjuncts(test.right)]
  return ts.isBinaryExpression(test) && test.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ? [test] : [test]
}

/** `row.key` on one side, something that has nothing to do with the row on the other. */
function sides(
  context: RuleContext,
  tests: readonly ts.Expression[],
  keyOf: (side: ts.Expression) => string | null | undefined,
  rows: readonly ts.Symbol[],
): { key: string | null; value: ts.Expression } | null {
  // Only the first test: what stands before an equality may throw or be the cheaper one for a reason.
  const [test] = tests
  if (!test || !ts.isBinaryExpression(test) || !/^[!=]==$/.test(test.operatorToken.getText())) return null
  const left = keyOf(bare(test.left))
  const right = keyOf(bare(test.right))
  const [key, value] = left !== undefined ? [left, test.right] : right !== undefined ? [right, test.left] : [undefined, undefined]
  if (key === undefined || !value || rows.some(each => mentions(context.scope, value, each)) || !isPure(context.scope, value))
    return null
  return { key, value }
}

function ofRows(context: RuleContext, loop: ts.ForOfStatement, tests: readonly ts.Expression[]): InnerLoop | null {
  const { scope } = context
  if (!ts.isVariableDeclarationList(loop.initializer)) return null
  const name = loop.initializer.declarations[0]?.name
  if (!name) return null
  const rows: ts.Symbol[] = []
  const keys = new Map<ts.Symbol, string | null>()
  if (ts.isIdentifier(name)) {
    const symbol = scope.symbolOf(name)
    if (!symbol) return null
    rows.push(symbol)
    keys.set(symbol, null)
  } else if (ts.isObjectBindingPattern(name)) {
    for (const element of name.elements) {
      const symbol = ts.isIdentifier(element.name) ? scope.symbolOf(element.name) : undefined
      if (!symbol || element.initializer || element.dotDotDotToken) return null
      rows.push(symbol)
      keys.set(symbol, (element.propertyName ?? element.name).getText())
    }
  } else return null
  if (rows.some(symbol => scope.references(symbol).some(isAssigned))) return null
  const found = sides(
    context,
    tests,
    side => {
      const symbol = scope.symbolOf(side)
      if (symbol && keys.has(symbol)) return keys.get(symbol)
      const isMember =
        ts.isPropertyAccessExpression(side) &&
        !side.questionDotToken &&
        ts.isIdentifier(name) &&
        scope.symbolOf(bare(side.expression)) === rows[0]
      return isMember ? side.name.text : undefined
    },
    rows,
  )
  return found && { loop, list: loop.expression, index: null, ...found }
}

/** `for (let j = 0; j < list.length; j++)` that reads `list[j].key`. */
function ofIndexes(context: RuleContext, loop: ts.ForStatement, tests: readonly ts.Expression[]): InnerLoop | null {
  const { scope } = context
  const declaration =
    loop.initializer && ts.isVariableDeclarationList(loop.initializer) && loop.initializer.flags & ts.NodeFlags.Let
      ? loop.initializer.declarations
      : undefined
  const [only, ...more] = declaration ?? []
  const condition = loop.condition && bare(loop.condition)
  const step = loop.incrementor && bare(loop.incrementor)
  if (!only || more.length > 0 || only.initializer?.getText() !== '0' || !ts.isIdentifier(only.name) || !condition || !step)
    return null
  const index = scope.symbolOf(only.name)
  if (
    !index ||
    !ts.isBinaryExpression(condition) ||
    condition.operatorToken.kind !== ts.SyntaxKind.LessThanToken ||
    scope.symbolOf(bare(condition.left)) !== index
  )
    return null
  const length = bare(condition.right)
  if (
    !ts.isPropertyAccessExpression(length) ||
    length.name.text !== 'length' ||
    !(ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step)) ||
    step.operator !== ts.SyntaxKind.PlusPlusToken
  )
    return null
  const list = length.expression
  if (scope.references(index).filter(isAssigned).length !== 1) return null
  const found = sides(
    context,
    tests,
    side => {
      if (isElement(context, side, list, index)) return null
      return ts.isPropertyAccessExpression(side) &&
        !side.questionDotToken &&
        isElement(context, bare(side.expression), list, index)
        ? side.name.text
        : undefined
    },
    [index],
  )
  return found && { loop, list, index: only.name.text, ...found }
}

/** `list[index]`. */
const isElement = (context: RuleContext, each: ts.Expression, list: ts.Expression, index: ts.Symbol): boolean =>
  ts.isElementAccessExpression(each) &&
  each.expression.getText() === list.getText() &&
  context.scope.symbolOf(bare(each.argumentExpression)) === index

/** What the rows are compared with is the same for all of them. */
function isFixed(context: RuleContext, { loop, value }: InnerLoop): boolean {
  const effects = effectsOf(context.scope, loop)
  const members = new Set<string>()
  let fixed = effects.unknown === null
  walk(value, node => {
    if (ts.isPropertyAccessExpression(node)) members.add(node.name.text)
    const symbol = ts.isIdentifier(node) ? context.scope.symbolOf(node) : undefined
    if (symbol && effects.assigned.has(symbol)) fixed = false
    // An element could be written under another index; too fine a question for a guess.
    if (
      ts.isElementAccessExpression(node) &&
      effects.writes.some(
        write => write.property === null && write.root !== null && node.expression.getText() === write.object.getText(),
      )
    )
      fixed = false
  })
  return fixed && effects.writes.every(write => write.property === null || !members.has(write.property))
}

function site(context: RuleContext, inner: InnerLoop, place: StablePlace): Site | null {
  const { scope, style } = context
  const { list, key, value, index } = inner
  const text = list.getText()
  const given = context.name('list')
  const inside = context.name('index')
  const guard = indexGuard(context, list, place, given)
  const facts = [
    `proved: ${text}${key ? ` and .${key} of its rows` : ''} does not change while the loops run`,
    ...guard.facts,
    askedLate,
  ]
  const mayFail = key !== null && !hasOnlyPresentElements(scope, list)
  if (mayFail) facts.push('guarded: with null, undefined or a hole among the rows, or a key that fails, the code runs as before')
  const groups = context.name(`${lastName(list)}By${capitalized(key ?? 'value')}`)
  const row = loopName(index ? 'position' : singular(lastName(list)), groups, given, inside)
  const group = loopName('group', groups, row, given, inside)
  const element = index ? `${given}[${row}]` : row
  const access = key ? `${element}${scope.typed && index && /\w\]!/.test(scope.text) ? '!' : ''}.${key}` : element
  const made = lazyMap(context, {
    name: groups,
    list,
    given,
    conditions: guard.conditions,
    mayFail,
    types: `unknown, ${index ? 'number' : elementText(context, list)}[]`,
    fill: [
      index ? `for (let ${row} = 0; ${row} < ${given}.length; ${row}++) {` : `for (${style.keyword} ${row} of ${given}) {`,
      `  ${style.keyword} ${group} = ${inside}.get(${access})§`,
      `  if (${group}) ${group}.push(${row})§`,
      `  else ${inside}.set(${access}, [${row}])§`,
      '}',
    ],
    asksElements: !isHarmlessToRead(context, value),
  })
  const some = (map: string): string => `${map}.get(${value.getText()}) ?? []`
  const edits = index
    ? indexEdits(context, inner, index, made.guarded ? `${made.test} ? ${some(groups)} : null` : null, some(made.ask))
    : [
        {
          start: list.getStart(),
          end: list.end,
          text: made.guarded ? `${made.test} ? ${some(groups)} : ${text}` : some(made.ask),
        },
      ]
  if (!edits) return null
  return {
    key: `nested ${inner.loop.getText().slice(0, 120)}`,
    subject: `through ${text}`,
    reason: `For every element all of ${text} was gone through, to act on the few with the same ${key ?? 'value'}. They are found in a Map that is filled once, in the same order.`,
    edits: withIndex(context, place, made, edits),
    facts: [...facts, 'proved: the body keeps its own test, so what it acts on is the same'],
    probes: probes(context, key),
  }
}

/** The head of an index loop: through the positions of the group or, without groups, through all of them as before. */
function indexEdits(
  context: RuleContext,
  { loop, list }: InnerLoop,
  index: string,
  found: string | null,
  some: string,
): readonly Edit[] | null {
  const { scope, style } = context
  const start = loop.getStart(scope.file)
  if (found === null) return [{ start, end: loop.statement.pos, text: `for (const ${index} of ${some})` }]
  const before = placeBefore(context, loop)
  if (!before || before.region !== loop || !ts.isBlock(loop.statement)) return null
  const positions = context.name('positions')
  const at = context.name('at')
  const inner = indentAt(scope.text, start) + style.unit
  return [
    ...before.insert([`${style.keyword} ${positions} = ${found}§`]),
    {
      start,
      end: loop.statement.getStart(scope.file) + 1,
      text: `for (let ${at} = 0; ${at} < (${positions} ?? ${list.getText()}).length; ${at}++) {${style.newline}${inner}${styled(context, [`const ${index} = ${positions} ? ${positions}[${at}] : ${at}§`], inner)[0]}`,
    },
  ]
}

function probes(context: RuleContext, key: string | null): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 2) return []
  const long = key
    ? `Array.from({ length: 80 }, (_, i) => ({ ${key}: i % 7, n: i }))`
    : 'Array.from({ length: 80 }, (_, i) => i % 7)'
  const odd = key ? `[{ ${key}: NaN }, { ${key}: 0 }, { ${key}: -0 }, { ${key}: '1' }, {}]` : "[NaN, 0, -0, '1', undefined]"
  return [
    probe('[], []'),
    probe(`${long}, ${long}`),
    probe(`${long}.concat(${odd}), ${long}.concat(${odd})`),
    probe(`${long}, ${long}.concat([null])`),
  ]
}

export const nestedJoin: Rule = {
  id: 'J73',
  title: 'Groups instead of a loop in a loop',
  shortName: 'groups-instead-of-nested-loop',
  riskClass: 'B',
  gains: [
    [32, 1],
    [1000, 40],
    [5000, 100],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const inner = innerLoopOf(context, node)
      if (!inner || inner.list.getText().includes(' ? ') || !isFixed(context, inner)) return
      const place = stablePlace(context, inner.loop, inner.list, inner.key ? [inner.key] : [])
      // The loop itself is no repetition of itself: there must be one around it.
      if (place && place.repetition.carrier !== inner.loop) {
        const found = site(context, inner, place)
        if (found) sites.push(found)
      }
    })
    return sites
  },
}

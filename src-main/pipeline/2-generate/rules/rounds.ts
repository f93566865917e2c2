/** J72: `for (const [i, x] of a.entries())` becomes an index loop. J54: a loop that only looks whether something is there ends when it has found it. */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isArray, isPure, isSimple } from '../../../languages/javascript/facts.ts'
import { contains, isAssigned, mentions } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { insertAfter, styled } from './place.ts'
import type { Rule, RuleContext, Site } from './rule.ts'

/** `for (const [i, x] of list.entries())`: a pair is made for every element. */
function entriesSite(context: RuleContext, loop: ts.Node): Site | null {
  const { scope, style } = context
  if (!ts.isForOfStatement(loop) || loop.awaitModifier || !ts.isVariableDeclarationList(loop.initializer)) return null
  const source = bare(loop.expression)
  if (
    !ts.isCallExpression(source) ||
    !ts.isPropertyAccessExpression(source.expression) ||
    source.expression.name.text !== 'entries' ||
    source.arguments.length > 0
  )
    return null
  const list = source.expression.expression
  const pattern = loop.initializer.declarations[0]?.name
  if (!pattern || !ts.isArrayBindingPattern(pattern) || pattern.elements.length !== 2 || !isSimple(list) || !isArray(scope, list))
    return null
  const [index, value] = pattern.elements
  if (
    !index ||
    !value ||
    !ts.isBindingElement(index) ||
    !ts.isBindingElement(value) ||
    index.initializer ||
    value.initializer ||
    value.dotDotDotToken ||
    !ts.isIdentifier(index.name)
  )
    return null
  const symbol = scope.symbolOf(index.name)
  const root = scope.symbolOf(bare(list))
  if (
    !symbol ||
    !root ||
    scope.references(symbol).some(isAssigned) ||
    effectsOf(scope, loop).assigned.has(root) ||
    !ts.isBlock(loop.statement)
  )
    return null
  // A closure over a `let` of the loop has its own copy in each round, as it had with `const`.
  const at = index.name.text
  const text = list.getText()
  const bang = scope.typed && /\w\]!/.test(scope.text) ? '!' : ''
  const indent = indentAt(scope.text, loop.getStart(scope.file))
  const inner = indent + style.unit
  const kind = loop.initializer.flags & ts.NodeFlags.Const ? 'const' : 'let'
  const open = loop.statement.getStart(scope.file) + 1
  return {
    key: `entries ${text}`,
    subject: `over ${text}`,
    reason: `A pair was made for every element of ${text}, only to be taken apart. An index loop reads the same elements without it.`,
    edits: [
      {
        start: loop.getStart(scope.file),
        end: open,
        text: `for (let ${at} = 0; ${at} < ${text}.length; ${at}++) {${style.newline}${styled(
          context,
          [`${kind} ${value.name.getText()} = ${text}[${at}]${bang}§`],
          inner,
        )
          .map(line => inner + line)
          .join('')}`,
      },
    ],
    facts: [
      `proved: ${text} is an array and stays the same array`,
      'proved: the length is asked in every round, as the iterator did',
    ],
    probes: [],
  }
}

export const entriesLoop: Rule = {
  id: 'J72',
  title: 'Index loop instead of entries()',
  shortName: 'index-loop-instead-of-entries',
  riskClass: 'A',
  gains: [
    [10, 1.2],
    [1000, 2],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = entriesSite(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

/** `for (...) if (test) found = true` with nothing else in the loop. */
function breakSite(context: RuleContext, loop: ts.Node): Site | null {
  const { scope, style } = context
  if (!(ts.isForOfStatement(loop) || ts.isForStatement(loop)) || (ts.isForOfStatement(loop) && loop.awaitModifier)) return null
  const only = ts.isBlock(loop.statement)
    ? loop.statement.statements.length === 1
      ? loop.statement.statements[0]
      : undefined
    : loop.statement
  if (!only || !ts.isIfStatement(only) || only.elseStatement) return null
  const then = ts.isBlock(only.thenStatement)
    ? only.thenStatement.statements.length === 1
      ? only.thenStatement.statements[0]
      : undefined
    : only.thenStatement
  if (
    !then ||
    !ts.isExpressionStatement(then) ||
    !ts.isBinaryExpression(then.expression) ||
    then.expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken
  )
    return null
  const { left, right } = then.expression
  const constant = /^(?:true|false|null|-?\d+|'[^']*'|"[^"]*")$/.test(right.getText())
  const flag = scope.symbolOf(left)
  if (
    !constant ||
    !flag ||
    contains(loop, flag.declarations?.[0] ?? loop) ||
    !isPure(scope, only.expression) ||
    mentions(scope, only.expression, flag)
  )
    return null
  if (ts.isForStatement(loop) && !hasOwnCounter(context, loop)) return null
  const indent = indentAt(scope.text, only.getStart(scope.file))
  const inner = indent + style.unit
  const statements = styled(context, [`${then.expression.getText()}§`, 'break§'], inner).join(style.newline)
  return {
    key: `break ${only.getText()}`,
    subject: '',
    reason: 'The loop went on after it had its answer. It ends with the first hit.',
    edits: [
      ts.isBlock(only.thenStatement)
        ? insertAfter(context, then, ['break§'])
        : {
            start: only.thenStatement.getStart(scope.file),
            end: only.thenStatement.end,
            text: `{${style.newline}${inner}${statements}${style.newline}${indent}}`,
          },
    ],
    facts: [
      'proved: every later round could only set the same value again',
      'accepted: elements behind the first hit are not looked at, so an error among them does not come up',
    ],
    probes: [],
  }
}

/** The counter is gone after the loop, so nobody sees where it stopped. */
function hasOwnCounter(context: RuleContext, loop: ts.ForStatement): boolean {
  const { initializer } = loop
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !(initializer.flags & ts.NodeFlags.BlockScoped)) return false
  const effects = effectsOf(context.scope, loop.incrementor ?? loop)
  return (
    effects.writes.length === 0 &&
    [...effects.assigned].every(symbol => symbol.declarations?.every(each => contains(initializer, each)))
  )
}

export const missingBreak: Rule = {
  id: 'J54',
  title: 'Loop ends with the first hit',
  shortName: 'end-at-first-hit',
  riskClass: 'B',
  gains: [
    [10, 2],
    [10000, 100],
  ],
  match(context) {
    const sites: Site[] = []
    walk(context.target.node, node => {
      const found = breakSite(context, node)
      if (found) sites.push(found)
    })
    return sites
  },
}

/** J02: a list that only grows and is asked before each push whether it holds the value already. A Set takes its place or stands beside it. */
import { isPlainKey, isSimple } from '../../../languages/javascript/facts.ts'
import { contains } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { type Membership, membershipOf } from '../meaning/membership.ts'
import { isHarmlessToRead } from './lazy.ts'
import { insertAfter, repetitionsAround, styled } from './place.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'
import { type SeenList, seenListOf } from './seen-list.ts'
import { growingPays, lastName, maySmall, standsAlone } from './text.ts'

function match(context: RuleContext): readonly Site[] {
  const symbols = new Set<ts.Symbol>()
  walk(context.target.node, node => {
    const question = membershipOf(context, node)
    const symbol = question && context.scope.symbolOf(bare(question.list))
    if (symbol && question && repetitionsAround(context, question.node).length > 0) symbols.add(symbol)
  })
  const sites: Site[] = []
  for (const symbol of symbols) {
    const seen = seenListOf(context, symbol)
    if (!seen || seen.questions.length === 0 || seen.pushes.length === 0) continue
    const found = maySmall(context)
      ? laterSet(context, seen)
      : seen.onlySeen
        ? becomesSet(context, seen)
        : besideSet(context, seen)
    if (found) sites.push(found)
  }
  return sites
}

/** May be written twice: also `edge[0]` and `values[i]`. */
const isRepeatable = (value: ts.Expression): boolean => {
  const node = bare(value)
  if (!ts.isElementAccessExpression(node) || node.questionDotToken) return isSimple(node)
  return isSimple(node.expression) && isSimple(node.argumentExpression)
}

/** `===` never finds NaN, a Set does: such a question asks for NaN first. */
const answer = (context: RuleContext, set: string, { node, value, negated, strict, perElement }: Membership): Edit | null => {
  const text = value.getText()
  const range = { start: node.getStart(), end: node.end }
  // With an empty list `some` never looked at the value.
  if (perElement && !isHarmlessToRead(context, value))
    return isRepeatable(value) ? { ...range, text: `(${set}.size > 0 && !Number.isNaN(${text}) && ${set}.has(${text}))` } : null
  if (!strict || isPlainKey(context.scope, value)) return { ...range, text: `${negated ? '!' : ''}${set}.has(${text})` }
  if (!isRepeatable(value)) return null
  const parts = negated ? `Number.isNaN(${text}) || !${set}.has(${text})` : `!Number.isNaN(${text}) && ${set}.has(${text})`
  return { ...range, text: ts.isParenthesizedExpression(node.parent) || ts.isIfStatement(node.parent) ? parts : `(${parts})` }
}

function becomesSet(context: RuleContext, { variable, questions, pushes }: SeenList): Site | null {
  const { scope } = context
  const name = variable.name.getText()
  const initializer = bare(variable.initializer!)
  const start =
    ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0 ? '' : variable.initializer!.getText()
  const edits: Edit[] = []
  let types = ''
  if (variable.type) {
    if (!ts.isArrayTypeNode(variable.type)) return null
    types = `<${variable.type.elementType.getText()}>`
    edits.push({ start: variable.name.end, end: variable.type.end, text: '' })
  } else if (scope.typed && variable.initializer !== initializer) return null
  edits.push({ start: variable.initializer!.getStart(), end: variable.initializer!.end, text: `new Set${types}(${start})` })
  for (const each of questions) {
    const edit = answer(context, name, each)
    if (!edit) return null
    edits.push(edit)
  }
  for (const push of pushes) {
    const method = (push.expression as ts.PropertyAccessExpression).name
    edits.push({ start: method.getStart(), end: method.end, text: 'add' })
  }
  return {
    key: `seen ${name}`,
    subject: `of ${name}`,
    reason: `${name} only remembers what was seen, and was scanned from its start for every element. A Set answers in constant time.`,
    edits,
    facts: [`proved: ${name} is made here, only grows, and is used for nothing else`],
    probes: seenProbes(context),
  }
}

/** Where the list is made; null when it is grown or asked in there already. */
function statementOf({ variable, questions, pushes }: SeenList): ts.VariableStatement | null {
  const statement = variable.parent.parent
  const isUsed = [...pushes, ...questions.map(each => each.node)].some(each => contains(statement, each))
  return ts.isVariableStatement(statement) && !isUsed ? statement : null
}

function besideSet(context: RuleContext, seen: SeenList): Site | null {
  const { variable, questions, pushes } = seen
  const { scope, style } = context
  const name = variable.name.getText()
  const set = context.name(`${lastName(variable.name as ts.Identifier)}Set`)
  const statement = statementOf(seen)
  if (!statement) return null
  const initializer = bare(variable.initializer!)
  const empty = ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0
  const element =
    scope.typed && empty
      ? variable.type && ts.isArrayTypeNode(variable.type)
        ? `<${variable.type.elementType.getText()}>`
        : ''
      : ''
  const edits: Edit[] = [insertAfter(context, statement, [`${style.keyword} ${set} = new Set${element}(${empty ? '' : name})§`])]
  for (const each of questions) {
    const edit = answer(context, set, each)
    if (!edit) return null
    edits.push(edit)
  }
  for (const push of pushes) {
    const added = addBeside(context, set, push)
    if (!added) return null
    edits.push(...added)
  }
  return {
    key: `seen ${name}`,
    subject: `beside ${name}`,
    reason: `${name} was scanned from its start for every element. A Set with the same values, filled beside it, answers in constant time; ${name} itself stays as it was.`,
    edits,
    facts: [`proved: ${name} is made here and only push changes it`, `proved: the Set gets every value that ${name} gets`],
    probes: seenProbes(context),
  }
}

/** While the list is short it is scanned as before; a Set takes over when it is not short any more. */
function laterSet(context: RuleContext, seen: SeenList): Site | null {
  const { variable, questions, pushes } = seen
  const { scope, style } = context
  const statement = statementOf(seen)
  if (!statement) return null
  const name = variable.name.getText()
  const set = context.name(`${name}Set`)
  const type = scope.typed ? elementTypeText(variable) : null
  if (scope.typed && type === null) return null
  const letWord = style.keyword === 'var' ? 'var' : 'let'
  const edits: Edit[] = [
    insertAfter(context, statement, [`${letWord} ${set}${type ? `: Set<${type}> | null` : ''} = null§ // when ${name} is long`]),
  ]
  for (const { node, value, negated, strict } of questions) {
    const text = value.getText()
    const plain = !strict || isPlainKey(scope, value)
    if (!plain && !isRepeatable(value)) return null
    const has = plain
      ? `${negated ? '!' : ''}${set}.has(${text})`
      : negated
        ? `Number.isNaN(${text}) || !${set}.has(${text})`
        : `!Number.isNaN(${text}) && ${set}.has(${text})`
    const asked = `${set} ? ${has} : ${node.getText()}`
    edits.push({ start: node.getStart(), end: node.end, text: standsAlone(node) ? asked : `(${asked})` })
  }
  for (const push of pushes) {
    const value = push.arguments[0]!
    if (!isRepeatable(value)) return null
    edits.push(
      ...linesBehind(context, push.parent, [
        `if (${set}) ${set}.add(${value.getText()})§`,
        `else if (${name}.length > ${growingPays}) ${set} = new Set(${name})§`,
      ]),
    )
  }
  return {
    key: `seen ${name}`,
    subject: `beside ${name}`,
    reason: `${name} was scanned from its start for every element. When it is long, a Set with the same values answers in constant time; ${name} itself stays as it was.`,
    edits,
    facts: [`proved: ${name} is made here and only push changes it`, 'guarded: a short list is scanned as before'],
    probes: seenProbes(context),
  }
}

/** Lines behind a statement, with braces where it stood alone. */
function linesBehind(context: RuleContext, statement: ts.Node, lines: readonly string[]): readonly Edit[] {
  const { scope, style } = context
  const parent = statement.parent
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseClause(parent) || ts.isDefaultClause(parent))
    return [insertAfter(context, statement, lines)]
  const start = statement.getStart(scope.file)
  const indent = indentAt(scope.text, parent.getStart(scope.file))
  const inner = indent + style.unit
  const onSameLine = !scope.text.slice(statement.pos, start).includes('\n')
  const text = styled(context, lines, inner).join(style.newline)
  return [
    { start: onSameLine ? start : statement.pos, end: start, text: `${onSameLine ? '' : ' '}{${style.newline}${inner}` },
    { start: statement.end, end: statement.end, text: `${style.newline}${inner}${text}${style.newline}${indent}}` },
  ]
}

/** `T` of `const seen: T[] = ...`. */
const elementTypeText = (variable: ts.VariableDeclaration): string | null =>
  variable.type && ts.isArrayTypeNode(variable.type) ? variable.type.elementType.getText() : null

/** `set.add(x)` in front of `list.push(x)`, with braces where the push stood alone. */
function addBeside(context: RuleContext, set: string, push: ts.CallExpression): readonly Edit[] | null {
  const { scope, style } = context
  const value = push.arguments[0]!
  if (!isRepeatable(value)) return null
  const statement = push.parent
  const start = statement.getStart(scope.file)
  const add = `${set}.add(${value.getText()})${style.semicolon}`
  const parent = statement.parent
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseClause(parent) || ts.isDefaultClause(parent)) {
    const lineStart = scope.text.lastIndexOf('\n', start - 1) + 1
    const alone = /^[ \t]*$/.test(scope.text.slice(lineStart, start))
    return [
      { start, end: start, text: alone ? `${add}${style.newline}${indentAt(scope.text, start)}` : `${add.replace(/;?$/, ';')} ` },
    ]
  }
  const indent = indentAt(scope.text, parent.getStart(scope.file))
  const inner = indent + style.unit
  const onSameLine = !scope.text.slice(statement.pos, start).includes('\n')
  const from = onSameLine ? start : statement.pos
  const open = onSameLine ? '{' : ' {'
  return [
    { start: from, end: start, text: `${open}${style.newline}${inner}${add}${style.newline}${inner}` },
    { start: statement.end, end: statement.end, text: `${style.newline}${indent}}` },
  ]
}

function seenProbes(context: RuleContext): readonly string[] {
  if (context.scope.typed || context.target.node.parameters.length !== 1) return []
  return [
    probe('[NaN, 1, NaN, 1]'),
    probe('[0, -0, 0]'),
    probe("['1', 1, '1', 1]"),
    probe('[undefined, null, undefined, , null]'),
    probe("['__proto__', 'a', '__proto__']"),
    probe('[]'),
    probe('[[1], [1]]'),
    probe('Array.from({ length: 300 }, (_, i) => i % 200).concat([NaN, NaN, 0, -0, undefined])'),
  ]
}

export const seenList: Rule = {
  id: 'J02',
  title: 'Set instead of scanning what was seen',
  shortName: 'set-of-seen-values',
  riskClass: 'A',
  gains: [
    [32, 1.1],
    [1000, 13.6],
    [5000, 36],
  ],
  match,
}

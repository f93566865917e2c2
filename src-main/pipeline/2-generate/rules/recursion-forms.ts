/**
 * J100: results kept during a recursion in forms that J16 does not know: an arrow that is one expression, a helper inside a function, a
 * method that calls itself by `this`, texts that get shorter. The code stays as it is under another name; what it calls looks its results
 * up first. Only numbers, texts and truth values are kept, and only while one outer call runs.
 */
import { isFunctionNode } from '../../../languages/javascript/functions.ts'
import { contains, isConstant } from '../../../languages/javascript/scope.ts'
import { indentAt } from '../../../languages/javascript/style.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { styled } from './place.ts'
import { onlyComputes, readsOnlyStable } from './plain-code.ts'
import { isCacheable, recursionOf, severalOnOnePath } from './recursion-facts.ts'
import { cacheOf, directivesOf, spliced, withoutDefault } from './recursion.ts'
import { type Edit, probe, type Rule, type RuleContext, type Site } from './rule.ts'

type Recursive = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration

interface Self {
  readonly fn: Recursive
  readonly parameters: readonly ts.ParameterDeclaration[]
  readonly calls: readonly ts.CallExpression[]
  readonly varying: readonly number[]
  /** By whose prototype it is found: a class of the file, for a method that calls `this.name`. */
  readonly owner: string | null
  readonly symbol: ts.Symbol
}

function match(context: RuleContext): readonly Site[] {
  const known = recursionOf(context)
  const isKnown = known !== null && isCacheable(context, known)
  const sites: Site[] = []
  walk(context.target.node, node => {
    if (!isFunctionNode(node) || (isKnown && node === context.target.node)) return
    const self = selfOf(context, node)
    const found = self && siteOf(context, self)
    if (found) sites.push(found)
  })
  return sites
}

function selfOf(context: RuleContext, fn: ts.FunctionLikeDeclaration): Self | null {
  const { scope } = context
  if (!(ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn) || ts.isArrowFunction(fn) || ts.isMethodDeclaration(fn)))
    return null
  if (!fn.body || fn.asteriskToken || fn.typeParameters || fn.parameters.length === 0) return null
  if (fn.modifiers?.some(each => /^(?:async|static|abstract|override)$/.test(each.getText()))) return null
  if (!fn.parameters.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken && !each.questionToken)) return null
  const nameNode = ts.isVariableDeclaration(fn.parent) && ts.isIdentifier(fn.parent.name) ? fn.parent.name : fn.name
  if (!nameNode || !ts.isIdentifier(nameNode)) return null
  const isMethod = ts.isMethodDeclaration(fn)
  const symbol = scope.symbolOf(nameNode)
  if (!symbol || (!isMethod && !isConstant(scope, symbol))) return null
  const owner = isMethod && ts.isClassDeclaration(fn.parent) && fn.parent.name ? fn.parent.name.text : null
  if (isMethod && owner === null) return null
  const calls: ts.CallExpression[] = []
  let others = false
  walk(fn.body, node => {
    if (isMethod && node.kind === ts.SyntaxKind.ThisKeyword) {
      const member = node.parent
      const call = member.parent
      if (!ts.isPropertyAccessExpression(member)) others = true
      else if (member.name.text === nameNode.text) {
        if (ts.isCallExpression(call) && call.expression === member) calls.push(call)
        else others = true
      }
    } else if (node.kind === ts.SyntaxKind.ThisKeyword) others = true
    else if (!isMethod && ts.isIdentifier(node) && scope.symbolOf(node) === symbol) {
      if (ts.isCallExpression(node.parent) && node.parent.expression === node) calls.push(node.parent)
      else others = true
    }
  })
  if (others || calls.some(each => each.arguments.length !== fn.parameters.length || each.arguments.some(ts.isSpreadElement)))
    return null
  if (!severalOnOnePath(calls, fn.body)) return null
  const own = fn.parameters.map(each => scope.symbolOf(each.name))
  if (own.some(each => !each || !isConstant(scope, each))) return null
  const varying = fn.parameters.flatMap((_, at) =>
    calls.every(call => scope.symbolOf(bare(call.arguments[at]!)) === own[at]) ? [] : [at],
  )
  if (varying.length === 0 || varying.length > 3) return null
  if (!varying.every(at => calls.every(call => comesAgain(context, call.arguments[at]!, own)))) return null
  return { fn, parameters: [...fn.parameters], calls, varying, owner, symbol }
}

/** A parameter, arithmetic on one, or a part of a text: the same again and again. */
function comesAgain(context: RuleContext, argument: ts.Expression, own: readonly (ts.Symbol | undefined)[]): boolean {
  const node = bare(argument)
  const again = (each: ts.Expression): boolean => comesAgain(context, each, own)
  if (ts.isNumericLiteral(node)) return true
  if (ts.isIdentifier(node)) return own.includes(context.scope.symbolOf(node)) || isCounter(context, node)
  if (ts.isPrefixUnaryExpression(node)) return again(node.operand)
  if (ts.isCallExpression(node)) {
    if (/^Math\.(?:floor|trunc|ceil|round|min|max|abs)$/.test(node.expression.getText())) return node.arguments.some(again)
    return (
      ts.isPropertyAccessExpression(node.expression) &&
      /^(?:slice|substring|substr)$/.test(node.expression.name.text) &&
      own.includes(context.scope.symbolOf(bare(node.expression.expression)))
    )
  }
  if (!ts.isBinaryExpression(node)) return false
  const kind = node.operatorToken.kind
  const isArithmetic = kind >= ts.SyntaxKind.PlusToken && kind <= ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken
  return isArithmetic && (again(node.left) || again(node.right))
}

/** `i` of `for (let i = 0; i < n; i++) sum += f(i)`. */
function isCounter(context: RuleContext, id: ts.Identifier): boolean {
  const declaration = context.scope.symbolOf(id)?.declarations?.[0]
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isForStatement(declaration.parent.parent)
}

function siteOf(context: RuleContext, self: Self): Site | null {
  const { scope } = context
  const { fn, calls, varying } = self
  const isTarget = fn === context.target.node
  if (!onlyComputes(context, fn, call => calls.includes(call))) return null
  // A helper keeps its results while the function around it runs once.
  const around = isTarget ? fn : functionAround(fn)
  if (!around || !readsOnlyStable(context, fn, around, self.symbol, call => calls.includes(call))) return null
  if (scope.typed && (!fn.type || varying.some(at => !fn.parameters[at]!.type))) return null
  const edits = isTarget ? wholeEdits(context, self) : helperEdits(context, self)
  if (!edits) return null
  const name = self.symbol.name
  const names = varying.map(at => fn.parameters[at]!.name.getText())
  return {
    key: `memo ${name}`,
    subject: `of ${name}`,
    reason: `${name} calls itself several times and meets the same arguments again and again. Results are kept while one outer call runs, by ${names.join(' and ')}; none outlives it.`,
    edits,
    facts: [
      'proved: the function writes nothing but its own variables and calls only itself and methods that read',
      'guarded: only numbers, texts and truth values are kept, never shared objects',
      'proved: what is kept ends with the call that made it',
      ...(self.owner ? [`guarded: where a subclass has a ${name} of its own, that is called as before`] : []),
      ...(self.owner ? ['accepted: reading a property of the object has no effects'] : []),
    ],
    probes:
      scope.typed || context.target.node.parameters.length !== 1
        ? []
        : [probe('0'), probe('1'), probe('2'), probe('9'), probe('-1'), probe("'7'"), probe('7.5'), probe("'abab'")],
  }
}

function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | null {
  for (let each = node.parent; each; each = each.parent) if (isFunctionNode(each)) return each
  return null
}

/** `compute` holds the old code; `visit` (or the old name) asks for what is known first. */
function memoLines(context: RuleContext, self: Self, visit: string, compute: string, heading: string): readonly string[] {
  const { style } = context
  const { fn } = self
  const cache = cacheOf(context, self)
  const all = fn.parameters.map(each => each.name.getText()).join(', ')
  const result = context.name('result')
  const kept = [
    `if (typeof ${result} !== ‹object› && typeof ${result} !== ‹function›) {`,
    ...cache.kept.map(each => `  ${each}`),
    '}',
  ]
  const overridden = self.owner
    ? [
        `if (this.${visit === self.symbol.name ? visit : self.symbol.name} !== ${self.owner}.prototype.${self.symbol.name}) return this.${self.symbol.name}(${all})§`,
      ]
    : []
  return [
    heading,
    ...[...overridden, ...cache.asked, `${style.keyword} ${result} = ${compute}(${all})§`, ...kept, `return ${result}§`].map(
      each => `  ${each}`,
    ),
    `}`,
  ]
}

const typedList = (fn: Recursive): string => fn.parameters.map(each => withoutDefault(each)).join(', ')
const typeOf = (fn: Recursive): string => (fn.type ? `: ${fn.type.getText()}` : '')

/** The old body with its calls renamed, one level deeper. */
function renamed(context: RuleContext, { fn, calls }: Self, to: string): readonly string[] {
  const { scope } = context
  const edits: Edit[] = calls.map(each => ({ start: each.expression.getStart(), end: each.expression.end, text: to }))
  const body = fn.body!
  if (!ts.isBlock(body)) {
    const text = spliced(scope.text, body.getStart(scope.file), body.end, edits, indentAt(scope.text, fn.getStart(scope.file)))
    return [`  return ${text.split('\n').join('\n')}§`]
  }
  const start = directivesOf(body).at(-1)?.end ?? body.getStart(scope.file) + 1
  return spliced(scope.text, start, body.end - 1, edits, indentAt(scope.text, fn.getStart(scope.file))).split('\n')
}

function wholeEdits(context: RuleContext, self: Self): readonly Edit[] {
  const { scope, style } = context
  const { fn } = self
  const visit = context.name('visit')
  const compute = context.name('compute')
  const outer = indentAt(scope.text, fn.getStart(scope.file))
  const inner = outer + style.unit
  const head = (name: string): string => `${style.keyword} ${name} = (${typedList(fn)})${typeOf(fn)} => {`
  const cache = cacheOf(context, self)
  const body = fn.body!
  const lines = [
    ...(ts.isBlock(body) ? directivesOf(body).map(each => each.getText()) : []),
    ...styled(context, cache.made, ''),
    ...styled(context, memoLines(context, self, visit, compute, head(visit)), ''),
    head(compute),
    ...renamed(context, self, visit).map(line => styled(context, [line], '').join('')),
    `}${style.semicolon}`,
    `return ${compute}(${fn.parameters.map(each => each.name.getText()).join(', ')})${style.semicolon}`,
  ]
  const text = lines.map(line => (line === '' ? '' : inner + line)).join(style.newline)
  // A body in parentheses goes with them.
  const start = body.getStart(scope.file)
  return [{ start, end: body.end, text: `{${style.newline}${text}${style.newline}${outer}}` }]
}

/** The helper gets the name `compute...`, and a new function under its old name stands in front of it. */
function helperEdits(context: RuleContext, self: Self): readonly Edit[] | null {
  const { scope, style } = context
  const { fn } = self
  const name = self.symbol.name
  const statement = ts.isFunctionDeclaration(fn) ? fn : ts.isVariableDeclaration(fn.parent) ? fn.parent.parent.parent : null
  if (!statement || !ts.isStatement(statement) || !ts.isBlock(statement.parent)) return null
  if (ts.isVariableStatement(statement) && statement.declarationList.declarations.length !== 1) return null
  const nameNode = ts.isFunctionDeclaration(fn) ? fn.name! : (fn.parent as ts.VariableDeclaration).name
  // A declaration may be called above its place, where the memory would not be there yet.
  if (scope.references(self.symbol).some(id => id.pos < statement.pos)) return null
  if (fn.parameters.some(each => each.initializer) || !contains(context.target.node, statement)) return null
  const compute = context.name(`${name}Anew`)
  const indent = indentAt(scope.text, statement.getStart(scope.file))
  const cache = cacheOf(context, self)
  const isArrow = !ts.isFunctionDeclaration(fn)
  const typed = isArrow && ts.isVariableDeclaration(fn.parent) && fn.parent.type ? `: ${fn.parent.type.getText()}` : ''
  const heading = isArrow
    ? `${style.keyword} ${name}${typed} = (${typedList(fn)})${typeOf(fn)} => {`
    : `function ${name}(${typedList(fn)})${typeOf(fn)} {`
  const lines = [...cache.made, ...memoLines(context, self, name, compute, heading)]
  const start = statement.getStart(scope.file)
  return [
    { start, end: start, text: styled(context, lines, indent).join(style.newline) + style.newline + indent },
    { start: nameNode.getStart(scope.file), end: nameNode.end, text: compute },
  ]
}

export const memoForms: Rule = {
  id: 'J100',
  title: 'Results kept during a recursion of any form',
  shortName: 'keep-results-of-recursion',
  riskClass: 'C',
  memoizes: true,
  gains: [
    [10, 5],
    [20, 60],
    [27, 1000],
  ],
  match,
}

/** A key of rows: any expression of the row alone, such as `row.id`, `row.meta?.id`, `row.name.toLowerCase()` or `JSON.stringify(row)`. */
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { isPrimitiveExpression, isPure } from '../../../languages/javascript/facts.ts'
import { declaredIn, isLocal } from '../../../languages/javascript/scope.ts'
import { isUnshared } from '../../../languages/javascript/stability.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import type { RuleContext } from '../rules/rule.ts'

export interface Key {
  /** For names: `id`, `metaId`, `text`. */
  readonly key: string
  /** For people: `.id`, `.meta.id`, `JSON.stringify()`. */
  readonly said: string
  /** The key of the row that is called `row`. */
  of(row: string): string
  /** Names of the members that it reads: who writes one of them changes the key. */
  readonly members: readonly string[]
  /** It looks into what the members hold: any write to an object may change it. */
  readonly deep: boolean
  /** As written, for its type. */
  readonly keyAccess: ts.Expression
}

/** `key(row) === value`, either way round. */
export interface KeyEquality extends Key {
  readonly value: ts.Expression
}

export function keyEquality(context: RuleContext, test: ts.Expression, row: ts.Symbol): KeyEquality | null {
  const equality = bare(test)
  if (!ts.isBinaryExpression(equality) || !isEquality(context, equality)) return null
  const isRow = (node: ts.Node): boolean => ts.isIdentifier(node) && context.scope.symbolOf(node) === row
  return keyEqualityBy(context, equality, isRow)
}

/** The same where `isRow` tells what stands for the row: `list[i]`, or a variable. */
export function keyEqualityBy(context: RuleContext, test: ts.Expression, isRow: (node: ts.Node) => boolean): KeyEquality | null {
  const equality = bare(test)
  if (!ts.isBinaryExpression(equality) || !isEquality(context, equality)) return null
  const left = rowsIn(equality.left, isRow).length > 0
  if (left === rowsIn(equality.right, isRow).length > 0) return null
  const [access, value] = left ? [equality.left, equality.right] : [equality.right, equality.left]
  const key = keyOf(context, access, isRow)
  return key && isPure(context.scope, value) ? { ...key, value } : null
}

/** `===`, and `==` between two texts or two numbers. */
function isEquality(context: RuleContext, { operatorToken, left, right }: ts.BinaryExpression): boolean {
  if (operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return true
  if (operatorToken.kind !== ts.SyntaxKind.EqualsEqualsToken || !context.scope.typed) return false
  const kindOf = (each: ts.Expression): number => {
    const type = context.scope.checker.getTypeAtLocation(each)
    const parts = type.isUnion() ? type.types : [type]
    return [ts.TypeFlags.StringLike, ts.TypeFlags.NumberLike].find(flag => parts.every(part => part.flags & flag)) ?? 0
  }
  return kindOf(left) !== 0 && kindOf(left) === kindOf(right)
}

function rowsIn(start: ts.Node, isRow: (node: ts.Node) => boolean): readonly ts.Node[] {
  const rows: ts.Node[] = []
  walk(start, node => {
    if (!isRow(node)) return undefined
    rows.push(node)
    return false
  })
  return rows
}

function keyOf(context: RuleContext, access: ts.Expression, isRow: (node: ts.Node) => boolean): Key | null {
  const { scope } = context
  const expression = bare(access)
  if (isRow(expression) || !isPure(scope, expression)) return null
  const rows = rowsIn(expression, isRow)
  const members: string[] = []
  let own = true
  let deep = false
  walk(expression, node => {
    if (isRow(node)) {
      if (!isObject(node)) deep = true
      return false
    }
    if (ts.isIdentifier(node)) {
      const symbol = scope.symbolOf(node)
      if (isLocal(symbol) && !isMemberName(node) && !declaredIn(symbol, expression)) own = false
    }
    if (ts.isPropertyAccessExpression(node)) members.push(node.name.text)
    if (ts.isElementAccessExpression(node)) {
      if (!ts.isStringLiteralLike(node.argumentExpression)) deep = true
      else members.push(node.argumentExpression.text)
    }
    if (looksInto(context, node)) deep = true
    return undefined
  })
  if (!own || ts.isFunctionLike(expression)) return null
  const start = expression.getStart(scope.file)
  const of = (name: string): string => {
    let text = ''
    let at = start
    for (const id of rows) {
      text += scope.text.slice(at, id.getStart(scope.file)) + name
      at = id.end
    }
    return text + scope.text.slice(at, expression.end)
  }
  const said = of('').replace(/\s+/g, ' ')
  const words: readonly string[] = said.match(/[A-Za-z_$][\w$]*/g) ?? []
  const isPath = /^(?:\??\.[\w$]+)+$/.test(said)
  const key = isPath ? words.join('_') : words.includes('JSON') ? 'json' : (words[0] ?? 'key')
  return { key, said: said.startsWith('.') ? said.slice(1) : said, of, members, deep, keyAccess: access }
}

const isMemberName = (id: ts.Identifier): boolean => ts.isPropertyAccessExpression(id.parent) && id.parent.name === id

const isObject = (row: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(row.parent) || ts.isElementAccessExpression(row.parent)) && row.parent.expression === row

const shallow = /^(?:toLowerCase|toUpperCase|trim|trimStart|trimEnd|charAt|charCodeAt|codePointAt|normalize|substring|toFixed)$/

/** The value of this depends on more than which members there are and which values they hold. */
function looksInto(context: RuleContext, node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return true
  if (ts.isCallExpression(node))
    return !(ts.isPropertyAccessExpression(node.expression) && shallow.test(node.expression.name.text))
  if (ts.isTemplateSpan(node)) return !(context.scope.typed && isPrimitiveExpression(context.scope, node.expression))
  return ts.isBinaryExpression(node) && !(context.scope.typed && isPrimitiveExpression(context.scope, node))
}

/** Nothing in `region` can change a key that looks into what members hold: it only fills what was made here and nobody else has. */
export function keepsDeepKeys(context: RuleContext, region: ts.Node): boolean {
  const { unknown, writes } = effectsOf(context.scope, region)
  return unknown === null && writes.every(each => each.root !== null && each.depth === 0 && isUnshared(context.scope, each.root))
}

/**
 * S07: `database.prepare('constant text').get(...)` in a function compiles the SQL on every call. The compiled statement is kept
 * per database, in a WeakMap of the module, so it goes when the database goes.
 */
import { isSimple } from '../../../languages/javascript/facts.ts'
import { bare, ts, walk } from '../../../languages/javascript/syntax.ts'
import { styled } from './place.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'
import { atTopOfFile } from './top.ts'

interface Preparation {
  readonly call: ts.CallExpression
  readonly database: ts.Expression
  readonly sql: ts.StringLiteralLike
}

/** Used up at once by `get`, `all` or `run`: never two uses of one statement at a time. */
function preparationOf(node: ts.Node): Preparation | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'prepare')
    return null
  const [sql, ...more] = node.arguments
  if (
    !sql ||
    more.length > 0 ||
    node.typeArguments ||
    !ts.isStringLiteralLike(sql) ||
    !/^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\b/i.test(sql.text)
  )
    return null
  const used = node.parent
  if (!ts.isPropertyAccessExpression(used) || used.expression !== node || !/^(?:get|all|run)$/.test(used.name.text)) return null
  if (!ts.isCallExpression(used.parent) || used.parent.expression !== used) return null
  return isSimple(node.expression.expression) ? { call: node, database: node.expression.expression, sql } : null
}

/** Type of the database as its declaration says it; `null` when there is none to be found. */
function declaredType(context: RuleContext, database: ts.Expression): string | null {
  const node = bare(database)
  const name = ts.isPropertyAccessExpression(node) ? node.name : node
  for (const each of context.scope.checker.getSymbolAtLocation(name)?.declarations ?? [])
    if (
      (ts.isParameter(each) ||
        ts.isPropertyDeclaration(each) ||
        ts.isVariableDeclaration(each) ||
        ts.isPropertySignature(each)) &&
      each.type &&
      ts.isTypeReferenceNode(each.type) &&
      !each.type.typeArguments
    )
      return each.type.getText()
  return null
}

const helperName = 'prepared'

function helper(context: RuleContext, type: string | null): string[] {
  const t = context.scope.typed && type ? type : null
  const statement = t && `ReturnType<${t}['prepare']>`
  const { keyword } = context.style
  const letKeyword = keyword === 'var' ? 'var' : 'let'
  return [
    '/** One compiled statement per database and text: compiling costs more than many a query. */',
    `${keyword} statementsOf = new WeakMap${t ? `<${t}, Map<string, ${statement}>>` : ''}()§`,
    '',
    `function ${helperName}(${t ? `database: ${t}, sql: string): ${statement}` : 'database, sql)'} {`,
    `  ${keyword} kept = statementsOf.get(database)?.get(sql)§`,
    '  try {',
    '    // Closing a database ends its statements, also where it is opened again. Only one that says it can be used is used.',
    ...stillUsable(context, t).map(line => `    ${line}`),
    '  } catch {',
    '    // An ended one throws when it is asked.',
    '  }',
    `  ${keyword} statement = database.prepare(sql)§`,
    `  ${letKeyword} statements = statementsOf.get(database)§`,
    `  if (statements === undefined) statements = new Map()§`,
    `  statements.set(sql, statement)§`,
    `  statementsOf.set(database, statements)§`,
    '  return statement§',
    '}',
  ]
}

const saysText = (name: string): string => `typeof ${name}.sourceSQL === ‹string›`
const isOpen = (name: string): string => `${name}.database?.open === true && ${name}.busy !== true`

/** A statement of node:sqlite says its text, one of better-sqlite3 names its database; others are never used twice. */
function stillUsable(context: RuleContext, type: string | null): readonly string[] {
  if (type === null) return [`if (kept && (${saysText('kept')} || (${isOpen('kept')}))) return kept§`]
  if (importsFrom(context, type) === 'node:sqlite') return [`if (kept && ${saysText('kept')}) return kept§`]
  return [
    'const said = kept as { sourceSQL?: string; database?: { open?: boolean }; busy?: boolean } | undefined§',
    `if (said && (${saysText('said')} || (${isOpen('said')}))) return kept!§`,
  ]
}

/** Module from which the type comes. */
function importsFrom(context: RuleContext, type: string): string | null {
  for (const each of context.scope.file.statements)
    if (
      ts.isImportDeclaration(each) &&
      ts.isStringLiteral(each.moduleSpecifier) &&
      new RegExp(`\\b${type.split('.')[0]}\\b`).test(each.importClause?.getText() ?? '')
    )
      return each.moduleSpecifier.text
  return null
}

/** A function that SQL calls may come back here while its statement runs, and would find it busy. */
const definesFunctions = (context: RuleContext): boolean => /\.(?:function|aggregate)\(/.test(context.scope.text)

const hasHelper = (context: RuleContext): boolean =>
  context.scope.file.statements.some(
    each =>
      ts.isFunctionDeclaration(each) &&
      each.name?.text === helperName &&
      each.getText().includes('statementsOf.get(database)?.get(sql)'),
  )

function match(context: RuleContext): readonly Site[] {
  if (ts.isConstructorDeclaration(context.target.node) || context.target.name === helperName || definesFunctions(context))
    return []
  const found: Preparation[] = []
  walk(context.target.node, each => {
    const preparation = preparationOf(each)
    if (preparation) found.push(preparation)
  })
  const [first] = found
  if (!first) return []
  const type = declaredType(context, first.database)
  if (context.scope.typed && (type === null || found.some(each => declaredType(context, each.database) !== type))) return []
  const taken = context.scope.names.has(helperName) || context.scope.names.has('statementsOf')
  if (taken && !hasHelper(context)) return []
  const edits: Edit[] = found.map(({ call, database, sql }) => ({
    start: call.getStart(),
    end: call.end,
    text: `${helperName}(${database.getText()}, ${sql.getText()})`,
  }))
  if (!hasHelper(context)) {
    const inserted = atTopOfFile(context, styled(context, helper(context, type), ''))
    if (!inserted) return []
    edits.push(inserted)
  }
  return [
    {
      key: `prepare ${context.target.name}`,
      subject: '',
      reason: `The SQL of ${found.length === 1 ? 'a query' : `${found.length} queries`} was compiled again on every call. The compiled statement is kept with its database and used again.`,
      edits,
      facts: [
        'proved: the text of the SQL is constant',
        'proved: the statement is used up on the spot by get, all or run',
        'guarded: a statement that its database ended, or that does not say so, is compiled again',
        'proved: SQLite compiles a kept statement again by itself when the schema changes',
      ],
      probes: [],
    },
  ]
}

export const keptStatement: Rule = {
  id: 'S07',
  title: 'Statement compiled once per database',
  shortName: 'statement-compiled-once',
  riskClass: 'B',
  gains: [[1000, 1.85]],
  match,
}

/** Where variables get their first value, declared there or before. */
import { bare, ts } from '../../../languages/javascript/syntax.ts'

/** Where a variable gets a value. */
export interface Start {
  readonly name: ts.Identifier
  readonly value: ts.Expression
}

/** All of the variables of a loop's head; null when one of them has no value. */
export function startsOf(initializer: ts.ForInitializer): readonly Start[] | null {
  if (ts.isVariableDeclarationList(initializer)) {
    const starts = initializer.declarations.flatMap(each =>
      ts.isIdentifier(each.name) && each.initializer ? [{ name: each.name, value: bare(each.initializer) }] : [],
    )
    return starts.length === initializer.declarations.length ? starts : null
  }
  const set = bare(initializer)
  if (!ts.isBinaryExpression(set)) return null
  if (set.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    const [left, right] = [startsOf(set.left), startsOf(set.right)]
    return left && right ? [...left, ...right] : null
  }
  return set.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(set.left)
    ? [{ name: set.left, value: bare(set.right) }]
    : null
}

/** Those of a statement; variables without a value begin nothing. */
export function startsIn(statement: ts.Statement): readonly Start[] {
  if (ts.isExpressionStatement(statement)) return startsOf(statement.expression) ?? []
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap(each =>
    ts.isIdentifier(each.name) && each.initializer ? [{ name: each.name, value: bare(each.initializer) }] : [],
  )
}

/** `const x = value`, and `x = value` of a variable that is declared elsewhere. */
export function readOf(statement: ts.Statement): (Start & { readonly declared: boolean }) | null {
  const declared = ts.isVariableStatement(statement)
  if (declared ? statement.declarationList.declarations.length !== 1 : !ts.isExpressionStatement(statement)) return null
  const [only, ...more] = startsIn(statement)
  return only && more.length === 0 ? { ...only, declared } : null
}

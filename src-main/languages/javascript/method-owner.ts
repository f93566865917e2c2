/** Whose method is called: the standard library's, the program's own, or one that cannot be told. */
import { isAssigned, isAssignmentOperator, isLocal, type Scope } from './scope.ts'
import { ts } from './syntax.ts'

export type Owner = 'library' | 'own' | 'any'

export function methodOwner(scope: Scope, object: ts.Expression, method: string): Owner {
  const type = scope.checker.getTypeAtLocation(object)
  // A variable without a type, inside of a callback: `let index`, `index ??= long && new Set(list)`.
  const values = type.flags & ts.TypeFlags.Any ? (valuesOf(scope, object) ?? []) : []
  const types = values.length > 0 ? values.map(value => scope.checker.getTypeAtLocation(value)) : [type]
  const owners = new Set(types.flatMap(partsOf).map(part => ownerOf(scope, part, method)))
  const [only, ...more] = owners
  return more.length > 0 ? (owners.has('own') ? 'own' : 'any') : (only ?? 'any')
}

/** A method is called of what is there: `false | Set` has those of a Set. */
const partsOf = (type: ts.Type): readonly ts.Type[] =>
  (type.isUnion() ? type.types : [type]).filter(part => !(part.flags & nothing))

const nothing = ts.TypeFlags.BooleanLike | ts.TypeFlags.Undefined | ts.TypeFlags.Null

/** Everything that a local variable is given; null where that cannot be told. */
function valuesOf(scope: Scope, object: ts.Expression): readonly ts.Expression[] | null {
  const symbol = ts.isIdentifier(object) ? scope.symbolOf(object) : undefined
  const declaration = symbol?.declarations?.length === 1 ? symbol.declarations[0]! : null
  if (!symbol || !declaration || !ts.isVariableDeclaration(declaration) || !isLocal(symbol)) return null
  const values = declaration.initializer ? [declaration.initializer] : []
  for (const id of scope.references(symbol)) {
    if (id === declaration.name) continue
    const use = id.parent
    if (ts.isBinaryExpression(use) && use.left === id && isAssignmentOperator(use.operatorToken.kind)) values.push(use.right)
    else if (isAssigned(id)) return null
  }
  return values
}

function ownerOf(scope: Scope, type: ts.Type, method: string): Owner {
  const declarations = scope.checker.getPropertyOfType(
    scope.checker.getApparentType(scope.checker.getNonNullableType(type)),
    method,
  )?.declarations
  if (!declarations?.length) return 'any'
  return declarations.every(each => /^lib\.[a-z0-9.]+\.d\.ts$/.test(each.getSourceFile().fileName.split('/').at(-1) ?? ''))
    ? 'library'
    : 'own'
}

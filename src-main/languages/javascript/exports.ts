/** Which names of a file a module gives to others, and under which: ESM and CommonJS, from the text alone. */
import { bare, ts } from './syntax.ts'

export interface Exports {
  /** Exported name -> name in the file. */
  readonly localOf: ReadonlyMap<string, string>
  /** Name in the file -> exported name; the first one, `default` last. */
  readonly namesOf: ReadonlyMap<string, string>
  /** What `default` or `module.exports` is: its name in the file, '' for a value without one, null for none. */
  readonly whole: string | null
}

const known = new WeakMap<ts.SourceFile, Exports>()

export const exportsIn = (file: ts.SourceFile): Exports => {
  const found = known.get(file) ?? read(file)
  known.set(file, found)
  return found
}

const modifiersOf = (node: ts.Node): readonly ts.ModifierLike[] =>
  ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []

const read = (file: ts.SourceFile): Exports => {
  const localOf = new Map<string, string>()
  let whole: string | null = null
  const setWhole = (value: ts.Expression): void => {
    const plain = bare(value)
    whole = ts.isIdentifier(plain)
      ? plain.text
      : ((ts.isFunctionExpression(plain) || ts.isClassExpression(plain)) && plain.name?.text) || ''
  }
  for (const statement of file.statements) {
    const modifiers = modifiersOf(statement)
    const exported = modifiers.some(each => each.kind === ts.SyntaxKind.ExportKeyword)
    if (exported && modifiers.some(each => each.kind === ts.SyntaxKind.DefaultKeyword)) {
      whole =
        (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name ? statement.name.text : ''
    } else if (exported && ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) localOf.set(name.text, name.text)
    } else if (
      exported &&
      (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isModuleDeclaration(statement))
    ) {
      if (statement.name) localOf.set(statement.name.text, statement.name.text)
    } else if (ts.isExportAssignment(statement)) setWhole(statement.expression)
    else if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause) {
      if (!ts.isNamedExports(statement.exportClause)) continue
      for (const { name, propertyName } of statement.exportClause.elements) {
        const local = (propertyName ?? name).text
        if (name.text === 'default') whole = local
        else localOf.set(name.text, local)
      }
    } else if (ts.isExpressionStatement(statement)) commonJs(statement.expression, localOf, setWhole)
  }
  const namesOf = new Map<string, string>()
  for (const [name, local] of localOf) if (!namesOf.has(local)) namesOf.set(local, name)
  if (whole !== null && whole !== '' && !namesOf.has(whole)) namesOf.set(whole, 'default')
  return { localOf, namesOf, whole }
}

/** `exports.a = b`, `module.exports = { a, b: c, d() {} }`, `exports = module.exports = a`. */
const commonJs = (expression: ts.Expression, localOf: Map<string, string>, setWhole: (value: ts.Expression) => void): void => {
  const assigned = bare(expression)
  if (!ts.isBinaryExpression(assigned) || assigned.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return
  const target = assigned.left.getText()
  if (!/^(?:module\.)?exports\b/.test(target)) return
  const inner = bare(assigned.right)
  if (ts.isBinaryExpression(inner)) {
    commonJs(inner, localOf, setWhole)
    if (/^(?:module\.)?exports$/.test(target)) return
  }
  let value = inner
  while (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) value = bare(value.right)
  const name = /^(?:module\.)?exports\.([\w$]+)$/.exec(target)?.[1]
  if (name !== undefined) localOf.set(name, ts.isIdentifier(value) ? value.text : name)
  else if (/^(?:module\.)?exports$/.test(target)) {
    setWhole(value)
    if (ts.isObjectLiteralExpression(value)) for (const each of value.properties) addProperty(each, localOf)
  }
}

const addProperty = (property: ts.ObjectLiteralElementLike, localOf: Map<string, string>): void => {
  const { name } = property
  if (!name || ts.isComputedPropertyName(name) || ts.isPrivateIdentifier(name)) return
  const value = ts.isPropertyAssignment(property) ? bare(property.initializer) : null
  localOf.set(name.text, value && ts.isIdentifier(value) ? value.text : name.text)
}

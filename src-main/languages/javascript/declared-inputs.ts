/**
 * What the declaration of a function says about its arguments: the shape of each, which may be left out, what is open. Where
 * nothing is declared (plain JavaScript) the code is asked which options it reads. Says nothing about what the function does.
 */
import { ownNameOf } from './function-places.ts'
import { findFunctions, isFunctionNode, type FunctionNode } from './functions.ts'
import { isPlainScript, sourceOf, TypeReader, type Bindings, type ReadText } from './declared-types.ts'
import { open, other, unionOf, type Shape } from './shape.ts'
import { bare, isTypeScriptPath, ts } from './syntax.ts'
import { usesOf, type Uses } from './parameter-uses.ts'

export interface Parameter {
  readonly name: string
  readonly shape: Shape
  /** A call may leave it out: so declared, or nothing is declared. */
  readonly optional: boolean
  readonly rest: boolean
  /** Nothing declares it. */
  readonly undeclared: boolean
  readonly uses: Uses
}
export interface Declared {
  readonly parameters: readonly Parameter[]
  /** Reads `arguments`: what it takes is not in its list of parameters. */
  readonly readsArguments: boolean
  readonly exported: boolean
  readonly node: FunctionNode
  readonly file: ts.SourceFile
}

/** Null: not found, or no function. `name` as a manifest gives it: exported, `default`, `module.exports`, `Class.method`. */
export const declaredInputs = (path: string, name: string, read: ReadText): Declared | null => {
  const reader = new TypeReader(read)
  const found = subjectOf(reader, path, name, 0)
  if (!found) return null
  const { node, file, exported } = found
  const typed = isTypeScriptPath(found.path)
  const contextual = signatureAround(reader, node, found.path, file)
  const overloads = overloadsOf(node)
  const shapesOf = (signature: ts.SignatureDeclaration, at: number, bindings: Bindings): Shape | null => {
    const parameter = signature.parameters.filter(each => each.name.getText(file) !== 'this')[at]
    return parameter ? written(reader, parameter, found.path, file, bindings) : null
  }
  const bindings = bindingsOf(reader, node, found.path, file)
  const own = node.parameters.filter(each => each.name.getText(file) !== 'this')
  const parameters = own.map((parameter, at): Parameter => {
    const signatures = overloads.length > 0 ? overloads : [node]
    const all = signatures.map(each => shapesOf(each, at, each === node ? bindings : bindingsOf(reader, each, found.path, file)))
    // Which overload goes with which other argument is not known, so values of several keep their kinds.
    const told = overloads.length > 1 && new Set(all.map(each => JSON.stringify(each))).size > 1 ? other : all[0]
    const given = told ?? contextual?.(at) ?? null
    const inferred = parameter.initializer ? ofInitializer(parameter.initializer) : null
    const undeclared = given === null && !(typed && inferred)
    const rest = parameter.dotDotDotToken !== undefined
    const missing = overloads.some(each => !each.parameters[at] || isOptional(each.parameters[at], file))
    const optional = undeclared ? true : overloads.length > 0 ? missing : isOptional(parameter, file) || acceptsUndefined(given)
    const shape = given ?? (typed && inferred ? inferred : open)
    return {
      name: parameter.name.getText(file),
      shape: rest ? shapeOfRest(shape) : shape,
      optional,
      rest,
      undeclared,
      uses: usesOf(node, parameter),
    }
  })
  return { parameters, readsArguments: !typed && readsArguments(node), exported, node, file }
}

const shapeOfRest = (shape: Shape): Shape =>
  shape.kind === 'list' || shape.kind === 'tuple' ? shape : { kind: 'list', of: shape }
const acceptsUndefined = (shape: Shape | null): boolean =>
  shape !== null && (shape.kind === 'union' ? shape.of : [shape]).some(each => each.kind === 'undefined')

const isOptional = (parameter: ts.ParameterDeclaration, file: ts.SourceFile): boolean => {
  if (parameter.questionToken || parameter.initializer || parameter.dotDotDotToken) return true
  if (!isPlainScript(file)) return false
  return ts
    .getJSDocParameterTags(parameter)
    .some(tag => tag.isBracketed || (tag.typeExpression && ts.isJSDocOptionalType(tag.typeExpression.type)))
}

/** The type that is written at a parameter, by annotation or in its comment. */
const written = (
  reader: TypeReader,
  parameter: ts.ParameterDeclaration,
  path: string,
  file: ts.SourceFile,
  bindings: Bindings,
): Shape | null => {
  const type = parameter.type ?? ts.getJSDocType(parameter)
  if (!type) return null
  const shape = reader.shape(type, path, file, bindings)
  if (!parameter.questionToken) return shape
  return unionOf([shape, { kind: 'undefined' }])
}

const bindingsOf = (reader: TypeReader, node: ts.SignatureDeclaration, path: string, file: ts.SourceFile): Bindings => {
  const holder = ts.isClassLike(node.parent) ? node.parent.typeParameters : undefined
  const templates = isPlainScript(file)
    ? ts.getJSDocTags(node).flatMap(tag => (ts.isJSDocTemplateTag(tag) ? [...tag.typeParameters] : []))
    : []
  return reader.bind([...(holder ?? []), ...(node.typeParameters ?? []), ...templates], path, file)
}

/** `const f: Compare = (a, b) => ...`: the types of the parameters are those of `Compare`. */
const signatureAround = (
  reader: TypeReader,
  node: FunctionNode,
  path: string,
  file: ts.SourceFile,
): ((at: number) => Shape | null) | null => {
  const holder = node.parent
  if (!ts.isVariableDeclaration(holder) || !holder.type) return null
  let type: ts.TypeNode = holder.type
  let place = { path, file }
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    const found = reader.find(type.typeName.text, path, file)
    if (!found || !ts.isTypeAliasDeclaration(found.node)) return () => other
    type = found.node.type
    place = found
  }
  if (!ts.isFunctionTypeNode(type)) return () => other
  const signature = type
  const bindings = bindingsOf(reader, signature, place.path, place.file)
  return at => {
    const parameter = signature.parameters[at]
    return parameter ? (written(reader, parameter, place.path, place.file, bindings) ?? open) : other
  }
}

/** Signatures without a body in front of the function. */
const overloadsOf = (node: FunctionNode): readonly ts.SignatureDeclaration[] => {
  const siblings: readonly ts.Node[] = ts.isSourceFile(node.parent)
    ? node.parent.statements
    : ts.isClassLike(node.parent)
      ? node.parent.members
      : []
  const name = node.name?.getText()
  return siblings.filter(
    (each): each is ts.FunctionDeclaration | ts.MethodDeclaration =>
      (ts.isFunctionDeclaration(each) || ts.isMethodDeclaration(each)) &&
      each !== node &&
      !each.body &&
      each.name?.getText() === name,
  )
}

/** What `limit = 3` says about `limit`. */
const ofInitializer = (initializer: ts.Expression): Shape => {
  const value = bare(initializer)
  if (ts.isNumericLiteral(value) || ts.isPrefixUnaryExpression(value)) return { kind: 'number' }
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return { kind: 'string' }
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'boolean' }
  return other
}

const readsArguments = (node: FunctionNode): boolean => {
  if (ts.isArrowFunction(node) || !node.body) return false
  let found = false
  const visit = (each: ts.Node): void => {
    if (found || (isFunctionNode(each) && !ts.isArrowFunction(each))) return
    if (ts.isIdentifier(each) && each.text === 'arguments') found = true
    else ts.forEachChild(each, visit)
  }
  ts.forEachChild(node.body, visit)
  return found
}

interface Subject {
  readonly node: FunctionNode
  readonly file: ts.SourceFile
  readonly path: string
  readonly exported: boolean
}

const subjectOf = (reader: TypeReader, path: string, name: string, hops: number): Subject | null => {
  const file = reader.file(path)
  if (!file || hops > 4) return null
  const all = findFunctions(file).filter(each => ts.isConstructorDeclaration(each.node) || hasBody(each.node))
  const called = (wanted: string): Subject | null => {
    const found = all.find(each => each.name === wanted)
    return found ? { node: found.node, file, path, exported: found.exported } : null
  }
  if (name !== 'default' && name !== 'module.exports') {
    const direct = called(name) ?? called(ownNameOf(file, name) ?? '')
    if (direct) return direct
    for (const statement of file.statements) {
      if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
        const element = statement.exportClause.elements.find(each => each.name.text === name)
        if (element && !statement.moduleSpecifier) return called((element.propertyName ?? element.name).text)
      }
      const source = sourceOf(statement, name)
      const target = source ? reader.imported(path, source.from) : null
      const found = source && target ? subjectOf(reader, target, source.name, hops + 1) : null
      if (found) return found
    }
    return null
  }
  return called(ownNameOf(file, name) ?? 'default') ?? defaultOf(file, called)
}

const hasBody = (node: FunctionNode): boolean => node.body !== undefined

/** `export default name`, `export default function name`, `module.exports = name` or `= function name`. */
const defaultOf = (file: ts.SourceFile, called: (name: string) => Subject | null): Subject | null => {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name && statement.body) {
      const isDefault = statement.modifiers?.some(each => each.kind === ts.SyntaxKind.DefaultKeyword)
      if (isDefault) return called(statement.name.text)
    }
    if (ts.isExportAssignment(statement)) {
      const value = bare(statement.expression)
      if (ts.isIdentifier(value)) return called(value.text)
      if (ts.isFunctionExpression(value) && value.name) return called(value.name.text)
    }
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue
    const { left, right } = statement.expression
    if (!/^(?:module\.)?exports(?:\.default)?$/.test(left.getText(file))) continue
    const value = bare(right)
    if (ts.isIdentifier(value)) return called(value.text)
    if (ts.isFunctionExpression(value) && value.name) return called(value.name.text)
  }
  return null
}

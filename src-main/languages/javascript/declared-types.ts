/**
 * Reads a written type into a shape, by the text alone: names are looked up in the file and in the files of the project that it
 * imports them from. No checker: it would cost most of a second. What is not understood becomes `other`, which promises nothing.
 */
import { posix } from 'node:path'
import { fixed, open, other, unionOf, type Property, type Shape } from './shape.ts'
import { isTypeScriptPath, parse, ts } from './syntax.ts'

/** Text of a file of the project by its POSIX path, or null. */
export type ReadText = (path: string) => string | null
export type Bindings = ReadonlyMap<string, Shape>
interface Place {
  readonly file: ts.SourceFile
  readonly path: string
  readonly bindings: Bindings
  readonly depth: number
}
type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration | ts.ClassDeclaration

const deepest = 7
const mostSteps = 3_000
const mostFiles = 20
const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js']

export class TypeReader {
  readonly #read: ReadText
  readonly #files = new Map<string, ts.SourceFile | null>()
  #steps = 0

  constructor(read: ReadText) {
    this.#read = read
  }

  file(path: string): ts.SourceFile | null {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const text = this.#files.size < mostFiles ? this.#read(path) : null
    const file = text === null ? null : parse(path, text)
    this.#files.set(path, file)
    return file
  }

  /** Path of a relative import, tried as bundlers do. */
  imported(from: string, specifier: string): string | null {
    if (!specifier.startsWith('.')) return null
    const base = posix.join(posix.dirname(from), specifier)
    const typed = base.replace(/\.([cm]?)jsx?$/, '.$1ts')
    return [typed, ...endings.map(ending => base + ending)].find(path => this.file(path) !== null) ?? null
  }

  shape(node: ts.TypeNode, path: string, file: ts.SourceFile, bindings: Bindings): Shape {
    return this.#shape(node, { file, path, bindings, depth: 0 })
  }

  /** Type parameters: their constraint, or open. */
  bind(parameters: readonly ts.TypeParameterDeclaration[] | undefined, path: string, file: ts.SourceFile): Bindings {
    const bindings = new Map<string, Shape>()
    for (const each of parameters ?? []) {
      const place: Place = { file, path, bindings, depth: 1 }
      bindings.set(each.name.text, each.constraint ? this.#shape(each.constraint, place) : open)
    }
    return bindings
  }

  #shape(node: ts.TypeNode, place: Place): Shape {
    this.#steps += 1
    if (place.depth > deepest || this.#steps > mostSteps) return other
    const inner: Place = { ...place, depth: place.depth + 1 }
    const of = (type: ts.TypeNode): Shape => this.#shape(type, inner)
    switch (node.kind) {
      case ts.SyntaxKind.AnyKeyword:
      case ts.SyntaxKind.UnknownKeyword:
      case ts.SyntaxKind.JSDocAllType:
      case ts.SyntaxKind.JSDocUnknownType:
        return open
      case ts.SyntaxKind.NumberKeyword:
        return { kind: 'number' }
      case ts.SyntaxKind.StringKeyword:
        return { kind: 'string' }
      case ts.SyntaxKind.BooleanKeyword:
        return { kind: 'boolean' }
      case ts.SyntaxKind.BigIntKeyword:
        return { kind: 'bigint' }
      case ts.SyntaxKind.SymbolKeyword:
        return { kind: 'symbol' }
      case ts.SyntaxKind.UndefinedKeyword:
      case ts.SyntaxKind.VoidKeyword:
        return { kind: 'undefined' }
      case ts.SyntaxKind.ObjectKeyword:
        return isPlainScript(node) ? open : { kind: 'object', properties: [], index: open }
      default:
    }
    if (ts.isParenthesizedTypeNode(node) || ts.isJSDocNonNullableType(node)) return of(node.type)
    if (ts.isTypeOperatorNode(node)) {
      if (node.operator === ts.SyntaxKind.ReadonlyKeyword) return this.#shape(node.type, place)
      if (node.operator !== ts.SyntaxKind.KeyOfKeyword) return other
      const owner = of(node.type)
      if (owner.kind !== 'object' || owner.properties.length === 0) return fixed
      return unionOf(owner.properties.map(({ name }): Shape => ({ kind: 'literal', value: name })))
    }
    if (ts.isLiteralTypeNode(node)) return literalShape(node.literal)
    if (ts.isArrayTypeNode(node)) return { kind: 'list', of: of(node.elementType) }
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.map(of))
    if (ts.isIntersectionTypeNode(node)) return together(node.types.map(of))
    if (ts.isTupleTypeNode(node)) return this.#tuple(node, of)
    if (ts.isTypeLiteralNode(node)) return this.#members(node.members, inner)
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, place, inner)
    if (ts.isTemplateLiteralTypeNode(node)) return fixed
    if (ts.isIndexedAccessTypeNode(node)) return indexed(of(node.objectType), of(node.indexType))
    if (ts.isJSDocNullableType(node)) return unionOf([of(node.type), { kind: 'null' }])
    if (ts.isJSDocOptionalType(node)) return unionOf([of(node.type), { kind: 'undefined' }])
    if (ts.isJSDocVariadicType(node)) return { kind: 'list', of: of(node.type) }
    if (ts.isJSDocTypeLiteral(node)) {
      const properties = (node.jsDocPropertyTags ?? []).map((tag): Property => {
        const name = ts.isQualifiedName(tag.name) ? tag.name.right.text : tag.name.text
        const type = tag.typeExpression?.type
        return { name, shape: type ? of(type) : open, optional: tag.isBracketed || (type ? ts.isJSDocOptionalType(type) : false) }
      })
      const shape: Shape = { kind: 'object', properties, index: null }
      return node.isArrayType ? { kind: 'list', of: shape } : shape
    }
    return other
  }

  #tuple(node: ts.TupleTypeNode, of: (type: ts.TypeNode) => Shape): Shape {
    const items: Shape[] = []
    let required = 0
    let rest: Shape | null = null
    for (const each of node.elements) {
      const named = ts.isNamedTupleMember(each)
      if (ts.isRestTypeNode(each) || (named && each.dotDotDotToken)) {
        const list = of(each.type)
        rest = list.kind === 'list' ? list.of : other
      } else {
        const optional = ts.isOptionalTypeNode(each) || (named && each.questionToken !== undefined)
        items.push(of(ts.isOptionalTypeNode(each) || named ? each.type : each))
        if (!optional) required = items.length
      }
    }
    return { kind: 'tuple', items, required, rest }
  }

  #members(members: readonly ts.TypeElement[], place: Place): Shape {
    const properties: Property[] = []
    let index: Shape | null = null
    for (const each of members) {
      if (ts.isPropertySignature(each) && (ts.isIdentifier(each.name) || ts.isStringLiteral(each.name))) {
        const shape = each.type ? this.#shape(each.type, place) : open
        properties.push({ name: each.name.text, shape, optional: each.questionToken !== undefined })
      } else if (ts.isIndexSignatureDeclaration(each)) index = this.#shape(each.type, place)
      // What can be called or has methods is no plain data.
      else return other
    }
    return { kind: 'object', properties, index }
  }

  #reference(node: ts.TypeReferenceNode, place: Place, inner: Place): Shape {
    if (!ts.isIdentifier(node.typeName)) return this.#qualified(node.typeName, inner)
    const name = node.typeName.text
    const bound = place.bindings.get(name)
    if (bound) return bound
    const found = this.find(name, place.path, place.file)
    const args = (node.typeArguments ?? []).map(type => this.#shape(type, inner))
    if (found) return this.#declared(found, args, inner.depth)
    return builtIn(name, args, isPlainScript(node))
  }

  #qualified(name: ts.QualifiedName, place: Place): Shape {
    if (!ts.isIdentifier(name.left)) return other
    const found = this.find(name.left.text, place.path, place.file)
    const member = found && ts.isEnumDeclaration(found.node) ? enumShape(found.node) : other
    // One member of an enum: which value it has is not worked out.
    return member.kind === 'other' ? other : fixed
  }

  #declared(
    { node, path, file }: { node: Declaration; path: string; file: ts.SourceFile },
    args: readonly Shape[],
    depth: number,
  ): Shape {
    if (ts.isClassDeclaration(node)) return other
    if (ts.isEnumDeclaration(node)) return enumShape(node)
    const bindings = new Map<string, Shape>()
    const place: Place = { file, path, bindings, depth }
    for (const [at, each] of (node.typeParameters ?? []).entries()) {
      const fallback = each.default ?? each.constraint
      bindings.set(each.name.text, args[at] ?? (fallback ? this.#shape(fallback, place) : open))
    }
    if (ts.isTypeAliasDeclaration(node)) return this.#shape(node.type, place)
    const own = file.statements
      .filter(each => ts.isInterfaceDeclaration(each) && each.name.text === node.name.text)
      .map(each => this.#members((each as ts.InterfaceDeclaration).members, place))
    const inherited = (node.heritageClauses ?? []).flatMap(clause =>
      clause.types.map(type => {
        if (!ts.isIdentifier(type.expression)) return other
        const given = (type.typeArguments ?? []).map(each => this.#shape(each, place))
        const base = this.find(type.expression.text, path, file)
        return base && depth < deepest ? this.#declared(base, given, depth + 1) : builtIn(type.expression.text, given, false)
      }),
    )
    return together([...inherited, ...own])
  }

  /** The declaration of a type name: in the file, or where the file imports it from. */
  find(
    name: string,
    path: string,
    file: ts.SourceFile,
    hops = 0,
  ): { node: Declaration; path: string; file: ts.SourceFile } | null {
    if (hops > 6) return null
    for (const statement of file.statements) {
      if (isDeclaration(statement) && statement.name?.text === name) return { node: statement, path, file }
    }
    for (const statement of file.statements) {
      const source = sourceOf(statement, name)
      const target = source && this.imported(path, source.from)
      const next = target ? this.file(target) : null
      const found = target && next && source ? this.find(source.name, target, next, hops + 1) : null
      if (found) return found
    }
    return null
  }
}

/** In a file without types of its own a comment may hold them, in looser words. */
export const isPlainScript = (node: ts.Node): boolean => !isTypeScriptPath(node.getSourceFile().fileName)

const isDeclaration = (node: ts.Statement): node is Declaration =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node) || ts.isClassDeclaration(node)

/** Where a statement brings `name` from, when it is an import or a re-export that may. */
export const sourceOf = (statement: ts.Statement, name: string): { readonly from: string; readonly name: string } | null => {
  if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
    const clause = statement.importClause
    const from = statement.moduleSpecifier.text
    if (clause?.name?.text === name) return { from, name: 'default' }
    const named = clause?.namedBindings
    if (!named || !ts.isNamedImports(named)) return null
    const element = named.elements.find(each => each.name.text === name)
    return element ? { from, name: (element.propertyName ?? element.name).text } : null
  }
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier))
    return null
  const from = statement.moduleSpecifier.text
  const clause = statement.exportClause
  if (!clause) return { from, name }
  if (!ts.isNamedExports(clause)) return null
  const element = clause.elements.find(each => each.name.text === name)
  return element ? { from, name: (element.propertyName ?? element.name).text } : null
}

const literalShape = (node: ts.LiteralTypeNode['literal']): Shape => {
  if (ts.isStringLiteralLike(node)) return { kind: 'literal', value: node.text }
  if (ts.isNumericLiteral(node)) return { kind: 'literal', value: Number(node.text) }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'literal', value: true }
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'literal', value: false }
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: 'null' }
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand))
    return { kind: 'literal', value: -Number(node.operand.text) }
  return fixed
}

/** Texts and numbers that are written out or counted; anything computed leaves the values as they are. */
const enumShape = (node: ts.EnumDeclaration): Shape => {
  const values: Shape[] = []
  let next = 0
  for (const { initializer } of node.members) {
    if (!initializer) values.push({ kind: 'literal', value: next })
    else if (ts.isStringLiteralLike(initializer)) values.push({ kind: 'literal', value: initializer.text })
    else if (ts.isNumericLiteral(initializer)) {
      next = Number(initializer.text)
      values.push({ kind: 'literal', value: next })
    } else return fixed
    next += 1
  }
  return values.length === 0 ? fixed : unionOf(values)
}

/** An intersection: the properties of all; a branded primitive stays what it is. */
const together = (shapes: readonly Shape[]): Shape => {
  const primitive = shapes.find(each => each.kind === 'string' || each.kind === 'number')
  if (primitive) return primitive
  const properties = new Map<string, Property>()
  let index: Shape | null = null
  for (const each of shapes) {
    if (each.kind !== 'object') return other
    for (const property of each.properties) {
      const before = properties.get(property.name)
      properties.set(property.name, { ...property, optional: property.optional && (before?.optional ?? true) })
    }
    index ??= each.index
  }
  return { kind: 'object', properties: [...properties.values()], index }
}

const indexed = (owner: Shape, key: Shape): Shape => {
  if (owner.kind === 'list') return owner.of
  if (owner.kind === 'open') return open
  if (owner.kind !== 'object' || key.kind !== 'literal') return other
  const found = owner.properties.find(({ name }) => name === key.value)
  if (!found) return owner.index ?? other
  return found.optional ? unionOf([found.shape, { kind: 'undefined' }]) : found.shape
}

const namesIn = (shape: Shape | undefined): readonly string[] =>
  shape === undefined
    ? []
    : (shape.kind === 'union' ? shape.of : [shape]).flatMap(each => (each.kind === 'literal' ? [String(each.value)] : []))

/** Types of the language's library that say something about plain data. */
const builtIn = (name: string, [first, second]: readonly Shape[], javascript: boolean): Shape => {
  const withProperties = (change: (property: Property) => Property | null): Shape => {
    if (first?.kind !== 'object') return first?.kind === 'open' ? open : other
    return { ...first, properties: first.properties.flatMap(property => change(property) ?? []) }
  }
  switch (
    javascript
      ? name.replace(/^(?:number|string|boolean|array|object)$/i, text => (text[0] ?? '').toUpperCase() + text.slice(1))
      : name
  ) {
    case 'Array':
    case 'ReadonlyArray':
    case 'ArrayLike':
      return { kind: 'list', of: first ?? open }
    case 'Iterable':
      return { kind: 'list', of: first ?? open, once: true }
    case 'Promise':
    case 'PromiseLike':
      return { kind: 'promise', of: first ?? open }
    case 'Set':
    case 'ReadonlySet':
      return { kind: 'set', of: first ?? open }
    case 'Map':
    case 'ReadonlyMap':
      return { kind: 'map', key: first ?? open, value: second ?? open }
    case 'Readonly':
    case 'NoInfer':
      return first ?? other
    case 'Partial':
      return withProperties(each => ({ ...each, optional: true }))
    case 'Required':
      return withProperties(each => ({ ...each, optional: false }))
    case 'Pick':
      return withProperties(each => (namesIn(second).includes(each.name) ? each : null))
    case 'Omit':
      return withProperties(each => (namesIn(second).includes(each.name) ? null : each))
    case 'Record': {
      const names = namesIn(first)
      const shape = second ?? open
      if (names.length === 0) return { kind: 'object', properties: [], index: shape }
      return { kind: 'object', properties: names.map(each => ({ name: each, shape, optional: false })), index: null }
    }
    case 'NonNullable': {
      if (!first) return other
      const kept = (first.kind === 'union' ? first.of : [first]).filter(each => each.kind !== 'null' && each.kind !== 'undefined')
      return kept.length === 0 ? other : unionOf(kept)
    }
    case 'PropertyKey':
      return unionOf([{ kind: 'string' }, { kind: 'number' }])
    case 'Number':
    case 'String':
    case 'Boolean':
      return javascript ? { kind: name.toLowerCase() as 'number' | 'string' | 'boolean' } : other
    case 'Object':
      return javascript ? open : other
    default:
      return other
  }
}

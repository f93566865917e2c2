/**
 * Where a function that somebody names stands in its file, and how a box gets hold of it: by what the module exports, through a copy of
 * the file that hands it over (in the box only), or on an instance. From the text alone; what is not seen in it (a re-export, what a
 * factory returns) has no place, and only loading shows it.
 */
import { exportsIn, type Exports } from './exports.ts'
import { findFunctions, isFunctionNode, type FoundFunction } from './functions.ts'
import type { Exposure } from './harness/exposed.ts'
import { ts } from './syntax.ts'

export interface Place {
  readonly found: FoundFunction
  /** As a box is asked for it: `pick`, `default`, `helpers.text.trim`, `Class.prototype.method`, `Class.prototype.#part`. */
  readonly name: string
  /** Null: the module exports it. */
  readonly exposure: Exposure | null
  /** It is called on an instance of its class. */
  readonly instance: boolean
}
export interface NoPlace {
  /** Continues "NAME, which ...". */
  readonly why: string
}
export const hasPlace = (value: Place | NoPlace): value is Place => 'found' in value

/** Null: nothing in the file has this name. */
export const placeOf = (file: ts.SourceFile, name: string): Place | NoPlace | null => {
  const exports = exportsIn(file)
  const wanted = inFile(name, exports)
  const same = findFunctions(file).filter(each => localName(each, exports) === wanted || each.name === wanted)
  // Signatures without a body share the name of their function.
  const found = same.find(each => each.node.body !== undefined) ?? null
  return found ? placeAt(file, found, exports) : ofInstanceThere(file, name, wanted, exports)
}

/** `tools.pick` of `export const tools = new Tools()`: called on that one. */
const ofInstanceThere = (file: ts.SourceFile, name: string, wanted: string, exports: Exports): Place | null => {
  const [root = '', ...rest] = wanted.split('.')
  const value = variableAtTop(file, root)?.initializer
  if (!value || !ts.isNewExpression(value) || !ts.isIdentifier(value.expression) || !exports.namesOf.has(root)) return null
  const own = [value.expression.text, ...rest].join('.')
  const found = findFunctions(file).find(each => each.name === own && each.node.body !== undefined)
  return found ? { found, name, exposure: null, instance: false } : null
}

/** Name of the function in its file, as targets give it; null where the text does not show it. */
export const ownNameOf = (file: ts.SourceFile, name: string): string | null => {
  const place = placeOf(file, name)
  return place && hasPlace(place) ? place.found.name : null
}

/** Every function that can be had, by the name to ask for. */
export const placesIn = (file: ts.SourceFile): readonly Place[] => {
  const exports = exportsIn(file)
  return findFunctions(file).flatMap(found => {
    const place = found.node.body === undefined ? null : placeAt(file, found, exports)
    return place && hasPlace(place) ? [place] : []
  })
}

/** As the file itself calls it: `tools.pick` of `export { helpers as tools }` is `helpers.pick`; `prototype` is not said. */
const inFile = (name: string, { localOf, whole }: Exports): string => {
  const plain = name.replace('.prototype.', '.').replace(/^module\.exports(?=$|\.)/, 'default')
  const [root = '', ...rest] = plain.split('.')
  const local = localOf.get(root) ?? (root === 'default' ? whole : null)
  if (local === null || local === undefined) return plain
  return [...(local === '' ? [] : [local]), ...rest].join('.') || 'default'
}

/** With the namespaces around it, and without what says that it belongs to a prototype. */
const localName = (found: FoundFunction, { whole }: Exports): string => {
  const spaces: string[] = []
  for (let at: ts.Node = found.node; at.parent; at = at.parent) {
    if (ts.isModuleDeclaration(at)) spaces.unshift(at.name.text)
  }
  const name = found.name.replace('.prototype.', '.')
  // `module.exports = function pick() {}` is `default` by its place and `pick` by its name.
  return [...spaces, name === 'default' && whole ? whole : name].join('.')
}

const isStatic = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.StaticKeyword)

/** The member of a class that it is, or that holds it; null outside of classes. */
const memberOf = (node: ts.Node): ts.ClassElement | null => {
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isClassElement(at) && ts.isClassLike(at.parent)) return at
    if (at !== node && isFunctionNode(at)) return null
  }
  return null
}

const placeAt = (file: ts.SourceFile, found: FoundFunction, exports: Exports): Place | NoPlace => {
  const { node } = found
  if (ts.isConstructorDeclaration(node))
    return { why: 'is a constructor, which makes its objects anew and has no result to compare' }
  if (ts.isAccessor(node) && !(ts.isGetAccessor(node) && ts.isObjectLiteralExpression(node.parent)))
    return { why: 'is read or set like a field, and is not called' }
  if (found.name.includes('[')) return { why: 'has a name that is worked out while the code runs' }
  const member = memberOf(node)
  const byPrototype = member === null && /\.prototype\b/.test(holderText(node))
  const instance = byPrototype || (member !== null && !isStatic(member))
  const steps = localName(found, exports).split('.')
  const last = steps.at(-1) ?? ''
  const path = instance ? [...steps.slice(0, -1), 'prototype', last] : steps
  const name = (root: readonly string[]): string => [...root, ...path.slice(1)].join('.')
  if (last.startsWith('#')) {
    if (!member || !ts.isClassLike(member.parent)) return { why: 'is private to something that is no class' }
    const { parent } = member
    const text = `static{__KEY__(()=>({owner:this,call:(self,...args)=>self.${last}(...args)}))}`
    return { found, name: name([steps[0] ?? '']), exposure: { at: parent.end - 1, text, whole: false }, instance }
  }
  const root = steps[0] ?? ''
  const top = topOf(node, file)
  const known = exports.namesOf.get(root)
  if (known !== undefined && top !== null) return { found, name: name(known.split('.')), exposure: null, instance }
  if (found.exported && top !== null) {
    // Part of what is exported without a name of its own: `export default { text: { trim() {} } }`.
    const parts = exports.whole === '' && root !== 'default' && !exports.localOf.has(root) ? ['default', ...path] : path
    return { found, name: parts.join('.'), exposure: null, instance }
  }
  if (!declaredAtTop(file, root)) return { why: 'stands where nothing outside of the code around it can call it' }
  const exposure = { at: file.text.length, text: `\n;__KEY__(()=>${root});`, whole: true }
  return { found, name: name([root]), exposure, instance }
}

/** What an assignment gives it to: `Stack.prototype.push`. */
const holderText = (node: ts.Node): string => {
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) return at.left.getText()
    if (at !== node && isFunctionNode(at)) return ''
  }
  return ''
}

/** The statement of the file in which it stands, when no block or other function is in between. */
const topOf = (node: ts.Node, file: ts.SourceFile): ts.Statement | null => {
  for (let at = node; at.parent; at = at.parent) {
    if (at.parent === file) return at as ts.Statement
    if (ts.isBlock(at.parent) || (at !== node && isFunctionNode(at))) return null
  }
  return null
}

const declaredAtTop = (file: ts.SourceFile, name: string): boolean =>
  file.statements.some(statement => {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isModuleDeclaration(statement))
      return statement.name?.text === name
    return false
  }) || variableAtTop(file, name) !== null

const variableAtTop = (file: ts.SourceFile, name: string): ts.VariableDeclaration | null => {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue
    const found = statement.declarationList.declarations.find(each => ts.isIdentifier(each.name) && each.name.text === name)
    if (found) return found
  }
  return null
}

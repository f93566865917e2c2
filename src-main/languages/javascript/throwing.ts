/**
 * Texts in which one changed part throws as soon as it is used: what the project's tests are tried against, to see whether they meet it.
 * Everything else stays as it is, so what runs before the first use is what ran before. Runs nothing.
 */
import { findFunctions, type FoundFunction, type FunctionNode } from './functions.ts'
import { changedFunctions, inspectSource } from './inspect.ts'
import { parse, ts, walk } from './syntax.ts'

/** What changed in one file, by the names of its functions. */
export interface ChangedParts {
  /** There before and after. */
  readonly changed: readonly string[]
  /** Only there after the change. */
  readonly added: readonly string[]
  /** Values outside of functions changed, and no function among these uses them. */
  readonly values: boolean
}

export function changedParts(path: string, before: string, after: string): ChangedParts {
  const [old, now] = [findFunctions(parse(path, before)), findFunctions(parse(path, after))]
  // Functions without a name are called by their line, which moves with every line above it.
  const anonymous = new Set(old.filter(isAnonymous).map(each => before.slice(each.start, each.end)))
  const moved = new Set(now.filter(each => isAnonymous(each) && anonymous.has(after.slice(each.start, each.end))).map(nameOf))
  const names = changedFunctions(before, after, path)
  const there = names.filter(name => has(now, name) && !moved.has(name))
  const fresh = names.includes('top-level') ? freshValues(path, before, after) : []
  const users = now.filter(each => there.includes(each.name)).map(each => each.node)
  return {
    changed: there.filter(name => has(old, name)),
    added: there.filter(name => !has(old, name)),
    values: fresh.some(value => !users.some(user => mentions(user, value.name.getText()))),
  }
}

const has = (functions: readonly FoundFunction[], name: string): boolean =>
  functions.some(each => each.name === name && bodyOf(each.node) !== null)
const nameOf = (each: FoundFunction): string => each.name
const isAnonymous = (each: FoundFunction): boolean => each.name.startsWith('anonymous@')

const mentions = (node: ts.Node, name: string): boolean => {
  let found = false
  walk(node, each => {
    if ((ts.isIdentifier(each) || ts.isPrivateIdentifier(each)) && each.text === name) found = true
  })
  return found
}

type Value = (ts.VariableDeclaration | ts.PropertyDeclaration) & { readonly initializer: ts.Expression }

/** Variables of the module and fields of its classes whose text is new, other than those that hold a function. */
function freshValues(path: string, before: string, after: string): readonly Value[] {
  const known = new Set(valuesOf(parse(path, before)).map(value => value.getText()))
  return valuesOf(parse(path, after)).filter(value => !known.has(value.getText()))
}

function valuesOf(file: ts.SourceFile): readonly Value[] {
  const found: Value[] = []
  walk(file, node => {
    if (ts.isFunctionLike(node)) return false
    const isValue = ts.isPropertyDeclaration(node) || (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name))
    if (isValue && node.initializer && !ts.isFunctionLike(node.initializer)) found.push(node as Value)
    return true
  })
  return found
}

/** Null for overloads and abstract methods. */
const bodyOf = (node: FunctionNode): ts.ConciseBody | null => node.body ?? null

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const throwing = (message: string): string => `throw new Error(${JSON.stringify(message)});`

const editOf = (node: FunctionNode, message: string): Edit | null => {
  const body = bodyOf(node)
  if (body === null) return null
  if (!ts.isBlock(body)) return { start: body.getStart(), end: body.end, text: `{ ${throwing(message)} }` }
  // Behind `'use strict'` and its like, which count only as the first statements.
  const code = body.statements.findIndex(each => !ts.isExpressionStatement(each) || !ts.isStringLiteral(each.expression))
  const directives = body.statements.slice(0, code < 0 ? body.statements.length : code)
  const at = directives.at(-1)?.end ?? body.getStart() + 1
  return { start: at, end: at, text: directives.length > 0 ? `;${throwing(message)}` : ` ${throwing(message)}` }
}

/** The text in which each of the functions throws an error with this message when it is called; null when it cannot be made. */
export function throwingFunctions(path: string, text: string, names: readonly string[], message: string): string | null {
  const edits = findFunctions(parse(path, text))
    .filter(each => names.includes(each.name))
    .flatMap(each => editOf(each.node, message) ?? [])
  return edited(path, text, edits)
}

/** The new text in which what changed outside of functions throws wherever it is looked into, called or turned into text. */
export function throwingValues(path: string, before: string, after: string, message: string): string | null {
  const thrower = `() => { ${throwing(message)} }`
  const poison = `new Proxy(function () {}, new Proxy({}, { get: () => ${thrower} }))`
  const edits = freshValues(path, before, after).map(value => ({
    start: value.initializer.getStart(),
    end: value.initializer.end,
    text: ts.isPropertyDeclaration(value) ? `(${thrower})()` : poison,
  }))
  return edited(path, after, edits)
}

const edited = (path: string, text: string, edits: readonly Edit[]): string | null => {
  if (edits.length === 0) return null
  const made = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((all, { start, end, text: fresh }) => all.slice(0, start) + fresh + all.slice(end), text)
  return inspectSource(path, made).ok ? made : null
}

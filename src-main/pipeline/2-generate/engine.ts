/**
 * Applies the rules to one function of one text: finds sites, makes each edit, and lets nothing out that does not compile or
 * that brings type errors the text did not have. Knows nothing about proposals, ranking or files.
 */
import { MagicString } from 'magic-string'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { inspectSource } from '../../languages/javascript/inspect.ts'
import { analyse, typeErrors } from '../../languages/javascript/program.ts'
import { isLocal, scopeOf, type Scope } from '../../languages/javascript/scope.ts'
import { styleOf, type Style } from '../../languages/javascript/style.ts'
import { ts, walk } from '../../languages/javascript/syntax.ts'
import type { Edit, Rule, RuleContext, Site } from './rules/rule.ts'

export interface Source {
  readonly scope: Scope
  readonly functions: readonly FoundFunction[]
  readonly style: Style
}

export function openSource(path: string, sources: ReadonlyMap<string, string>): Source {
  const scope = scopeOf(analyse(path, sources))
  return { scope, functions: findFunctions(scope.file), style: styleOf(scope.file) }
}

export interface Match {
  readonly rule: Rule
  readonly site: Site
  readonly target: FoundFunction
  /** The whole text with this one site rewritten. */
  readonly after: string
}

/** Everything that `rules` would do to `target`, each on its own and each compiling. */
export function matches(
  source: Source,
  target: FoundFunction,
  rules: readonly Rule[],
  sizes: readonly number[],
): readonly Match[] {
  if (source.scope.opaque) return []
  const found: Match[] = []
  for (const rule of rules) {
    for (const site of rule.match(contextOf(source, target, sizes))) {
      if (site.edits.some(edit => saysOther(source, edit.text))) continue
      const after = apply(source.scope.text, site.edits)
      if (after !== null && after !== source.scope.text && inspectSource(source.scope.path, after).ok)
        found.push({ rule, site, target, after })
    }
  }
  return found
}

const globals =
  'Array Boolean Intl JSON Map Math Number Object RegExp Set String Symbol Uint8Array WeakMap undefined NaN Infinity'.split(' ')
const redeclared = new WeakMap<Source, RegExp | null>()

/** The text names a global that means something of the file's own here, such as an imported `Map`. */
function saysOther(source: Source, text: string): boolean {
  if (!redeclared.has(source)) {
    const own = globals.filter(name => source.scope.names.has(name) && isDeclared(source.scope, name))
    redeclared.set(source, own.length > 0 ? new RegExp(`\\b(?:${own.join('|')})\\b`) : null)
  }
  return redeclared.get(source)?.test(text) ?? false
}

function isDeclared(scope: Scope, name: string): boolean {
  let found = false
  walk(scope.file, node => {
    if (ts.isIdentifier(node) && node.text === name && !isMember(node) && isLocal(scope, scope.symbolOf(node))) found = true
  })
  return found
}

/** `Map` of `types.Map` and `{ Map: 1 }`. */
const isMember = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
  (ts.isPropertyAssignment(node.parent) && node.parent.name === node) ||
  ts.isMethodDeclaration(node.parent) ||
  ts.isPropertySignature(node.parent) ||
  ts.isPropertyDeclaration(node.parent)

function contextOf(source: Source, target: FoundFunction, sizes: readonly number[]): RuleContext {
  // A new name may hide one that the function never says.
  const taken = new Set<string>()
  walk(target.node, node => {
    if (ts.isIdentifier(node)) taken.add(node.text)
  })
  const given = new Map<string, string>()
  return {
    scope: source.scope,
    style: source.style,
    target,
    sizes,
    name(wish) {
      const known = given.get(wish)
      if (known !== undefined) return known
      let name = reserved.has(wish) ? `${wish}Value` : wish
      for (let i = 2; taken.has(name); i++) name = `${wish}${i}`
      taken.add(name)
      given.set(wish, name)
      return name
    },
  }
}

const reserved = new Set(
  'class new delete default case in of for function var let const this super null true false switch return package import export enum'.split(
    ' ',
  ),
)

/** Null when edits overlap: a defect of a rule must not become a broken text. */
export function apply(text: string, edits: readonly Edit[]): string | null {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  if (sorted.some((each, i) => i > 0 && each.start < sorted[i - 1]!.end)) return null
  const out = new MagicString(text)
  for (const { start, end, text: put } of sorted) {
    if (start === end) out.appendLeft(start, put)
    else if (put === '') out.remove(start, end)
    else out.update(start, end, put)
  }
  return out.toString()
}

const errorsBefore = new WeakMap<Source, ReadonlyMap<string, number>>()

/** TypeScript only: the rewritten text has no type error that the text did not have. */
export function keepsTypes(source: Source, after: string, sources: ReadonlyMap<string, string>): boolean {
  if (!source.scope.typed) return true
  const before = errorsBefore.get(source) ?? typeErrors(source.scope)
  errorsBefore.set(source, before)
  const now = typeErrors(analyse(source.scope.path, new Map([...sources, [source.scope.path, after]])))
  return [...now].every(([code, count]) => count <= (before.get(code) ?? 0))
}

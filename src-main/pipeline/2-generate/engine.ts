/**
 * Applies the rules to one function of one text: finds sites, makes each edit, and lets nothing out that does not compile or
 * that brings type errors the text did not have. Knows nothing about proposals, ranking or files.
 */
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { inspectSource } from '../../languages/javascript/inspect.ts'
import { analyse, typeErrors } from '../../languages/javascript/program.ts'
import { isLocal, scopeOf, type Scope } from '../../languages/javascript/scope.ts'
import { styleOf, type Style } from '../../languages/javascript/style.ts'
import { ts, walk } from '../../languages/javascript/syntax.ts'
import { withOldWay } from './meaning/old-way.ts'
import type { Reading } from './meaning/reading.ts'
import { readingsOf, trialsOf, withoutOverlap } from './meaning/read.ts'
import { loopPays } from './rules/text.ts'
import { applyEdits } from './rules/edits.ts'
import type { Edit, Rule, RuleContext, Site } from './rules/rule.ts'

export interface Source {
  readonly scope: Scope
  readonly functions: readonly FoundFunction[]
  readonly style: Style
  readonly sources: ReadonlyMap<string, string>
}

export function openSource(path: string, sources: ReadonlyMap<string, string>): Source {
  const scope = scopeOf(analyse(path, sources))
  return { scope, functions: findFunctions(scope.file), style: styleOf(scope.file), sources }
}

export interface Match {
  readonly rule: Rule
  readonly site: Site
  readonly target: FoundFunction
  /** The whole text with this one site rewritten. */
  readonly after: string
}

/**
 * Everything that `rules` would do to `target`, each on its own and each compiling: to what it says, and to what it means in other
 * words (`meaning/`).
 */
export function matches(
  source: Source,
  target: FoundFunction,
  rules: readonly Rule[],
  sizes: readonly number[],
): readonly Match[] {
  if (source.scope.opaque) return []
  const found = [...matchesAsWritten(source, target, rules, sizes)]
  const readings = readingsOf(contextOf(source, target, sizes))
  if (readings.length === 0) return found
  const known = new Set(found.map(keyOf))
  for (const trial of trialsOf(readings)) {
    const read = readAs(source, target, trial, readings, sizes)
    if (!read) continue
    for (const each of matchesAsWritten(read.source, read.target, rules, sizes, read.pays)) {
      if (known.has(keyOf(each))) continue
      known.add(keyOf(each))
      const after = read.readings.reduce(
        (text, reading) => withOldWay(source.scope.path, text, reading, source.style.unit),
        each.after,
      )
      if (!inspectSource(source.scope.path, after).ok) continue
      const facts = [...read.facts, ...each.site.facts]
      found.push({ ...each, after, target, site: { ...each.site, facts, edits: [changed(source.scope.text, after)] } })
    }
  }
  return found
}

const keyOf = ({ rule, site }: Match): string => `${rule.id} ${site.key.replace(/\s+/g, ' ')}`

/** Rounds in which a reading may make another one possible. */
const mostRounds = 4

interface Read {
  readonly source: Source
  readonly target: FoundFunction
  readonly facts: readonly string[]
  readonly readings: readonly Reading[]
  readonly pays: number | undefined
}

/** The text after `first`, and after what only they made possible; null when that is no text of the language. */
function readAs(
  source: Source,
  target: FoundFunction,
  first: readonly Reading[],
  all: readonly Reading[],
  sizes: readonly number[],
): Read | null {
  const at = source.functions.indexOf(target)
  const others = new Set(all.map(each => each.key))
  let now: Read = { source, target, facts: [], readings: [], pays: undefined }
  let chosen = first
  for (let round = 0; round < mostRounds && chosen.length > 0; round++) {
    const edits = chosen.flatMap(each => each.edits)
    const text = edits.some(edit => saysOther(source, edit.text)) ? null : applyEdits(now.source.scope.text, edits)
    if (text === null || !inspectSource(source.scope.path, text).ok) return null
    const next = openSource(source.scope.path, new Map([...source.sources, [source.scope.path, text]]))
    const same = next.functions[at]
    if (!same || same.name !== target.name) return null
    const readings = [...now.readings, ...chosen]
    const pays = readings.some(each => each.asBefore) ? loopPays : undefined
    now = {
      source: next,
      target: same,
      readings,
      pays,
      facts: [...new Set([...now.facts, ...chosen.flatMap(each => each.facts)])],
    }
    chosen = withoutOverlap(readingsOf(contextOf(next, same, sizes)).filter(each => !others.has(each.key)))
  }
  return now
}

/** The one edit that makes `after` of `before`. */
function changed(before: string, after: string): Edit {
  let start = 0
  while (start < before.length && before[start] === after[start]) start++
  let tail = 0
  while (tail < before.length - start && tail < after.length - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) }
}

function matchesAsWritten(
  source: Source,
  target: FoundFunction,
  rules: readonly Rule[],
  sizes: readonly number[],
  pays?: number,
): readonly Match[] {
  // Rules write lines with these marks (`styled`), and users' own code is part of them.
  if (/[§‹›]/.test(target.node.getText(source.scope.file))) return []
  const found: Match[] = []
  for (const rule of rules) {
    for (const site of rule.match(contextOf(source, target, sizes, pays))) {
      if (site.edits.some(edit => saysOther(source, edit.text))) continue
      const after = applyEdits(source.scope.text, site.edits)
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
    if (ts.isIdentifier(node) && node.text === name && !isMember(node) && isLocal(scope.symbolOf(node))) found = true
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

function contextOf(source: Source, target: FoundFunction, sizes: readonly number[], pays?: number): RuleContext {
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
    ...(pays === undefined ? {} : { pays }),
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

const errorsBefore = new WeakMap<Source, ReadonlyMap<string, number>>()

/** TypeScript only: the rewritten text has no type error that the text did not have. */
export function keepsTypes(source: Source, after: string, sources: ReadonlyMap<string, string>): boolean {
  if (!source.scope.typed) return true
  const before = errorsBefore.get(source) ?? typeErrors(source.scope)
  errorsBefore.set(source, before)
  const now = typeErrors(analyse(source.scope.path, new Map([...sources, [source.scope.path, after]])))
  return [...now].every(([code, count]) => count <= (before.get(code) ?? 0))
}

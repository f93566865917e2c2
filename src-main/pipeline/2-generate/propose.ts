/**
 * Turns matches into ranked proposals: every site on its own, and for each target one proposal with everything at once, made by
 * applying one site after the other to the text that the last one left, so that each is proved on what it really meets.
 */
import { createHash } from 'node:crypto'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { reachableFrom } from '../../languages/javascript/reach.ts'
import { isScriptPath, parse, ts } from '../../languages/javascript/syntax.ts'
import { keepsTypes, matches, openSource, type Match, type Source } from './engine.ts'
import { chance, worth } from './rank.ts'
import type { GenerateRequest } from './request.ts'
import { rules } from './rules/all.ts'
import { expectedGain, type Rule } from './rules/rule.ts'

/** Steps of a combined proposal; more are left to the next session. */
const maxSteps = 10

interface Ranked {
  readonly proposal: Proposal
  readonly worth: number
}

export function propose(request: GenerateRequest): readonly Proposal[] {
  const sources = new Map(request.files.map(file => [file.path, file.text]))
  const ranked: Ranked[] = []
  const seen = new Set<string>()
  const add = (path: string, parts: readonly Match[], after: string): void => {
    const before = sources.get(path) ?? ''
    const key = `${path}\n${normalized(path, after)}`
    if (parts.length === 0 || seen.has(key)) return
    seen.add(key)
    ranked.push({ proposal: proposalOf(path, before, after, parts, request), worth: worthOf(parts, request) })
  }
  for (const [path, names] of targetsByPath(request)) {
    const source = openSource(path, sources)
    const wanted = names.includes('')
      ? source.functions
      : source.functions.filter(each => names.some(name => isNamed(each.name, name)))
    const functions = names.includes('') ? source.functions : reachableFrom(source.scope, wanted, source.functions)
    const found = functions
      .flatMap(each => matches(source, each, rules, request.sizes))
      .filter(each => keepsTypes(source, each.after, sources))
    for (const each of found) add(path, [each], each.after)
    for (const group of groupsOf(found)) {
      const combined = combine(source, group, sources, request)
      if (combined.parts.length > 1) add(path, combined.parts, combined.text)
    }
  }
  return ranked
    .sort((a, b) => b.worth - a.worth)
    .slice(0, request.maxProposals)
    .map(each => each.proposal)
}

/** `push` finds `Stack.push` too, so that people need not know how a name is made. */
const isNamed = (name: string, wanted: string): boolean => name === wanted || name.endsWith(`.${wanted}`)

function targetsByPath(request: GenerateRequest): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map<string, string[]>()
  for (const target of request.targets) {
    const [path = '', name = ''] = target.split('#')
    if (!isScriptPath(path) || !request.files.some(file => file.path === path)) continue
    byPath.set(path, [...(byPath.get(path) ?? []), name])
  }
  return byPath
}

const worthOfMatch = (match: Match, request: GenerateRequest): number =>
  worth(expectedGain(match.rule, largest(request)), chance(match.rule.id, match.rule.riskClass, request.ruleStats))

const largest = (request: GenerateRequest): number | undefined =>
  request.sizes.length > 0 ? Math.max(...request.sizes) : undefined

/** Combined proposals save trials: worth a little more than their best part. */
const worthOf = (parts: readonly Match[], request: GenerateRequest): number =>
  Math.max(...parts.map(each => worthOfMatch(each, request))) * (parts.length > 1 ? 1.1 : 1)

/** What belongs into one proposal: all sites of a function, and all sites. */
function groupsOf(found: readonly Match[]): readonly (readonly Match[])[] {
  const byFunction = Map.groupBy(found, each => each.target.name)
  return [...byFunction.values(), found].filter(group => group.length > 1)
}

function combine(
  source: Source,
  first: readonly Match[],
  sources: ReadonlyMap<string, string>,
  request: GenerateRequest,
): { parts: readonly Match[]; text: string } {
  const parts: Match[] = []
  const done = new Set<string>()
  const names = new Set(first.map(each => each.target.name))
  const known = new Set(first.map(keyOf))
  let current = source
  let open = [...first]
  while (parts.length < maxSteps) {
    const next = open
      .filter(each => !done.has(keyOf(each)))
      .sort((a, b) => worthOfMatch(b, request) - worthOfMatch(a, request))[0]
    if (!next) break
    done.add(keyOf(next))
    if (parts.length > 0 && !keepsTypes(current, next.after, sources)) continue
    parts.push(next)
    current = openSource(source.scope.path, new Map([...sources, [source.scope.path, next.after]]))
    // Only sites that were there at first: what an edit made possible is for the next session.
    open = current.functions
      .filter(each => names.has(each.name))
      .flatMap(each => matches(current, each, rules, request.sizes))
      .filter(each => known.has(keyOf(each)))
  }
  return { parts, text: current.scope.text }
}

const keyOf = (match: Match): string => `${match.rule.id} ${match.target.name} ${match.site.key.replace(/\s+/g, ' ')}`

/** Tokens without white space and comments: two texts that differ in nothing else are one candidate. */
function normalized(path: string, text: string): string {
  const file = parse(path, text)
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, file.languageVariant, text)
  const tokens: string[] = []
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan())
    tokens.push(scanner.getTokenText())
  return tokens.join(' ')
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

function proposalOf(path: string, before: string, after: string, parts: readonly Match[], request: GenerateRequest): Proposal {
  const used = [...new Set(parts.map(each => each.rule))]
  const best = [...parts].sort((a, b) => worthOfMatch(b, request) - worthOfMatch(a, request))[0]!
  const single = parts.length === 1
  return {
    generator: 'rule',
    rule: used.map(each => each.id).join('+'),
    shortName: single ? best.rule.shortName : `${best.rule.shortName}-and-more`.split('-').slice(0, 6).join('-'),
    title: single
      ? titleOf(best)
      : `${used.length > 1 ? used.map(each => each.title).join('; ') : best.rule.title} in ${functionsOf(parts)}`,
    reason: single
      ? best.site.reason
      : `${parts.length} changes at once. ${[...new Set(parts.map(each => each.site.reason))].join(' ')}`,
    riskClass: riskiest(used),
    files: [{ path, beforeSha256: sha256Of(before), afterSha256: sha256Of(after), before, after }],
    changedFunctions: changedFunctions(before, after, path).map(name => `${path}#${name}`),
    facts: [...new Set(parts.flatMap(each => each.site.facts))],
    probes: [...new Set(parts.flatMap(each => each.site.probes))],
    expectedGain: expectedGain(best.rule, largest(request)),
    sameBehaviour: true,
    memoizes: used.some(each => each.memoizes === true),
  }
}

const titleOf = ({ rule, site, target }: Match): string =>
  `${rule.title}${site.subject === '' ? '' : ` ${site.subject}`} in ${target.name}`

const functionsOf = (parts: readonly Match[]): string => [...new Set(parts.map(each => each.target.name))].join(', ')

const riskiest = (used: readonly Rule[]): 'A' | 'B' | 'C' =>
  used.some(each => each.riskClass === 'C') ? 'C' : used.some(each => each.riskClass === 'B') ? 'B' : 'A'

/**
 * From a request to ranked proposals: every site on its own, all of one function, of one rule, of a file, and of all files
 * together. Which of them come first is decided by what they may gain and by how their rules did before.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import { splitTarget } from '../../../src-shared/domain/target.ts'
import { ownNameOf } from '../../languages/javascript/function-places.ts'
import { reachableFrom } from '../../languages/javascript/reach.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'
import { combine, groupsOf } from './combine.ts'
import { keepsTypes, matches, openSource, type Match, type Source } from './engine.ts'
import { indexProposal, normalized, ruleProposal, type Draft } from './proposal.ts'
import { chance, roundRobin, worth } from './rank.ts'
import type { GenerateRequest } from './request.ts'
import { rules } from './rules/all.ts'
import { expectedGain } from './rules/rule.ts'
import { proposeIndexes } from './sql-index.ts'

export function propose(request: GenerateRequest): readonly Proposal[] {
  const sources = new Map([...(request.imported ?? []), ...request.files].map(file => [file.path, file.text]))
  const opened = new Map<string, Source>()
  const drafts: Draft[] = []
  const complete: Draft[] = []
  for (const [path, names] of targetsByPath(request)) {
    const source = openSource(path, sources)
    opened.set(path, source)
    const own = draftsOf(source, names, sources, request)
    drafts.push(...own)
    const all = own.find(each => each.all) ?? own[0]
    if (all) complete.push(all)
  }
  const indexes = proposeIndexes(request).map(each => indexProposal(each, sources, request.ruleStats))
  drafts.push(...indexes)
  const together = everything([...complete, ...(indexes[0] ? [indexes[0]] : [])])
  if (together) drafts.push(together)
  return accepted(distinct(drafts), opened, sources, request.maxProposals)
}

function draftsOf(
  source: Source,
  names: readonly string[],
  sources: ReadonlyMap<string, string>,
  request: GenerateRequest,
): readonly Draft[] {
  // A manifest names functions as callers do; `module.exports = pick` is `pick` here.
  const named = names.flatMap(name => [name, ownNameOf(source.scope.file, name) ?? name])
  const wanted = names.includes('')
    ? source.functions
    : source.functions.filter(each => named.some(name => isNamed(each.name, name)))
  const functions = names.includes('') ? source.functions : reachableFrom(source.scope, wanted, source.functions)
  const found = functions.flatMap(each => matches(source, each, rules, request.sizes))
  const draft = (parts: readonly Match[], text: string, all: boolean): Draft => ({
    ...ruleProposal(source.scope.path, source.scope.text, text, parts, request),
    all,
  })
  const combined = groupsOf(found).flatMap((group, at) => {
    const { parts, text } = combine(
      source,
      group,
      sources,
      request.sizes,
      (a, b) => worthOfMatch(b, request) - worthOfMatch(a, request),
    )
    return parts.length > 1 ? [draft(parts, text, at === 0)] : []
  })
  return [...combined, ...found.map(each => draft([each], each.after, found.length === 1))]
}

/** `push` finds `Stack.push` too, so that people need not know how a name is made. */
const isNamed = (name: string, wanted: string): boolean => name === wanted || name.endsWith(`.${wanted}`)

function targetsByPath(request: GenerateRequest): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map<string, string[]>()
  for (const target of request.targets) {
    const [path, name] = splitTarget(target)
    if (!isScriptPath(path) || !request.files.some(file => file.path === path)) continue
    byPath.set(path, [...(byPath.get(path) ?? []), name])
  }
  return byPath
}

export const worthOfMatch = (match: Match, request: GenerateRequest): number =>
  worth(
    expectedGain(match.rule, request.sizes.length > 0 ? Math.max(...request.sizes) : undefined),
    chance(match.rule.id, match.rule.riskClass, request.ruleStats),
  )

/** One proposal over several files, for metrics that go through all of them. */
function everything(complete: readonly Draft[]): Draft | null {
  const byPath = new Map<string, Draft>()
  for (const each of complete) for (const { path } of each.proposal.files) if (!byPath.has(path)) byPath.set(path, each)
  const parts = [...new Set(byPath.values())]
  if (parts.length < 2) return null
  const best = parts.toSorted((a, b) => b.worth - a.worth)[0]!
  const proposals = parts.map(each => each.proposal)
  const files = proposals.flatMap(each => each.files)
  const ids = [...new Set(proposals.flatMap(each => each.rule.split('+')))]
  return {
    all: true,
    worth: best.worth * 1.1,
    proposal: {
      ...best.proposal,
      rule: ids.join('+'),
      shortName: 'all-rewrites-together',
      title: `${ids.length} kinds of rewrite in ${files.length} files`,
      reason: `Everything that was found, at once: ${proposals.map(each => each.title).join('; ')}.`,
      riskClass: proposals.some(each => each.riskClass === 'C')
        ? 'C'
        : proposals.some(each => each.riskClass === 'B')
          ? 'B'
          : 'A',
      files,
      changedFunctions: [...new Set(proposals.flatMap(each => each.changedFunctions))],
      facts: [...new Set(proposals.flatMap(each => each.facts))],
      probes: [...new Set(proposals.flatMap(each => each.probes))],
      memoizes: proposals.some(each => each.memoizes),
    },
  }
}

/** Texts that differ in nothing but white space and comments are one candidate. */
function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const seen = new Set<string>()
  return drafts.filter(({ proposal }) => {
    const key = proposal.files.map(each => `${each.path}\n${normalized(each.path, each.after)}`).join('\n')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Best first, of each kind one before the second of any. Types are checked last, as that costs most. */
function accepted(
  drafts: readonly Draft[],
  opened: ReadonlyMap<string, Source>,
  sources: ReadonlyMap<string, string>,
  count: number,
): readonly Proposal[] {
  const chosen: Proposal[] = []
  for (const { proposal } of roundRobin(drafts, each => each.proposal.rule)) {
    if (chosen.length >= count) break
    const fits = proposal.files.every(({ path, after }) => {
      const source = opened.get(path)
      return !source || keepsTypes(source, after, sources)
    })
    if (fits) chosen.push(proposal)
  }
  return chosen
}

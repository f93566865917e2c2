/** Writes proposals: what is shown to the operator about matches and indexes, and what the gates and the trial need to know. */
import { createHash } from 'node:crypto'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { parse, ts } from '../../languages/javascript/syntax.ts'
import type { Match } from './engine.ts'
import { chance, worth } from './rank.ts'
import type { GenerateRequest, RuleStat } from './request.ts'
import { expectedGain, type Rule } from './rules/rule.ts'
import type { IndexProposal } from './sql-index.ts'

export interface Draft {
  readonly proposal: Proposal
  readonly worth: number
  /** Everything that was found in its file. */
  readonly all: boolean
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Tokens without white space and comments. */
export function normalized(path: string, text: string): string {
  const file = parse(path, text)
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, file.languageVariant, text)
  const tokens: string[] = []
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan())
    tokens.push(scanner.getTokenText())
  return tokens.join(' ')
}

export function ruleProposal(
  path: string,
  before: string,
  after: string,
  parts: readonly Match[],
  request: GenerateRequest,
): Omit<Draft, 'all'> {
  const size = request.sizes.length > 0 ? Math.max(...request.sizes) : undefined
  const worthOf = (match: Match): number =>
    worth(expectedGain(match.rule, size), chance(match.rule.id, match.rule.riskClass, request.ruleStats))
  const used = [...new Set(parts.map(each => each.rule))]
  const best = parts.toSorted((a, b) => worthOf(b) - worthOf(a))[0]!
  const single = parts.length === 1
  const proposal: Proposal = {
    generator: 'rule',
    rule: used.map(each => each.id).join('+'),
    shortName: single ? best.rule.shortName : `${best.rule.shortName}-and-more`,
    title: single ? titleOf(best) : `${used.map(each => each.title).join('; ')} in ${functionsOf(parts)}`,
    reason: single
      ? best.site.reason
      : `${parts.length} changes at once. ${[...new Set(parts.map(each => each.site.reason))].join(' ')}`,
    riskClass: riskiest(used),
    files: [{ path, beforeSha256: sha256Of(before), afterSha256: sha256Of(after), before, after }],
    changedFunctions: changedFunctions(before, after, path).map(name => `${path}#${name}`),
    facts: [...new Set(parts.flatMap(each => each.site.facts))],
    probes: [...new Set(parts.flatMap(each => each.site.probes))],
    expectedGain: expectedGain(best.rule, size),
    sameBehaviour: true,
    memoizes: used.some(each => each.memoizes === true),
  }
  // Combined ones save trials: worth a little more than their best part.
  return { proposal, worth: worthOf(best) * (single ? 1 : 1.1) }
}

const titleOf = ({ rule, site, target }: Match): string =>
  `${rule.title}${site.subject === '' ? '' : ` ${site.subject}`} in ${target.name}`

function functionsOf(parts: readonly Match[]): string {
  const names = [...new Set(parts.map(each => each.target.name))]
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

const riskiest = (used: readonly Rule[]): 'A' | 'B' | 'C' =>
  used.some(each => each.riskClass === 'C') ? 'C' : used.some(each => each.riskClass === 'B') ? 'B' : 'A'

export function indexProposal(
  { path, after, indexes, why }: IndexProposal,
  sources: ReadonlyMap<string, string>,
  stats: readonly RuleStat[] | undefined,
): Draft {
  const before = sources.get(path) ?? ''
  const many = indexes.length > 1
  const gain = many ? 12 : 10
  const proposal: Proposal = {
    generator: 'rule',
    rule: 'sql-index',
    shortName: many ? 'indexes-for-queries' : 'index-for-query',
    title: `${many ? 'Indexes' : 'Index'} ${indexes.join(', ')}`,
    reason: `Without an index SQLite reads the whole table: ${[...new Set(why)].join('; ')}. ${many ? 'The indexes find' : 'The index finds'} the rows directly; every write keeps ${many ? 'them' : 'it'} up to date.`,
    riskClass: 'A',
    files: [{ path, beforeSha256: sha256Of(before), afterSha256: sha256Of(after), before, after }],
    changedFunctions: changedFunctions(before, after, path).map(name => `${path}#${name}`),
    facts: [
      'proved: no index or key of the table begins with these columns',
      'accepted: writes cost more; rows of a query without ORDER BY may come in another order',
    ],
    probes: [],
    expectedGain: gain,
    sameBehaviour: true,
    memoizes: false,
  }
  return { proposal, worth: worth(gain, chance('sql-index', 'A', stats)) * (many ? 1.1 : 1), all: many }
}

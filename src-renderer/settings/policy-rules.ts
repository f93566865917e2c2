/**
 * A policy while it is written: every field as text, checked here so that a mistake is said at its field. The same limits as the schema in
 * `domain/policy.ts`, without its library; a test holds them together. Pure.
 */
import type { Policy } from '../../src-shared/domain/policy.ts'

export const riskChoices: readonly Policy['risks'][number][] = ['LOW', 'MEDIUM', 'HIGH']
export const generatorChoices: readonly Policy['generators'][number][] = ['rule', 'template', 'search', 'llm', 'agent']

export interface Draft {
  readonly name: string
  readonly enabled: boolean
  readonly risks: readonly string[]
  readonly generators: readonly string[]
  /** One glob a line. */
  readonly paths: string
  readonly minScore: string
  readonly minImprovement: string
  readonly maxChangedLines: string
  /** Empty: as the settings of the watch say. */
  readonly watchMinutes: string
  /** One metric a line, beside the guardrails of the manifest. */
  readonly guardrails: string
}
export type Problems = Partial<Record<keyof Draft, string>>

export const draftOf = (policy: Policy): Draft => ({
  name: policy.name,
  enabled: policy.enabled,
  risks: policy.risks,
  generators: policy.generators,
  paths: policy.paths.join('\n'),
  minScore: String(policy.minScore),
  minImprovement: String(policy.minImprovement),
  maxChangedLines: String(policy.maxChangedLines),
  watchMinutes: policy.watchMs === undefined ? '' : String(policy.watchMs / 60_000),
  guardrails: (policy.guardrails ?? []).join('\n'),
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

const inRange = (text: string, min: number, max: number, whole: boolean): boolean => {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))
}

/** `taken`: names of the other policies. */
export const problemsOf = (draft: Draft, taken: readonly string[]): Problems => {
  const paths = linesOf(draft.paths)
  const problems: Problems = {}
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(draft.name)) problems.name = 'Small letters, digits and hyphens, at most 60, a letter first.'
  else if (taken.includes(draft.name)) problems.name = 'Another policy has this name.'
  if (draft.risks.length === 0) problems.risks = 'Choose at least one.'
  if (draft.generators.length === 0) problems.generators = 'Choose at least one.'
  if (paths.length === 0) problems.paths = 'Name at least one, like src/**.'
  else if (paths.length > 50) problems.paths = 'At most 50 lines.'
  else if (paths.some(path => path.length > 300)) problems.paths = 'At most 300 characters a line.'
  if (!inRange(draft.minScore, 0, 1, false)) problems.minScore = 'A number from 0 to 1.'
  if (!inRange(draft.minImprovement, 1, 1000, false)) problems.minImprovement = 'A factor from 1 to 1,000; 1.1 means 10 % better.'
  if (!inRange(draft.maxChangedLines, 1, 100_000, true)) problems.maxChangedLines = 'A whole number from 1 to 100,000.'
  if (draft.watchMinutes.trim() !== '' && !inRange(draft.watchMinutes, 0, 10_080, false))
    problems.watchMinutes = 'Minutes, at most 10,080 (a week), or empty.'
  const guardrails = linesOf(draft.guardrails)
  if (guardrails.length > 50) problems.guardrails = 'At most 50 lines.'
  else if (guardrails.some(id => !/^[a-z][a-z0-9_-]{0,79}$/.test(id)))
    problems.guardrails = 'Ids of metrics, as in asis.config.json.'
  return problems
}

/** Only of a draft without problems. */
export const policyOf = (draft: Draft): Policy => ({
  name: draft.name,
  enabled: draft.enabled,
  risks: riskChoices.filter(r => draft.risks.includes(r)),
  generators: generatorChoices.filter(g => draft.generators.includes(g)),
  paths: linesOf(draft.paths),
  minScore: Number(draft.minScore),
  minImprovement: Number(draft.minImprovement),
  maxChangedLines: Number(draft.maxChangedLines),
  ...(draft.watchMinutes.trim() === '' ? {} : { watchMs: Math.round(Number(draft.watchMinutes) * 60_000) }),
  ...(linesOf(draft.guardrails).length === 0 ? {} : { guardrails: linesOf(draft.guardrails) }),
})

const watchWords = ({ watchMs, guardrails }: Policy): string =>
  [
    watchMs === undefined ? '' : `, watched for at least ${Number((watchMs / 60_000).toFixed(1))} min`,
    guardrails === undefined || guardrails.length === 0 ? '' : `, ${guardrails.join(', ')} must hold`,
  ].join('')

/** A policy in one sentence. */
export const policyWords = (policy: Policy): string =>
  `${policy.risks.join(', ')} risk from ${policy.generators.join(', ')}, score ${policy.minScore} or more, proved at least ${policy.minImprovement}x, at most ${policy.maxChangedLines} changed lines, in ${policy.paths.slice(0, 3).join(', ')}${policy.paths.length > 3 ? ` and ${policy.paths.length - 3} more` : ''}${watchWords(policy)}`

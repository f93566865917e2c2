/** What a row says of gain and generators: with its basis, and "not known" where that is so. Pure. */
import type { CandidateState } from '../../src-shared/domain/candidate.ts'
import type { LastTry, Opportunity, ProposalHint } from '../../src-shared/domain/opportunity.ts'
import { factor, plural } from '../ui/format.ts'
import { oneLine } from '../ui/visible.ts'

const stateWords: Readonly<Record<CandidateState, string>> = {
  generated: 'being tried',
  rejected: 'tried, not proved better',
  'awaiting-review': 'waits for you in Review',
  declined: 'declined',
  approved: 'being applied',
  applied: 'in effect, being watched',
  kept: 'in effect',
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
}

/** "2.60x, in effect"; "tried: incorrect"; "nothing tried: no rule matches the code behind this metric". */
export const tryWords = (last: LastTry): string => {
  if (last.state === null) return `nothing tried: ${oneLine(last.why, 200)}`
  if (last.state === 'rejected' && last.verdict !== null) return `tried: ${last.verdict.replace('-', ' ')}`
  return `${last.improvement === null ? '' : `${factor(last.improvement.estimate)}, `}${stateWords[last.state]}`
}

export const gainWords = (
  gain: Opportunity['estimatedGain'],
  last: LastTry | null,
): { readonly figure: string; readonly basis: string } => {
  if (gain === null) return { figure: 'not known', basis: last === null ? 'nothing was tried for it yet' : tryWords(last) }
  if (gain.basis === 'catalogue') return { figure: factor(gain.factor), basis: 'catalogue' }
  return {
    figure: factor(gain.factor),
    basis: gain.count === 1 ? '1 trial here' : `median of ${plural(gain.count, 'trial')} here`,
  }
}

/** Names of rules, most promising first; at most `max`, the rest counted. */
export const hintWords = (hints: readonly ProposalHint[] | null, max = 2): string => {
  if (hints === null) return 'not looked yet'
  if (hints.length === 0) return 'nothing found'
  const names = [...new Set(hints.map(hint => `${hint.generator} ${oneLine(hint.rule, 30)}`))]
  return names.length <= max ? names.join(', ') : `${names.slice(0, max).join(', ')} and ${names.length - max} more`
}

/** What a row says of gain and generators: with its basis, and "not known" where that is so. Pure. */
import type { Opportunity, ProposalHint } from '../../src-shared/domain/metric.ts'
import { factor, plural } from '../ui/format.ts'
import { oneLine } from '../ui/visible.ts'

export const gainWords = (gain: Opportunity['estimatedGain']): { readonly figure: string; readonly basis: string } => {
  if (gain === null) return { figure: 'not known', basis: 'nothing like it was tried here' }
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

/** Which metrics come first: those that want a decision, then those that got worse, then gaps, then the rest. Pure. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { gapOf } from '../../src-shared/domain/gap.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { percent } from '../ui/format.ts'
import type { Tone } from '../ui/tags.tsx'

export interface Attention {
  readonly rank: number
  readonly tone: Tone
  readonly sign: string
  readonly word: string
}

const worseFraction = 0.1

export const attentionOf = (metric: MetricView, changes: readonly CandidateRow[]): Attention => {
  const waiting = changes.filter(c => c.metricId === metric.id && c.state === 'awaiting-review').length
  if (waiting > 0)
    return { rank: 0, tone: 'waiting', sign: '◆', word: waiting === 1 ? 'waits for you' : `${waiting} wait for you` }
  if (metric.failed !== undefined) return { rank: 1, tone: 'regressed', sign: '✕', word: 'not measured' }
  if (metric.outdated === true) return { rank: 2, tone: 'unclear', sign: '…', word: 'changed since measured' }
  if (metric.baseline === null || metric.latest === null) return { rank: 4, tone: 'unclear', sign: '○', word: 'not measured yet' }
  if (metric.reference !== null && gapOf(metric.direction, metric.baseline.median, metric.reference) > worseFraction) {
    return { rank: 1, tone: 'regressed', sign: '▼', word: 'worse than at first' }
  }
  if (metric.gap === null) return { rank: 3, tone: 'unclear', sign: '–', word: 'no goal' }
  if (metric.gap > worseFraction) return { rank: 2, tone: 'unclear', sign: '↔', word: `gap ${percent(metric.gap)}` }
  return metric.gap === 0
    ? { rank: 3, tone: 'improved', sign: '✓', word: 'goal reached' }
    : { rank: 3, tone: 'unclear', sign: '↔', word: `gap ${percent(metric.gap)}` }
}

export const byAttention = (
  metrics: readonly MetricView[],
  changes: readonly CandidateRow[],
): { metric: MetricView; index: number; attention: Attention }[] =>
  metrics
    .map((metric, index) => ({ metric, index, attention: attentionOf(metric, changes) }))
    .sort((a, b) => a.attention.rank - b.attention.rank || (b.metric.gap ?? 0) - (a.metric.gap ?? 0) || a.index - b.index)

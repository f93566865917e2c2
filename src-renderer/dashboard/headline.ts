/** The first line of the first page: is everything fine, and what is wanted of me. Pure. */
import type { Status } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { ago, plural } from '../ui/format.ts'

const recentMs = 7 * 86_400_000

export const headline = (
  status: Status,
  metrics: readonly MetricView[],
  changes: readonly CandidateRow[],
  nowMs: number,
): string => {
  const parts: string[] = status.stopped === null ? [] : ['Everything is stopped.']
  if (status.waiting > 0)
    parts.push(`${plural(status.waiting, 'modification')} ${status.waiting === 1 ? 'waits' : 'wait'} for you.`)
  if (status.asking > 0)
    parts.push(
      `${plural(status.asking, 'watch', 'watches')} ${status.asking === 1 ? 'asks' : 'ask'} you about a change in effect.`,
    )
  if (status.watching > 0) parts.push(`${status.watching} ${status.watching === 1 ? 'is' : 'are'} being watched.`)
  const takenBack = changes
    .filter(c => c.state === 'rolled-back' && nowMs - c.updatedMs < recentMs)
    .sort((a, b) => b.updatedMs - a.updatedMs)
  const measured = metrics.filter(m => m.latest !== null)
  const failed = metrics.filter(m => m.failed !== undefined).length
  const old = measured.filter(m => m.outdated === true).length
  const unknown = metrics.length - measured.filter(m => m.failed === undefined).length
  if (takenBack[0] !== undefined) {
    parts.push(
      `${takenBack.length === 1 ? '1 was' : `${takenBack.length} were`} rolled back this week, ${takenBack.length === 1 ? '' : 'the latest '}${ago(takenBack[0].updatedMs, nowMs)}.`,
    )
  } else if (measured.length > 0) parts.push('Nothing was rolled back this week.')
  if (failed > 0) parts.push(`${plural(failed, 'metric')} could not be measured.`)
  if (old > 0) parts.push(`${plural(old, 'metric')} ${old === 1 ? 'was' : 'were'} measured before the last change.`)
  if (metrics.length > 0 && measured.length === 0 && failed === 0) {
    parts.push(
      'Nothing has been measured yet. Measure (M) finds the levels that goals refer to; Improve (I) does so and then looks for better code.',
    )
  } else if (status.waiting + status.asking === 0 && status.running === null) {
    const gaps = measured.filter(m => (m.gap ?? 0) > 0.1).length
    if (gaps > 0 || unknown + old === 0)
      parts.push(
        gaps === 0
          ? 'Every goal is within reach of 10 %.'
          : `${plural(gaps, 'metric')} ${gaps === 1 ? 'is' : 'are'} more than 10 % away from ${gaps === 1 ? 'its goal' : 'their goals'}.`,
      )
  }
  return parts.join(' ')
}

import { expect, it } from 'vitest'
import type { Status } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { byAttention } from './attention.ts'
import { headline } from './headline.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const dayMs = 86_400_000
const status = (waiting: number, watching: number, asking = 0): Status =>
  ({ waiting, watching, asking, running: null, stopped: null }) as Status
const metric = (id: string, gap: number | null, median: number | null = 100): MetricView =>
  ({
    id,
    direction: 'lower',
    gap,
    reference: 100,
    latest: median === null ? null : { tMs: 1, value: median },
    baseline: median === null ? null : { median, mad: 1, count: 5, fromMs: 0, toMs: 1 },
  }) as MetricView
const change = (metricId: string, state: CandidateRow['state'], updatedMs = nowMs): CandidateRow =>
  ({ metricId, state, updatedMs }) as CandidateRow

const textForGaps = (...gaps: number[]): string =>
  headline(
    status(0, 0),
    gaps.map((gap, i) => metric(`m${i}`, gap)),
    [],
    nowMs,
  )

it('says what waits, what is watched and what was taken back', () => {
  const changes = [change('a', 'rolled-back', nowMs - dayMs), change('a', 'rolled-back', nowMs - 9 * dayMs)]
  expect(headline(status(4, 1), [metric('a', 0)], changes, nowMs)).toBe(
    '4 modifications wait for you. 1 is being watched. 1 was rolled back this week, 1 day ago.',
  )
  expect(headline(status(1, 0), [metric('a', 0)], [], nowMs)).toBe(
    '1 modification waits for you. Nothing was rolled back this week.',
  )
})
it('says what a watch asks', () => {
  expect(headline(status(1, 2, 1), [metric('a', 0)], [], nowMs)).toMatch(
    /^1 modification waits for you\. 1 watch asks you about a change in effect\. 2 are being watched\./,
  )
  expect(headline(status(0, 0, 2), [metric('a', 0.5)], [], nowMs)).toBe(
    '2 watches ask you about a change in effect. Nothing was rolled back this week.',
  )
})
it('says what to do first where nothing was measured', () => {
  expect(headline(status(0, 0), [metric('a', null, null)], [], nowMs)).toMatch(/^Nothing has been measured yet\. Measure \(M\)/)
})
it('counts the gaps when nothing else is wanted', () => {
  expect(textForGaps(0.2, 0.3, 0.05)).toBe(
    'Nothing was rolled back this week. 2 metrics are more than 10 % away from their goals.',
  )
  expect(textForGaps(0.2)).toContain('1 metric is more than 10 % away from its goal.')
  expect(textForGaps(0.05)).toContain('Every goal is within reach of 10 %.')
})
it('puts first what waits, then what got worse, then the largest gap, last what was never measured', () => {
  const metrics = [
    metric('unmeasured', null, null),
    metric('reached', 0),
    metric('small', 0.2),
    metric('large', 0.4),
    metric('worse', 0.3, 130),
    metric('waits', 0),
  ]
  expect(byAttention(metrics, [change('waits', 'awaiting-review')]).map(o => [o.metric.id, o.attention.word])).toEqual([
    ['waits', 'waits for you'],
    ['worse', 'worse than at first'],
    ['large', 'gap 40 %'],
    ['small', 'gap 20 %'],
    ['reached', 'goal reached'],
    ['unmeasured', 'not measured yet'],
  ])
})
it('says what could not be measured and what is of code that is gone, and calls no goal reached over it', () => {
  const failed = { ...metric('a', 0), failed: { message: 'throws', next: 'mend it', tMs: nowMs } }
  const old = { ...metric('b', 0), outdated: true as const }
  expect(headline(status(0, 0), [failed, old, metric('c', 0)], [], nowMs)).toBe(
    'Nothing was rolled back this week. 1 metric could not be measured. 1 metric was measured before the last change.',
  )
  const never = { ...metric('a', null, null), failed: failed.failed }
  expect(headline(status(0, 0), [never], [], nowMs)).toBe('1 metric could not be measured.')
  expect(byAttention([metric('c', 0.3), old, failed], []).map(o => o.attention.word)).toEqual([
    'not measured',
    'gap 30 %',
    'changed since measured',
  ])
})
it('says first that everything is stopped', () => {
  const stopped = { ...status(1, 0), stopped: { sinceMs: nowMs, by: 'operator', reason: '' } }
  expect(headline(stopped, [metric('a', 0)], [], nowMs)).toMatch(/^Everything is stopped\. 1 modification waits for you\./)
})

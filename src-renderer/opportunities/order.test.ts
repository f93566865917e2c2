import { expect, it } from 'vitest'
import type { LastTry, Opportunity, ProposalHint } from '../../src-shared/domain/opportunity.ts'
import { nextOrder, ordered } from './order.ts'
import { trendPath } from './trend-path.ts'
import { gainWords, hintWords, tryWords } from './words.ts'

const one = (title: string, rank: number, gap: number, gain: number | null, rules: readonly string[] = []): Opportunity =>
  ({
    metricId: title.toLowerCase(),
    title,
    rank,
    gap,
    estimatedGain: gain === null ? null : { factor: gain, basis: 'trials', count: 2 },
    hints: rules.map(rule => ({ generator: 'rule', rule })),
  }) as unknown as Opportunity
const hint = (rule: string): ProposalHint => ({ generator: 'rule', rule }) as ProposalHint
const all = [one('Bees', 1, 0.9, null), one('Ants', 3, 0.2, 1.5, ['J01']), one('Cats', 2, 0.5, 4)]
const names = (found: readonly Opportunity[]): string[] => found.map(o => o.title)

it('is most worth doing first, and turned by a second click', () => {
  expect(names(ordered(all, '', { by: 'rank', turned: false }))).toEqual(['Ants', 'Cats', 'Bees'])
  expect(names(ordered(all, '', nextOrder({ by: 'rank', turned: false }, 'rank')))).toEqual(['Bees', 'Cats', 'Ants'])
  expect(names(ordered(all, '', nextOrder({ by: 'rank', turned: true }, 'metric')))).toEqual(['Ants', 'Bees', 'Cats'])
  expect(names(ordered(all, '', { by: 'gain', turned: false }))).toEqual(['Cats', 'Ants', 'Bees'])
})
it('is filtered by name and by rule', () => {
  expect(names(ordered(all, ' ANT ', { by: 'gap', turned: false }))).toEqual(['Ants'])
  expect(names(ordered(all, 'j01', { by: 'gap', turned: false }))).toEqual(['Ants'])
})
it('never promises: a gain has its basis, or is not known', () => {
  expect(gainWords({ factor: 2.4, basis: 'trials', count: 5 }, null)).toEqual({
    figure: '2.40x',
    basis: 'median of 5 trials here',
  })
  expect(gainWords({ factor: 1.3, basis: 'catalogue', count: 1 }, null).basis).toBe('catalogue')
  expect(gainWords(null, null).figure).toBe('not known')
})
const last = (more: object) =>
  ({ tMs: 1, candidateId: 'c_0000000001', verdict: null, improvement: null, why: '', ...more }) as LastTry
it('says what was tried, never that nothing was', () => {
  const improvement = { estimate: 2.6, low: 2.5, high: 2.7 }
  expect(gainWords(null, null).basis).toBe('nothing was tried for it yet')
  expect(gainWords(null, last({ state: 'kept', verdict: 'improved', improvement })).basis).toBe('2.60x, in effect')
  expect(tryWords(last({ state: 'rejected', verdict: 'no-change', improvement }))).toBe('tried: no change')
  expect(tryWords(last({ state: 'rolled-back', improvement }))).toBe('2.60x, rolled back')
  expect(tryWords(last({ state: null, candidateId: null, why: 'no rule matches' }))).toBe('nothing tried: no rule matches')
})
it('tells a look that found nothing from no look', () => {
  expect([hintWords(null), hintWords([])]).toEqual(['not looked yet', 'nothing found'])
  expect(hintWords([hint('J01'), hint('J01'), hint('J02'), hint('J03')])).toBe('rule J01, rule J02 and 1 more')
})
it('draws a trend within its box, also when nothing changes', () => {
  expect(trendPath([1, 3, 2], 20, 10)).toBe('M1 9L10 1L19 5')
  expect(trendPath([5, 5], 20, 10)).toBe('M1 5L19 5')
  expect(trendPath([5], 20, 10)).toBe('M10 5h0')
  expect(trendPath([], 20, 10)).toBe('')
})

import { expect, it } from 'vitest'
import type { SizeResult } from '../../src-shared/domain/evidence.ts'
import { withOutside } from './proven.ts'
import { reportOf } from './report.ts'
import type { SizePlan } from './split-plan.ts'
import { settle, type Track } from './split-summary.ts'
import type { Agreement } from './split-verdict.ts'

const log = ([low, estimate, high]: readonly [number, number, number]) => ({ low: Math.log(low), estimate: Math.log(estimate), high: Math.log(high) }) // prettier-ignore
const spent = { callsMs: 20, readMs: 1, againMs: 1 }
const track = (
  size: number,
  claimed: number,
  agreement: Agreement,
  outside: readonly [number, number, number],
  verdict: SizeResult['verdict'] = 'improved',
): Track => ({
  claim: { size, verdict, improvement: { low: claimed * 0.97, estimate: claimed, high: claimed * 1.03 } },
  plan: {} as SizePlan,
  times: Array.from({ length: 5 }, () => ({ size, pair: { original: spent, candidate: spent, blankMs: 0 }, growth: null, calls: 10 })), // prettier-ignore
  range: log(outside),
  agreement,
})

it('a gain at the largest size stands; a smaller one that is not borne out has its figure from outside', () => {
  const settled = settle([track(100, 2, 'contradicts', [0.96, 1.07, 1.2]), track(1000, 11, 'agrees', [4, 7, 11])])
  expect(settled).toMatchObject({ agrees: true })
  expect([...settled.sizes.keys()]).toEqual([100])
  expect(settled.sizes.get(100)?.estimate).toBeCloseTo(1.07)
  expect(settled.note).toMatch(/does not bear out 2\.00x at size 100: there the figure from outside counts\.$/)
})
it('a gain that is not borne out at the largest size is none', () => {
  const settled = settle([track(100, 2, 'agrees', [1.8, 2, 2.2]), track(1000, 11, 'contradicts', [0.9, 1, 1.1])])
  expect(settled).toMatchObject({ agrees: false })
  expect(settled.note).toMatch(/That does not bear out 11\.00x at size 1000\.$/)
})
it.each(['less', 'open'] as const)(
  'a gain that is surely there and smaller than is said is said as it was seen from outside: %s',
  agreement => {
    const settled = settle([track(100, 2, 'agrees', [1.8, 2, 2.2]), track(1000, 11, agreement, [1.2, 1.5, 1.9])])
    expect(settled).toMatchObject({ agrees: true, improvement: { estimate: expect.closeTo(1.5) } })
    expect([...settled.sizes]).toEqual([[1000, expect.objectContaining({ low: expect.closeTo(1.2) })]])
    expect(settled.note).toMatch(/does not bear out 11\.00x at size 1000: there the figure from outside counts\.$/)
  },
)
it('a smaller size that is surely worse outside is not made up for', () => {
  const slower = settle([track(100, 2, 'contradicts', [0.5, 0.6, 0.7]), track(1000, 11, 'agrees', [4, 7, 11])])
  expect(slower.agrees).toBe(false)
  expect(slower.note).toMatch(
    /slower at size 100: 0\.60x where every call gets an input of its own, 2\.00x where inputs come again\.$/,
  )
  const silent = track(100, 1, 'contradicts', [0.5, 0.6, 0.7], 'no-change')
  expect(settle([silent, track(1000, 11, 'agrees', [4, 7, 11])]).agrees).toBe(false)
})
it('the largest one still open is not clear', () => {
  expect(settle([track(100, 2, 'agrees', [1.8, 2, 2.2]), track(1000, 11, 'open', [0.9, 3, 9])]).agrees).toBe(false)
})

const result = (size: number, factor: number): SizeResult => {
  const side = { median: 1, low: 1, high: 1, samples: [1] }
  const improvement = { low: factor * 0.97, estimate: factor, high: factor * 1.03 }
  return { size, verdict: 'improved', before: side, after: side, improvement, forks: 5 }
}
it('the report shows the figure from outside, and its verdict follows it', () => {
  const report = reportOf('us', [result(100, 2), result(1000, 11)], null, ['A note.'])
  const small = withOutside(report, new Map([[100, { low: 0.96, estimate: 1.07, high: 1.2 }]]))
  expect(small).toMatchObject({
    verdict: 'improved',
    bySize: [{ improvement: { estimate: 1.07 } }, { improvement: { estimate: 11 } }],
  })
  expect(small.improvement.estimate).toBeCloseTo(Math.sqrt(1.07 * 11))
  expect(small.reasons).toEqual([
    'Better at size 1000: 11.00x (10.67 to 11.33).',
    'No slowdown above 5 % at size 100: 1.07x (0.96 to 1.20).',
    'A note.',
  ])
  const unclear = withOutside(report, new Map([[100, { low: 0.5, estimate: 0.9, high: 1.6 }]]))
  expect(unclear.verdict).toBe('inconclusive')
})

import { expect, test } from 'vitest'
import { measurementReport, type SizeResult } from '../../src-shared/domain/evidence.ts'
import type { LookVerdict } from './looks.ts'
import { intervalOf, overallOf, overSizes, reportOf, sideOf } from './report.ts'

const sizeOf = (size: number | null, verdict: LookVerdict, low: number, high: number): SizeResult => ({
  size,
  verdict,
  improvement: { estimate: Math.sqrt(low * high), low, high },
  forks: 5,
  before: sideOf([2, 2.1, 1.9]),
  after: sideOf([1, 1.1, 0.9]),
})

test('improved everywhere is improved', () => {
  expect(overallOf([sizeOf(10, 'improved', 1.1, 1.3), sizeOf(100, 'improved', 2, 3)]).verdict).toBe('improved')
})
test('one size that got worse spoils it, and both are told', () => {
  const { verdict, reasons } = overallOf([sizeOf(10, 'regressed', 0.7, 0.8), sizeOf(1000, 'improved', 5, 6)])
  expect(verdict).toBe('regressed')
  expect(reasons.join(' ')).toMatch(/Worse at size 10: 0\.75x.*Better at size 1000/)
})
test('a small size within noise does not spoil an improvement', () => {
  expect(overallOf([sizeOf(10, 'no-change', 0.97, 1.02), sizeOf(1000, 'improved', 5, 6)]).verdict).toBe('improved')
  expect(overallOf([sizeOf(10, 'inconclusive', 0.96, 1.2), sizeOf(1000, 'improved', 5, 6)]).verdict).toBe('improved')
})
test('a slowdown below 10 % at a smaller size is told and tolerated, at a larger one it is not', () => {
  const { verdict, reasons } = overallOf([sizeOf(10, 'regressed', 0.9, 0.96), sizeOf(1000, 'improved', 5, 6)])
  expect(verdict).toBe('improved')
  expect(reasons.join(' ')).toMatch(/Slightly slower at size 10, below 10 %: 0\.93x/)
  expect(overallOf([sizeOf(10, 'improved', 5, 6), sizeOf(1000, 'regressed', 0.9, 0.96)]).verdict).toBe('regressed')
  expect(overallOf([sizeOf(10, 'regressed', 0.9, 0.96), sizeOf(1000, 'no-change', 0.99, 1.01)]).verdict).toBe('regressed')
})
test('a size where more than a small slowdown is possible keeps it open', () => {
  expect(overallOf([sizeOf(10, 'inconclusive', 0.92, 1.2), sizeOf(1000, 'improved', 5, 6)]).verdict).toBe('improved')
  expect(overallOf([sizeOf(10, 'inconclusive', 0.7, 1.2), sizeOf(1000, 'improved', 5, 6)]).verdict).toBe('inconclusive')
})
test('a small size that stayed unclear is said, and does not hide what is surely better from the next one on', () => {
  const [tiny, large, huge] = [
    sizeOf(10, 'inconclusive', 0.82, 1.15),
    sizeOf(100, 'improved', 4, 5),
    sizeOf(1000, 'improved', 20, 30),
  ]
  const { verdict, reasons } = overallOf([tiny, large, huge])
  expect(verdict).toBe('improved')
  expect(reasons).toEqual([
    'Faster from size 100 on, not clear at 10: 0.97x (0.82 to 1.15).',
    'Better at size 100: 4.47x (4.00 to 5.00).',
    'Better at size 1000: 24.49x (20.00 to 30.00).',
  ])
})
test.each([
  ['is surely slower', [sizeOf(10, 'regressed', 0.8, 0.88), sizeOf(1000, 'improved', 20, 30)], 'regressed'],
  ['is slower by all that was seen', [sizeOf(10, 'inconclusive', 0.82, 0.99), sizeOf(1000, 'improved', 20, 30)], 'inconclusive'],
  ['may be slower by a third', [sizeOf(10, 'inconclusive', 0.74, 1.4), sizeOf(1000, 'improved', 20, 30)], 'inconclusive'],
  ['is not outweighed', [sizeOf(10, 'inconclusive', 0.82, 1.15), sizeOf(1000, 'improved', 1.1, 1.2)], 'inconclusive'],
  [
    'is not the only one that is unclear',
    [sizeOf(10, 'inconclusive', 0.82, 1.15), sizeOf(100, 'inconclusive', 0.82, 1.15), sizeOf(1000, 'improved', 20, 30)],
    'inconclusive',
  ],
  ['is the largest', [sizeOf(10, 'improved', 20, 30), sizeOf(1000, 'inconclusive', 0.82, 1.15)], 'inconclusive'],
  [
    'has a larger one that got worse',
    [sizeOf(10, 'inconclusive', 0.82, 1.15), sizeOf(100, 'regressed', 0.8, 0.85), sizeOf(1000, 'improved', 20, 30)],
    'regressed',
  ],
] as const)('a small size is not left open where it %s', (_, sizes, verdict) => {
  expect(overallOf(sizes).verdict).toBe(verdict)
})
test('inconclusive sizes alone never make an improvement', () => {
  expect(overallOf([sizeOf(10, 'inconclusive', 0.99, 4), sizeOf(1000, 'no-change', 0.99, 1.01)]).verdict).toBe('inconclusive')
})
test('no change says how much could hide', () => {
  const { verdict, reasons } = overallOf([sizeOf(10, 'no-change', 0.97, 1.01)])
  expect(verdict).toBe('no-change')
  expect(reasons).toEqual(['Any difference is below 3.0 %.'])
})
test('the figure over all sizes is the geometric mean, with ends no narrower than the sizes have', () => {
  const over = intervalOf(
    overSizes([
      { estimate: Math.log(2), low: Math.log(1.9), high: Math.log(2.1) },
      { estimate: Math.log(8), low: Math.log(7), high: Math.log(9) },
    ]),
  )
  expect(over.estimate).toBeCloseTo(4)
  expect(over.low).toBeCloseTo(Math.sqrt(1.9 * 7))
  expect(over.high).toBeCloseTo(Math.sqrt(2.1 * 9))
})
test('reports fit the shared schema, also with ends that have no bound', () => {
  const unbounded = intervalOf({ estimate: 0, low: -Infinity, high: Infinity })
  const report = reportOf('us', [{ ...sizeOf(null, 'inconclusive', 1, 1), improvement: unbounded, after: sideOf([1]) }], null, [
    'Note.',
  ])
  expect(measurementReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
  expect(report.reasons.at(-1)).toBe('Note.')
})

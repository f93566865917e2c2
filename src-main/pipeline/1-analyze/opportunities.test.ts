import { describe, expect, test } from 'vitest'
import { metricDeclaration, type MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import { baselineOf, goalOf, rankOpportunities } from './opportunities.ts'

const metric = (id: string, direction: 'higher' | 'lower', goal: MetricDeclaration['goal']): MetricDeclaration =>
  metricDeclaration.parse({ id, title: id, unit: 'ms', direction, goal, benchmark: { kind: 'module', file: 'bench/a.ts' } })
const level = (...values: number[]) => baselineOf(values.map((value, index) => ({ tMs: index, value })))

describe('opportunities', () => {
  test('a goal of exactly the threshold is an opportunity in both directions', () => {
    const lower = { metric: metric('a', 'lower', { improve: 0.1 }), reference: 100, baseline: level(100) }
    const higher = { metric: metric('b', 'higher', { improve: 0.1 }), reference: 0.7, baseline: level(0.7) }
    expect(rankOpportunities([lower, higher], 0.1).map(o => o.metricId)).toEqual(['a', 'b'])
  })
  test('a reached goal, a small gap and an unmeasured metric are none', () => {
    const done = { metric: metric('a', 'lower', { improve: 0.2 }), reference: 100, baseline: level(70) }
    const near = { metric: metric('b', 'lower', { value: 95 }), reference: 100, baseline: level(100) }
    const unmeasured = { metric: metric('c', 'lower', { improve: 0.2 }), reference: null, baseline: null }
    expect(rankOpportunities([done, near, unmeasured], 0.1)).toEqual([])
  })
  test('the larger gap comes first, and a session goal overrides the manifest', () => {
    const a = { metric: metric('a', 'lower', { improve: 0.2 }), reference: 100, baseline: level(100) }
    const b = { metric: metric('b', 'lower', { improve: 0.1 }), reference: 100, baseline: level(100), goal: 0.5 }
    expect(goalOf(b)).toBe(50)
    expect(rankOpportunities([a, b], 0.1).map(o => o.metricId)).toEqual(['b', 'a'])
  })
  test('samples that spread as far as the gap rank lower and say so', () => {
    const calm = { metric: metric('a', 'lower', { improve: 0.2 }), reference: 100, baseline: level(99, 100, 101) }
    const noisy = { metric: metric('b', 'lower', { improve: 0.2 }), reference: 100, baseline: level(60, 100, 140) }
    const [first, second] = rankOpportunities([noisy, calm], 0.1)
    expect(first?.metricId).toBe('a')
    expect(second?.why).toContain('uncertain')
  })
  test('a baseline needs samples', () => {
    expect(() => baselineOf([])).toThrow(RangeError)
    expect(level(1, 2, 9)).toMatchObject({ median: 2, mad: 1, count: 3 })
  })
})

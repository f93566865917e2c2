import { expect, test } from 'vitest'
import {
  fullPlan,
  glanceAt,
  glanceForks,
  lookAt,
  quickPlan,
  verdictOf,
  type LookVerdict,
  type Plan,
  searchPlan,
} from './looks.ts'
import { normals } from './testing.ts'

const range = (lowPercent: number, highPercent: number) => {
  const [low, high] = [Math.log(1 + lowPercent / 100), Math.log(1 + highPercent / 100)]
  return { estimate: (low + high) / 2, low, high }
}

test('the regions: beyond 2 % is a difference, within 5 % is none, anything else is open', () => {
  expect(verdictOf(range(2.1, 30))).toBe('improved')
  expect(verdictOf(range(-30, -2.1))).toBe('regressed')
  expect(verdictOf(range(-4, 4))).toBe('no-change')
  expect(verdictOf(range(2.5, 4))).toBe('improved')
  expect(verdictOf(range(1.5, 12))).toBe('inconclusive')
  expect(verdictOf(range(-12, -1))).toBe('inconclusive')
  expect(verdictOf(range(-60, 60))).toBe('inconclusive')
})

test('looks come after 5, 8 and 12 forks only', () => {
  const logs = [0.4, 0.41, 0.39, 0.4, 0.4, 0.41, 0.39, 0.4, 0.4, 0.4, 0.4, 0.4]
  const looked = logs.map((_, i) => lookAt(logs.slice(0, i + 1)) !== null)
  expect(looked.map((yes, i) => (yes ? i + 1 : 0)).filter(count => count > 0)).toEqual([5, 8, 12])
})

test('a glance decides what is large and clear, and nothing else', () => {
  expect(glanceAt([0.69, 0.7, 0.68])).toBeNull()
  expect(glanceAt([0.69, 0.7, 0.68, 0.71])).toMatchObject({ verdict: 'improved', final: true })
  expect(glanceAt([-0.69, -0.7, -0.68, -0.71])).toMatchObject({ verdict: 'regressed', final: true })
  expect(glanceAt([0.095, 0.096, 0.094, 0.095])).toBeNull()
  expect(glanceAt([0.9, 0.1, 0.7, 0.4])).toBeNull()
})

test.each([0.02, 0.05, 0.2, 0.5])('a glance finds nothing in identical versions (spread %d)', deviation => {
  const next = normals(31)
  let found = 0
  for (let run = 0; run < 20_000; run++) if (glanceAt(Array.from({ length: glanceForks }, () => deviation * next()))) found += 1
  // At most 0.001 per side even without the margin: 40 of 20,000, and 4 standard deviations above.
  expect(found).toBeLessThanOrEqual(66)
})

test('an open look wants more forks, the last one ends it', () => {
  const wild = [0.5, -0.5, 0.4, -0.4, 0.1]
  expect(lookAt(wild)).toMatchObject({ verdict: 'inconclusive', final: false })
  const all = [...wild, ...wild, 0.3, -0.3]
  expect(lookAt(all)).toMatchObject({ verdict: 'inconclusive', final: true })
  expect(lookAt([0.7, 0.69, 0.71, 0.7, 0.7])).toMatchObject({ verdict: 'improved', final: true })
})

const simulate = (runs: number, effect: number, deviation: number, plan: Plan, seed: number) => {
  const next = normals(seed)
  const counts: Record<LookVerdict, number> = { improved: 0, 'no-change': 0, regressed: 0, inconclusive: 0 }
  for (let run = 0; run < runs; run++) {
    const logs: number[] = []
    for (;;) {
      logs.push(effect + deviation * next())
      const look = lookAt(logs, plan)
      if (look?.final) {
        counts[look.verdict]++
        break
      }
    }
  }
  return counts
}

test.each([0.01, 0.02, 0.05, 0.2])('identical versions are never called different (spread %d)', deviation => {
  for (const plan of [fullPlan, quickPlan]) {
    const { improved, regressed } = simulate(4000, 0, deviation, plan, 21)
    // At most alpha per side even without the margin: 20 of 4,000, and 4 standard deviations above.
    expect(improved).toBeLessThanOrEqual(38)
    expect(regressed).toBeLessThanOrEqual(38)
  }
})

test('the margin makes false verdicts rare where the spread is usual', () => {
  const { improved, regressed, inconclusive } = simulate(5000, 0, 0.02, fullPlan, 22)
  expect(improved + regressed).toBeLessThanOrEqual(5)
  expect(inconclusive / 5000).toBeLessThan(0.02)
})

test('a true 2 % is called improved no more often than alpha allows', () => {
  const { improved } = simulate(5000, Math.log(1.02), 0.03, fullPlan, 23)
  expect(improved / 5000).toBeLessThan(0.005 + 4 * Math.sqrt((0.005 * 0.995) / 5000))
})

test('differences of 10 % and more are found, with the right sign', () => {
  for (const effect of [Math.log(1.1), -Math.log(1.1), Math.log(2)]) {
    const counts = simulate(2000, effect, 0.02, fullPlan, 24)
    expect(counts[effect > 0 ? 'improved' : 'regressed']).toBeGreaterThan(1950)
    expect(counts[effect > 0 ? 'regressed' : 'improved']).toBe(0)
  }
})

test('a search gives up on what does not look better, and never calls more improved than a full comparison does', () => {
  const unclear = [0.02, -0.3, 0.25, -0.1, 0.05]
  expect(lookAt(unclear)?.final).toBe(false)
  expect(lookAt(unclear, searchPlan)).toMatchObject({ verdict: 'inconclusive', final: true })
  const promising = [0.4, 0.05, 0.5, 0.1, 0.3]
  expect(lookAt(promising, searchPlan)?.final).toBe(false)
  const clear = [0.5, 0.51, 0.49, 0.5, 0.52]
  expect(lookAt(clear, searchPlan)).toEqual(lookAt(clear))
})

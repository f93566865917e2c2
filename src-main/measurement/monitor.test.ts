import { describe, expect, test } from 'vitest'
import { seededRandom } from '../languages/javascript/harness/random.ts'
import { assess, baselineSamples, isAlarm, monitorLooks, predictSamples, type Watched } from './monitor.ts'
import { autocorrelation } from './statistics.ts'
import { normals } from './testing.ts'

const level = 100
/** Log-normal samples around `level`, moved by the factor `step`; `rho` makes neighbours alike. */
const drawSeries = (count: number, next: () => number, spread: number, step = 1, rho = 0): number[] => {
  let state = next()
  return Array.from({ length: count }, () => {
    state = rho * state + Math.sqrt(1 - rho ** 2) * next()
    return level * step * Math.exp(spread * state)
  })
}
const plain = (baseline: readonly number[], after: readonly number[], direction: 'higher' | 'lower' = 'lower'): Watched => ({
  baseline: { values: baseline, probes: [] },
  after: { values: after, probes: [] },
  direction,
  threshold: 0.1,
})

/** Whether any look of a window alarms, and at which number of samples. */
const alarmAt = (baseline: readonly number[], after: readonly number[]): number | null => {
  const [b, a] = [baseline.map(Math.log), after.map(Math.log)]
  const rho = autocorrelation(b)
  return monitorLooks.find(look => isAlarm(b, a.slice(0, look), 0.1, rho)) ?? null
}

describe('no change', () => {
  test.each([0.03, 0.05, 0.1])('raises no alarm at a spread of %d in 1,500 windows', spread => {
    const next = normals(31)
    let alarms = 0
    for (let run = 0; run < 1500; run++) {
      if (alarmAt(drawSeries(baselineSamples, next, spread), drawSeries(60, next, spread)) !== null) alarms++
    }
    expect(alarms).toBe(0)
  })
  test('hardly ever raises one where neighbouring samples are alike', () => {
    const next = normals(32)
    let alarms = 0
    for (let run = 0; run < 1500; run++) {
      if (alarmAt(drawSeries(60, next, 0.05, 1, 0.6), drawSeries(60, next, 0.05, 1, 0.6)) !== null) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(3)
  })
  test('one bad sample is no alarm, nor are four', () => {
    const next = normals(33)
    const baseline = drawSeries(60, next, 0.03)
    const after = drawSeries(20, next, 0.03)
    for (const at of [3, 9, 15, 19]) after[at] = 300
    expect(assess(plain(baseline, after)).answer).not.toBe('degraded')
  })
})

describe('a step of 15 %', () => {
  test.each([
    [0.03, 8],
    [0.05, 12],
    [0.1, 40],
  ])('is found at a spread of %d within %d samples, in nine of ten windows', (spread, within) => {
    const next = normals(34)
    let found = 0
    for (let run = 0; run < 300; run++) {
      const at = alarmAt(drawSeries(60, next, spread), drawSeries(60, next, spread, 1.15))
      if (at !== null && at <= within) found++
    }
    expect(found).toBeGreaterThanOrEqual(270)
  })
  test('is found in either direction of "better"', () => {
    const next = normals(35)
    const baseline = drawSeries(60, next, 0.03)
    const lower = drawSeries(12, next, 0.03, 1 / 1.2)
    expect(assess(plain(baseline, lower, 'higher')).answer).toBe('degraded')
    expect(assess(plain(baseline, lower, 'lower'))).toMatchObject({ answer: 'fine' })
  })
})

describe('the answers', () => {
  test('fine: a degradation of the threshold is excluded early where the spread is small', () => {
    const next = normals(36)
    const { answer, worse } = assess(plain(drawSeries(60, next, 0.02), drawSeries(8, next, 0.02)))
    expect(answer).toBe('fine')
    expect(Math.abs(worse)).toBeLessThan(0.03)
  })
  test('unclear before the first look, with the number of samples to wait for', () => {
    const next = normals(37)
    expect(assess(plain(drawSeries(60, next, 0.03), drawSeries(5, next, 0.03)))).toMatchObject({ answer: 'unclear', nextLook: 8 })
    expect(assess(plain(drawSeries(60, next, 0.03), []))).toMatchObject({ answer: 'unclear', worse: 0, nextLook: 8 })
  })
  test('unclear with too short a baseline', () => {
    expect(assess(plain([1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8])).answer).toBe('unclear')
  })
  test('unclear at a shift just below the threshold, even at the last look', () => {
    const next = normals(38)
    const result = assess(plain(drawSeries(60, next, 0.06), drawSeries(60, next, 0.06, 1.09)))
    expect(result).toMatchObject({ answer: 'unclear', nextLook: null })
  })
  test('not monitorable where a step could not be seen within the last look', () => {
    const next = normals(39)
    const result = assess(plain(drawSeries(60, next, 0.3), drawSeries(20, next, 0.3)))
    expect(result).toMatchObject({ answer: 'not-monitorable', predictedSamples: Infinity })
  })
  test('the prediction grows with the spread', () => {
    const next = normals(40)
    const predicted = [0.02, 0.05, 0.1].map(spread => predictSamples(drawSeries(60, next, spread).map(Math.log), 0.1))
    expect(predicted).toEqual(predicted.toSorted((a, b) => a - b))
    expect(predicted[0]).toBeLessThanOrEqual(12)
    expect(predicted[2]).toBeGreaterThan(12)
  })
  test('values that never vary are compared at once', () => {
    const same = Array.from({ length: 10 }, () => 0.82)
    expect(assess(plain(same, [0.82, 0.82, 0.82], 'higher'))).toMatchObject({ answer: 'fine', nextLook: null })
    expect(assess(plain(same, [0.7, 0.7, 0.7], 'higher'))).toMatchObject({ answer: 'degraded' })
  })
  test('zero and negative values are compared by differences', () => {
    const next = normals(41)
    const around = (centre: number, count: number) => Array.from({ length: count }, () => centre + 0.02 * next())
    expect(assess(plain(around(-1, 60), around(-0.7, 12))).answer).toBe('degraded')
    expect(assess(plain(around(-1, 60), around(-1, 12))).answer).toBe('fine')
    const zeros = Array.from({ length: 20 }, () => 0)
    expect(assess(plain(zeros, zeros)).answer).toBe('fine')
  })
})

/** A neighbour that comes and goes in stretches and slows everything by a third. */
const neighbour = (seed: number, count: number, start: boolean): number[] => {
  const random = seededRandom(seed)
  let on = start
  return Array.from({ length: count }, () => {
    if (random() < 0.12) on = !on
    return on ? 1.35 : 1
  })
}

describe('the control probe', () => {
  const windows = 400
  const alarms = (): number => {
    const next = normals(42)
    let count = 0
    for (let run = 0; run < windows; run++) {
      const make = (samples: number, seed: number, start: boolean) => {
        const slow = neighbour(seed, samples, start)
        return {
          values: drawSeries(samples, next, 0.03).map((value, i) => value * slow[i]!),
          probes: drawSeries(samples, next, 0.01).map((value, i) => value * slow[i]!),
        }
      }
      const baseline = make(60, 2 * run + 1, false)
      const after = make(24, 2 * run + 2, true)
      if (assess({ baseline, after, direction: 'lower', threshold: 0.1 }).answer === 'degraded') count++
    }
    return count
  }
  test('takes a noisy neighbour out: no false alarm, and windows that were not monitorable become so', () => {
    expect(alarms()).toBe(0)
    const next = normals(43)
    const slow = neighbour(7, 60, true)
    const values = drawSeries(60, next, 0.03).map((value, i) => value * slow[i]!)
    const bare = { values, probes: [] }
    const probed = { values, probes: slow }
    const after = { values: drawSeries(12, next, 0.03, 1.3), probes: Array.from({ length: 12 }, () => 1) }
    expect(assess({ baseline: bare, after: { ...after, probes: [] }, direction: 'lower', threshold: 0.1 }).answer).not.toBe(
      'degraded',
    )
    expect(assess({ baseline: probed, after, direction: 'lower', threshold: 0.1 }).answer).toBe('degraded')
  })
  test('is left alone where it has nothing to say: an accuracy does not follow the machine', () => {
    const next = normals(44)
    const slow = neighbour(9, 60, false)
    const baseline = { values: drawSeries(60, next, 0.005), probes: slow }
    const after = { values: drawSeries(8, next, 0.005), probes: Array.from({ length: 8 }, () => 1.35) }
    expect(assess({ baseline, after, direction: 'higher', threshold: 0.1 }).answer).toBe('fine')
  })
})

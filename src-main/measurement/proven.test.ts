import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { Ports } from './ab.ts'
import { measureProven } from './proven.ts'
import { benchmarkOf, measured, openPorts, removeProjects, sum, withFunction } from './testing-projects.ts'

// Many processes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 180_000 })

let ports: Ports
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeProjects)

const prove = async (beforeDir: string, afterDir: string): Promise<MeasurementReport> =>
  measured(
    await measureProven(
      {
        benchmark: benchmarkOf([200]),
        direction: 'lower',
        unit: 'us',
        beforeDir,
        afterDir,
        nodeModules: [],
        limits: {},
        seed: 6,
        precision: 'quick',
      },
      ports,
    ),
  )
/** `sum` with a result that does not depend on the number of rounds. */
const work = (times: number): string => sum(times).replace('return sum', 'return Math.min(sum, 0)')

// Clocks on a busy machine: a gain of 5x must be borne out in one of three runs.
test('an improvement carries the coarse figure that agrees with it', { retry: 2 }, async () => {
  const report = await prove(withFunction(work(5)), withFunction(work(1)))
  expect(report).toMatchObject({ verdict: 'improved', split: { agrees: true } })
})

test('a candidate that forges the figures of its own process is inconclusive, with the reason', async () => {
  // Every second sorted list of block times is that of the candidate.
  const forged = `let sorted = 0
    Array.prototype.toSorted = function (by) {
      const copy = [...this].sort(by)
      return ++sorted % 2 === 0 ? copy.map(value => value / 4) : copy
    }
    ${work(3)}`
  const report = await prove(withFunction(work(3)), withFunction(forged))
  expect(report.improvement.low).toBeGreaterThan(2)
  expect(report).toMatchObject({ verdict: 'inconclusive', split: { agrees: false } })
  expect(report.split?.note).toMatch(/^Timed from outside/)
})

test('no improvement needs no second measurement', async () => {
  const report = await prove(withFunction(work(1)), withFunction(work(5)))
  expect(report).toMatchObject({ verdict: 'regressed', split: null })
})

/** Some cycles of autonomous mode with a clock of their own, in the real sandbox: a short form of `bench/soak/day.ts`, without its bar of memory. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dayRun } from '../bench/soak/day-run.ts'
import { temporary } from './support/command-line.ts'

let place: ReturnType<typeof temporary>
beforeEach(() => {
  place = temporary('simulated day')
})
afterEach(() => place.remove())

test('cycles come exactly when they are due, and leave nothing behind', async () => {
  const report = await dayRun({ folder: place.path, cycles: 6, editEvery: 3, say: () => {} })
  expect(report.cycles).toBe(6)
  expect(report.applied).toBeGreaterThan(1)
})

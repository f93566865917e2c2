/**
 * Autonomous mode killed with SIGKILL while it tries, applies and takes back: nothing is lost, nothing is applied twice, the journal verifies. A
 * short form of `bench/soak/kill.ts`, without windows.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killRun } from '../bench/soak/kill-run.ts'
import { temporary } from './support/command-line.ts'

let place: ReturnType<typeof temporary>
beforeEach(() => {
  place = temporary('kill autonomous')
})
afterEach(() => place.remove())

test('three kills in the middle of cycles', async () => {
  const report = await killRun({
    folder: place.path,
    kills: 3,
    seed: 5,
    windows: false,
    say: () => {},
    only: ['trial', 'apply', 'rollback'],
  })
  expect(report).toMatchObject({ kills: 3, aimed: { trial: 1, apply: 1, rollback: 1 } })
  // Otherwise nothing was tested.
  expect(report.applied).toBeGreaterThan(0)
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBench, type Bench } from '../../test/support/changing-project.ts'
import { reviewingOver } from '../../test/support/reviewing.ts'
import type { Steps } from './session-steps.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

it('is told of the session that runs, never of one that has ended: a watch that it began goes on, and is no session', async () => {
  const { workspace, sessions, ended } = reviewingOver(bench)
  const told: string[] = []
  workspace.hub.subscribe('session.progress', ({ message }) => told.push(message))
  let kept: Steps | null = null
  const first = sessions.begin({
    kind: 'manual',
    metricIds: [],
    goals: {},
    detail: 'one',
    run: (_session, steps) => {
      kept = steps
      steps.tell('watch', 'the first look')
      return Promise.resolve({})
    },
  })
  await ended(first)
  kept!.tell('watch', 'the second look')
  kept!.step()
  expect(told).toEqual(['the first look'])
  expect(sessions.running()).toBeNull()

  const { promise, resolve } = Promise.withResolvers<void>()
  const second = sessions.begin({ kind: 'manual', metricIds: [], goals: {}, detail: 'two', run: () => promise.then(() => ({})) })
  kept!.tell('watch', 'the third look')
  expect(sessions.running()).toMatchObject({ message: 'starting' })
  const end = ended(second)
  resolve()
  await end
})

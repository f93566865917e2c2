import { expect, it } from 'vitest'
import { silentLog } from '../platform/ports.ts'
import { createEventHub } from '../api/events.ts'
import { createWorks } from './works.ts'

it('lists what runs as it stands, tells each change, and says nothing more of what has ended', () => {
  const hub = createEventHub(silentLog)
  const told: unknown[] = []
  hub.subscribe('works.changed', ({ works }) => told.push(works.map(({ message, done }) => [message, done])))
  const works = createWorks({ hub, clock: { nowMs: () => 7, monotonicMs: () => 7 } })
  const work = works.begin({ kind: 'measure', title: 'all metrics', total: 2, mayCancel: true })
  work.tell('first')
  work.step()
  expect(works.list()).toEqual([
    { id: work.id, kind: 'measure', title: 'all metrics', message: 'first', done: 1, total: 2, startedMs: 7, mayCancel: true },
  ])
  work.end()
  work.tell('late')
  work.end()
  expect(works.list()).toEqual([])
  expect(told).toEqual([[['', 0]], [['first', 0]], [['first', 1]], []])
})

import { beforeEach, describe, expect, it } from 'vitest'
import type { EventData, EventName, Transport } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { connectLive } from './live.ts'
import { createQueries, type Queries } from './queries.ts'

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

/** A transport whose answers the test gives, in the order it wants. */
const byHand = () => {
  const asked: { method: string; input: unknown; answer(value: unknown): Promise<void>; fail(): Promise<void> }[] = []
  const listeners = new Map<EventName, (data: never) => void>()
  let connection: ((connected: boolean) => void) | null = null
  const transport: Transport = {
    call: (method, input) =>
      new Promise((resolve, reject) =>
        asked.push({
          method,
          input,
          answer(value) {
            resolve(value as never)
            return settled()
          },
          fail() {
            reject(new CallError({ code: 'internal', message: 'no', next: 'again' }))
            return settled()
          },
        }),
      ),
    subscribe(event, listener) {
      listeners.set(event, listener)
      return () => listeners.delete(event)
    },
    onConnection(listener) {
      connection = listener
      return () => {}
    },
  }
  const emit = <E extends EventName>(event: E, data: EventData<E>): void =>
    (listeners.get(event) as (data: EventData<E>) => void)(data)
  return { transport, asked, emit, connect: (connected: boolean) => connection?.(connected) }
}

let hand: ReturnType<typeof byHand>
let queries: Queries
beforeEach(() => {
  hand = byHand()
  queries = createQueries(hand.transport)
})
const nothing = (): void => {}

describe('answers', () => {
  it('are asked for once for all who look', async () => {
    queries.watch('metrics.list', {}, nothing)
    queries.watch('metrics.list', {}, nothing)
    expect(hand.asked.length).toBe(1)
    await hand.asked[0]!.answer([])
    expect(queries.read('metrics.list', {})).toEqual({ data: [], error: undefined, loading: false })
  })
  it('stay on the screen while new ones are fetched, and when that fails', async () => {
    queries.watch('metrics.list', {}, nothing)
    await hand.asked[0]!.answer([])
    queries.refresh(() => true)
    expect(queries.read('metrics.list', {}).data).toEqual([])
    await hand.asked[1]!.fail()
    expect(queries.read('metrics.list', {})).toMatchObject({ data: [], error: { code: 'internal' }, loading: false })
  })
  it('that became old while they came are asked for again', async () => {
    queries.watch('status.get', {}, nothing)
    queries.refresh(() => true)
    queries.refresh(() => true)
    expect(hand.asked.length).toBe(1)
    await hand.asked[0]!.answer({ waiting: 1 })
    expect(hand.asked.length).toBe(2)
    await hand.asked[1]!.answer({ waiting: 2 })
    expect(queries.read('status.get', {}).data).toEqual({ waiting: 2 })
  })
  it('nobody looks at are forgotten instead of fetched', () => {
    queries.watch('status.get', {}, nothing)()
    queries.refresh(() => true)
    expect(hand.asked.length).toBe(1)
    expect(queries.read('status.get', {}).loading).toBe(true)
  })
})

describe('events', () => {
  const metric = { id: 'a', latest: null, recent: [] as { tMs: number; value: number }[] }
  it('bring samples into the metrics without asking, at most 60 of them', async () => {
    const end = connectLive(hand.transport, queries)
    const drawn = new Promise<void>(resolve => {
      let times = 0
      // The first call is the answer, the second what the events brought.
      queries.watch('metrics.list', {}, () => (times += 1) === 2 && resolve())
    })
    await hand.asked[0]!.answer([metric])
    for (let tMs = 1; tMs <= 70; tMs += 1) hand.emit('metrics.sampled', { id: 'a', sample: { tMs, value: tMs } })
    await drawn
    const shown = queries.read('metrics.list', {}).data![0]!
    expect([shown.recent.length, shown.latest, hand.asked.length]).toEqual([60, { tMs: 70, value: 70 }, 1])
    end()
  })
  it('show progress at once', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('status.get', {}, nothing)
    await hand.asked[0]!.answer({ state: 'idle', running: null })
    hand.emit('session.progress', {
      sessionId: 's_0000000001',
      stage: 'trial',
      message: '',
      metricId: null,
      done: 1,
      total: 2,
      elapsedMs: 3,
    })
    expect(queries.read('status.get', {}).data).toMatchObject({ state: 'running', running: { stage: 'trial' } })
    end()
  })
  it('missed while not connected are made up for by reading again', async () => {
    const end = connectLive(hand.transport, queries)
    hand.connect(true)
    queries.watch('status.get', {}, nothing)
    await hand.asked[0]!.answer({})
    hand.connect(false)
    expect(hand.asked.length).toBe(1)
    hand.connect(true)
    expect(hand.asked.length).toBe(2)
    end()
  })
})

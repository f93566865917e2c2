import { beforeEach, describe, expect, it } from 'vitest'
import type { EventData, EventName, Transport } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { connectLive } from './live.ts'
import { createQueries, type Queries } from './queries.ts'

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

const progress = (done: number) => ({
  sessionId: 's_0000000001',
  stage: 'trial' as const,
  message: '',
  metricId: null,
  done,
  total: 2,
  elapsedMs: 3,
})

/** A transport whose answers the test gives, in the order it wants. */
const byHand = () => {
  let waits: { readonly count: number; readonly there: () => void } | null = null
  const asked: { method: string; input: unknown; answer(value: unknown): Promise<void>; fail(): Promise<void> }[] = []
  const listeners = new Map<EventName, (data: never) => void>()
  let connection: ((connected: boolean) => void) | null = null
  const transport: Transport = {
    call: (method, input) =>
      new Promise((resolve, reject) => {
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
        })
        if (waits !== null && asked.length >= waits.count) waits.there()
      }),
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
  const askedAgain = (count: number): Promise<void> => new Promise(there => (waits = { count, there }))
  return { transport, asked, askedAgain, emit, connect: (connected: boolean) => connection?.(connected) }
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
  it('bring samples to the charts without asking; levels are read again a moment later', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('metrics.list', {}, nothing)
    await hand.asked[0]!.answer([metric])
    for (let tMs = 1; tMs <= 70; tMs += 1) hand.emit('metrics.sampled', { id: 'a', sample: { tMs, value: tMs } })
    expect(queries.samples.after('a', 68)).toEqual([
      { tMs: 69, value: 69 },
      { tMs: 70, value: 70 },
    ])
    expect(hand.asked.length).toBe(1)
    await hand.askedAgain(2)
    expect(hand.asked.map(a => a.method)).toEqual(['metrics.list', 'metrics.list'])
    end()
  })
  it('bring at most as many records as were asked for, and of the asked kinds', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('journal.list', { limit: 2 }, nothing)
    queries.watch('journal.list', { limit: 2, kinds: ['decision'] }, nothing)
    await hand.asked[0]!.answer([{ seq: 2 }, { seq: 1 }])
    await hand.asked[1]!.answer([])
    hand.emit('journal.appended', { seq: 3, kind: 'note' } as EventData<'journal.appended'>)
    expect(queries.read('journal.list', { limit: 2 }).data?.map(r => r.seq)).toEqual([3, 2])
    expect(queries.read('journal.list', { limit: 2, kinds: ['decision'] }).data).toEqual([])
    end()
  })
  it('of another project make everything loading again, and late answers of the old one are dropped', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('status.get', {}, nothing)
    await hand.asked[0]!.answer({ waiting: 1 })
    queries.watch('metrics.list', {}, nothing)
    hand.emit('metrics.sampled', { id: 'a', sample: { tMs: 1, value: 1 } })
    hand.emit('project.changed', { root: '/b' })
    expect(queries.read('status.get', {})).toEqual({ data: undefined, error: undefined, loading: true })
    expect(queries.samples.latest('a')).toBeNull()
    await hand.asked[1]!.answer([metric])
    expect(queries.read('metrics.list', {}).data).toBeUndefined()
    await hand.asked.at(-1)!.answer([])
    expect(hand.asked.map(a => a.method)).toEqual(['status.get', 'metrics.list', 'status.get', 'metrics.list'])
    expect(queries.read('metrics.list', {}).data).toEqual([])
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
  it('are not undone by an answer that was on its way, the first one too', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('status.get', {}, nothing)
    hand.emit('session.progress', progress(1))
    await hand.asked[0]!.answer({ state: 'running', running: progress(0), works: [] })
    expect(queries.read('status.get', {}).data).toMatchObject({ running: { done: 1 }, works: [] })
    queries.refresh(method => method === 'status.get')
    await hand.asked[1]!.answer({ state: 'idle', running: null, works: [] })
    expect(queries.read('status.get', {}).data).toMatchObject({ state: 'idle', running: null })
    end()
  })
  it('missed before the first connection are made up for: what was asked for earlier is read again', async () => {
    const end = connectLive(hand.transport, queries)
    queries.watch('status.get', {}, nothing)
    hand.connect(true)
    expect(hand.asked.length).toBe(1)
    await hand.asked[0]!.answer({ waiting: 0 })
    expect(hand.asked.length).toBe(2)
    await hand.asked[1]!.answer({ waiting: 1 })
    expect(queries.read('status.get', {}).data).toEqual({ waiting: 1 })
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

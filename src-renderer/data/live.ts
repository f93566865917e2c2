/** Connects the core's events to the known answers: carries news in where the event holds it, else reads again. No view here. */
import type { EventData, Method, Transport } from '../../src-shared/api/contract.ts'
import type { Queries } from './queries.ts'

/** Events come in bursts; the pages are drawn at most this often. */
const settleMs = 250
const recentSamples = 60

type Sampled = EventData<'metrics.sampled'>

const applySamples = (queries: Queries, sampled: readonly Sampled[]): void => {
  queries.update('metrics.list', metrics =>
    metrics.map(metric => {
      const fresh = sampled.filter(s => s.id === metric.id).map(s => s.sample)
      if (fresh.length === 0) return metric
      return { ...metric, latest: fresh.at(-1) ?? metric.latest, recent: [...metric.recent, ...fresh].slice(-recentSamples) }
    }),
  )
  queries.update('metrics.range', (samples, input) => {
    const lastMs = samples.at(-1)?.tMs ?? 0
    const fresh = sampled.filter(s => s.id === input.id && s.sample.tMs > lastMs).map(s => s.sample)
    return fresh.length === 0 ? samples : [...samples, ...fresh]
  })
}

/** Returns the function that ends it. */
export const connectLive = (transport: Transport, queries: Queries): (() => void) => {
  const old = new Set<Method>()
  const oldCandidates = new Set<string>()
  let sampled: Sampled[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const settle = (): void => {
    timer = undefined
    const fresh = sampled
    sampled = []
    if (fresh.length > 0) applySamples(queries, fresh)
    const methods = new Set(old)
    const ids = new Set(oldCandidates)
    old.clear()
    oldCandidates.clear()
    if (methods.size === 0 && ids.size === 0) return
    queries.refresh((method, input) => {
      if (methods.has(method)) return true
      if (method !== 'candidates.get' && method !== 'modifications.preview') return false
      return typeof input === 'object' && input !== null && 'id' in input && ids.has(String(input.id))
    })
  }
  const soon = (...methods: Method[]): void => {
    for (const method of methods) old.add(method)
    timer ??= setTimeout(settle, settleMs)
  }

  const stops = [
    transport.subscribe('metrics.sampled', data => {
      sampled.push(data)
      soon()
    }),
    transport.subscribe('candidates.changed', row => {
      oldCandidates.add(row.id)
      soon('candidates.list', 'status.get')
    }),
    transport.subscribe('session.progress', running => {
      queries.update('status.get', status => ({ ...status, state: 'running', running }))
    }),
    transport.subscribe('session.ended', () =>
      soon('status.get', 'sessions.list', 'metrics.list', 'opportunities.list', 'candidates.list'),
    ),
    transport.subscribe('status.changed', () => soon('status.get')),
    transport.subscribe('journal.appended', record => {
      queries.update('journal.list', (records, input) =>
        input.beforeSeq === undefined && (records[0]?.seq ?? 0) < record.seq ? [record, ...records] : records,
      )
    }),
  ]
  let connectedBefore = false
  stops.push(
    transport.onConnection(connected => {
      // A client that missed some reads again; nothing is replayed.
      if (connected && connectedBefore) queries.refresh(() => true)
      connectedBefore ||= connected
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

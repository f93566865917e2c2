/** Connects the core's events to the known answers: carries news in where the event holds it, else reads again. No view here. */
import type { EventData, Method, Transport } from '../../src-shared/api/contract.ts'
import type { Queries } from './queries.ts'

/** Events come in bursts; answers are read again at most this often. */
const settleMs = 250
/** Samples say nothing of baselines and gaps: those are read again soon after the first, then at this pace. */
const levelsMs = 10_000
const firstLevelsMs = 1000
/** Progress comes with every step of a trial; it is read by people. */
const progressMs = 100

/** Runs at once, then at most every `ms`; the last one always comes. */
const paced = <T>(ms: number, run: (value: T) => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { readonly value: T } | null = null
  const over = (): void => {
    timer = undefined
    const next = waiting
    waiting = null
    if (next !== null) now(next.value)
  }
  const now = (value: T): void => {
    timer = setTimeout(over, ms)
    run(value)
  }
  return {
    push: (value: T): void => {
      if (timer === undefined) now(value)
      else waiting = { value }
    },
    drop: (): void => {
      clearTimeout(timer)
      timer = undefined
      waiting = null
    },
  }
}

/** Returns the function that ends it. */
export const connectLive = (transport: Transport, queries: Queries): (() => void) => {
  const old = new Set<Method>()
  const oldCandidates = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let levelsTimer: ReturnType<typeof setTimeout> | undefined
  let levelsReadMs = -Infinity

  const settle = (): void => {
    timer = undefined
    const methods = new Set(old)
    const ids = new Set(oldCandidates)
    old.clear()
    oldCandidates.clear()
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
  const readLevels = (): void => {
    levelsTimer ??= setTimeout(
      () => {
        levelsTimer = undefined
        levelsReadMs = performance.now()
        soon('metrics.list')
      },
      Math.max(firstLevelsMs, levelsReadMs + levelsMs - performance.now()),
    )
  }
  const progress = paced<EventData<'session.progress'>>(progressMs, running =>
    queries.update('status.get', status => ({ ...status, state: 'running', running })),
  )

  const stops = [
    transport.subscribe('metrics.sampled', ({ id, sample }) => {
      queries.samples.push(id, sample)
      readLevels()
    }),
    transport.subscribe('candidates.changed', row => {
      oldCandidates.add(row.id)
      soon('metrics.list', 'opportunities.list')
      soon('candidates.list', 'status.get', 'watches.asking', 'history.summary', 'modifications.previewSince', 'edits.list')
    }),
    transport.subscribe('session.progress', progress.push),
    transport.subscribe('session.ended', () => {
      progress.drop()
      soon('status.get', 'sessions.list', 'metrics.list', 'opportunities.list', 'candidates.list')
    }),
    transport.subscribe('works.changed', ({ works }) => {
      let measured = false
      queries.update('status.get', status => {
        measured = status.works.some(work => work.kind === 'measure' && works.every(({ id }) => id !== work.id))
        return { ...status, works }
      })
      if (measured) soon('metrics.list', 'opportunities.list')
    }),
    transport.subscribe('status.changed', () => soon('status.get')),
    transport.subscribe('manifest.changed', () => soon('status.get')),
    // Whether a candidate under review still fits, and which levels are of code that is gone.
    transport.subscribe('files.changed', () =>
      soon('metrics.list', 'opportunities.list', 'candidates.get', 'modifications.preview'),
    ),
    transport.subscribe('settings.changed', () => soon('settings.list', 'policies.list', 'status.get')),
    transport.subscribe('journal.appended', record => {
      if (record.action === 'upkeep') soon('upkeep.get', 'journal.archives', 'edits.list')
      if (record.action === 'restore-edit') soon('edits.list', 'edits.preview')
      queries.update('journal.list', (records, input) => {
        if (input.beforeSeq !== undefined || (records[0]?.seq ?? 0) >= record.seq) return records
        if (input.kinds !== undefined && !input.kinds.includes(record.kind)) return records
        // Whether a search finds it, the core knows: it is asked again.
        if (input.search !== undefined && input.search !== '') {
          soon('journal.list')
          return records
        }
        return [record, ...records].slice(0, input.limit)
      })
    }),
    transport.subscribe('project.changed', () => {
      progress.drop()
      queries.samples.clear()
      queries.startOver()
    }),
  ]
  stops.push(
    transport.onConnection(connected => {
      // Nothing is replayed: what was read before the stream was open may be old by now, the first time too.
      if (connected) queries.refresh(() => true)
    }),
  )
  return () => {
    clearTimeout(timer)
    clearTimeout(levelsTimer)
    progress.drop()
    for (const stop of stops) stop()
  }
}

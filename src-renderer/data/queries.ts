/**
 * What the pages know of the core: answers by method and input, shared by all who show them, read again when an event says that
 * they are old. Old answers stay on the screen until new ones are there, so that nothing jumps. Holds no view state.
 */
import type { Input, Method, Output, Transport } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { createLiveSamples, type LiveSamples } from './live-samples.ts'

export interface Answer<T> {
  readonly data: T | undefined
  readonly error: CallError | undefined
  /** True until the first answer or error. */
  readonly loading: boolean
}

interface Entry {
  readonly method: Method
  readonly input: unknown
  answer: Answer<unknown>
  readonly listeners: Set<() => void>
  busy: boolean
  again: boolean
  /** An answer that was asked for in an earlier one is of another project. */
  epoch: number
  /** What events said while an answer was on its way: it may be older than they are. */
  meanwhile: ((old: unknown) => unknown)[]
}

export interface Queries {
  /** Samples as they arrive; charts add them to what they asked for. */
  readonly samples: LiveSamples
  read<M extends Method>(method: M, input: Input<M>): Answer<Output<M>>
  watch<M extends Method>(method: M, input: Input<M>, listener: () => void): () => void
  /** Reads again what is on the screen and forgets the rest. */
  refresh(matches: (method: Method, input: unknown) => boolean): void
  /** Changes known answers in place, for events that carry the news. */
  update<M extends Method>(method: M, change: (old: Output<M>, input: Input<M>) => Output<M>): void
  /** Another project: what is known is of the old one. What is on the screen is read again, and is loading until then. */
  startOver(): void
}

const keyOf = (method: Method, input: unknown): string => `${method} ${JSON.stringify(input)}`

const keepMs = 30_000

const asCallError = (error: unknown): CallError =>
  error instanceof CallError
    ? error
    : new CallError({ code: 'internal', message: 'This window made a mistake. Nothing was changed.', next: 'Reload it.' })

const idle: Answer<never> = { data: undefined, error: undefined, loading: true }

export const createQueries = (transport: Transport): Queries => {
  const entries = new Map<string, Entry>()
  const put = (entry: Entry, answer: Answer<unknown>): void => {
    entry.answer = answer
    for (const listener of entry.listeners) listener()
  }
  const fetch = (entry: Entry): void => {
    if (entry.busy) {
      entry.again = true
      return
    }
    entry.busy = true
    entry.meanwhile = []
    const { epoch } = entry
    const withNews = (data: unknown): unknown => entry.meanwhile.reduce((known, change) => change(known), data)
    void transport
      .call(entry.method, entry.input as never)
      .then(
        data => epoch === entry.epoch && put(entry, { data: withNews(data), error: undefined, loading: false }),
        (error: unknown) =>
          epoch === entry.epoch && put(entry, { data: entry.answer.data, error: asCallError(error), loading: false }),
      )
      .finally(() => {
        entry.busy = false
        if (!entry.again) return
        entry.again = false
        fetch(entry)
      })
  }
  return {
    samples: createLiveSamples(),
    read: (method, input) => (entries.get(keyOf(method, input))?.answer ?? idle) as never,
    watch(method, input, listener) {
      const key = keyOf(method, input)
      const known = entries.get(key)
      const entry = known ?? {
        method,
        input,
        answer: idle,
        listeners: new Set<() => void>(),
        busy: false,
        again: false,
        epoch: 0,
        meanwhile: [],
      }
      entry.listeners.add(listener)
      entries.set(key, entry)
      if (known === undefined) fetch(entry)
      return () => {
        entry.listeners.delete(listener)
        // Kept for a moment: whoever goes back sees the page at once.
        setTimeout(() => entry.listeners.size === 0 && entries.get(key) === entry && entries.delete(key), keepMs)
      }
    },
    refresh(matches) {
      for (const [key, entry] of entries) {
        if (!matches(entry.method, entry.input)) continue
        if (entry.listeners.size > 0) fetch(entry)
        else entries.delete(key)
      }
    },
    update(method, change) {
      for (const entry of entries.values()) {
        if (entry.method !== method) continue
        if (entry.busy) entry.meanwhile.push(old => change(old as never, entry.input as never))
        if (entry.answer.data === undefined) continue
        const data = change(entry.answer.data as never, entry.input as never)
        if (data !== entry.answer.data) put(entry, { ...entry.answer, data })
      }
    },
    startOver() {
      for (const [key, entry] of entries) {
        if (entry.listeners.size === 0) {
          entries.delete(key)
          continue
        }
        entry.epoch += 1
        entry.meanwhile = []
        put(entry, idle)
        fetch(entry)
      }
    },
  }
}

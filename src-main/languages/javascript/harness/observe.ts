/**
 * One call and everything of it that a caller can see: value or error, whether it came as a promise, the state of the arguments
 * afterwards (encoded together with the result, so that "the result is the second argument" is part of the text), whether any part
 * of the result is an object that an earlier call already returned, and the order of calls into callbacks.
 */
import { Script } from 'node:vm'
import { encode, TooLarge, type Encoded } from './codec.ts'
import { traced, type Trace } from './trace.ts'

export type ObservationKind = 'value' | 'throw' | 'timeout' | 'too-large' | 'bad-input' | 'not-run'
export interface Observation {
  readonly kind: ObservationKind
  /** The value came as a promise (or other thenable) and was awaited. */
  readonly async: boolean
  /** Root is the list `[result or error, ...arguments]`; null unless kind is `value` or `throw`. */
  readonly state: Encoded | null
  /** A part of the result was already returned by an earlier call. */
  readonly shared: boolean
  /** Digest of the calls into callbacks, in order; '' when there are none. */
  readonly trace: string
}
export interface Observed extends Observation {
  readonly result: unknown
}

const later = setTimeout
const forget = clearTimeout
const stop = Symbol('time is up')
const slot = Symbol.for('h.call')
/** Interrupts synchronous code as well, which no timer can. */
const script = new Script(`globalThis[Symbol.for('h.call')]()`)
const maxItems = 10_000

const unobserved = (kind: ObservationKind): Observed => ({
  kind,
  async: false,
  state: null,
  shared: false,
  trace: '',
  result: null,
})

const within = async (promise: PromiseLike<unknown>, limitMs: number): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([promise, new Promise(resolve => (timer = later(() => resolve(stop), limitMs)))])
  } finally {
    forget(timer)
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function'

/** A generator or other bare iterator is what it yields. */
const drain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || typeof Reflect.get(value, 'next') !== 'function') return value
  if (typeof Reflect.get(value, Symbol.iterator) !== 'function') return value
  const items: unknown[] = []
  for (const item of value as Iterable<unknown>) {
    items.push(item)
    if (items.length >= maxItems) break
  }
  return { yields: items }
}

const isAsyncIterator = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.asyncIterator) === 'function'
const drainLater = async (value: AsyncIterable<unknown>): Promise<unknown> => {
  const items: unknown[] = []
  for await (const item of value) {
    items.push(item)
    if (items.length >= maxItems) break
  }
  return { yieldsLater: items }
}

/** Objects that earlier calls returned, by the number of the call; shared by all calls of one box. */
export type Returned = WeakMap<object, number>

export const observe = async (
  call: (...args: unknown[]) => unknown,
  receiver: unknown,
  args: unknown[],
  limitMs: number,
  at: number,
  returned: Returned,
): Promise<Observed> => {
  const trace: Trace = { events: 0, digest: '' }
  const given = traced(args, trace)
  const timeout = Math.max(1, Math.ceil(limitMs))
  let kind: ObservationKind = 'value'
  let async = false
  let result: unknown
  try {
    Reflect.set(globalThis, slot, () => {
      result = drain(Reflect.apply(call, receiver, given))
    })
    script.runInThisContext({ timeout, displayErrors: false })
    if (isThenable(result)) {
      async = true
      result = await within(result, timeout)
      if (result === stop) return unobserved('timeout')
    }
    if (isAsyncIterator(result)) {
      result = await within(drainLater(result), timeout)
      if (result === stop) return unobserved('timeout')
    }
  } catch (error) {
    if (isTimeout(error)) return unobserved('timeout')
    kind = 'throw'
    result = error
  }
  try {
    let shared = false
    // Arguments are new objects in each call, so whatever was met before was kept by the function.
    const note = (object: object): void => {
      const before = returned.get(object)
      if (before === undefined) returned.set(object, at)
      else if (before !== at) shared = true
    }
    const { root, nodes } = encode([result, ...given], undefined, note)
    return { kind, async, state: { root, nodes }, shared, trace: trace.digest, result }
  } catch (error) {
    return unobserved(error instanceof TooLarge ? 'too-large' : 'bad-input')
  }
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

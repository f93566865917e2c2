/** One call of the function in its world, to its end: what came at once, what a promise brought, how far steps were read. */
import { isAsyncIterator } from './drain.ts'
import { isTimeout, type Runner } from './world.ts'

const timing = performance.nodeTiming as unknown as { readonly uvMetricsInfo: { readonly loopCount: number } }
/** Rounds of the event loop so far. */
const loops = (): number => timing.uvMetricsInfo.loopCount
const later = setTimeout
const forget = clearTimeout
const stop = Symbol('time is up')

export const within = async (promise: PromiseLike<unknown>, limitMs: number): Promise<unknown> => {
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

export interface Subject {
  readonly call: (...args: unknown[]) => unknown
  readonly receiver: unknown
}
export type Called =
  | { readonly kind: 'value' | 'throw'; readonly async: boolean; readonly turns: boolean; readonly result: unknown }
  | { readonly kind: 'timeout' }

/** What runs a call, and what is told at its end: `look` comes at return, before a microtask can change anything, or once a promise is there. */
export interface Watched {
  readonly limitMs: number
  readonly at: number
  readonly beforeDrain: () => void
  readonly look: (result: unknown) => void
  /** Between the call and the end of what it promised. */
  readonly meanwhile?: () => void
}

export const callOnce = async (
  runner: Runner,
  subject: Subject,
  given: readonly unknown[],
  watched: Watched,
): Promise<Called> => {
  const { at, beforeDrain, look } = watched
  const timeout = Math.max(1, Math.ceil(watched.limitMs))
  const end: { called: Called; pending: boolean } = { called: { kind: 'timeout' }, pending: false }
  try {
    await runner.run(subject.call, subject.receiver, given, timeout, at, beforeDrain, (kind, result) => {
      end.called = { kind, async: false, turns: false, result }
      end.pending = kind === 'value' && (isThenable(result) || isAsyncIterator(result))
      if (!end.pending) look(result)
    })
  } catch (error) {
    if (isTimeout(error)) return { kind: 'timeout' }
    throw error
  }
  if (!end.pending || end.called.kind === 'timeout') return end.called
  const began = loops()
  watched.meanwhile?.()
  const called = await finish(runner, end.called.result, timeout, watched, began)
  if (called.kind !== 'timeout') look(called.result)
  return called
}
/** What came as a promise or yields later, once it is there. */
const finish = async (
  runner: Runner,
  given: unknown,
  timeout: number,
  { at, beforeDrain }: Watched,
  began: number,
): Promise<Called> => {
  // prettier-ignore
  let result = given
  let async = false
  try {
    if (isThenable(result)) {
      async = true
      result = await within(runner.settle(result), timeout)
      if (result === stop) return { kind: 'timeout' }
    }
    if (isAsyncIterator(result)) {
      beforeDrain()
      result = await within(runner.drainLater(result, at), timeout)
      if (result === stop) return { kind: 'timeout' }
    }
    return { kind: 'value', async, turns: loops() > began, result }
  } catch (error) {
    return isTimeout(error) ? { kind: 'timeout' } : { kind: 'throw', async, turns: loops() > began, result: error }
  }
}

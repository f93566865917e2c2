/** The machine as the core sees it. Everything that tests must be able to decide is an argument of this shape. */

export interface Clock {
  /** Unix epoch milliseconds. */
  nowMs(): number
  /** Monotonic milliseconds, for durations. */
  monotonicMs(): number
}
export const systemClock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() }

/** Something that happens later. Answers how to call it off. */
export type After = (ms: number, work: () => void) => () => void
export const systemAfter: After = (ms, work) => {
  // A timer that is set for longer fires at once.
  const timer = setTimeout(work, Math.min(Math.max(0, ms), 2 ** 31 - 1))
  return () => clearTimeout(timer)
}

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function sleep(after: After, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) return Promise.resolve()
  const callOff = after(ms, resolve)
  const wake = (): void => resolve()
  signal.addEventListener('abort', wake, { once: true })
  return promise.finally(() => {
    callOff()
    signal.removeEventListener('abort', wake)
  })
}

/** Bytes nobody can guess: ids, nonces, seeds. */
export type RandomBytes = (count: number) => Uint8Array

export interface Log {
  (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, string | number | boolean>>,
  ): void
}
export const silentLog: Log = () => {}

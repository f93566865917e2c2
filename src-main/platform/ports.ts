/** The machine as the core sees it. Everything that tests must be able to decide is an argument of this shape. */

export interface Clock {
  /** Unix epoch milliseconds. */
  nowMs(): number
  /** Monotonic milliseconds, for durations. */
  monotonicMs(): number
}
export const systemClock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() }

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

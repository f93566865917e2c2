/**
 * The time that one trial may take, and which of its phases used it. It runs only inside of a phase: waiting for a turn to measure is
 * nobody's fault. A phase that is still busy when it is used up is ended by its signal.
 */
import { systemAfter, type After, type Clock } from '../../platform/ports.ts'

export type Phase =
  | "the project's tests"
  | 'behaviour against the original'
  | 'the measurement'
  | 'whether the tests meet the change'
export interface Within {
  readonly signal: AbortSignal
  /** When to come to an end of one's own, as `clock.monotonicMs()`: a tenth of the time before the signal. */
  readonly deadlineMs: number
}
export interface TrialBudget {
  /** @returns what the work returns, also when it was ended: ask `usedUpIn`. */
  run<T>(phase: Phase, work: (within: Within) => Promise<T>): Promise<T>
  /** The phase in which it was used up. */
  usedUpIn(): Phase | null
  /** What each phase took, the longest first. */
  spent(): readonly (readonly [Phase, number])[]
}

export const trialBudget = (totalMs: number, clock: Clock, signal?: AbortSignal, after: After = systemAfter): TrialBudget => {
  const spent = new Map<Phase, number>()
  let leftMs = totalMs
  let usedUp: Phase | null = null
  return {
    async run(phase, work) {
      const over = new AbortController()
      const beganMs = clock.monotonicMs()
      const end = (): void => {
        usedUp ??= phase
        over.abort()
      }
      if (leftMs <= 0) end()
      const callOff = after(Math.max(leftMs, 0), end)
      try {
        return await work({
          signal: signal ? AbortSignal.any([signal, over.signal]) : over.signal,
          deadlineMs: beganMs + 0.9 * leftMs,
        })
      } finally {
        callOff()
        const tookMs = clock.monotonicMs() - beganMs
        leftMs = usedUp === null ? leftMs - tookMs : 0
        spent.set(phase, (spent.get(phase) ?? 0) + tookMs)
      }
    },
    usedUpIn: () => usedUp,
    spent: () => [...spent].toSorted(([, a], [, b]) => b - a),
  }
}

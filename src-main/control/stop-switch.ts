/**
 * The emergency stop as a switch: whether it holds, who is told when it is pulled, and what is still on its way out. Of the whole data
 * folder, and kept there, so that a restart does not let go of it. What pulling it sets in motion is in `stopping.ts`.
 */
import { z } from 'zod'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { Stores } from '../stores/stores.ts'

const stopped = z.object({ sinceMs: z.int(), by: z.string(), reason: z.string() })
export type Stopped = z.infer<typeof stopped>

export interface StopSwitch {
  /** Null: nothing is stopped. */
  now(): Stopped | null
  /** `stopped` while it holds: for everything that starts or changes something. */
  refusal(): Refused | null
  /** Runs `work` with a signal that the next stop aborts, and counts it as running until it has ended. Refused while stopped. */
  during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | Refused>
  /** Pulls it: first for this process, then on the disk. */
  pull(stop: Stopped): void
  release(nowMs: number): void
  /** When everything has ended that ran in `during`. */
  settled(): Promise<void>
}

const key = 'emergency-stop'

/** What the data folder says; for commands that open it without a core. Whatever cannot be read holds. */
export function stopIn(stores: Pick<Stores, 'settings'>): Stopped | null {
  const kept = stores.settings.get('', key)
  if (kept === null) return null
  const parsed = stopped.safeParse(kept)
  return parsed.success ? parsed.data : { sinceMs: 0, by: 'unknown', reason: 'its record cannot be read' }
}

export const refusalOf = (stop: Stopped): Refused =>
  refuse(
    'stopped',
    `ASIS is stopped since ${new Date(stop.sinceMs).toISOString()} by ${stop.by}${stop.reason ? ` (${stop.reason})` : ''}. Nothing was changed.`,
    'Resume first: the button in the status bar, or asis resume.',
  )

/** After a crash between the intent of a stop and its effect the stop holds: it was asked for. */
export function keepInterruptedStop(stores: Stores, nowMs: number): void {
  if (stores.journal.openIntents().some(intent => intent.action === 'stop') && stopIn(stores) === null)
    stores.settings.set('', key, { sinceMs: nowMs, by: 'recovery', reason: 'ASIS ended while it was being stopped' }, nowMs)
}

export function createStopSwitch(stores: Stores): StopSwitch {
  let held = stopIn(stores)
  let abort = new AbortController()
  const running = new Set<Promise<unknown>>()
  return {
    now: () => held,
    refusal: () => held && refusalOf(held),
    async during(work) {
      if (held) return refusalOf(held)
      const run = work(abort.signal)
      running.add(run)
      try {
        return await run
      } finally {
        running.delete(run)
      }
    },
    pull(stop) {
      held ??= stop
      abort.abort()
      stores.settings.set('', key, held, stop.sinceMs)
    },
    release(nowMs) {
      stores.settings.set('', key, null, nowMs)
      held = null
      abort = new AbortController()
    },
    async settled() {
      await Promise.allSettled(running)
    },
  }
}

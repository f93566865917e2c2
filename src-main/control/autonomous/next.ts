/** When the next cycle of autonomous mode comes, and why not now. Pure: a situation in, an answer out. */
import { quietUntil } from '../settings/quiet-hours.ts'

export interface Situation {
  readonly nowMs: number
  readonly intervalMs: number
  readonly longestWaitMs: number
  readonly quietHours: string
  /** 0: no limit. */
  readonly dayBudgetMs: number
  readonly maxLoad: number
  /** Per core; null: not known. */
  readonly load: number | null
  readonly sessionRuns: boolean
  /** No cycle before this: the program has just been started. */
  readonly notBeforeMs: number
  readonly lastEndedMs: number | null
  /** Cycles in a row that helped nothing. */
  readonly idleInRow: number
  readonly usedTodayMs: number
  /** A file that may be changed is not what it was after the last cycle. */
  readonly changed: boolean
}

export type Next =
  | { readonly kind: 'run'; /** null: no limit. */ readonly budgetMs: number | null }
  /** Looked at again at `untilMs`; `note` is for the operator and empty where there is nothing to say. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly note: string }

const minute = 60_000

export const waitOf = ({
  intervalMs,
  longestWaitMs,
  idleInRow,
}: Pick<Situation, 'intervalMs' | 'longestWaitMs' | 'idleInRow'>): number =>
  Math.min(intervalMs * 2 ** Math.min(idleInRow, 30), Math.max(longestWaitMs, intervalMs))

const wait = (untilMs: number, note: string): Next => ({ kind: 'wait', untilMs, note })

export function nextCycle(now: Situation): Next {
  const { nowMs, intervalMs, dayBudgetMs, load, maxLoad } = now
  const idleInRow = now.changed ? 0 : now.idleInRow
  const dueMs = Math.max(now.notBeforeMs, now.lastEndedMs === null ? nowMs : now.lastEndedMs + waitOf({ ...now, idleInRow }))
  if (nowMs < dueMs)
    return wait(
      dueMs,
      idleInRow === 0
        ? ''
        : `Nothing helped in ${idleInRow === 1 ? 'the last cycle' : `the last ${idleInRow} cycles`}; it waits longer, until a file or a setting changes.`,
    )
  const quiet = quietUntil(now.quietHours, nowMs)
  if (quiet !== null) return wait(quiet, `Quiet hours: ${now.quietHours}.`)
  if (dayBudgetMs > 0 && now.usedTodayMs >= dayBudgetMs)
    return wait(midnightAfter(nowMs), `The ${Math.round(dayBudgetMs / minute)} min of today are used up; it goes on tomorrow.`)
  if (now.sessionRuns) return wait(nowMs + Math.min(intervalMs, minute), 'Another session runs; the cycle waits for its end.')
  if (load !== null && load > maxLoad)
    return wait(
      nowMs + intervalMs,
      `Skipped a cycle: the machine is busy, load ${load.toFixed(1)} per core with a limit of ${maxLoad}.`,
    )
  return { kind: 'run', budgetMs: dayBudgetMs > 0 ? Math.max(1000, dayBudgetMs - now.usedTodayMs) : null }
}

function midnightAfter(nowMs: number): number {
  const day = new Date(nowMs)
  day.setHours(24, 0, 0, 0)
  return day.getTime()
}

/** Names the local day that a time is in. */
export function dayOf(ms: number): string {
  const day = new Date(ms)
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`
}

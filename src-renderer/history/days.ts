/** The timeline as a flat list for the virtualizer: each day's name before its modifications. Pure. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { dayName } from '../ui/format.ts'
import { timeOf } from './filters.ts'

export type Line = { readonly day: string } | { readonly row: CandidateRow }

export interface Lines {
  readonly lines: readonly Line[]
  /** Where the days are among them. */
  readonly days: readonly number[]
  /** Where each modification is, by id. */
  readonly at: ReadonlyMap<string, number>
}

const dayStartMs = (tMs: number): number => new Date(tMs).setHours(0, 0, 0, 0)

export const linesOf = (rows: readonly CandidateRow[], nowMs: number): Lines => {
  const lines: Line[] = []
  const days: number[] = []
  const at = new Map<string, number>()
  let fromMs = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const tMs = timeOf(row)
    // Naming a day is slow, comparing with its start is not.
    if (tMs < fromMs) {
      fromMs = dayStartMs(tMs)
      days.push(lines.length)
      lines.push({ day: dayName(tMs, nowMs) })
    }
    at.set(row.id, lines.length)
    lines.push({ row })
  }
  return { lines, days, at }
}

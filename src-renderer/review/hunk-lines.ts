/** Where the hunks of one file lie in its two texts. Pure: both views of a diff, the remarks and the printed sheet count lines by it. */
import type { Hunk } from '../../src-shared/domain/review.ts'

/** One run of changed lines; as in `Hunk`, a side without lines has the line before which it stands. */
export type ChangeRange = Pick<Hunk, 'beforeStart' | 'beforeLines' | 'afterStart' | 'afterLines'>

export interface Place {
  readonly path: string
  readonly side: 'before' | 'after'
  /** From 1. */
  readonly line: number
}
export const placeKey = ({ path, side, line }: Place): string => `${side} ${line} ${path}`

/** Without the empty rest behind the last line feed. */
export const linesOf = (text: string): string[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/**
 * Whether everything outside of the hunks is the same in both texts. Only then do the hunks tell the whole change, and only then may a
 * view be drawn from them.
 */
export const hunksTellAll = (before: string, after: string, hunks: readonly ChangeRange[]): boolean => {
  const was = linesOf(before)
  const is = linesOf(after)
  let [b, a] = [0, 0]
  const sameUpTo = (beforeEnd: number, afterEnd: number): boolean => {
    if (beforeEnd - b !== afterEnd - a || beforeEnd < b || beforeEnd > was.length || afterEnd > is.length) return false
    for (; b < beforeEnd; b += 1, a += 1) if (was[b] !== is[a]) return false
    return true
  }
  for (const hunk of hunks) {
    if (!sameUpTo(hunk.beforeStart - 1, hunk.afterStart - 1)) return false
    b += hunk.beforeLines
    a += hunk.afterLines
  }
  return sameUpTo(was.length, is.length)
}

/** Beyond this on both sides the core did not look for single lines: it has one run for many edits. */
const coarseLines = 400
export const isCoarse = ({ beforeLines, afterLines }: ChangeRange): boolean =>
  beforeLines > coarseLines && afterLines > coarseLines

export const changeOn = <T extends ChangeRange>(ranges: readonly T[], { side, line }: Omit<Place, 'path'>): T | undefined =>
  ranges.find(range => {
    const [start, lines] = side === 'before' ? [range.beforeStart, range.beforeLines] : [range.afterStart, range.afterLines]
    // Where a side has no lines, the cursor can only stand beside them.
    return line >= start && line < start + Math.max(lines, 1)
  })

/** The line of the text after under which something about a line of the text before is shown; 0 is above the first one. */
export const lineAfter = (ranges: readonly ChangeRange[], beforeLine: number): number => {
  let shift = 0
  for (const range of ranges) {
    if (beforeLine < range.beforeStart) break
    if (beforeLine < range.beforeStart + range.beforeLines) return range.afterStart - 1
    shift = range.afterStart + range.afterLines - (range.beforeStart + range.beforeLines)
  }
  return beforeLine + shift
}

const span = (start: number, lines: number): string => (lines === 1 ? `line ${start}` : `lines ${start}–${start + lines - 1}`)

/** "line 33 becomes lines 33–35", "line 12 is removed". */
export const rangeWords = ({ beforeStart, beforeLines, afterStart, afterLines }: ChangeRange): string => {
  if (beforeLines === 0) return `${span(afterStart, afterLines)} added`
  if (afterLines === 0) return `${span(beforeStart, beforeLines)} removed`
  const before = span(beforeStart, beforeLines)
  const after = span(afterStart, afterLines)
  return before === after ? `${before} changed` : `${before} → ${after}`
}

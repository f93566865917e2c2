/**
 * A patch of one hunk: everything between the first and the last line that differ is replaced. What a diff falls back to where
 * looking for the shortest one would take minutes. Exact, only not pretty.
 */
import type { StructuredPatch } from 'diff'

const contextLines = 3

export function oneHunk(oldFileName: string, newFileName: string, before: string, after: string): StructuredPatch {
  const was = linesOf(before)
  const is = linesOf(after)
  const shorter = Math.min(was.length, is.length)
  let head = 0
  while (head < shorter && was[head] === is[head]) head++
  let tail = 0
  while (tail < shorter - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++
  const start = Math.max(0, head - contextLines)
  const leading = was.slice(start, head)
  const removed = was.slice(head, was.length - tail)
  const added = is.slice(head, is.length - tail)
  const trailing = was.slice(was.length - tail, was.length - tail + Math.min(tail, contextLines))
  const context = leading.length + trailing.length
  const hunk = {
    // `formatPatch` itself knows that a side without lines is numbered one lower.
    oldStart: start + 1,
    newStart: start + 1,
    oldLines: context + removed.length,
    newLines: context + added.length,
    lines: [...marked(' ', leading), ...marked('-', removed), ...marked('+', added), ...marked(' ', trailing)],
  }
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: before === after ? [] : [hunk] }
}

/** With their line feeds; only the last one may lack it. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const marked = (mark: string, lines: readonly string[]): string[] =>
  lines.flatMap(line => (line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file']))

/**
 * The stored unified diff as rows with line numbers: the text whose SHA-256 an approval names, nothing left out. Lines are told apart by
 * the counts in the hunk headers and never by what they begin with, so that text in a file cannot look like a header. Pure.
 */
import { visible } from '../ui/visible.ts'
import type { ChangeRange } from './hunk-lines.ts'

export type RowKind = 'head' | 'note' | 'hunk' | 'same' | 'added' | 'removed'
export interface DiffRow {
  readonly kind: RowKind
  readonly text: string
  readonly before: number | null
  readonly after: number | null
  /** What differs from the line it replaces: first and last column, from 0; null where the whole line is new or gone. */
  readonly mark: readonly [number, number] | null
  /** Set on the pieces of a long line: the column at which this one begins. */
  readonly from?: number
}

/** So long is one row; the rest follows as rows of its own. Nothing is cut. */
export const pieceLength = 1000

const hunkHead = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const startOf = (start: string | undefined, lines: number): number => Number(start) + (lines === 0 ? 1 : 0)

/** Rows of each file, in the order of the files. */
export const parseUnified = (diff: string): DiffRow[][] => {
  const lines = visible(diff).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const files: DiffRow[][] = []
  let rows: DiffRow[] = []
  let inHead = false
  const plain = (kind: RowKind, text: string): number => rows.push({ kind, text, before: null, after: null, mark: null })
  for (let i = 0; i < lines.length;) {
    const text = lines[i]!
    const head = hunkHead.exec(text)
    i += 1
    if (head === null) {
      if (!inHead && !text.startsWith('\\')) {
        rows = []
        files.push(rows)
        inHead = true
      }
      plain(text.startsWith('\\') ? 'note' : 'head', text)
      continue
    }
    if (files.length === 0) files.push(rows)
    inHead = false
    plain('hunk', text)
    let [beforeLeft, afterLeft] = [Number(head[2] ?? 1), Number(head[4] ?? 1)]
    let [before, after] = [startOf(head[1], beforeLeft), startOf(head[3], afterLeft)]
    while (i < lines.length && (beforeLeft > 0 || afterLeft > 0)) {
      const line = lines[i]!
      i += 1
      const rest = line.slice(1)
      if (line.startsWith('-')) {
        rows.push({ kind: 'removed', text: rest, before, after: null, mark: null })
        before += 1
        beforeLeft -= 1
      } else if (line.startsWith('+')) {
        rows.push({ kind: 'added', text: rest, before: null, after, mark: null })
        after += 1
        afterLeft -= 1
      } else if (line.startsWith('\\')) plain('note', line)
      else {
        rows.push({ kind: 'same', text: rest, before, after, mark: null })
        before += 1
        after += 1
        beforeLeft -= 1
        afterLeft -= 1
      }
    }
  }
  return files.map(withMarks)
}

/** Common beginning and end of the two versions of a line: what is between them differs. */
const differing = (was: string, is: string): [readonly [number, number], readonly [number, number]] => {
  const shorter = Math.min(was.length, is.length)
  let head = 0
  while (head < shorter && was[head] === is[head]) head += 1
  let tail = 0
  while (tail < shorter - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail += 1
  return [
    [head, was.length - tail],
    [head, is.length - tail],
  ]
}

/** Marks what differs where as many lines come as go; a note between them ("no newline at end") is no line. */
const withMarks = (rows: readonly DiffRow[]): DiffRow[] => {
  const marked = [...rows]
  for (let i = 0; i < rows.length;) {
    const removed: number[] = []
    const added: number[] = []
    for (; i < rows.length && ['removed', 'added', 'note'].includes(rows[i]!.kind); i += 1) {
      if (rows[i]!.kind === 'removed') removed.push(i)
      else if (rows[i]!.kind === 'added') added.push(i)
    }
    if (removed.length === added.length)
      removed.forEach((at, n) => {
        const [was, is] = [rows[at]!, rows[added[n]!]!]
        const [left, right] = differing(was.text, is.text)
        // Two lines with nothing in common are wholly marked by their colour already.
        if (left[0] === 0 && left[1] === was.text.length) return
        marked[at] = { ...was, mark: left }
        marked[added[n]!] = { ...is, mark: right }
      })
    i += 1
  }
  return marked
}

/** Long lines as several rows, so that a line of a megabyte can be scrolled like any other text. */
export const inPieces = (rows: readonly DiffRow[]): DiffRow[] =>
  rows.flatMap(row => {
    if (row.text.length <= pieceLength) return [row]
    const pieces: DiffRow[] = []
    for (let from = 0; from < row.text.length; from += pieceLength) {
      const [start, end] = row.mark ?? [0, 0]
      const to = from + pieceLength
      pieces.push({
        ...row,
        text: row.text.slice(from, to),
        mark:
          row.mark === null || end < from || start > to
            ? null
            : [Math.max(0, start - from), Math.min(pieceLength, Math.max(end, start) - from)],
        from,
      })
    }
    return pieces
  })

/** The runs of changed lines, as the list of hunks has them, where there is no such list. */
export const changesIn = (rows: readonly DiffRow[]): ChangeRange[] => {
  const changes: ChangeRange[] = []
  let [before, after] = [1, 1]
  let [beforeLines, afterLines] = [0, 0]
  const close = (): void => {
    if (beforeLines + afterLines > 0)
      changes.push({ beforeStart: before - beforeLines, beforeLines, afterStart: after - afterLines, afterLines })
    beforeLines = afterLines = 0
  }
  for (const row of rows) {
    if (row.kind === 'removed') {
      beforeLines += 1
      before = row.before! + 1
    } else if (row.kind === 'added') {
      afterLines += 1
      after = row.after! + 1
    } else if (row.kind === 'same') {
      close()
      before = row.before! + 1
      after = row.after! + 1
    }
  }
  close()
  return changes
}

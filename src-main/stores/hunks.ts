/**
 * The hunks of a change: maximal runs of changed lines without context, counted through all its files. They come from the line diff
 * that is shown and approved (`patchOf`), so what an operator chooses is what an operator sees. Pure.
 */
import type { StructuredPatch } from 'diff'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import type { Hunk } from '../../src-shared/domain/review.ts'
import { patchOf } from './diff-of.ts'
import { linesOf } from './one-hunk.ts'
import { sha256Of } from './sha256.ts'

export function hunksOf(files: readonly FileChange[]): readonly Hunk[] {
  const runs = files.flatMap(file => runsOf(patchOf(file)).map(run => ({ path: file.path, ...run })))
  return runs.map((run, index) => ({ index, ...run }))
}

type Run = Omit<Hunk, 'index' | 'path'>

function runsOf(patch: StructuredPatch): readonly Run[] {
  const runs: Run[] = []
  for (const { oldStart, newStart, lines } of patch.hunks) {
    let [before, after] = [oldStart, newStart]
    let [beforeLines, afterLines] = [0, 0]
    const close = (): void => {
      if (beforeLines + afterLines > 0) {
        runs.push({ beforeStart: before, beforeLines, afterStart: after, afterLines })
        before += beforeLines
        after += afterLines
      }
      beforeLines = afterLines = 0
    }
    for (const line of lines) {
      // "\ No newline at end of file" is no line of its own.
      if (line.startsWith('-')) beforeLines++
      else if (line.startsWith('+')) afterLines++
      else if (line.startsWith(' ')) {
        close()
        before++
        after++
      }
    }
    close()
  }
  return runs
}

/**
 * The change with only these hunks of it: the text after where a hunk is chosen, the text before where it is not. A file without a
 * chosen hunk keeps its bytes and stays in the answer. Indexes that no hunk has change nothing.
 */
export function withHunks(files: readonly FileChange[], chosenIndexes: Iterable<number>): readonly FileChange[] {
  const chosen = new Set(chosenIndexes)
  const byPath = Map.groupBy(hunksOf(files), hunk => hunk.path)
  return files.map(file => {
    const was = linesOf(file.before)
    const is = linesOf(file.after)
    const parts: string[] = []
    let at = 0
    for (const hunk of byPath.get(file.path) ?? []) {
      const start = hunk.beforeStart - 1
      const end = start + hunk.beforeLines
      const isChosen = chosen.has(hunk.index)
      const afterStart = hunk.afterStart - 1
      parts.push(was.slice(at, isChosen ? start : end).join(''))
      if (isChosen) parts.push(is.slice(afterStart, afterStart + hunk.afterLines).join(''))
      at = end
    }
    parts.push(was.slice(at).join(''))
    const after = parts.join('')
    return { ...file, after, afterSha256: sha256Of(after) }
  })
}

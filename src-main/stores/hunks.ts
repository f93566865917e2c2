/**
 * The hunks of a change: maximal runs of changed lines without context, counted through all its files. They come from the line diff
 * that is shown and approved (`patchOf`), so what an operator chooses is what an operator sees. Pure.
 */
import type { StructuredPatchHunk } from 'diff'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import type { Hunk } from '../../src-shared/domain/review.ts'
import { patchOf } from './diff-of.ts'
import { linesOf } from './one-hunk.ts'
import { sha256Of } from './sha256.ts'

export function hunksOf(files: readonly FileChange[]): readonly Hunk[] {
  const runs = files.flatMap(file => runsOf(patchOf(file)).map(run => ({ path: file.path, ...run })))
  return runs.map((run, index) => ({ index, ...run }))
}

/**
 * The same, read from a stored diff (`diffOf` of files with these paths, in their order): a diff is looked at often, and comparing two
 * long texts again each time would hold up everything else.
 */
export function hunksIn(diff: string, paths: readonly string[]): readonly Hunk[] {
  const lines = diff.split('\n')
  const found: Hunk[] = []
  let file = -1
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (line.startsWith('diff a/')) file++
    const [, oldStart, oldLines, newStart, newLines] = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line) ?? []
    if (newLines === undefined) continue
    // By count, so that no content is taken for a header.
    const end = endOfHunk(lines, at + 1, Number(oldLines), Number(newLines))
    const patch = {
      // A side without lines is numbered one lower there.
      oldStart: Number(oldStart) + (oldLines === '0' ? 1 : 0),
      newStart: Number(newStart) + (newLines === '0' ? 1 : 0),
      lines: lines.slice(at + 1, end),
    }
    for (const run of runsOf({ hunks: [patch] })) found.push({ index: found.length, path: paths[file] ?? '', ...run })
    at = end - 1
  }
  return found
}

function endOfHunk(lines: readonly string[], from: number, oldLines: number, newLines: number): number {
  let [before, after, at] = [oldLines, newLines, from]
  for (; at < lines.length && before + after > 0; at++) {
    const mark = lines[at]?.[0]
    if (mark === '-' || mark === ' ') before--
    if (mark === '+' || mark === ' ') after--
  }
  return at
}

type Run = Omit<Hunk, 'index' | 'path'>

function runsOf(patch: {
  readonly hunks: readonly Pick<StructuredPatchHunk, 'oldStart' | 'newStart' | 'lines'>[]
}): readonly Run[] {
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

/**
 * Gives the diff editor the hunks of the core instead of a comparison of its own: what is coloured is exactly what can be kept or refused,
 * at any size and at once. Monaco compares by itself only where there are no hunks, or where one stands for too many edits.
 */
import * as monaco from 'monaco-editor/editor'
import { LineRange } from 'monaco-editor/editor/common/core/ranges/lineRange'
import { linesDiffComputers } from 'monaco-editor/editor/common/diff/linesDiffComputers'
import { DetailedLineRangeMapping, RangeMapping } from 'monaco-editor/editor/common/diff/rangeMapping'
import { IEditorWorkerService } from 'monaco-editor/editor/common/services/editorWorker'
import { StandaloneServices, type DocumentDiff } from 'monaco-editor/editor/standalone/browser/standaloneServices'
import type { ChangeRange } from './hunk-lines.ts'

/** In all hunks together; what is beyond is coloured by whole lines. */
const innerBudgetMs = 120
const innerLines = 200

type Model = monaco.editor.ITextModel
const known = new WeakMap<Model, readonly ChangeRange[]>()

/** Before the models are given to an editor. The hunks must tell the whole change (`hunksTellAll`). */
export const compareByHunks = (original: Model, hunks: readonly ChangeRange[]): void => {
  known.set(original, hunks)
}

const textOf = (model: Model, start: number, lines: number): string[] =>
  Array.from({ length: lines }, (_, i) => model.getLineContent(start + i))

const moved = ({ startLineNumber, startColumn, endLineNumber, endColumn }: monaco.Range, by: number): monaco.Range =>
  new monaco.Range(startLineNumber + by, startColumn, endLineNumber + by, endColumn)

const innerOf = (original: Model, modified: Model, hunk: ChangeRange, timeMs: number): RangeMapping[] | undefined => {
  const { beforeStart, beforeLines, afterStart, afterLines } = hunk
  if (beforeLines === 0 || afterLines === 0 || beforeLines + afterLines > innerLines || timeMs <= 0) return undefined
  const { changes, hitTimeout } = linesDiffComputers
    .getDefault()
    .computeDiff(textOf(original, beforeStart, beforeLines), textOf(modified, afterStart, afterLines), {
      ignoreTrimWhitespace: false,
      maxComputationTimeMs: timeMs,
      computeMoves: false,
    })
  if (hitTimeout) return undefined
  return changes.flatMap(change =>
    (change.innerChanges ?? []).map(
      inner => new RangeMapping(moved(inner.originalRange, beforeStart - 1), moved(inner.modifiedRange, afterStart - 1)),
    ),
  )
}

/** Monaco counts the nothing behind the last line feed as a line: where only one version has it, it belongs to a change. */
const withEnd = (hunks: readonly ChangeRange[], beforeCount: number, afterCount: number): readonly ChangeRange[] => {
  const last = hunks.at(-1)
  const [beforeEnd, afterEnd] =
    last === undefined ? [1, 1] : [last.beforeStart + last.beforeLines, last.afterStart + last.afterLines]
  const [beforeRest, afterRest] = [beforeCount + 1 - beforeEnd, afterCount + 1 - afterEnd]
  if (beforeRest === afterRest) return hunks
  const same = Math.min(beforeRest, afterRest)
  if (last !== undefined && same === 0)
    return [
      ...hunks.slice(0, -1),
      { ...last, beforeLines: last.beforeLines + beforeRest, afterLines: last.afterLines + afterRest },
    ]
  return [
    ...hunks,
    { beforeStart: beforeEnd + same, beforeLines: beforeRest - same, afterStart: afterEnd + same, afterLines: afterRest - same },
  ]
}

const fromHunks = (original: Model, modified: Model, hunks: readonly ChangeRange[]): DocumentDiff => {
  const endMs = performance.now() + innerBudgetMs
  const changes = withEnd(hunks, original.getLineCount(), modified.getLineCount()).map(
    hunk =>
      new DetailedLineRangeMapping(
        new LineRange(hunk.beforeStart, hunk.beforeStart + hunk.beforeLines),
        new LineRange(hunk.afterStart, hunk.afterStart + hunk.afterLines),
        innerOf(original, modified, hunk, endMs - performance.now()),
      ),
  )
  return { changes, identical: changes.length === 0, quitEarly: false, moves: [] }
}

const never = { dispose() {} }
const provider = {
  onDidChange: () => never,
  async computeDiff(original: Model, modified: Model, options: unknown): Promise<DocumentDiff> {
    const gone: DocumentDiff = { changes: [], identical: false, quitEarly: false, moves: [] }
    if (original.isDisposed() || modified.isDisposed()) return gone
    const hunks = known.get(original)
    if (hunks !== undefined) return fromHunks(original, modified, hunks)
    const found = await StandaloneServices.get(IEditorWorkerService).computeDiff(original.uri, modified.uri, options, 'advanced')
    return found ?? { ...gone, quitEarly: true }
  },
}
StandaloneServices.initialize({ diffProviderFactoryService: { createDiffProvider: () => provider } })

/** What the diff editor found, and whether it can be believed. Reads two things that its types do not name. */
import type * as Monaco from 'monaco-editor/editor'
import type { ChangeRange } from './hunk-lines.ts'

interface Inside {
  getDiffComputationResult?(): { readonly quitEarly: boolean } | null
  readonly _diffModel?: {
    get():
      | {
          ensureOriginalLineIsVisible(line: number, preference: number, transaction: undefined): void
          ensureModifiedLineIsVisible(line: number, preference: number, transaction: undefined): void
        }
      | null
      | undefined
  }
}

const side = (start: number, end: number): readonly [number, number] => (end === 0 ? [start + 1, 0] : [start, end - start + 1])

const rangeOf = (change: Monaco.editor.ILineChange): ChangeRange => {
  const [beforeStart, beforeLines] = side(change.originalStartLineNumber, change.originalEndLineNumber)
  const [afterStart, afterLines] = side(change.modifiedStartLineNumber, change.modifiedEndLineNumber)
  return { beforeStart, beforeLines, afterStart, afterLines }
}

/** One change over the whole of two files that are not small is what a comparison looks like that was given up. */
const isWholeFile = (changes: readonly ChangeRange[], beforeCount: number, afterCount: number): boolean => {
  const [only] = changes
  return (
    changes.length === 1 &&
    only !== undefined &&
    beforeCount > 40 &&
    afterCount > 40 &&
    only.beforeStart <= 1 &&
    only.beforeLines >= beforeCount - 1 &&
    only.afterLines >= afterCount - 1
  )
}

export const readChanges = {
  compared(editor: Monaco.editor.IStandaloneDiffEditor, original: Monaco.editor.ITextModel, modified: Monaco.editor.ITextModel) {
    const lines = editor.getLineChanges()
    // Told before the comparison has ended.
    if (lines === null) return null
    const changes = lines.map(rangeOf)
    const result = (editor as Inside).getDiffComputationResult?.()
    // Should a version of Monaco not say it any more, it is seen from what it shows.
    const gaveUp = result?.quitEarly ?? isWholeFile(changes, original.getLineCount(), modified.getLineCount())
    return { changes, gaveUp }
  },
  /** What belongs to a line must not be hidden with it. */
  unfold(editor: Monaco.editor.IStandaloneDiffEditor, which: 'before' | 'after', line: number): void {
    // oxlint-disable-next-line no-underscore-dangle -- Monaco's own name; without it the line stays folded
    const model = (editor as Inside)._diffModel?.get()
    if (which === 'before') model?.ensureOriginalLineIsVisible(line, 0, undefined)
    else model?.ensureModifiedLineIsVisible(line, 0, undefined)
  },
}

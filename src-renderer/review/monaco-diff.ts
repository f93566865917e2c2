/**
 * The diff editor with exactly what a review needs of Monaco: diff, find, folding, copy, unusual characters, the grammars that are used.
 * Loaded when the first diff is opened; the only way to Monaco from here.
 */
import * as monaco from 'monaco-editor/editor'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/sql/register'
// oxlint-disable-next-line import/default -- made by Vite out of the worker's file
import workerUrl from 'monaco-editor/editor/editor.worker?worker&url'
import { fixedOptions, languageOf, lookOptions, type DiffLook } from './diff-look.ts'
import type { ChangeRange, Place } from './hunk-lines.ts'
import { createBlocks, type Block } from './monaco-blocks.ts'
import { compareByHunks } from './monaco-hunks.ts'
import { readChanges } from './monaco-changes.ts'
import { defineThemes, themeName } from './monaco-themes.ts'

window.MonacoEnvironment = { getWorker: () => new Worker(workerUrl, { type: 'module' }) }
defineThemes(monaco)

export interface Compared {
  /** In the order of the text. */
  readonly changes: readonly ChangeRange[]
  /** Monaco stopped comparing and shows one change over everything. */
  readonly gaveUp: boolean
}
export type LinePlace = Omit<Place, 'path'>

export interface DiffHandle {
  /** `hunks`: what is coloured; null lets Monaco compare. */
  show(path: string, before: string, after: string, hunks: readonly ChangeRange[] | null): void
  look(look: DiffLook): void
  dark(dark: boolean): void
  /** Room for blocks between the lines; see `monaco-blocks.ts`. */
  blocks(blocks: readonly Block[]): void
  /** Runs of lines that stand back because they are refused. */
  refused(ranges: readonly ChangeRange[]): void
  /** The line of the cursor. */
  place(): LinePlace
  reveal(change: ChangeRange): void
  revealPlace(place: LinePlace): void
  focus(): void
  dispose(): void
}

export interface DiffEvents {
  readonly onCompared: (compared: Compared) => void
  /** The elements of the blocks, by key: they are others after each text. */
  readonly onBlocks: (elements: ReadonlyMap<string, HTMLElement>) => void
  /** The sign in the margin of a line was pressed; absent where nothing can be remarked. */
  readonly onMargin?: (place: LinePlace) => void
}

const linesBack = (start: number, count: number): monaco.editor.IModelDeltaDecoration[] =>
  count === 0
    ? []
    : [
        {
          range: new monaco.Range(start, 1, start + count - 1, Number.MAX_SAFE_INTEGER),
          options: { isWholeLine: true, className: 'asis-refused', inlineClassName: 'asis-refused-text' },
        },
      ]

export const createDiff = (host: HTMLElement, look: DiffLook, dark: boolean, events: DiffEvents): DiffHandle => {
  monaco.editor.setTheme(themeName(dark))
  const mono = getComputedStyle(document.documentElement).getPropertyValue('--mantine-font-family-monospace')
  const editor = monaco.editor.createDiffEditor(host, {
    ...fixedOptions,
    ...lookOptions(look),
    glyphMargin: events.onMargin !== undefined,
    fontFamily: mono === '' ? 'monospace' : mono,
  })
  let split = look.split
  // Every change of options drops them: they go along each time.
  let labels: monaco.editor.IDiffEditorConstructionOptions = {}
  let models: monaco.editor.ITextModel[] = []
  const sides = { before: editor.getOriginalEditor(), after: editor.getModifiedEditor() } as const
  const blocks = createBlocks(side => sides[side])
  let shown: readonly Block[] = []
  let standBack: readonly ChangeRange[] = []
  const refusedLines = { before: sides.before.createDecorationsCollection(), after: sides.after.createDecorationsCollection() }
  const drop = (): void => {
    blocks.clear()
    editor.setModel(null)
    for (const model of models) model.dispose()
    models = []
  }
  const unfold = (): void => {
    for (const { side, under } of shown) readChanges.unfold(editor, side, Math.max(1, under))
  }
  const showRefused = (): void => {
    refusedLines.before.set(standBack.flatMap(r => linesBack(r.beforeStart, r.beforeLines)))
    refusedLines.after.set(standBack.flatMap(r => linesBack(r.afterStart, r.afterLines)))
  }
  editor.onDidUpdateDiff(() => {
    const [original, modified] = models
    if (original === undefined || modified === undefined) return
    const compared = readChanges.compared(editor, original, modified)
    if (compared === null) return
    events.onCompared(compared)
    unfold()
  })
  const { onMargin } = events
  if (onMargin !== undefined)
    for (const side of ['before', 'after'] as const) {
      const hover = sides[side].createDecorationsCollection()
      sides[side].onMouseMove(({ target }) => {
        const line = target.position?.lineNumber
        hover.set(
          line === undefined
            ? []
            : [{ range: new monaco.Range(line, 1, line, 1), options: { glyphMarginClassName: 'asis-add-remark' } }],
        )
      })
      sides[side].onMouseLeave(() => hover.clear())
      sides[side].onMouseDown(({ target }) => {
        if (target.type === monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN && target.position !== null)
          onMargin({ side, line: target.position.lineNumber })
      })
    }
  return {
    show(path, before, after, hunks) {
      drop()
      const language = languageOf(path)
      const original = monaco.editor.createModel(before, language)
      const modified = monaco.editor.createModel(after, language)
      if (hunks !== null) compareByHunks(original, hunks)
      models = [original, modified]
      editor.setModel({ original, modified })
      events.onBlocks(blocks.set(shown))
      showRefused()
      labels = { originalAriaLabel: `Before: ${path}`, modifiedAriaLabel: `After: ${path}` }
      editor.updateOptions(labels)
    },
    look(next) {
      split = next.split
      editor.updateOptions({ ...lookOptions(next), ...labels })
      // One column turns the wrapping of the left side off by this option, and two columns leave it so.
      if (split) sides.before.updateOptions({ wordWrapOverride2: 'inherit' })
    },
    dark: on => monaco.editor.setTheme(themeName(on)),
    blocks(next) {
      shown = next
      if (models.length === 0) return
      events.onBlocks(blocks.set(next))
      unfold()
    },
    refused(ranges) {
      standBack = ranges
      if (models.length > 0) showRefused()
    },
    place() {
      const side = split && sides.before.hasTextFocus() ? 'before' : 'after'
      return { side, line: sides[side].getPosition()?.lineNumber ?? 1 }
    },
    reveal(change) {
      const line = Math.max(1, Math.min(change.afterStart, models[1]?.getLineCount() ?? 1))
      sides.after.setPosition({ lineNumber: line, column: 1 })
      sides.after.revealLineInCenter(line)
    },
    revealPlace({ side, line }) {
      readChanges.unfold(editor, side, line)
      sides[side].setPosition({ lineNumber: line, column: 1 })
      sides[side].revealLineInCenter(line)
    },
    focus: () => sides.after.focus(),
    dispose() {
      drop()
      editor.dispose()
    },
  }
}

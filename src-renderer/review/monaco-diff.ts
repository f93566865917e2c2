/**
 * The diff editor with exactly what a review needs of Monaco: diff, find, folding, copy, unusual characters, the grammars that are used.
 * Loaded when the first diff is opened; the only file that knows Monaco.
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
import { defineThemes, themeName } from './monaco-themes.ts'

window.MonacoEnvironment = { getWorker: () => new Worker(workerUrl, { type: 'module' }) }
defineThemes(monaco)

export interface DiffLook {
  readonly split: boolean
  readonly fold: boolean
  readonly wrap: boolean
}

export interface DiffHandle {
  show(path: string, before: string, after: string): void
  look(look: DiffLook): void
  dark(dark: boolean): void
  /** Changes in the order of the text; zero while the comparison runs. */
  readonly changes: number
  reveal(change: number): void
  dispose(): void
}

const languageOf = (path: string): string => {
  const end = path.slice(path.lastIndexOf('.') + 1)
  if (['ts', 'tsx', 'mts', 'cts'].includes(end)) return 'typescript'
  if (['js', 'jsx', 'mjs', 'cjs'].includes(end)) return 'javascript'
  return end === 'py' ? 'python' : end === 'sql' ? 'sql' : 'plaintext'
}

const lookOptions = ({ split, fold, wrap }: DiffLook) => ({
  renderSideBySide: split,
  hideUnchangedRegions: { enabled: fold, contextLineCount: 4, minimumLineCount: 3, revealLineCount: 20 },
  diffWordWrap: wrap ? ('on' as const) : ('off' as const),
  wordWrap: wrap ? ('on' as const) : ('off' as const),
})

/** `onCompared(changes, wholeFile)`: `wholeFile` when Monaco gave up and shows one change over everything. */
export const createDiff = (
  host: HTMLElement,
  look: DiffLook,
  dark: boolean,
  onCompared: (changes: number, wholeFile: boolean) => void,
): DiffHandle => {
  monaco.editor.setTheme(themeName(dark))
  const editor = monaco.editor.createDiffEditor(host, {
    ...lookOptions(look),
    readOnly: true,
    domReadOnly: true,
    originalEditable: false,
    automaticLayout: true,
    // White space is a change like any other.
    ignoreTrimWhitespace: false,
    renderControlCharacters: true,
    unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, includeComments: true, includeStrings: true },
    useInlineViewWhenSpaceIsLimited: false,
    experimental: { showMoves: false },
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    renderIndicators: true,
    diffAlgorithm: 'advanced',
    maxComputationTime: 5000,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    lineNumbersMinChars: 3,
    bracketPairColorization: { enabled: false },
    matchBrackets: 'never',
    renderFinalNewline: 'on',
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    folding: false,
    glyphMargin: false,
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    renderLineHighlight: 'none',
    guides: { indentation: false },
    fontSize: 12,
    lineHeight: 19,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mantine-font-family-monospace') || 'monospace',
    fontLigatures: false,
    padding: { top: 6, bottom: 6 },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    tabFocusMode: true,
    contextmenu: false,
  })
  // Every change of options drops them: they go along each time.
  let labels: monaco.editor.IDiffEditorConstructionOptions = {}
  let models: monaco.editor.ITextModel[] = []
  const drop = (): void => {
    editor.setModel(null)
    for (const model of models) model.dispose()
    models = []
  }
  const lines = (): readonly monaco.editor.ILineChange[] => editor.getLineChanges() ?? []
  editor.onDidUpdateDiff(() => {
    const found = lines()
    const [original, modified] = models
    const only = found.length === 1 ? found[0] : undefined
    const wholeFile =
      only !== undefined &&
      original !== undefined &&
      modified !== undefined &&
      original.getLineCount() > 40 &&
      only.originalStartLineNumber <= 1 &&
      only.originalEndLineNumber >= original.getLineCount() &&
      only.modifiedEndLineNumber >= modified.getLineCount()
    onCompared(found.length, wholeFile)
  })
  return {
    show(path, before, after) {
      drop()
      const language = languageOf(path)
      const original = monaco.editor.createModel(before, language)
      const modified = monaco.editor.createModel(after, language)
      models = [original, modified]
      editor.setModel({ original, modified })
      labels = { originalAriaLabel: `Before: ${path}`, modifiedAriaLabel: `After: ${path}` }
      editor.updateOptions(labels)
    },
    look: next => editor.updateOptions({ ...lookOptions(next), ...labels }),
    dark: on => monaco.editor.setTheme(themeName(on)),
    get changes() {
      return lines().length
    },
    reveal(change) {
      const at = lines()[change]
      if (at === undefined) return
      editor.getModifiedEditor().revealLineInCenter(Math.max(1, at.modifiedStartLineNumber))
      editor.getModifiedEditor().setPosition({ lineNumber: Math.max(1, at.modifiedStartLineNumber), column: 1 })
    },
    dispose() {
      drop()
      editor.dispose()
    },
  }
}

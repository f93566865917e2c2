/** How a diff is drawn; the options of Monaco that follow from it. */
export interface DiffLook {
  readonly split: boolean
  readonly fold: boolean
  readonly wrap: boolean
}

export const lookOptions = ({ split, fold, wrap }: DiffLook) => ({
  renderSideBySide: split,
  hideUnchangedRegions: { enabled: fold, contextLineCount: 4, minimumLineCount: 3, revealLineCount: 20 },
  diffWordWrap: wrap ? ('on' as const) : ('off' as const),
  wordWrap: wrap ? ('on' as const) : ('off' as const),
})

/** The grammars that are registered; each is loaded when a file of it is shown. */
export const languageOf = (path: string): string => {
  const end = path.slice(path.lastIndexOf('.') + 1)
  if (['ts', 'tsx', 'mts', 'cts'].includes(end)) return 'typescript'
  if (['js', 'jsx', 'mjs', 'cjs'].includes(end)) return 'javascript'
  return end === 'py' || end === 'pyi' ? 'python' : end === 'sql' ? 'sql' : 'plaintext'
}

export const fixedOptions = {
  readOnly: true,
  domReadOnly: true,
  originalEditable: false,
  automaticLayout: true,
  // White space is a change like any other.
  ignoreTrimWhitespace: false,
  renderControlCharacters: true,
  unicodeHighlight: {
    ambiguousCharacters: true,
    invisibleCharacters: true,
    nonBasicASCII: false,
    includeComments: true,
    includeStrings: true,
  },
  // Longer lines are shown as text (`diff-facts.ts`): here nothing may be cut.
  stopRenderingLineAfter: -1,
  maxTokenizationLineLength: 6000,
  useInlineViewWhenSpaceIsLimited: false,
  experimental: { showMoves: false },
  renderOverviewRuler: false,
  renderMarginRevertIcon: false,
  renderGutterMenu: false,
  renderIndicators: true,
  diffAlgorithm: 'advanced',
  maxComputationTime: 1500,
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
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  guides: { indentation: false },
  fontSize: 12,
  lineHeight: 19,
  fontLigatures: false,
  padding: { top: 6, bottom: 6 },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  tabFocusMode: true,
  contextmenu: false,
} as const

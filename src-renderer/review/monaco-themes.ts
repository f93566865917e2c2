/** Two themes for the diff whose every token is AA on plain, inserted and removed ground. Monaco's own dark one is not. */
import type * as Monaco from 'monaco-editor/editor'

export const themeName = (dark: boolean): string => (dark ? 'asis-dark' : 'asis-light')

type Rules = Monaco.editor.ITokenThemeRule[]
const rules = (text: string, comment: string, keyword: string, string: string, number: string, type: string): Rules => [
  { token: '', foreground: text },
  { token: 'comment', foreground: comment },
  { token: 'keyword', foreground: keyword },
  { token: 'string', foreground: string },
  { token: 'string.escape', foreground: number },
  { token: 'number', foreground: number },
  { token: 'regexp', foreground: number },
  { token: 'type', foreground: type },
  { token: 'delimiter', foreground: text },
  { token: 'tag', foreground: keyword },
  { token: 'predefined', foreground: type },
  { token: 'operator', foreground: text },
]

/** Six colours for nested brackets say nothing in a diff. */
const brackets = (colour: string): Record<string, string> =>
  Object.fromEntries([1, 2, 3, 4, 5, 6].map(i => [`editorBracketHighlight.foreground${i}`, colour]))

export const defineThemes = (monaco: typeof Monaco): void => {
  monaco.editor.defineTheme('asis-light', {
    base: 'vs',
    inherit: false,
    rules: rules('1a1a1f', '54545e', '4338ca', '0d5427', '7a3500', '0b5068'),
    colors: {
      'editor.background': '#ffffff',
      'editor.foreground': '#1a1a1f',
      'editorLineNumber.foreground': '#666671',
      'editorLineNumber.activeForeground': '#1a1a1f',
      'editor.selectionBackground': '#d5d9fb',
      ...brackets('#1a1a1f'),
      'editorGutter.background': '#ffffff',
      'diffEditor.insertedLineBackground': '#e9f6ed',
      'diffEditor.insertedTextBackground': '#c3e8cf',
      'diffEditor.removedLineBackground': '#fdeeec',
      'diffEditor.removedTextBackground': '#f8cfca',
      'diffEditor.diagonalFill': '#e4e4e8',
      'diffEditor.unchangedRegionBackground': '#f7f7f8',
      'diffEditor.unchangedRegionForeground': '#4f4f59',
      'diffEditor.unchangedCodeBackground': '#00000000',
      'editorUnicodeHighlight.border': '#8a5300',
      'editorUnicodeHighlight.background': '#fdf2dc',
      'scrollbarSlider.background': '#1a1a1f22',
      'scrollbarSlider.hoverBackground': '#1a1a1f3a',
      focusBorder: '#4f46e5',
    },
  })
  monaco.editor.defineTheme('asis-dark', {
    base: 'vs-dark',
    inherit: false,
    rules: rules('ececef', 'b6b6c2', 'b9bbfd', '97dcac', 'f2c08f', '88cfe3'),
    colors: {
      'editor.background': '#131316',
      'editor.foreground': '#ececef',
      'editorLineNumber.foreground': '#9a9aa6',
      'editorLineNumber.activeForeground': '#ececef',
      'editor.selectionBackground': '#3a3a6a',
      ...brackets('#ececef'),
      'editorGutter.background': '#131316',
      'diffEditor.insertedLineBackground': '#12281b',
      'diffEditor.insertedTextBackground': '#1b4a2d',
      'diffEditor.removedLineBackground': '#301817',
      'diffEditor.removedTextBackground': '#5a2522',
      'diffEditor.diagonalFill': '#29292f',
      'diffEditor.unchangedRegionBackground': '#18181c',
      'diffEditor.unchangedRegionForeground': '#b0b0ba',
      'diffEditor.unchangedCodeBackground': '#00000000',
      'editorUnicodeHighlight.border': '#ecba5f',
      'editorUnicodeHighlight.background': '#352711',
      'scrollbarSlider.background': '#ffffff22',
      'scrollbarSlider.hoverBackground': '#ffffff3a',
      focusBorder: '#8b92f5',
    },
  })
}

/** Rows of a Markdown table. */
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' / ')
    .slice(0, 400)

export const rowText = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`
export const headText = (cells: readonly string[]): string => `${rowText(cells)}|${cells.map(() => '---|').join('')}\n`

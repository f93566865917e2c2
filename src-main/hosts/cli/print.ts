/** Text for a terminal: tables, numbers with three significant digits, intervals. Colours only where stdout is a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Interval } from '../../../src-shared/domain/metric.ts'
import type { Verdict } from '../../../src-shared/domain/evidence.ts'

export type Cell = string | number | null
type Colour = 'green' | 'red' | 'yellow' | 'gray' | 'bold' | 'cyan'

export const colour = (name: Colour, text: string): string => styleText(name, text, { stream: process.stdout })

/** Three significant digits, without an exponent: 0.0123, 1.23, 1,230. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-'
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** `2.41x (2.32 - 2.50)`. */
export const factor = (interval: Interval | null | undefined): string =>
  interval ? `${interval.estimate.toFixed(2)}x (${interval.low.toFixed(2)} - ${interval.high.toFixed(2)})` : '-'

export function verdictText(verdict: Verdict | null): string {
  if (verdict === null) return colour('gray', 'not tried')
  const colours: Readonly<Record<Verdict, Colour>> = {
    improved: 'green',
    'no-change': 'gray',
    regressed: 'red',
    incorrect: 'red',
    unsafe: 'red',
    inconclusive: 'yellow',
  }
  return colour(colours[verdict], verdict)
}

/** Control characters of project text never reach the terminal. Newlines stay where `multiline`. */
export function safe(text: string, multiline = false): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(
    multiline
      ? /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g
      : /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g,
    '\uFFFD',
  )
}

const width = (text: string): number => Array.from(stripVTControlCharacters(text)).length

/** Columns padded to their widest cell; columns named in `right` are right-aligned; the last column wraps at `maxWidth`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly number[] = [],
  maxWidth = process.stdout.columns || 200,
): string {
  const text = rows.map(row => row.map(cell => (cell === null ? '-' : typeof cell === 'number' ? number(cell) : cell)))
  const widths = head.map((title, column) => Math.max(width(title), ...text.map(row => width(row[column] ?? ''))))
  const last = head.length - 1
  const before = widths.slice(0, last).reduce((sum, w) => sum + w + 2, 0)
  const lastWidth = Math.max(24, maxWidth - before)
  const line = (cells: readonly string[]): string[] => {
    const wrapped = wrap(cells[last] ?? '', lastWidth)
    const start = cells.slice(0, last).map((cell, column) => {
      const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))
      return right.includes(column) ? space + cell : cell + space
    })
    return wrapped.map((part, index) => (index === 0 ? [...start, part].join('  ') : ' '.repeat(before) + part).trimEnd())
  }
  return [...line(head).map(row => colour('bold', row)), ...text.flatMap(line)].join('\n')
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    if (current && width(current) + 1 + width(word) > columns) {
      lines.push(current)
      current = word
    } else current = current ? `${current} ${word}` : word
  }
  return [...lines, current]
}

/** A unified diff with its additions and removals coloured. */
export const diffText = (diff: string): string =>
  safe(diff, true)
    .split('\n')
    .map(line =>
      line.startsWith('+')
        ? colour('green', line)
        : line.startsWith('-')
          ? colour('red', line)
          : line.startsWith('@@')
            ? colour('cyan', line)
            : line,
    )
    .join('\n')

export function ago(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`
  return `${Math.round(seconds / 86_400)} d ago`
}

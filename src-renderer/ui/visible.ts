/**
 * Makes characters that cannot be seen, or that reorder what is seen, visible: `⟦U+202E⟧`. For every text that comes from a project or
 * a generator. What is approved is the bytes; what is read must not be something else.
 */

/** First and last code point of each range. */
const hiddenRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x08], // control characters but tab, line feed and carriage return
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0xa0], // delete, C1 controls, no-break space
  [0xad, 0xad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f], // odd spaces, zero width, direction marks
  [0x2028, 0x202f], // separators, embeddings and overrides
  [0x205f, 0x206f], // invisible operators, isolates
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xdfff], // halves of pairs
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff], // tags
]
const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`
const hidden = new RegExp(`[${hiddenRanges.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]|\\r(?!\\n)`, 'gu')

const name = (character: string): string => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`

export const visible = (text: string): string => text.replace(hidden, name)

export const countHidden = (text: string): number => text.match(hidden)?.length ?? 0

/** For one line of a list: line breaks and tabs become spaces as well, and the length is bounded. */
export const oneLine = (text: string, max = 300): string => {
  // A megabyte is not read for a line.
  const enough = 4 * max + 1000
  const flat = visible(text.slice(0, enough).replace(/[\r\n\t]+/g, ' '))
  return flat.length > max || text.length > enough ? `${flat.slice(0, max - 1)}…` : flat
}

export type LineEnding = 'LF' | 'CRLF' | 'mixed' | 'none'
export const lineEndingOf = (text: string): LineEnding => {
  const crlf = text.match(/\r\n/g)?.length ?? 0
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf
  if (crlf > 0 && lf > 0) return 'mixed'
  return crlf > 0 ? 'CRLF' : lf > 0 ? 'LF' : 'none'
}

/**
 * Makes characters that cannot be seen, or that reorder what is seen, visible: `⟦U+202E⟧`. For every text that comes from a project or
 * a generator. What is approved is the bytes; what is read must not be something else.
 */

/** Control characters but tab and line breaks, format and bidirectional characters, odd spaces and separators, tags, lone surrogates. */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|\r(?!\n)|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

const name = (character: string): string => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`

export const visible = (text: string): string => text.replace(hidden, name)

export const countHidden = (text: string): number => text.match(hidden)?.length ?? 0

/** For one line of a list: line breaks and tabs become spaces as well, and the length is bounded. */
export const oneLine = (text: string, max = 300): string => {
  const flat = visible(text.replace(/[\r\n\t]+/g, ' '))
  return flat.length > max ? `${flat.slice(0, max - 1)}…` : flat
}

export type LineEnding = 'LF' | 'CRLF' | 'mixed' | 'none'
export const lineEndingOf = (text: string): LineEnding => {
  const crlf = text.match(/\r\n/g)?.length ?? 0
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf
  if (crlf > 0 && lf > 0) return 'mixed'
  return crlf > 0 ? 'CRLF' : lf > 0 ? 'LF' : 'none'
}

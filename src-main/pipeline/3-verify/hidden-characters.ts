/**
 * Characters that make a text look like another one: direction overrides, invisible ones, controls. Anywhere, comments and strings
 * included, because that is where they are used against reviewers. Letters of other scripts in names are in `suspicious-syntax.ts`.
 */

/** First and last code point of each range. */
const ranges: readonly (readonly [number, number])[] = [
  [0x00, 0x08], // controls, without tab and line feed
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // grapheme joiner
  [0x61c, 0x61c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f], // zero width, direction marks
  [0x2028, 0x202f], // line and paragraph separators, direction overrides
  [0x205f, 0x206f], // invisible operators, direction isolates
  [0x2800, 0x2800], // blank Braille pattern
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff], // tags
]

const isHidden = (code: number): boolean => ranges.some(([first, last]) => code >= first && code <= last)

export interface HiddenCharacter {
  /** `U+202E`. */
  readonly name: string
  readonly line: number
}

/** First one of which `after` has more than `before`. */
export const hiddenCharacters = (before: string, after: string): HiddenCharacter | null => {
  const left = new Map<string, number>()
  for (const { character } of hiddenIn(before)) left.set(character, (left.get(character) ?? 0) + 1)
  for (const { character, index } of hiddenIn(after)) {
    const count = left.get(character) ?? 0
    if (count > 0) left.set(character, count - 1)
    else {
      const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
      return { name, line: after.slice(0, index).split('\n').length }
    }
  }
  return null
}

/** A carriage return counts only where no line feed follows: editors break the line there, some parsers do not. */
const hiddenIn = (text: string): readonly { readonly character: string; readonly index: number }[] => {
  const found: { character: string; index: number }[] = []
  let index = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if ((code < 0x20 || code > 0x7e) && isHidden(code) && !(code === 0x0d && text[index + 1] === '\n'))
      found.push({ character, index })
    index += character.length
  }
  return found
}

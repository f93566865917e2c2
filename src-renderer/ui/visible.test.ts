import { describe, expect, it } from 'vitest'
import { countHidden, lineEndingOf, oneLine, visible } from './visible.ts'

describe('text from outside', () => {
  it.each([
    ['right-to-left override', 'user\u202e// admin', 'user⟦U+202E⟧// admin'],
    ['isolates', '\u2066a\u2069', '⟦U+2066⟧a⟦U+2069⟧'],
    ['zero width space', 'ke\u200bep', 'ke⟦U+200B⟧ep'],
    ['no-break space', 'a\u00a0b', 'a⟦U+00A0⟧b'],
    ['escape sequence', '\u001b[31mred', '⟦U+001B⟧[31mred'],
    ['null', 'a\0b', 'a⟦U+0000⟧b'],
    ['line separator', 'a\u2028b', 'a⟦U+2028⟧b'],
    ['carriage return alone', 'a\rb', 'a⟦U+000D⟧b'],
    ['byte order mark', '\ufeffa', '⟦U+FEFF⟧a'],
    ['tag characters', 'a\u{e0041}', 'a⟦U+E0041⟧'],
    ['half of a pair', 'a\ud83db', 'a⟦U+D83D⟧b'],
    ['Hangul filler as a name', 'const \u3164 = 1', 'const ⟦U+3164⟧ = 1'],
  ])('shows what cannot be seen: %s', (_name, text, shown) => {
    expect(visible(text)).toBe(shown)
    expect(countHidden(text)).toBeGreaterThan(0)
  })
  it('leaves everything that can be seen as it is', () => {
    const text = 'const größe = "日本 😀 שלום"\n\tif (a) {\r\n}'
    expect(visible(text)).toBe(text)
    expect(countHidden(text)).toBe(0)
  })
  it('is cut and flattened for lists', () => {
    expect(oneLine('a\nb\tc\u202e')).toBe('a b c⟦U+202E⟧')
    expect(oneLine('x'.repeat(400)).length).toBe(300)
  })
  it('has a kind of line ending', () => {
    expect([lineEndingOf('a'), lineEndingOf('a\n'), lineEndingOf('a\r\n'), lineEndingOf('a\r\nb\n')]).toEqual([
      'none',
      'LF',
      'CRLF',
      'mixed',
    ])
  })
})

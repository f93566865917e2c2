import { applyPatch, formatPatch, parsePatch } from 'diff'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffOf } from './diff-of.ts'
import { oneHunk } from './one-hunk.ts'
import { sha256Of } from './sha256.ts'
import { changeOf } from './test-home.ts'

const patched = (before: string, after: string): string | false => {
  const [patch] = parsePatch(diffOf([changeOf('src/a.js', before, after)]).diff)
  return applyPatch(before, patch!, { autoConvertLineEndings: false })
}

const notes = (before: string, after: string) => diffOf([changeOf('a.js', before, after)]).diff.match(/^note: .*$/gm)

const line = fc.constantFrom('', 'a', 'b', '+a', '-b', ' c', '\\ No newline at end of file', 'x\r', '\u{feff}', '@@ -1,1 +1,1 @@')
const anyText = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''))

const manyLines = (version: number, end: string) =>
  Array.from({ length: 5000 }, (_, i) => `line ${i} of ${version}`).join('\n') + end

describe('the diff of a candidate', () => {
  it.each([
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['a lost newline at the end', 'a\nb\n', 'a\nb'],
    ['a new newline at the end', 'a\nb', 'a\nb\n'],
    ['line endings to CRLF', 'a\nb\n', 'a\r\nb\r\n'],
    ['line endings to LF', 'a\r\nb\r\n', 'a\nb\n'],
    ['an added byte order mark', 'a\n', '\u{feff}a\n'],
    ['a removed byte order mark', '\u{feff}a\n', 'a\n'],
    ['from an empty file', '', 'a\n'],
    ['to an empty file', 'a\n', ''],
    ['an invisible character', 'if (admin) {}\n', 'if (admin\u{200b}) {}\n'],
    ['lines that look like a diff', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n', '--- a/y\n@@ -1 +1 @@\n'],
    ['separators that are not newlines', 'a\u{2028}b\rc\n', 'a\u{2028}B\rc\n'],
  ])('can be applied again to give the exact result: %s', (_, before, after) => {
    expect(patched(before, after)).toBe(after)
  })

  it('can be applied again for any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => patched(before, after) === after),
      { numRuns: 500 },
    )
  })

  it('of a file that is new in every line is exact, and the same every time', () => {
    for (const [one, two] of [
      ['\n', '\n'],
      ['', '\n'],
      ['\n', ''],
      ['', ''],
    ] as const) {
      const [before, after] = [`head\n${manyLines(1, one)}`, `head\n${manyLines(2, two)}`]
      expect(patched(before, after) === after).toBe(true)
      expect(diffOf([changeOf('a.js', before, after)])).toEqual(diffOf([changeOf('a.js', before, after)]))
    }
  })

  it('of one hunk can be applied again for any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        fc.pre(before !== after)
        const [patch] = parsePatch(formatPatch(oneHunk('a', 'b', before, after)))
        return applyPatch(before, patch!, { autoConvertLineEndings: false }) === after
      }),
      { numRuns: 1000 },
    )
  })

  it('says what an eye cannot see', () => {
    expect(notes('a\n', 'a\r\n')).toEqual(['note: line endings: LF before, CRLF after'])
    expect(notes('a\n', '\u{feff}a\n')).toEqual(['note: a byte order mark was added'])
    expect(notes('\u{feff}a\n', 'a\n')).toEqual(['note: the byte order mark was removed'])
    expect(notes('a\n', 'a\u{202e}\u{200b}\u{200b}\0\n')).toEqual([
      'note: 1 more of the invisible character U+202E',
      'note: 2 more of the invisible character U+200B',
      'note: 1 more of the invisible character U+0000',
    ])
    expect(notes('a\u{200b}\n', 'b\u{200b}\n')).toBeNull()
  })

  it('binds the exact bytes of both versions', () => {
    const { diff } = diffOf([changeOf('a.js', 'old\n', 'new\n'), changeOf('b.js', '', 'x')])
    expect(diff).toContain(
      `diff a/a.js\nsha256 ${sha256Of('old\n')} -> ${sha256Of('new\n')}\n--- a/a.js\n+++ b/a.js\n@@ -1,1 +1,1 @@\n-old\n+new\n`,
    )
    expect(parsePatch(diff)).toHaveLength(2)
  })

  it('shows a path that would fake lines as one line', () => {
    expect(diffOf([changeOf('a\n--- x', '1', '2')]).diff.split('\n')[0]).toBe(String.raw`diff a/"a\n--- x"`)
  })
})

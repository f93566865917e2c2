import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffOf } from '../src-main/stores/diff-of.ts'
import { hunksOf } from '../src-main/stores/hunks.ts'
import { linesOf } from '../src-renderer/review/hunk-lines.ts'
import { changesIn, inPieces, parseUnified, pieceLength } from '../src-renderer/review/unified.ts'

const sha = '0'.repeat(64)
const file = (path: string, before: string, after: string) => ({ path, before, after, beforeSha256: sha, afterSha256: sha })

const long = (middle: string) => `const data = "${'x'.repeat(5000)}${middle}${'y'.repeat(5000)}"\n`

describe('the stored diff as rows', () => {
  it('numbers the lines of both versions', () => {
    const { diff } = diffOf([file('a.js', 'one\ntwo\nthree\n', 'one\n2\nthree\nfour\n')])
    const rows = parseUnified(diff)[0]!
    expect(rows.filter(r => r.kind !== 'head' && r.kind !== 'hunk').map(r => [r.kind, r.before, r.after, r.text])).toEqual([
      ['same', 1, 1, 'one'],
      ['removed', 2, null, 'two'],
      ['added', null, 2, '2'],
      ['same', 3, 3, 'three'],
      ['added', null, 4, 'four'],
    ])
    expect(rows[0]).toMatchObject({ kind: 'head', text: 'diff a/a.js' })
  })
  it('is not taken in by text that looks like a header', () => {
    const before = '-- a/x.js\n++ b/x.js\n@@ -1 +1 @@\n'
    const { diff } = diffOf([file('a.js', before, 'diff a/b.js\n'), file('b.js', 'x', 'y\n')])
    const files = parseUnified(diff)
    expect(files.map(rows => rows.filter(r => r.kind === 'removed').map(r => r.text))).toEqual([
      ['-- a/x.js', '++ b/x.js', '@@ -1 +1 @@'],
      ['x'],
    ])
    expect(files[0]!.filter(r => r.kind === 'added').map(r => r.text)).toEqual(['diff a/b.js'])
  })
  it('marks what differs inside of a line, and keeps every character of a long one', () => {
    const rows = inPieces(parseUnified(diffOf([file('a.js', long('0'), long('1\u202e'))]).diff)[0]!)
    const added = rows.filter(r => r.kind === 'added')
    expect(added.map(r => r.text).join('')).toBe(long('1⟦U+202E⟧').trimEnd())
    expect(added.every(r => r.text.length <= pieceLength)).toBe(true)
    const marked = added.filter(r => r.mark !== null)
    expect(marked.map(r => r.text.slice(...r.mark!))).toEqual(['1⟦U+202E⟧'])
    expect(marked[0]).toMatchObject({ after: 1, from: 5000 })
  })
  it('has the same runs as the list of hunks, for any two texts', () => {
    const line = fc.constantFrom('', 'a', 'b', '+a', '-b', '@@ -1 +1 @@', 'diff a/x', '\\ No newline at end of file')
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const files = [file('a.js', before, after)]
        const rows = parseUnified(diffOf(files).diff)[0] ?? []
        expect(changesIn(rows)).toEqual(hunksOf(files).map(({ index: _i, path: _p, ...range }) => range))
        const added = rows.filter(r => r.kind === 'added')
        expect(added.map(r => linesOf(after)[r.after! - 1])).toEqual(added.map(r => r.text))
      }),
    )
  })
})

import { parsePatch } from 'diff'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { hunk } from '../../src-shared/domain/review.ts'
import { diffOf } from './diff-of.ts'
import { hunksIn, hunksOf, withHunks } from './hunks.ts'
import { sha256Of } from './sha256.ts'
import { changeOf } from './test-home.ts'

const line = fc.constantFrom(
  '',
  'a',
  'b',
  'c',
  '+a',
  '-b',
  ' c',
  '\\ No newline at end of file',
  'x\r',
  '\u{feff}',
  '\u{2028}',
  '@@ -1,1 +1,1 @@',
  'diff a/x',
)
const anyText = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''))
const anyChange = fc
  .array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 3 })
  .map(texts => texts.map(([before, after], i) => changeOf(`src/${i}.js`, before, after)))
const texts = (files: readonly FileChange[]) => files.map(file => file.after)
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const far = (first: string, last: string) => `${first}\n${'same\n'.repeat(40)}${last}\n`
const manyLines = (version: number) =>
  Array.from({ length: 20_000 }, (_, i) => `line ${i}${i % 80 === 0 ? ` of ${version}` : ''}`).join('\n')
const indexes = (files: readonly FileChange[]) => hunksOf(files).map(each => each.index)

const cases: readonly (readonly [string, string, string, readonly (readonly [number, number, number, number])[]])[] = [
  ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', [[2, 1, 2, 1]]],
  ['an insertion stands before a line', 'a\nc\n', 'a\nb\nc\n', [[2, 0, 2, 1]]],
  ['an insertion at the end', 'a\n', 'a\nb\nc\n', [[2, 0, 2, 2]]],
  ['a deletion', 'a\nb\nc\n', 'a\nc\n', [[2, 1, 2, 0]]],
  [
    'two runs with one line between them',
    'a\nb\nc\n',
    'A\nb\nC\nd\n',
    [
      [1, 1, 1, 1],
      [3, 1, 3, 2],
    ],
  ],
  ['from an empty file', '', 'a\nb\n', [[1, 0, 1, 2]]],
  ['to an empty file', 'a\nb\n', '', [[1, 2, 1, 0]]],
  ['a lost newline at the end', 'a\nb\n', 'a\nb', [[2, 1, 2, 1]]],
  ['line endings to CRLF', 'a\nb\n', 'a\r\nb\r\n', [[1, 2, 1, 2]]],
  ['one line of a CRLF file', 'a\r\nb\r\nc', 'a\r\nB\r\nc', [[2, 1, 2, 1]]],
  ['a byte order mark', 'a\nb\n', '\u{feff}a\nb\n', [[1, 1, 1, 1]]],
  ['no change', 'a\n', 'a\n', []],
]

const stored = (files: readonly FileChange[]) =>
  hunksIn(
    diffOf(files).diff,
    files.map(file => file.path),
  )

describe('hunks', () => {
  it.each(cases)('%s', (_, before, after, wanted) => {
    const found = hunksOf([changeOf('a.js', before, after)])
    for (const each of found) hunk.parse(each)
    expect(found.map(each => [each.beforeStart, each.beforeLines, each.afterStart, each.afterLines])).toEqual(wanted)
  })

  it('are counted through all files, and a line far away is one of its own', () => {
    const found = hunksOf([changeOf('a.js', far('a', 'b'), far('A', 'B')), changeOf('b.js', 'x', 'y')])
    expect(found.map(each => [each.index, each.path, each.beforeStart])).toEqual([
      [0, 'a.js', 1],
      [1, 'a.js', 42],
      [2, 'b.js', 1],
    ])
  })

  it('are read from the stored diff as they are found in the texts', () => {
    for (const [, before, after] of cases) {
      const files = [changeOf('a\n@@ -1,1 +1,1 @@', before, after), changeOf('b.js', '1', '2')]
      expect(stored(files)).toEqual(hunksOf(files))
    }
    fc.assert(
      fc.property(anyChange, files => {
        expect(stored(files)).toEqual(hunksOf(files))
      }),
      { numRuns: 1000 },
    )
    // New in every line, and content that looks like headers.
    const long = [changeOf('a.js', manyLines(1).replaceAll('line', '@@ -1,1 +1,1 @@'), manyLines(2))]
    expect(stored(long)).toMatchObject([{ beforeStart: 1, beforeLines: 20_000, afterLines: 20_000 }])
  })

  it('are the changed lines of the diff that is shown, no more and no less', () => {
    fc.assert(
      fc.property(anyChange, files => {
        const shown = parsePatch(diffOf(files).diff).flatMap(patch => patch.hunks.flatMap(each => each.lines))
        const count = (mark: string) => shown.filter(each => each.startsWith(mark)).length
        const hunks = hunksOf(files)
        const sum = (of: (each: (typeof hunks)[number]) => number) => hunks.reduce((total, each) => total + of(each), 0)
        expect([sum(each => each.beforeLines), sum(each => each.afterLines)]).toEqual([count('-'), count('+')])
        // Maximal: at least one unchanged line between two of one file.
        for (const [i, each] of hunks.entries()) {
          const before = hunks[i - 1]
          if (before?.path === each.path) expect(each.beforeStart).toBeGreaterThan(before.beforeStart + before.beforeLines)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a change with some of its hunks', () => {
  it('is the text after with all of them, and the text before with none', () => {
    fc.assert(
      fc.property(anyChange, files => {
        expect(texts(withHunks(files, indexes(files)))).toEqual(texts(files))
        expect(texts(withHunks(files, []))).toEqual(files.map(file => file.before))
      }),
      { numRuns: 500 },
    )
  })

  it('becomes the text after when the refused hunks are put in where they belong', () => {
    const chosenOf = fc.tuple(anyChange, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }))
    fc.assert(
      fc.property(chosenOf, ([files, picks]) => {
        const all = indexes(files)
        const chosen = all.filter(index => picks[index])
        const part = withHunks(files, chosen)
        for (const file of part) expect(sha256Of(file.after)).toBe(file.afterSha256)
        for (const [i, file] of files.entries()) {
          // The refused hunks stand in the part where the chosen ones before them have moved them.
          const lines = linesOf(part[i]!.after)
          let moved = 0
          for (const each of hunksOf(files).filter(other => other.path === file.path)) {
            const grown = each.afterLines - each.beforeLines
            if (!chosen.includes(each.index)) {
              const wanted = linesOf(file.after).slice(each.afterStart - 1, each.afterStart - 1 + each.afterLines)
              lines.splice(each.beforeStart - 1 + moved, each.beforeLines, ...wanted)
            }
            moved += grown
          }
          expect(lines.join('')).toBe(file.after)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('takes from each file what was chosen there and keeps every other byte', () => {
    const files = [
      changeOf('a.js', '\u{feff}a\r\nb\r\nc\r\nd', '\u{feff}A\r\nb\r\nC\r\nd'),
      changeOf('b.js', 'x\ny\nz', 'x\nz\n'),
    ]
    expect(texts(withHunks(files, [1]))).toEqual(['\u{feff}a\r\nb\r\nC\r\nd', 'x\ny\nz'])
    expect(texts(withHunks(files, [0, 2]))).toEqual(['\u{feff}A\r\nb\r\nc\r\nd', 'x\nz\n'])
  })

  it('of 20,000 lines is there within a second', () => {
    const files = [changeOf('a.js', manyLines(1), manyLines(2))]
    // Of this thread alone: the machine may be busy.
    const began = process.threadCpuUsage()
    const all = indexes(files)
    const part = withHunks(files, all.slice(0, 100))
    const took = process.threadCpuUsage(began)
    expect(all).toHaveLength(250)
    expect(part[0]!.after.split('\n').filter(each => each.endsWith('of 2'))).toHaveLength(100)
    expect((took.user + took.system) / 1000).toBeLessThan(1000)
  })
})

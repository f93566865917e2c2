import { describe, expect, it } from 'vitest'
import { hunksOf } from '../src-main/stores/hunks.ts'
import { changeOn, hunksTellAll, lineAfter, rangeWords } from '../src-renderer/review/hunk-lines.ts'

const before = 'a\nb\nc\nd\ne\nf\ng\n'
const after = 'a\nB\nB2\nc\nd\nf\ng\nh\n'
const hunks = hunksOf([{ path: 'a.js', before, after, beforeSha256: '', afterSha256: '' }])

describe('hunks of one file', () => {
  it('tell the whole change, or it is said that they do not', () => {
    expect(hunks.map(rangeWords)).toEqual(['line 2 → lines 2–3', 'line 5 removed', 'line 8 added'])
    expect(hunksTellAll(before, after, hunks)).toBe(true)
    expect(hunksTellAll(before, after, hunks.slice(1))).toBe(false)
    expect(hunksTellAll(before, after, hunks.slice(0, 2))).toBe(false)
    expect(hunksTellAll(before, after, [])).toBe(false)
    expect(hunksTellAll(before, after, [...hunks].reverse())).toBe(false)
    expect(hunksTellAll(before, after, [{ beforeStart: 1, beforeLines: 99, afterStart: 1, afterLines: 8 }])).toBe(false)
  })
  it.each([
    ['a\n', 'a'],
    ['', 'a\n'],
    ['a', ''],
    ['a\r\nb\r\n', 'a\nb\n'],
  ])('also at the ends of a file: %j and %j', (was, is) => {
    const found = hunksOf([{ path: 'a.js', before: was, after: is, beforeSha256: '', afterSha256: '' }])
    expect(hunksTellAll(was, is, found)).toBe(true)
  })
  it('are found by the line of either side', () => {
    expect(changeOn(hunks, { side: 'after', line: 3 })?.index).toBe(0)
    expect(changeOn(hunks, { side: 'before', line: 5 })?.index).toBe(1)
    expect(changeOn(hunks, { side: 'after', line: 4 })).toBeUndefined()
  })
  it('say where a line of the text before stands in the text after', () => {
    expect([1, 2, 3, 5, 6].map(line => lineAfter(hunks, line))).toEqual([1, 1, 4, 5, 6])
  })
})

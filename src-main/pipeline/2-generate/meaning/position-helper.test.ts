import { describe, expect, test } from 'vitest'
import { difference, rewrite, rewrites } from '../rules/testing.ts'

const asking = (question: string): string => `export function common(a, b) {
  return a.filter(x => ${question})
}
`
const withStart = `function indexOf(arr, item, fromIndex) {
  fromIndex = fromIndex || 0;
  if (arr == null) {
    return -1;
  }
  var len = arr.length,
    i = fromIndex < 0 ? len + fromIndex : fromIndex;
  while (i < len) {
    if (arr[i] === item) {
      return i;
    }
    i++;
  }
  return -1;
}
`
const byDefault = `function indexOf(list, wanted, from = 0) {
  for (let i = from; i < list.length; ++i) if (list[i] === wanted) return i
  return -1
}
`
const beforeFirst = `function indexOf(list, wanted, from) {
  var index = typeof from === 'undefined' ? -1 : from - 1
  while (++index < list.length) {
    if (list[index] === wanted) return index
  }
  return -1
}
`

describe('a position that a helper finds', () => {
  test.each([
    ['with a start that is left out', withStart],
    ['with a start of its own', byDefault],
    ['with a counter that stands before the first', beforeFirst],
  ])('%s', async (_, helper) => {
    const text = helper + asking('indexOf(b, x) !== -1')
    const { after, probes } = rewrite('J01', text)
    expect(after).toContain('bSet')
    expect(await difference(text, after, 'common', ['values', 'values'], probes)).toBe(null)
  })
  test('by way of another helper', () => {
    const contains = 'function contains(arr, val) {\n  return indexOf(arr, val) !== -1\n}\n'
    expect(rewrites('J01', withStart + contains + asking('!contains(b, x)'))).toHaveLength(1)
  })
  test.each([
    ['the start is given', withStart, 'indexOf(b, x, 2) !== -1'],
    ['the start is another one', byDefault.replace('from = 0', 'from = 1'), 'indexOf(b, x) !== -1'],
    ['the position itself is used', withStart, 'indexOf(b, x) % 2 === 0'],
    [
      'what is not found is another number',
      withStart.replace('i++;\n  }\n  return -1', 'i++;\n  }\n  return 0'),
      'indexOf(b, x) !== -1',
    ],
    ['what is found is not the position', withStart.replace('return i;', 'return len - i;'), 'indexOf(b, x) !== -1'],
    ['every second element is passed over', withStart.replace('i++', 'i += 2'), 'indexOf(b, x) !== -1'],
    ['the start grows', withStart.replace('i++', 'fromIndex = 3; i++'), 'indexOf(b, x) !== -1'],
  ])('not where %s', (_, helper, question) => {
    expect(rewrites('J01', helper + asking(question))).toEqual([])
  })
})

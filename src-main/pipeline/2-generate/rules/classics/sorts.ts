/** J120: sorting by hand. Numbers without NaN and -0 have one order, so whoever sorts them gets the same list. */
import type { Classic, Shape } from './classic.ts'

const swap = '[a[j], a[j + 1]] = [a[j + 1], a[j]]'
const pass = (test: string): string => `if (${test}) ${swap}`
/** Ends of the inner loop by the round i: each is enough to sort, and reads nothing behind the list. */
const ends = '«j < a.length - 1|j < a.length - i - 1|j < a.length - 1 - i»'

const turn = (first: number, test: string): string =>
  `for (let j = ${first}; j < a.length - 1; j += 2) if (${test}) { ${swap}; sorted = false }`

/** @param bigger `a[j] > a[j + 1]` for the rising order. */
const spellings = (up: boolean): readonly string[] => {
  const wrong = (x: string, y: string): string => (up ? `${x} > ${y}` : `${x} < ${y}`)
  const fine = (x: string, y: string): string => (up ? `«${x} <= ${y}»` : `«${x} >= ${y}»`)
  const bubble = pass(wrong('a[j]', 'a[j + 1]'))
  return [
    `for (let i = 0; «i < a.length|i < a.length - 1»; i++) for (let j = 0; ${ends}; j++) ${bubble}`,
    `for (let i = «a.length - 1|a.length»; «i > 0|i >= 0|i >= 1»; i--) for (let j = 0; «j < a.length - 1»; j++) ${bubble}`,
    `for (let i = a.length - 1; «i > 0|i >= 0|i >= 1»; i--) for (let j = 0; j < i; j++) ${bubble}`,
    // Stops after a round without a swap.
    `for (let i = 0; «i < a.length|i < a.length - 1»; i++) { let swapped = false; for (let j = 0; ${ends}; j++) if (${wrong('a[j]', 'a[j + 1]')}) { ${swap}; swapped = true } if (!swapped) break }`,
    `let swapped; do { swapped = false; for (let j = 0; j < a.length - 1; j++) if (${wrong('a[j]', 'a[j + 1]')}) { ${swap}; swapped = true } } while (swapped)`,
    `let swapped = true; while (swapped) { swapped = false; for (let j = 0; j < a.length - 1; j++) if (${wrong('a[j]', 'a[j + 1]')}) { ${swap}; swapped = true } }`,
    // Every element with every later one.
    `for (let i = 0; «i < a.length|i < a.length - 1»; i++) for (let j = i + 1; j < a.length; j++) if (${wrong('a[i]', 'a[j]')}) [a[i], a[j]] = [a[j], a[i]]`,
    // Selection.
    ...['if (m !== i) [a[i], a[m]] = [a[m], a[i]]', '[a[i], a[m]] = [a[m], a[i]]'].map(
      put =>
        `for (let i = 0; «i < a.length|i < a.length - 1»; i++) { let m = i; for (let j = i + 1; j < a.length; j++) if (${wrong('a[m]', 'a[j]')}) m = j; ${put} }`,
    ),
    // Insertion.
    `for (let i = 1; i < a.length; i++) { let key = a[i]; let j = i - 1; while (j >= 0 && ${wrong('a[j]', 'key')}) { a[j + 1] = a[j]; j-- } a[j + 1] = key }`,
    `for (let i = 1; i < a.length; i++) { let key = a[i]; let j = i; while (j > 0 && ${wrong('a[j - 1]', 'key')}) { a[j] = a[j - 1]; j-- } a[j] = key }`,
    `for (let i = «0|1»; i < a.length; i++) { let j = i; while (j > 0 && ${wrong('a[j - 1]', 'a[j]')}) { [a[j - 1], a[j]] = [a[j], a[j - 1]]; j-- } }`,
    `for (let i = «0|1»; i < a.length; i++) for (let j = i; j > 0 && ${wrong('a[j - 1]', 'a[j]')}; j--) [a[j - 1], a[j]] = [a[j], a[j - 1]]`,
    // Gnome.
    `let i = «0|1»; while (i < a.length) { if (i === 0 || ${fine('a[i - 1]', 'a[i]')}) i++; else { [a[i], a[i - 1]] = [a[i - 1], a[i]]; i-- } }`,
    `let i = 1; while (i < a.length) { if (${fine('a[i - 1]', 'a[i]')}) i++; else { [a[i], a[i - 1]] = [a[i - 1], a[i]]; «i = Math.max(1, i - 1)|if (i > 1) i--» } }`,
    // Insertion by swaps that go on to the front.
    `for (let i = «0|1»; i < a.length; i++) for (let j = i; j > 0; j--) if (${wrong('a[j - 1]', 'a[j]')}) [a[j - 1], a[j]] = [a[j], a[j - 1]]`,
    // Odd and even places in turn.
    `let sorted = false; while (!sorted) { sorted = true; ${[0, 1].map(first => turn(first, wrong('a[j]', 'a[j + 1]'))).join(' ')} }`,
    `let sorted = false; while (!sorted) { sorted = true; ${[1, 0].map(first => turn(first, wrong('a[j]', 'a[j + 1]'))).join(' ')} }`,
    // Shell.
    `for (let gap = Math.floor(a.length / 2); gap > 0; gap = Math.floor(gap / 2)) for (let i = gap; i < a.length; i++) { let key = a[i]; let j = i; while (j >= gap && ${wrong('a[j - gap]', 'key')}) { a[j] = a[j - gap]; j -= gap } a[j] = key }`,
  ]
}

const sorted = (up: boolean): Shape => ({
  slow: spellings(up),
  numbers: ['a'],
  when: ['a.length > 16', 'Object.isExtensible(a)'],
  fast: `
const sorted = Float64Array.from(a).sort()${up ? '' : '.reverse()'}
for (let j = 0; j < a.length; j++) {
  if (a[j] !== sorted[j]) a[j] = sorted[j]⟨!⟩
}`,
})

export const handSort: Classic = {
  id: 'J120',
  title: 'Native sort instead of one by hand',
  shortName: 'native-sort-instead-of-by-hand',
  gains: [
    [100, 4],
    [1000, 25],
    [5000, 150],
  ],
  reason:
    'The list was sorted by comparing all with all. The sort of typed arrays puts the same numbers in the same order, in the same list.',
  facts: ['proved: the list stays the same object, and only elements that change are written'],
  shapes: [
    sorted(true),
    sorted(false),
    {
      slow: [
        'let out = []; while («rest.length > 0») { let least = Math.min(...rest); out.push(least); rest.splice(rest.indexOf(least), 1) }',
      ],
      numbers: ['rest'],
      results: ['out'],
      when: ['rest.length > 16', 'Object.isExtensible(rest)', 'rest.length < 100000'],
      fast: `
for (const each of Float64Array.from(rest).sort()) out.push(each)
rest.length = 0`,
    },
  ],
  probes: {
    1: [
      '[[[]], [[3, 1, 2]], [[...Array(20).keys()].reverse()], [[...Array(20).fill(1), -0, 0, -0]], [[...Array(20).fill(1), NaN, 0]], [[...Array(20).fill(2), "1", "10", 9]], [[...Array(20).fill(2), , 1]], [[...Array(20).fill(2), undefined, 1]], [[...Array(20).fill(2.5), Infinity, -Infinity, 1e300]], [Array.from({ length: 30 }, (_, i) => String(i * 7 % 10))]]',
    ],
  },
}

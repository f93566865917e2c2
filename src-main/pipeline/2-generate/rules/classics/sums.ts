/** J110 to J113: sums and extremes over parts of a list, in one pass. Whole numbers of 32 bits add up exactly in any order. */
import type { Classic, Shape } from './classic.ts'

/** No sum of so many whole numbers of 32 bits is above 2^53. */
const summable = ['a.length > 32', 'a.length < 2097152']
const window = ['Number.isInteger(k)', 'k > 4', 'a.length > 32', 'k <= a.length', 'a.length < 2097152']
const exact = 'proved: whole numbers of 32 bits add up exactly in any order'
const lists =
  '[[[]], [[5]], [[-1, -2]], [[NaN, 1]], [[0.1, 0.2, 0.3]], [Array.from({ length: 40 }, (_, i) => (i * 7) % 11 - 5)], [Array.from({ length: 40 }, (_, i) => i % 3 === 0 ? 0.1 : -0.2)], [Array(40).fill(-3)], [[...Array(40).fill(1), NaN]], [[...Array(40).fill(1), , 2]]]'
const listsAnd = (second: string): string =>
  `[[[], ${second}], [[5], ${second}], [Array.from({ length: 40 }, (_, i) => (i * 7) % 11 - 5), ${second}], [Array.from({ length: 40 }, (_, i) => i % 3 === 0 ? 0.1 : -0.2), ${second}], [[...Array(40).fill(1), NaN], ${second}], [Array(40).fill(-3), ${second}], [[...Array(40).fill(1), '2'], ${second}]]`

const starts = '«-Infinity|0|a[0]»'

const sumOfRuns = [
  ['for (let j = i; j < a.length; j++) { sum += a[j]; use§ }', 'j', 'j + 1', 'j - i + 1'],
  ['for (let n = 1; n <= a.length - i; n++) { sum += a[i + n - 1]; use§ }', 'i + n - 1', 'i + n', 'n'],
] as const
/** With where the best run lies: the first one that begins first, of those that begin together the shortest. */
const placed = (start: string): readonly Shape[] =>
  [1, 2, 3].map((kind): Shape => ({
    slow: sumOfRuns.map(([loop, ...kinds]) => {
      const test = start === 'null' ? 'best === null || sum > best' : 'sum > best'
      const use = `if (${test}) { best = sum; first = i; last = ${kinds[kind - 1]!} }`
      return `let first = 0; let last = «0|-1»; let best = ${start}; for (let i = 0; i < a.length; i++) { let sum = 0; ${loop.replace('use§', use)} }`
    }),
    results: ['first', 'last', 'best'],
    lists: ['a'],
    when: summable,
    fast: `
let run = 0
let from = 0
for (let j = 0; j < a.length; j++) {
  if (run < 0) {
    run = 0
    from = j
  }
  run += a[j]⟨!⟩
  if (${start === 'null' ? 'best === null || ' : ''}run > best) {
    best = run
    first = from
    last = ${['j', 'j + 1', 'j - from + 1'][kind - 1]!}
  }
}`,
  }))

const best: Classic = {
  id: 'J110',
  title: 'Best run in one pass',
  shortName: 'best-run-in-one-pass',
  gains: [
    [100, 15],
    [1000, 200],
  ],
  reason:
    'The sums of all runs were compared. One pass that drops a run as soon as its sum is of no help finds the same greatest sum.',
  facts: [exact],
  shapes: [
    {
      slow: [
        `let best = ${starts}; for (let i = 0; i < a.length; i++) { let sum = 0; for (let j = i; j < a.length; j++) { sum += a[j]; best = Math.max(best, sum) } }`,
        `let best = ${starts}; for (let i = 0; i < a.length; i++) for (let j = i; j < a.length; j++) { let sum = 0; for (let k = i; k <= j; k++) sum += a[k]; best = Math.max(best, sum) }`,
        `let best = ${starts}; for (let i = 0; i < a.length; i++) for (let j = i; j < a.length; j++) best = Math.max(best, a.slice(i, j + 1).reduce((x, y) => x + y, 0))`,
        `let best = ${starts}; for (let i = 0; i < a.length; i++) for (let j = i + 1; j <= a.length; j++) best = Math.max(best, a.slice(i, j).reduce((x, y) => x + y, 0))`,
      ],
      results: ['best'],
      lists: ['a'],
      when: summable,
      fast: `
let run = 0
for (let j = 0; j < a.length; j++) {
  run = run > 0 ? run + a[j]⟨!⟩ : a[j]⟨!⟩
  if (run > best) best = run
}`,
    },
    ...['null', '-Infinity', '0'].flatMap(placed),
  ],
  probes: { 1: [lists] },
}

const sumOfWindow = [
  'let sum = 0; for (let j = i; j < i + k; j++) sum += a[j]; use§',
  'let sum = 0; for (let j = 0; j < k; j++) sum += a[i + j]; use§',
  'let sum = a.slice(i, i + k).reduce((x, y) => x + y, 0); use§',
]
const windowed = (first: string, use: string, fastUse: string, results: readonly string[]): Shape => ({
  slow: sumOfWindow.map(each => `${first}for (let i = 0; i <= a.length - k; i++) { ${each.replace('use§', use)} }`),
  results,
  lists: ['a'],
  when: window,
  fast: `
let sum = 0
for (let j = 0; j < a.length; j++) {
  sum += a[j]⟨!⟩
  if (j >= k) sum -= a[j - k]⟨!⟩
  if (j >= k - 1) ${fastUse}
}`,
})

const windows: Classic = {
  id: 'J111',
  title: 'Sliding sum of a window',
  shortName: 'sliding-window-sum',
  gains: [
    [100, 4],
    [1000, 30],
  ],
  reason: 'Each window was added up from its start. A sliding sum adds the next element and takes the last one away.',
  facts: [exact],
  shapes: [
    windowed('let best = «-Infinity|0»; ', 'best = Math.max(best, sum)', 'best = Math.max(best, sum)', ['best']),
    windowed('let best = Infinity; ', 'best = Math.min(best, sum)', 'best = Math.min(best, sum)', ['best']),
    windowed('let list = []; ', 'list.push(sum)', 'list.push(sum)', ['list']),
    windowed('let list = []; ', 'list.push(sum / k)', 'list.push(sum / k)', ['list']),
  ],
  probes: { 2: ['1', '5', '6', '40', '41', '0', '-1', '2.5', "'6'", 'null'].map(listsAnd) },
}

const extremeOfWindow = (kind: 'max' | 'min'): Shape => {
  const [test, low] = kind === 'max' ? ['>', '-Infinity'] : ['<', 'Infinity']
  return {
    slow: [
      `let list = []; for (let i = 0; i <= a.length - k; i++) list.push(Math.${kind}(...a.slice(i, i + k)))`,
      `let list = []; for (let i = 0; i <= a.length - k; i++) { let top = a[i]; for (let j = «i|i + 1»; j < i + k; j++) if (a[j] ${test} top) top = a[j]; list.push(top) }`,
      `let list = []; for (let i = 0; i <= a.length - k; i++) { let top = a[i]; for (let j = «0|1»; j < k; j++) if (a[i + j] ${test} top) top = a[i + j]; list.push(top) }`,
      `let list = []; for (let i = 0; i <= a.length - k; i++) { let top = ${low}; for (let j = i; j < i + k; j++) if (a[j] ${test} top) top = a[j]; list.push(top) }`,
      `let list = []; for (let i = 0; i <= a.length - k; i++) { let top = ${low}; for (let j = 0; j < k; j++) if (a[i + j] ${test} top) top = a[i + j]; list.push(top) }`,
    ],
    results: ['list'],
    lists: ['a'],
    when: [...window, 'k < 50000'],
    fast: `
const waiting = new Int32Array(a.length)
let head = 0
let tail = 0
for (let j = 0; j < a.length; j++) {
  // Whatever is not better than the newest can never be the best again.
  while (tail > head && a[waiting[tail - 1]⟨!⟩]⟨!⟩ ${test === '>' ? '<=' : '>='} a[j]⟨!⟩) tail--
  waiting[tail] = j
  tail++
  if (waiting[head]⟨!⟩ <= j - k) head++
  if (j >= k - 1) list.push(a[waiting[head]⟨!⟩]⟨!⟩)
}`,
  }
}

const tops: Classic = {
  id: 'J112',
  title: 'Extremes of windows by a queue',
  shortName: 'window-extremes-by-queue',
  gains: [
    [100, 2],
    [1000, 20],
  ],
  reason: 'Each window was searched anew. A queue of those that may still become the best gives each window its extreme at once.',
  facts: ['proved: an element that is older and not better than another can never be the answer'],
  shapes: [extremeOfWindow('max'), extremeOfWindow('min')],
  probes: { 2: ['1', '5', '6', '40', '41', '0', '-1', '2.5', "'6'", 'null'].map(listsAnd) },
}

const inner = (head: string, side: string): string => `for (let ${head}; j++) ${side} += a[j]`
const balanceSums = [
  `let left = 0; let right = 0; ${inner('j = 0; j < i', 'left')}; ${inner('j = i + 1; j < a.length', 'right')};`,
  `let left = a.slice(0, i).reduce((x, y) => x + y, 0); let right = a.slice(i + 1).reduce((x, y) => x + y, 0);`,
]
/** The tallest to the left and to the right, the position itself included. */
const heights = (low: string, toLeft: string, toRight: string): string =>
  `let total = 0; for (let i = 0; i < a.length; i++) { let left = ${low}; let right = ${low}; for (let ${toLeft}) left = Math.max(left, a[j]); for (let ${toRight}) right = Math.max(right, a[j]); total += Math.min(left, right) - a[i] }`
/** Only neighbours count, and what stands above them holds nothing. */
const basins = [
  'let level = Math.min(left, right); if (level > a[i]) total += level - a[i]',
  'total += Math.max(0, Math.min(left, right) - a[i])',
].map(
  add =>
    `let total = 0; for (let i = 0; i < a.length; i++) { let left = 0; let right = 0; for (let «j = i - 1; j >= 0; j--|j = 0; j < i; j++») left = Math.max(left, a[j]); for (let j = i + 1; j < a.length; j++) right = Math.max(right, a[j]); ${add} }`,
)
const water = (low: string, toRight: string): readonly string[] => [
  heights(low, 'j = 0; j <= i; j++', toRight),
  heights(low, 'j = i; j >= 0; j--', toRight),
]
const waterFast = (low: string): string => `
const tallest = new Int32Array(a.length)
for (let j = a.length - 1, right = ${low}; j >= 0; j--) {
  right = Math.max(right, a[j]⟨!⟩)
  tallest[j] = right
}
for (let i = 0, left = ${low}; i < a.length; i++) {
  left = Math.max(left, a[i]⟨!⟩)
  total += Math.min(left, tallest[i]⟨!⟩) - a[i]⟨!⟩
}`

const sides: Classic = {
  id: 'J113',
  title: 'Both sides carried along',
  shortName: 'both-sides-carried-along',
  gains: [
    [100, 15],
    [1000, 250],
  ],
  reason:
    'For each position both sides were gone through again. What they come to is carried along from one position to the next.',
  facts: [exact],
  shapes: [
    {
      slow: balanceSums.map(each => `for (let i = 0; i < a.length; i++) { ${each} if (left === right) return i }`),
      lists: ['a'],
      when: summable,
      fast: `
let left = 0
let right = 0
for (let j = 0; j < a.length; j++) right += a[j]⟨!⟩
for (let i = 0; i < a.length; i++) {
  right -= a[i]⟨!⟩
  if (left === right) return i
  left += a[i]⟨!⟩
}`,
    },
    ...['0', '-Infinity'].map((low): Shape => ({
      slow: water(low, 'j = i; j < a.length; j++'),
      results: ['total'],
      lists: ['a'],
      when: summable,
      fast: waterFast(low),
    })),
    { slow: basins, results: ['total'], lists: ['a'], when: summable, fast: waterFast('0') },
    {
      slow: [
        ...water('a[i]', 'j = i; j < a.length; j++'),
        ...water('a[i]', 'j = i + 1; j < a.length; j++'),
        heights('a[i]', 'j = 0; j < i; j++', 'j = i + 1; j < a.length; j++'),
        heights('a[i]', 'j = i - 1; j >= 0; j--', 'j = i + 1; j < a.length; j++'),
      ],
      results: ['total'],
      lists: ['a'],
      when: summable,
      fast: waterFast('-Infinity'),
    },
  ],
  probes: {
    1: [
      lists,
      '[[[3, 0, 2, ...Array(40).fill(1), 4]], [[-3, -5, -2, ...Array(40).fill(-7), -4]], [[1, 2, ...Array(40).fill(0), 3]]]',
    ],
  },
}

export const sumClassics: readonly Classic[] = [best, windows, tops, sides]

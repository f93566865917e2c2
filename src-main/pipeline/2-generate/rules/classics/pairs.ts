/** J114 to J117: all pairs of a list, by one pass that keeps what it needs of the elements before. */
import type { Classic, Shape } from './classic.ts'

const long = ['a.length > 32', 'a.length < 2097152']
const target = 'Number.isSafeInteger(goal)'
const lists =
  '[[[]], [[5]], [[2, 1]], [[NaN, 1]], [Array.from({ length: 40 }, (_, i) => (i * 7) % 11 - 5)], [Array.from({ length: 40 }, (_, i) => 40 - i)], [Array.from({ length: 40 }, (_, i) => i % 3 === 0 ? 0.1 : -0.2)], [[...Array(40).fill(1), NaN]], [[...Array(40).fill(1), , 2]], [Array(40).fill(-2)]]'
const goals = ['2', '-3', '0', '-0', '2.5', 'NaN', "'2'", 'null', '11'].map(
  each =>
    `[[[], ${each}], [[1, 1], ${each}], [[5, -3, 1], ${each}], [Array.from({ length: 40 }, (_, i) => (i * 7) % 11 - 5), ${each}], [Array(40).fill(1), ${each}], [[...Array(40).fill(7), 1, 0.1, 1.9], ${each}], [[...Array(40).fill(7), '1', 1], ${each}]]`,
)

const heads = 'for (let i = 0; «i < a.length|i < a.length - 1»; i++) for (let j = i + 1; j < a.length; j++)'

const found = (answer: string): Shape => ({
  slow: [`${heads} if (a[i] + a[j] === goal) return ${answer}`],
  lists: ['a'],
  when: [...long, target],
  fast: `
const lastAt = new Map⟨<number, number>⟩()
for (let i = 0; i < a.length; i++) lastAt.set(a[i]⟨!⟩, i)
for (let i = 0; i < a.length; i++) {
  const other = goal - a[i]⟨!⟩
  const last = lastAt.get(other)
  if (last === undefined || last <= i) continue
  let j = i + 1
  while (a[j] !== other) j++
  return ${answer}
}`,
})

const sums: Classic = {
  id: 'J114',
  title: 'Pairs with a sum by a table',
  shortName: 'pairs-by-table',
  gains: [
    [100, 1.7],
    [1000, 12],
    [5000, 50],
  ],
  reason: 'Every pair was added up. A table of the values answers at once whether the other half of the sum is there.',
  facts: ['proved: the pair that is found first is the same', 'proved: differences of whole numbers are exact'],
  shapes: [
    ...['[i, j]', '[j, i]', '[a[i], a[j]]', 'answer'].map(found),
    {
      slow: [`let count = 0; ${heads} if (a[i] + a[j] === goal) count++`],
      results: ['count'],
      lists: ['a'],
      when: [...long, target],
      fast: `
const seen = new Map⟨<number, number>⟩()
for (let j = 0; j < a.length; j++) {
  count += seen.get(goal - a[j]⟨!⟩) ?? 0
  seen.set(a[j]⟨!⟩, (seen.get(a[j]⟨!⟩) ?? 0) + 1)
}`,
    },
    {
      slow: [
        'let count = 0; for (let i = 0; «i < a.length|i < a.length - 2|i < a.length - 1»; i++) for (let j = i + 1; «j < a.length|j < a.length - 1»; j++) for (let k = j + 1; k < a.length; k++) if (a[i] + a[j] + a[k] === goal) count++',
      ],
      results: ['count'],
      lists: ['a'],
      when: [...long, target],
      fast: `
const seen = new Map⟨<number, number>⟩()
for (let j = 0; j < a.length; j++) {
  // Sums of two elements before j.
  for (let k = j + 1; k < a.length; k++) count += seen.get(goal - a[j]⟨!⟩ - a[k]⟨!⟩) ?? 0
  seen.set(a[j]⟨!⟩, (seen.get(a[j]⟨!⟩) ?? 0) + 1)
}`,
    },
    {
      slow: [
        'let count = 0; for (let i = 0; i < a.length; i++) { let sum = 0; for (let j = i; j < a.length; j++) { sum += a[j]; if (sum === goal) count++ } }',
        'let count = 0; for (let i = 0; i < a.length; i++) for (let j = i; j < a.length; j++) { let sum = 0; for (let k = i; k <= j; k++) sum += a[k]; if (sum === goal) count++ }',
      ],
      results: ['count'],
      lists: ['a'],
      when: [...long, target],
      fast: `
const seen = new Map([[0, 1]])
let sum = 0
for (let j = 0; j < a.length; j++) {
  sum += a[j]⟨!⟩
  count += seen.get(sum - goal) ?? 0
  seen.set(sum, (seen.get(sum) ?? 0) + 1)
}`,
    },
  ],
  probes: { 2: goals },
}

const trades: Classic = {
  id: 'J115',
  title: 'Best pair in one pass',
  shortName: 'best-pair-in-one-pass',
  gains: [
    [100, 20],
    [1000, 300],
  ],
  reason: 'Every pair was compared. For each element only the best of those before it counts, and that is carried along.',
  facts: ['proved: differences of whole numbers of 32 bits are exact'],
  shapes: [
    {
      slow: [`let best = «0|-Infinity»; ${heads} best = Math.max(best, a[j] - a[i])`],
      results: ['best'],
      lists: ['a'],
      when: long,
      fast: `
let least = a[0]⟨!⟩
for (let j = 1; j < a.length; j++) {
  best = Math.max(best, a[j]⟨!⟩ - least)
  least = Math.min(least, a[j]⟨!⟩)
}`,
    },
    {
      slow: [`let best = 0; ${heads} best = Math.max(best, Math.min(a[i], a[j]) * (j - i))`],
      results: ['best'],
      lists: ['a'],
      when: long,
      fast: `
for (let i = 0, j = a.length - 1; i < j; ) {
  best = Math.max(best, Math.min(a[i]⟨!⟩, a[j]⟨!⟩) * (j - i))
  // The lower wall can do no better with a nearer one.
  if (a[i]⟨!⟩ < a[j]⟨!⟩) i++
  else j--
}`,
    },
  ],
  probes: { 1: [lists] },
}

const inversions: Classic = {
  id: 'J116',
  title: 'Inversions counted while merging',
  shortName: 'inversions-by-merging',
  gains: [
    [100, 3],
    [1000, 20],
  ],
  reason: 'Every pair was compared. Merging sorted halves counts the pairs in the wrong order in one step for many.',
  facts: ['proved: an element that is merged after k greater ones of the left half stands behind exactly those'],
  shapes: [
    {
      slow: [`let count = 0; ${heads} if (a[i] > a[j]) count++`],
      results: ['count'],
      lists: ['a'],
      when: ['a.length > 64', 'a.length < 2097152'],
      fast: `
let from = Int32Array.from(a)
let to = new Int32Array(a.length)
for (let width = 1; width < a.length; width *= 2) {
  for (let low = 0; low < a.length; low += 2 * width) {
    const middle = Math.min(low + width, a.length)
    const high = Math.min(low + 2 * width, a.length)
    let i = low
    let j = middle
    for (let k = low; k < high; k++) {
      if (j >= high || (i < middle && from[i]⟨!⟩ <= from[j]⟨!⟩)) to[k] = from[i++]⟨!⟩
      else {
        to[k] = from[j++]⟨!⟩
        count += middle - i
      }
    }
  }
  const done = to
  to = from
  from = done
}`,
    },
  ],
  probes: { 1: [lists, '[[Array.from({ length: 100 }, (_, i) => (i * 37) % 50)]]'] },
}

/** How long the rise is that ends at each element. */
const lengthsOf = (step: string): readonly string[] => [
  `let best = new Array(a.length).fill(1); for (let i = «0|1»; i < a.length; i++) for (let j = 0; j < i; j++) ${step}`,
  `let best = new Array(a.length).fill(1); let j = 0; let i = 1; while (i < a.length) { ${step}; j++; if (j === i) { i++; j = 0 } }`,
]

const order: Classic = {
  id: 'J117',
  title: 'Runs, majorities and rises in one pass',
  shortName: 'runs-in-one-pass',
  gains: [
    [100, 3],
    [1000, 40],
  ],
  reason:
    'For each element the whole list was gone through. A set, a vote or a list of best ends gives the answer in about one pass.',
  facts: ['proved: the answer depends on the values and their order only'],
  shapes: [
    {
      slow: [
        'let best = «0|1»; for (let i = 0; i < a.length; i++) { let value = a[i]; let length = 1; while («a.includes(value + 1)|a.indexOf(value + 1) !== -1») { value++; length++ } best = Math.max(best, length) }',
      ],
      results: ['best'],
      lists: ['a'],
      when: long,
      fast: `
const values = new Set(a)
for (const value of values) {
  if (values.has(value - 1)) continue
  let length = 1
  while (values.has(value + length)) length++
  best = Math.max(best, length)
}`,
    },
    {
      slow: [
        'for (let i = 0; i < a.length; i++) { let count = 0; for (let j = 0; j < a.length; j++) if (a[j] === a[i]) count++; if (count > a.length / 2) return a[i] }',
        'for (let i = 0; i < a.length; i++) { let count = 0; for (let j = 0; j < a.length; j++) if (a[j] === a[i]) count++; if (count > Math.floor(a.length / 2)) return a[i] }',
      ],
      lists: ['a'],
      when: long,
      fast: `
let value = a[0]⟨!⟩
let votes = 0
for (const each of a) {
  if (votes === 0) value = each
  votes += each === value ? 1 : -1
}
let count = 0
for (const each of a) if (each === value) count++
if (count > a.length / 2) return value`,
    },
    {
      slow: [
        'if (a[j] < a[i]) best[i] = Math.max(best[i], best[j] + 1)',
        'if (a[i] > a[j] && best[i] < best[j] + 1) best[i] = best[j] + 1',
      ].flatMap(step =>
        lengthsOf(step).flatMap(lengths => [
          `${lengths}; return Math.max(...best)`,
          `${lengths}; let most = «0|1»; for (let k = «0|1»; k < «a.length|best.length»; k++) most = Math.max(most, best[k]); return most`,
        ]),
      ),
      lists: ['a'],
      when: ['a.length > 32', 'a.length < 100000'],
      fast: `
const ends = new Int32Array(a.length)
let size = 0
for (const each of a) {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]⟨!⟩ < each) low = middle + 1
    else high = middle
  }
  ends[low] = each
  if (low === size) size++
}
return size`,
    },
  ],
  probes: { 1: [lists] },
}

export const pairClassics: readonly Classic[] = [sums, trades, inversions, order]

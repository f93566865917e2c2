/** J140 to J143: texts and tables. Positions of a text are compared as units of UTF-16, as the slow code does. */
import type { Classic, Shape } from './classic.ts'

const text = 'typeof s === ‹string›'
const texts =
  '[[""], ["a"], ["ab"], ["abacdfgdcaba"], ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], ["abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"], ["😀a😀xyzzyx😀a😀bbbbbbbbbbbbbbbbbbbbbbb"], [["a", "b", "a"]], [null], [12321]]'

const around = (found: string): string => `
for (let center = 0; center < 2 * s.length - 1; center++) {
  let left = center >> 1
  let right = left + (center & 1)
  while (left >= 0 && right < s.length && s[left] === s[right]) {
    left--
    right++
  }
  ${found}
}`

const pieces = [
  'let i = 0; i < s.length; i++) for (let j = i; j < s.length; j++',
  'let i = 0; i < s.length; i++) for (let j = i + 1; j <= s.length; j++',
]
const piece = (head: string): string => (head.includes('j <= s.length') ? 's.slice(i, j)' : 's.slice(i, j + 1)')
/** How the part is compared with itself turned round, and what must hold of the text: characters of two units are turned as one. */
const turned = [
  { test: 'palindrome(part)', when: [text, 's.length > 8'] },
  { test: 'part === [...part].reverse().join("")', when: [text, 's.length > 8', 'Array.from(s).length === s.length'] },
]

const longest = turned.map(({ test, when }): Shape => ({
  slow: pieces.map(
    head => `let best = ""; for (${head}) { let part = ${piece(head)}; if (${test} && part.length > best.length) best = part }`,
  ),
  mode: 'texts',
  results: ['best'],
  when,
  fast: `
let size = 0
let first = 0${around(
    `// Of equal length the one that begins first.
  const length = right - left - 1
  if (length > size || (length === size && left + 1 < first)) {
    size = length
    first = left + 1
  }`,
  )}
best = s.slice(first, first + size)`,
}))

const counted = turned.map(({ test, when }): Shape => ({
  slow: pieces.map(head => `let count = 0; for (${head}) { let part = ${piece(head)}; if (${test}) count++ }`),
  mode: 'texts',
  results: ['count'],
  when,
  fast: around('count += (right - left) >> 1'),
}))

const palindromes: Classic = {
  id: 'J140',
  title: 'Palindromes from their centres',
  shortName: 'palindromes-from-centres',
  gains: [
    [50, 30],
    [500, 3000],
  ],
  reason: 'Every part of the text was turned round and compared. From each centre a palindrome grows as far as it goes.',
  facts: ['proved: a palindrome is found at its centre with all shorter ones around the same centre'],
  shapes: [...longest, ...counted],
  probes: { 1: [texts] },
}

const unique: Classic = {
  id: 'J141',
  title: 'Window without repeated letters',
  shortName: 'window-without-repeats',
  gains: [
    [100, 8],
    [1000, 15],
  ],
  reason: 'From every position the text was read again until a letter came twice. A window that moves on reads each letter once.',
  facts: ['proved: a window that begins behind the earlier of two equal letters is the longest that ends here'],
  shapes: [
    {
      slow: [
        'let best = 0; for (let i = 0; i < s.length; i++) { let seen = new Set(); for (let j = i; j < s.length; j++) { if (seen.has(s[j])) break; seen.add(s[j]); best = Math.max(best, j - i + 1) } }',
        'let best = 0; for (let i = 0; i < s.length; i++) { let seen = new Set(); let j = i; while (j < s.length && !seen.has(s[j])) { seen.add(s[j]); j++ } best = Math.max(best, j - i) }',
        'let best = 0; for (let i = 0; i < s.length; i++) { let seen = new Set(); for (let j = i; j < s.length; j++) { if (seen.has(s[j])) break; seen.add(s[j]); best = Math.max(best, seen.size) } }',
      ],
      mode: 'texts',
      results: ['best'],
      when: [text, 's.length > 32'],
      fast: `
const lastAt = new Map⟨<string, number>⟩()
for (let i = 0, j = 0; j < s.length; j++) {
  const letter = s.charAt(j)
  i = Math.max(i, (lastAt.get(letter) ?? -1) + 1)
  lastAt.set(letter, j)
  best = Math.max(best, j - i + 1)
}`,
    },
  ],
  probes: { 1: [texts] },
}

const once = (answer: string): Shape => ({
  slow: [
    `for (let i = 0; i < s.length; i++) { let again = false; for (let j = 0; j < s.length; j++) if (i !== j && s[i] === s[j]) { again = true; «break|» } if (!again) return ${answer} }`,
    `for (let i = 0; i < s.length; i++) { let count = 0; for (let j = 0; j < s.length; j++) if (s[i] === s[j]) count++; if (count === 1) return ${answer} }`,
    `for (let i = 0; i < s.length; i++) if (s.indexOf(s[i]) === s.lastIndexOf(s[i])) return ${answer}`,
  ],
  mode: 'texts',
  when: [text, 's.length > 32'],
  fast: `
const times = new Map⟨<string, number>⟩()
for (let j = 0; j < s.length; j++) times.set(s.charAt(j), (times.get(s.charAt(j)) ?? 0) + 1)
for (let i = 0; i < s.length; i++) {
  if (times.get(s.charAt(i)) === 1) return ${answer}
}`,
})

const single: Classic = {
  id: 'J142',
  title: 'Letters counted once',
  shortName: 'letters-counted-once',
  gains: [
    [100, 3],
    [1000, 25],
  ],
  reason: 'Letters were searched or sorted to know how often each comes. They are counted once.',
  facts: ['proved: a letter stands alone exactly when it is counted once'],
  shapes: [
    once('i'),
    once('s[i]'),
    once('answer'),
    {
      slow: ['return a.split("").sort().join("") === b.split("").sort().join("")'],
      mode: 'texts',
      when: ['typeof a === ‹string›', 'typeof b === ‹string›', 'a.length > 16'],
      fast: `
if (a.length !== b.length) return false
const times = new Map⟨<number, number>⟩()
for (let i = 0; i < a.length; i++) times.set(a.charCodeAt(i), (times.get(a.charCodeAt(i)) ?? 0) + 1)
for (let i = 0; i < b.length; i++) {
  const left = times.get(b.charCodeAt(i)) ?? 0
  if (left === 0) return false
  times.set(b.charCodeAt(i), left - 1)
}
return true`,
    },
  ],
  probes: { 1: [texts] },
}

const fill = (test: string): string => `let c = [];
for (let i = 0; i < a.length; i++) { ${test} }`
const product = (row: string, put: string): string =>
  fill(
    `${row} for (let j = 0; j < b[0].length; j++) { let sum = 0; for (let k = 0; k < «b.length|a[0].length|a[i].length»; k++) sum += a[i][k] * b[k][j]; ${put} }`,
  )

const matrices: Classic = {
  id: 'J143',
  title: 'Matrix product over rows',
  shortName: 'matrix-product-over-rows',
  gains: [
    [50, 1.5],
    [300, 4],
  ],
  reason: 'The second matrix was read down its columns, each time in another row. Columns are copied once and read in one piece.',
  facts: [
    'proved: every sum has the same additions in the same order',
    'guarded: both matrices are tables of numbers with rows of one length',
  ],
  shapes: [
    {
      slow: [
        product('c[i] = [];', 'c[i][j] = sum'),
        product('let row = [];', 'row.push(sum)').replace(/ \}$/, '; c.push(row) }'),
        product('c.push([]);', 'c[i].push(sum)'),
      ],
      results: ['c'],
      when: [
        'Array.isArray(a)',
        'Array.isArray(b)',
        'a.length > 8',
        'b.length > 8',
        'Array.isArray(b[0])',
        'a.every(each => Array.isArray(each) && each.length === b.length && each.every(x => typeof x === ‹number›))',
        'b.every(each => Array.isArray(each) && each.length === b[0].length && each.every(x => typeof x === ‹number›))',
      ],
      fast: `
const columns⟨: Float64Array[]⟩ = []
for (let j = 0; j < b[0]⟨!⟩.length; j++) columns.push(Float64Array.from(b, each => each[j]⟨!⟩))
for (const each of a) {
  const row⟨: number[]⟩ = []
  const left = Float64Array.from(each)
  for (const column of columns) {
    let sum = 0
    for (let k = 0; k < left.length; k++) sum += left[k]⟨!⟩ * column[k]⟨!⟩
    row.push(sum)
  }
  c.push(row)
}`,
    },
  ],
  probes: {},
}

export const textClassics: readonly Classic[] = [palindromes, unique, single, matrices]

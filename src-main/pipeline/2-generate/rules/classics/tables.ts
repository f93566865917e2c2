/** J144 and J145: tables of which only one row at a time is asked. The row before is written over, in a typed array. */
import type { Classic, Shape } from './classic.ts'

const table = (rows: string, columns: string, fill: string): string =>
  `let d = Array(${rows}).fill(0).map(() => Array(${columns}).fill(${fill}));`
const firstColumn = 'for (let i = 0; i <= a.length; i++) d[i][0] = i;'
const firstRow = 'for (let j = 0; j <= b.length; j++) d[0][j] = j;'
const cells = 'for (let i = 1; i <= a.length; i++) for (let j = 1; j <= b.length; j++)'
const equal = 'a[i - 1] === b[j - 1]'
const texts = ['typeof a === ‹string›', 'typeof b === ‹string›', 'a.length > 8', 'b.length > 8', 'b.length < 1000000']
const words =
  '[["", ""], ["a", ""], ["", "abc"], ["kitten and mitten", "sitting and mating"], ["aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaab"], ["flaw in the lawn, 😀", "lawn in the flaw, 😁"], [[1, 2, 3], [2, 3]], ["intention intention", [..."execution execution"]], [null, "a"], ["ab", "abcdefghijk"]]'

/** Starts of the table of distances: the first row and the first column count up. */
const starts = [
  ...['0', 'null', 'Infinity', '-1', '99999', 'undefined'].flatMap(fill =>
    [firstColumn + firstRow, firstRow + firstColumn].map(each => table('a.length + 1', 'b.length + 1', fill) + each),
  ),
  `let d = []; for (let i = 0; i <= a.length; i++) d[i] = [i]; for (let j = «0|1»; j <= b.length; j++) d[0][j] = j;`,
]
const steps = [
  `d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (${equal} ? 0 : 1))`,
  `if (${equal}) d[i][j] = d[i - 1][j - 1]; else d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + 1)`,
  `if (${equal}) d[i][j] = d[i - 1][j - 1]; else d[i][j] = Math.min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1]) + 1`,
]
const codes = `
const codes = new Uint16Array(b.length)
for (let j = 0; j < b.length; j++) codes[j] = b.charCodeAt(j)`

const distances: Shape = {
  slow: starts.flatMap(start => steps.map(step => `${start} ${cells} ${step}; return d[a.length][b.length]`)),
  when: texts,
  fast: `${codes}
const row = new Uint32Array(b.length + 1)
for (let j = 0; j <= b.length; j++) row[j] = j
for (let i = 1; i <= a.length; i++) {
  const code = a.charCodeAt(i - 1)
  let corner = i - 1
  let left = i
  for (let j = 1; j <= b.length; j++) {
    const above = row[j]⟨!⟩
    if (code === codes[j - 1]) left = corner
    else left = Math.min(left, above, corner) + 1
    row[j] = left
    corner = above
  }
}
return row[b.length]⟨!⟩`,
}

const common: Shape = {
  slow: [
    ...['0'].map(fill => table('a.length + 1', 'b.length + 1', fill)),
    ...['0', 'null'].flatMap(fill =>
      [
        'for (let i = 0; i <= a.length; i++) d[i][0] = 0; for (let j = 0; j <= b.length; j++) d[0][j] = 0;',
        'for (let j = 0; j <= b.length; j++) d[0][j] = 0; for (let i = 0; i <= a.length; i++) d[i][0] = 0;',
      ].map(each => table('a.length + 1', 'b.length + 1', fill) + each),
    ),
  ].map(
    start =>
      `${start} ${cells} if (${equal}) d[i][j] = d[i - 1][j - 1] + 1; else d[i][j] = Math.max(d[i - 1][j], d[i][j - 1]); return d[a.length][b.length]`,
  ),
  when: texts,
  fast: `${codes}
const row = new Uint32Array(b.length + 1)
for (let i = 0; i < a.length; i++) {
  const code = a.charCodeAt(i)
  let corner = 0
  let left = 0
  for (let j = 1; j <= b.length; j++) {
    const above = row[j]⟨!⟩
    if (code === codes[j - 1]) left = corner + 1
    else if (above > left) left = above
    row[j] = left
    corner = above
  }
}
return row[b.length]⟨!⟩`,
}

const alignments: Classic = {
  id: 'J144',
  title: 'One row instead of a table of two texts',
  shortName: 'row-instead-of-text-table',
  gains: [
    [20, 2],
    [1000, 8],
  ],
  reason:
    'A whole table was kept of which only its last cell is asked. One row of numbers that is written over does, and letters are read as codes.',
  facts: ['proved: a cell depends on its own row and the one before only'],
  shapes: [distances, common],
  probes: { 2: [words] },
}

const knapsack: Shape = {
  slow: ['0', '1'].map(
    first =>
      `${table('w.length + 1', 'room + 1', '0')} for (let i = 1; i <= w.length; i++) for (let j = ${first}; j <= room; j++) if («w[i - 1] <= j») d[i][j] = Math.max(v[i - 1] + d[i - 1][j - w[i - 1]], d[i - 1][j]); else d[i][j] = d[i - 1][j]; return d[w.length][room]`,
  ),
  lists: ['w', 'v'],
  when: ['Number.isInteger(room)', 'room > 16', 'room < 10000000', 'w.length === v.length', 'w.every(each => each > 0)'],
  fast: `
const row = new Float64Array(room + 1)
for (let i = 0; i < w.length; i++) {
  const weight = w[i]⟨!⟩
  const worth = v[i]⟨!⟩
  for (let j = room; j >= weight; j--) row[j] = Math.max(worth + row[j - weight]⟨!⟩, row[j]⟨!⟩)
}
return row[room]⟨!⟩`,
  probes: {
    3: [
      '[[0, [], []], [20, [3, 4, 5], [30, 50, 60]], [30, [5, 5, 7], [-3, 10, 1]], [40, [0, 2], [1, 2]], [40, [-1, 2], [1, 2]], [17.5, [1], [2]], [20, [1.5], [2]], [20, [1, 2], [2]], ["20", [1], [2]], [50, [10, 20, 30], [60, 100, 120]]]',
    ],
  },
}

const partitions: Shape = {
  slow: ['null', '0'].map(
    fill =>
      `${table('n + 1', 'n + 1', fill)} for (let j = «0|1»; j <= n; j++) d[0][j] = 0; for (let i = 0; i <= n; i++) d[i][0] = 1; for (let i = 1; i <= n; i++) for (let j = 1; j <= n; j++) if (i > j) d[i][j] = d[i - 1][j]; else d[i][j] = d[i - 1][j] + d[i][j - i]; return d[n][n]`,
  ),
  when: ['Number.isInteger(n)', 'n > 8', 'n < 100000'],
  fast: `
const row = new Float64Array(n + 1)
row[0] = 1
for (let i = 1; i <= n; i++) {
  for (let j = i; j <= n; j++) row[j] = row[j]⟨!⟩ + row[j - i]⟨!⟩
}
return row[n]⟨!⟩`,
}

const ones = (rows: string, columns: string): string =>
  `for (let i = 0; i < ${rows}; i++) d[i][0] = 1; for (let j = 0; j < ${columns}; j++) d[0][j] = 1;`
const paths: Shape = {
  slow: [
    `${table('m', 'n', '1')}`,
    ...['0', 'null'].map(fill => table('m', 'n', fill) + ones('m', 'n')),
    ...['0', 'null'].map(
      fill => `${table('m', 'n', fill)} for (let j = 0; j < n; j++) d[0][j] = 1; for (let i = 0; i < m; i++) d[i][0] = 1;`,
    ),
  ].map(
    start =>
      `${start} for (let i = 1; i < m; i++) for (let j = 1; j < n; j++) d[i][j] = d[i - 1][j] + d[i][j - 1]; return d[m - 1][n - 1]`,
  ),
  when: ['Number.isInteger(m)', 'Number.isInteger(n)', 'm > 8', 'n > 8', 'm < 100000', 'n < 10000000'],
  fast: `
const row = new Float64Array(n).fill(1)
for (let i = 1; i < m; i++) {
  for (let j = 1; j < n; j++) row[j] = row[j]⟨!⟩ + row[j - 1]⟨!⟩
}
return row[n - 1]⟨!⟩`,
  probes: { 2: ['[[1, 1], [3, 7], [9, 9], [20, 30], [600, 600], [9.5, 10], ["10", 10]]'] },
}

const counts: Classic = {
  id: 'J145',
  title: 'One row instead of a table',
  shortName: 'row-instead-of-table',
  gains: [
    [100, 2],
    [1000, 6],
  ],
  reason: 'A whole table was kept of which only its last cell is asked. One row of numbers that is written over does.',
  facts: [
    'proved: a cell depends on its own row and the one before only',
    'proved: the additions are the same, in the same order',
  ],
  shapes: [knapsack, partitions, paths],
  probes: { 1: ['[[0], [1], [5], [9], [20], [400], [9.5], ["12"], [null]]'] },
}

export const tableClassics: readonly Classic[] = [alignments, counts]

/** J107 to J109: common divisors by Euclid, powers by squaring, sums and roots by formula; for whole numbers only. */
import type { Classic } from './classic.ts'

const positive = ['Number.isSafeInteger(a)', 'Number.isSafeInteger(b)', 'a > 0', 'b > 0']
const euclid = `
let x = a
let y = b
while (y !== 0) {
  const rest = x % y
  x = y
  y = rest
}`
const both = '«a % d === 0 && b % d === 0»'
const pairs =
  '[[12, 18], [7, 13], [1, 1], [100, 75], [0, 5], [5, 0], [-4, 6], [2.5, 5], ["12", 18], [17, 17], [1, 900], [null, 3]]'

/** These loops end for positive whole numbers only. */
const positivePairs = { 2: ['[[12, 18], [7, 13], [1, 1], [100, 75], [17, 17], [1, 90], [2.5, 5], [90, 12]]'] }

const divisor: Classic = {
  id: 'J107',
  title: 'Greatest common divisor by Euclid',
  shortName: 'divisor-by-euclid',
  gains: [
    [100, 4],
    [10000, 200],
  ],
  reason: 'All numbers were tried. The remainders of Euclid lead to the greatest common divisor in a few steps.',
  facts: ['proved: the greatest common divisor of two whole numbers is that of the smaller one and the remainder'],
  shapes: [
    {
      slow: [`let result = «1|0»; for (let d = 1; «d <= a && d <= b|d <= Math.min(a, b)»; d++) if (${both}) result = d`],
      results: ['result'],
      when: positive,
      fast: `${euclid}\nresult = x`,
    },
    {
      slow: [`for (let d = Math.min(a, b); «d > 0»; d--) if (${both}) return d`],
      when: positive,
      fast: `${euclid}\nreturn x`,
    },
    {
      slow: [`for (let d = Math.min(a, b); «d > 1»; d--) if (${both}) return d`],
      when: positive,
      fast: `${euclid}\nif (x > 1) return x`,
    },
    {
      slow: ['while (a !== b) { if («a > b») a -= b; else b -= a }', 'while (a !== b) { if («a < b») b -= a; else a -= b }'],
      results: ['a', 'b'],
      when: positive,
      fast: `${euclid}\na = x\nb = x`,
      probes: positivePairs,
    },
    {
      slow: [
        'let m = Math.max(a, b); while (m % a !== 0 || m % b !== 0) m++',
        'let m = Math.max(a, b); while (!(m % a === 0 && m % b === 0)) m++',
      ],
      results: ['m'],
      when: [...positive, 'a * b <= 9007199254740991'],
      fast: `${euclid}\nm = (a / x) * b`,
      probes: positivePairs,
    },
    {
      slow: ['let m = Math.max(a, b); while (true) { if (m % a === 0 && m % b === 0) return m; m++ }'],
      when: [...positive, 'a * b <= 9007199254740991'],
      fast: `${euclid}\nreturn (a / x) * b`,
      probes: positivePairs,
    },
    {
      slow: [
        'let m = Math.max(...a); let c = m; while (true) { if (a.every((x) => c % x === 0)) return c; c += m }',
        'let m = Math.max(...a); let c = m; while (!a.every((x) => c % x === 0)) c += m; return c',
      ],
      lists: ['a'],
      when: ['a.length > 1', 'a.every(each => each > 0)'],
      fast: `
let common = 1
for (const each of a) {
  let left = common
  let rest = each
  while (rest !== 0) {
    const next = left % rest
    left = rest
    rest = next
  }
  common *= each / left
  if (common > 9007199254740991) break
}
if (common <= 9007199254740991) return common`,
      probes: { 1: ['[[[2, 3]], [[4, 6, 10]], [[7, 7]], [[1]], [[12, 18, 5, 1]], [[13, 17, 19]], [[2.5, 5]], [["4", 6]]]'] },
    },
  ],
  probes: { 2: [pairs] },
}

const squaring = (one: string, two: string, zero: string): string => `
let square = base % modulus
for (let left = exponent; left > ${zero}; left = ${one === '1n' ? 'left / 2n' : 'Math.floor(left / 2)'}) {
  if (left % ${two} === ${one}) result = (result * square) % modulus
  square = (square * square) % modulus
}`
const bigs = [
  'typeof base === ‹bigint›',
  'typeof exponent === ‹bigint›',
  'typeof modulus === ‹bigint›',
  'base >= 0n',
  'exponent > 16n',
  'modulus > 0n',
]

const power: Classic = {
  id: 'J108',
  title: 'Modular power by squaring',
  shortName: 'modular-power-by-squaring',
  gains: [
    [100, 5],
    [10000, 500],
  ],
  reason:
    'The power was built factor by factor, or in full before its remainder. Squaring takes one step for each bit of the exponent.',
  facts: ['proved: remainders of whole numbers may be taken at each step', 'guarded: no product is above 2^53'],
  shapes: [
    {
      slow: ['return (base ** exponent) % modulus'],
      when: bigs,
      fast: `let result = 1n % modulus${squaring('1n', '2n', '0n')}\nreturn result`,
    },
    {
      slow: [
        'let result = 1; for (let i = 0; i < exponent; i++) result = (result * base) % modulus',
        'let result = 1; for (let i = 1; i <= exponent; i++) result = (result * base) % modulus',
      ],
      results: ['result'],
      when: [
        'Number.isSafeInteger(exponent)',
        'exponent > 16',
        'Number.isInteger(base)',
        'base > 0',
        'Number.isInteger(modulus)',
        'modulus > 0',
        'modulus <= 94906265',
        'base * modulus <= 9007199254740991',
      ],
      fast: `result = 1 % modulus${squaring('1', '2', '0')}`,
    },
    {
      slow: ['let result = 1n; for (let i = 0n; i < exponent; i++) result = (result * base) % modulus'],
      results: ['result'],
      when: bigs,
      fast: `result = 1n % modulus${squaring('1n', '2n', '0n')}`,
    },
  ],
  probes: {
    3: [
      '[[2, 10, 1000], [3, 200, 7], [0, 5, 3], [5, 0, 3], [5, 20, 1], [-2, 21, 5], [2.5, 20, 7], [2, 20.5, 7], [99, 17, 94906265], [2n, 40n, 7n], [-3n, 21n, 5n], [3n, 0n, 1n], [2n, -1n, 5n], [3n, 50n, 0n]]',
    ],
  },
}

const formula: Classic = {
  id: 'J109',
  title: 'Formula instead of counting up',
  shortName: 'formula-instead-of-counting',
  gains: [
    [100, 10],
    [10000, 1000],
  ],
  reason: 'A loop counted up to a result that a formula gives at once.',
  facts: ['proved: the formula is exact for whole numbers below 2^53'],
  shapes: [
    {
      slow: ['let sum = 0; for (let i = «1|0»; i <= n; i++) sum += i'],
      results: ['sum'],
      when: ['Number.isInteger(n)', 'n > 8', 'n < 94906265'],
      fast: 'sum = (n * (n + 1)) / 2',
    },
    {
      slow: ['let i = «0|1»; while ((i + 1) * (i + 1) <= n) i++'],
      results: ['i'],
      when: ['typeof n === ‹number›', 'n >= 16', 'n < 4503599627370496'],
      fast: `
i = Math.floor(Math.sqrt(n))
while (i * i > n) i--
while ((i + 1) * (i + 1) <= n) i++`,
    },
    {
      slow: ['let i = «0|1|2»; while (i * i <= n) i++'],
      results: ['i'],
      when: ['typeof n === ‹number›', 'n >= 16', 'n < 4503599627370496'],
      fast: `
i = Math.floor(Math.sqrt(n))
while (i * i > n) i--
while (i * i <= n) i++`,
    },
  ],
  probes: {
    1: ['[[0], [1], [8], [9], [10], [15], [16], [24], [25], [26], [99.9], [-4], [2.5], ["30"], [null], [NaN], [10000]]'],
  },
}

export const arithmeticClassics: readonly Classic[] = [divisor, power, formula]

/** J103 to J106: divisors and primes. What divides n comes in pairs of which one is not above the root of n. */
import type { Classic, Shape } from './classic.ts'

const whole = 'Number.isSafeInteger(n)'

const test: Classic = {
  id: 'J103',
  title: 'Divisors sought up to the square root',
  shortName: 'divisors-up-to-root',
  gains: [
    [1000, 15],
    [100000, 180],
  ],
  reason:
    'Every number up to n (or its half) was tried as a divisor. A divisor above the square root has a partner below it, so it is enough to try up to the root.',
  facts: ['proved: the smallest divisor above one is not above the square root, unless the number is prime'],
  shapes: [
    {
      slow: ['for (let d = 2; «d < n|d <= n / 2|d < n / 2|d <= n / 2 + 1|d < n / 2 + 1»; d++) if (n % d === 0) return answer'],
      when: [whole, 'n > 64'],
      fast: `
for (let d = 2; d * d <= n; d++) {
  if (n % d === 0) return answer
}`,
    },
    {
      slow: ['for (let d = 3; «d < n|d <= n / 2|d < n / 2»; «d++|d += 2») if (n % d === 0) return answer'],
      when: [whole, 'n > 64', 'n % 2 === 1'],
      fast: `
for (let d = 3; d * d <= n; d += 2) {
  if (n % d === 0) return answer
}`,
    },
    {
      slow: ['for (let d = 2; «d < n|d <= n / 2|d < n / 2»; d++) if (n % d === 0) { flag = answer; «break|» }'],
      results: ['flag'],
      when: [whole, 'n > 64'],
      fast: `
for (let d = 2; d * d <= n; d++) {
  if (n % d === 0) {
    flag = answer
    break
  }
}`,
    },
    {
      slow: ['for (let d = 3; «d < n|d <= n / 2|d < n / 2»; «d++|d += 2») if (n % d === 0) { flag = answer; «break|» }'],
      results: ['flag'],
      when: [whole, 'n > 64', 'n % 2 === 1'],
      fast: `
for (let d = 3; d * d <= n; d += 2) {
  if (n % d === 0) {
    flag = answer
    break
  }
}`,
    },
  ],
  probes: {
    1: ['[[1], [2], [3], [4], [25], [49], [64], [65], [121], [961], [997], [0], [-7], [2.5], ["49"], [null], [65.5], ["121"]]'],
  },
}

/** Heads of the loop, with the two ends of the pairs that they include. */
const ranges = [
  { head: 'd = 1; d <= n', one: true, last: true },
  { head: 'd = 1; «d < n|d <= n / 2|d <= n / 2 + 1|d < n / 2 + 1»', one: true, last: false },
  { head: 'd = 2; d <= n', one: false, last: true },
  { head: 'd = 2; «d < n|d <= n / 2|d <= n / 2 + 1|d < n / 2 + 1»', one: false, last: false },
]

const counted = ranges.map(({ head, one, last }): Shape => {
  const ends = Number(one) + Number(last)
  return {
    slow: [`let count = «0|1|2|3»; for (let ${head}; d++) if (n % d === 0) count++`],
    results: ['count'],
    when: [whole, 'n > 64'],
    fast: `${ends > 0 ? `\ncount += ${ends}` : ''}
for (let d = 2; d * d <= n; d++) {
  if (n % d === 0) count += d * d === n ? 1 : 2
}`,
  }
})

const added = ranges.map(({ head, one, last }): Shape => ({
  slow: [`let sum = «0|1»; for (let ${head}; d++) if (n % d === 0) sum += d`],
  results: ['sum'],
  when: [whole, 'n > 64', 'n < 4294967296'],
  fast: `${one || last ? `\nsum += ${[...(one ? ['1'] : []), ...(last ? ['n'] : [])].join(' + ')}` : ''}
for (let d = 2; d * d <= n; d++) {
  if (n % d === 0) sum += d * d === n ? d : d + n / d
}`,
}))

const listed = ranges.map(({ head, one, last }): Shape => ({
  slow: [`const list = []; for (let ${head}; d++) if (n % d === 0) list.push(d)`],
  results: ['list'],
  when: [whole, 'n > 64'],
  fast: `
const upper⟨: number[]⟩ = []${one ? '\nlist.push(1)' : ''}
for (let d = 2; d * d <= n; d++) {
  if (n % d === 0) {
    list.push(d)
    if (d * d !== n) upper.push(n / d)
  }
}
for (const each of upper.reverse()) list.push(each)${last ? '\nlist.push(n)' : ''}`,
}))

const all: Classic = {
  id: 'J104',
  title: 'Divisors found in pairs',
  shortName: 'divisors-in-pairs',
  gains: [
    [1000, 12],
    [100000, 150],
  ],
  reason: 'Every number up to n was tried as a divisor. Divisors come in pairs, so trying up to the square root finds all.',
  facts: ['proved: d divides n exactly when n / d does', 'proved: the divisors come in the same order'],
  shapes: [...counted, ...added, ...listed],
  probes: {
    1: [
      '[[1], [2], [6], [28], [36], [64], [65], [100], [496], [961], [997], [0], [-6], [7.5], ["36"], ["100"], [null], [100.5]]',
    ],
  },
}

/** These loops end for such numbers only. */
const odd = { 1: ['[[1], [5], [25], [65], [67], [77], [121], [961], [1001], [2401]]'] }

const factors: Classic = {
  id: 'J105',
  title: 'Prime factors up to the square root',
  shortName: 'factors-up-to-root',
  gains: [
    [1000, 6],
    [100000, 100],
  ],
  reason: 'Trial division went on up to the last factor. What is left when the divisor passes the square root of it is prime.',
  facts: ['proved: a number without a divisor up to its square root is prime'],
  shapes: [
    {
      slow: [
        'const list = []; let d = 2; while («n > 1|n !== 1») { if (n % d === 0) { list.push(d); n = «n / d|Math.floor(n / d)» } else d++ }',
        'const list = []; for (let d = 2; «d <= n|n > 1|n !== 1»; d++) while (n % d === 0) { list.push(d); n = «n / d|Math.floor(n / d)» }',
        'const list = []; let d = 2; while («d <= n») { if (n % d === 0) { list.push(d); n = «n / d|Math.floor(n / d)» } else d++ }',
      ],
      results: ['list', 'n'],
      when: [whole, 'n > 64'],
      fast: `
for (let d = 2; d * d <= n; d++) {
  while (n % d === 0) {
    list.push(d)
    n /= d
  }
}
if (n > 1) {
  list.push(n)
  n = 1
}`,
    },
    {
      slow: ['for (let d = 3; «d <= n|n > 1»; d += 2) while (n % d === 0) { list.push(d); n = «n / d|Math.floor(n / d)» }'],
      results: ['list', 'n'],
      when: [whole, 'n > 64', 'n % 2 === 1'],
      fast: `
for (let d = 3; d * d <= n; d += 2) {
  while (n % d === 0) {
    list.push(d)
    n /= d
  }
}
if (n > 1) {
  list.push(n)
  n = 1
}`,
      probes: odd,
    },
    {
      // Two in every six numbers.
      slow: [
        'let s = 6; while (n > 4) { while (n > 4 && n % (s - 1) === 0) { n = n / (s - 1); list.push(s - 1) } while (n > 4 && n % (s + 1) === 0) { n = n / (s + 1); list.push(s + 1) } s += 6 }',
        'let d = 5; while (n > 1) { while (n % d === 0) { list.push(d); n = n / d } while (n % (d + 2) === 0) { list.push(d + 2); n = n / (d + 2) } d += 6 }',
      ],
      results: ['list', 'n'],
      when: [whole, 'n > 64', 'n % 2 !== 0', 'n % 3 !== 0'],
      fast: `
for (let low = 5; low * low <= n; low += 6) {
  for (let d = low; d <= low + 2; d += 2) {
    while (n % d === 0) {
      list.push(d)
      n /= d
    }
  }
}
if (n > 1) {
  list.push(n)
  n = 1
}`,
      probes: odd,
    },
    {
      slow: [
        'let most = «-1|0|1»; for (let d = 2; «d <= n|n > 1|n !== 1»; d++) while (n % d === 0) { most = d; n = «n / d|Math.floor(n / d)» }',
        'let most = «-1|0|1»; let d = 2; while («d <= n|n > 1|n !== 1») { if (n % d === 0) { most = d; n = «n / d|Math.floor(n / d)» } else d++ }',
      ],
      results: ['most', 'n'],
      when: [whole, 'n > 64'],
      fast: `
for (let d = 2; d * d <= n; d++) {
  while (n % d === 0) {
    most = d
    n /= d
  }
}
if (n > 1) {
  most = n
  n = 1
}`,
    },
  ],
  probes: { 1: ['[[1], [2], [64], [65], [97], [100], [128], [221], [961], [997], [2310]]'] },
}

const prime =
  'let flag = true; for (let d = 2; «d < i|d <= i / 2|d * d <= i|d <= Math.sqrt(i)»; d++) if (i % d === 0) { flag = false; break }'
const sieve = (limit: string): string => `
const composite = new Uint8Array(${limit})
for (let i = 2; i < ${limit}; i++) {
  if (composite[i]) continue
  found§
  for (let multiple = i * i; multiple < ${limit}; multiple += i) composite[multiple] = 1
}`

const primes: Classic = {
  id: 'J106',
  title: 'Sieve instead of trial division',
  shortName: 'sieve-of-primes',
  gains: [
    [100, 2],
    [1000, 12],
    [10000, 100],
  ],
  reason: 'Every number was divided by all smaller ones. A sieve crosses out the multiples of each prime once.',
  facts: ['proved: a number is crossed out exactly when it has a smaller divisor'],
  shapes: (['i < limit', 'i <= limit'] as const).flatMap((bound): Shape[] => {
    const end = bound === 'i < limit' ? 'limit' : 'limit + 1'
    const when = ['Number.isInteger(limit)', 'limit > 64', 'limit < 100000000']
    const known = (first: string, use: string): string => `${first}; for (let i = «0|1|2»; ${bound}; i++) if (prime(i)) ${use}`
    return [
      {
        slow: [
          `const list = []; for (let i = 2; ${bound}; i++) { ${prime} if (flag) list.push(i) }`,
          known('const list = []', 'list.push(i)'),
        ],
        results: ['list'],
        when,
        fast: sieve(end).replace('found§', 'list.push(i)'),
      },
      {
        slow: [`let count = 0; for (let i = 2; ${bound}; i++) { ${prime} if (flag) count++ }`, known('let count = 0', 'count++')],
        results: ['count'],
        when,
        fast: sieve(end).replace('found§', 'count++'),
      },
      {
        slow: [`let sum = 0; for (let i = 2; ${bound}; i++) { ${prime} if (flag) sum += i }`, known('let sum = 0', 'sum += i')],
        results: ['sum'],
        when,
        fast: sieve(end).replace('found§', 'sum += i'),
      },
    ]
  }),
  probes: { 1: ['[[0], [2], [3], [64], [65], [66], [67], [100], [101], [121], [-5], [66.5], ["70"], [null]]'] },
}

export const divisorClassics: readonly Classic[] = [test, all, factors, primes]

/** The fixed functions whose proof is timed: what an operator's proofs are made of, each with a known truth. Text only; nothing runs here. */
export interface Case {
  readonly name: string
  readonly original: string
  /** Absent: `asis optimize` looks for a rewrite itself. */
  readonly candidate?: string
  readonly inputs: string
  readonly sizes: string
}

const numbers = 'export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * 1000))]\n'

/** The same answer whatever `rounds` is; the time is in proportion to it. */
const work = (rounds: number): string => `export function f(values) {
  let best = 0
  for (let round = 0; round < ${rounds}; round++) {
    let sum = 0
    for (const value of values) sum += Math.sqrt(value)
    if (sum > best) best = sum
  }
  return { best, count: values.length }
}
`
const faster = (name: string, size: number, before: number, after: number): Case => ({
  name,
  original: work(before),
  candidate: work(after),
  inputs: numbers,
  sizes: `${size / 2},${size}`,
})

export const cases: readonly Case[] = [
  faster('2x at 0.05 ms', 200, 200, 100),
  faster('2x at 0.5 ms', 2000, 200, 100),
  faster('2x at 5 ms', 10_000, 400, 200),
  faster('+10 % at 1 ms', 2000, 440, 400),
  faster('-10 % at 1 ms', 2000, 400, 440),
  {
    name: 'a rule fits',
    original: `export function f(values) {
  const found = []
  for (const value of values) if (values.filter(other => other === value).length === 1) found.push(value)
  const known = []
  for (const value of values) if (!known.includes(value)) known.push(value)
  return known.length + found.length
}
`,
    inputs: numbers,
    sizes: '100,1000',
  },
  { name: 'no rule fits', original: work(3), inputs: numbers, sizes: '100,1000' },
  {
    name: 'gates refuse',
    original: work(3),
    candidate: work(1).replace('let best = 0', "let best = process.env['X'] === 'y' ? 1 : 0"),
    inputs: numbers,
    sizes: '100,1000',
  },
  {
    name: 'short and changes its arguments',
    original: `export function f(values) {
  const first = values.shift()
  values.push(first)
  let best = 0
  for (let at = 0; at < 8; at++) for (let from = 0; from <= at; from++) best = Math.max(best, values[from])
  return best
}
`,
    candidate: `export function f(values) {
  const first = values.shift()
  values.push(first)
  let best = 0
  for (let at = 0; at < 8; at++) best = Math.max(best, values[at])
  return best
}
`,
    inputs: numbers,
    sizes: '10,100',
  },
]

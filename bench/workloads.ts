/**
 * The four workloads of the measurement's own report: arithmetic over a typed array, objects and property access, strings and a map, and
 * allocation of many small objects. Each is one function with a knob `work`, so that a version that is so many per cent slower or
 * faster does the same thing, only more or less of it.
 */
export interface Workload {
  readonly name: string
  readonly size: number
  /** Source of a module that exports `f`; `work` is the number of rounds of its inner work (100 is the original). */
  readonly source: (work: number) => string
  readonly inputs: string
}

const rounds = (work: number, body: string, result: string): string => `
export function f(input) {
  let kept = 0
  for (let round = 0; round < ${work}; round++) {
    ${body}
  }
  return ${result}
}
`

export const workloads: readonly Workload[] = [
  {
    name: 'arithmetic',
    size: 200,
    source: work =>
      rounds(
        work,
        'const at = (round * 7) % input.length; for (let i = 0; i < 20; i++) kept += Math.sqrt(input[at] + i)',
        'kept',
      ),
    inputs: 'export default (random, size) => [Float64Array.from({ length: size }, random)]',
  },
  {
    name: 'objects',
    size: 300,
    source: work =>
      rounds(
        work,
        'const row = input[round % input.length]; for (let i = 0; i < 10; i++) kept += row.price * row.count - (row.kind === "b" ? row.rebate : i)',
        'kept',
      ),
    inputs:
      'export default (random, size) => [Array.from({ length: size }, () => ({ price: random(), count: Math.floor(random() * 9), kind: random() < 0.3 ? "b" : "a", rebate: random() }))]',
  },
  {
    name: 'strings',
    size: 200,
    source: work =>
      rounds(
        work,
        'const word = input[round % input.length]; counts.set(word, (counts.get(word) ?? 0) + word.charCodeAt(round % word.length))',
        'counts.size',
      ).replace('let kept = 0', 'const counts = new Map()'),
    inputs: 'export default (random, size) => [Array.from({ length: size }, () => "word" + Math.floor(random() * 80))]',
  },
  {
    name: 'allocation',
    size: 100,
    source: work =>
      rounds(work, 'kept = [input[round % input.length], { round, before: kept, list: [round, round + 1] }]', 'kept'),
    inputs: 'export default (random, size) => [Array.from({ length: size }, (_, i) => ({ i }))]',
  },
]

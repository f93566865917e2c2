/**
 * What a rewrite for long inputs costs over ten elements, in turn within one run: the loop as it was, twice; the forms in which an index can
 * be guarded by lengths; and the loop kept whole beside it. Medians of 500 rounds. Not a test: prints figures that decision 199 names.
 *
 *   node bench/short-inputs.ts
 */
import { median } from '../src-main/measurement/statistics.ts'

type Common = (a: readonly number[], b: readonly number[]) => number[]

const forms: Readonly<Record<string, Common>> = {
  original: (a, b) => {
    const found: number[] = []
    for (const x of a) if (b.includes(x)) found.push(x)
    return found
  },
  'original again': (a, b) => {
    const found: number[] = []
    for (const x of a) if (b.includes(x)) found.push(x)
    return found
  },
  'a function that makes the index': (a, b) => {
    const found: number[] = []
    let bSet: Set<number> | false | undefined
    const makeBSet = (list: readonly number[]): Set<number> | false =>
      a.length > 64 && Array.isArray(list) && list.length > 64 && new Set(list)
    for (const x of a) if ((bSet ??= makeBSet(b)) !== false ? bSet.has(x) : b.includes(x)) found.push(x)
    return found
  },
  'asked once in front': (a, b) => {
    const found: number[] = []
    let bSet: Set<number> | false | undefined = a?.length > 64 ? undefined : false
    for (const x of a)
      if ((bSet ??= Array.isArray(b) && b.length > 64 && new Set(b)) !== false ? bSet.has(x) : b.includes(x)) found.push(x)
    return found
  },
  'two loops': (a, b) => {
    const found: number[] = []
    if (a?.length > 64) {
      let bSet: Set<number> | false | undefined
      for (const x of a)
        if ((bSet ??= Array.isArray(b) && b.length > 64 && new Set(b)) !== false ? bSet.has(x) : b.includes(x)) found.push(x)
    } else for (const x of a) if (b.includes(x)) found.push(x)
    return found
  },
}

const numbers = (): number[] => Array.from({ length: 10 }, () => Math.floor(Math.random() * 1000))
const lists = Array.from({ length: 64 }, () => [numbers(), numbers()] as const)
const calls = 4000
let kept = 0
const times = new Map(Object.keys(forms).map(name => [name, [] as number[]]))
for (let round = 0; round < 500; round++) {
  for (const name of [...times.keys()].sort(() => Math.random() - 0.5)) {
    const run = forms[name]!
    const began = process.hrtime.bigint()
    for (let at = 0; at < calls; at++) kept += run(...lists[at & 63]!).length
    times.get(name)!.push(Number(process.hrtime.bigint() - began) / calls)
  }
}
const original = median(times.get('original')!)
for (const [name, all] of times)
  process.stdout.write(`${name.padEnd(34)} ${median(all).toFixed(1).padStart(6)} ns ${(original / median(all)).toFixed(3)}x\n`)
if (kept < 0) process.stdout.write('never\n')

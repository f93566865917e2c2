/**
 * What keeps a gain from being forged between the calls, without any clock: lists, calls and folds as the box uses them, here with functions of
 * ours. Beside the forged functions stand honest ones of the same shapes.
 */
import { describe, expect, test } from 'vitest'
import type { AnyFunction } from './ab-loop.ts'
import { callAll } from './split-calls.ts'
import { changer } from './split-changes.ts'
import { newFold } from './split-fold.ts'
import { makeLists, type Way } from './split-lists.ts'

interface Row {
  price: number
  count: number
  name: string
}
const rows = (random: () => number, size: number) => [
  Array.from({ length: size }, (): Row => ({ price: Math.floor(random() * 400), count: Math.floor(random() * 9), name: `n${Math.floor(random() * 50)}` })), // prettier-ignore
]
const numbers = (random: () => number, size: number) => [Array.from({ length: size }, () => Math.floor(random() * 1000))]

/** Work that was done so far, counted in steps: stands in for time. */
let steps = 0
const total = (list: readonly Row[]): number => {
  let sum = 0
  for (const row of list) {
    steps++
    sum += row.price * row.count
  }
  return sum
}
const reference = (list: readonly Row[]) => ({ sum: total(list), rows: list.length })

interface Seen {
  readonly folds: readonly [string, string]
  readonly calls: number
  readonly firstRead: number
  readonly secondRead: number
}
/** The folds of both readings, and the steps of work in the calls and in each reading. */
const seenOf = async (
  fn: unknown,
  way: Way = 'changed',
  calls = 400,
  generator: unknown = rows,
  awaits = false,
): Promise<Seen> => {
  const wanted = { size: 12, seed: 5, calls, pool: Math.min(calls, 64), way }
  const made = await makeLists(wanted, { fn: generator as AnyFunction, self: undefined }, null)
  const before = steps
  const answers = await callAll({ fn: fn as AnyFunction, self: undefined }, made, awaits)
  const called = steps
  const read = (): string => {
    const fold = newFold(77)
    for (const [at, answer] of answers.entries()) fold.add([answer, made.lists[at]])
    return fold.text()
  }
  const folds = [read(), ''] as [string, string]
  const readOnce = steps
  folds[1] = read()
  return { folds, calls: called - before, firstRead: readOnce - called, secondRead: steps - readOnce }
}
type Total = (list: Row[]) => unknown

/** After so many calls it answers rubbish. */
const rubbishAfter = (most: number): Total => {
  let calls = 0
  return list => (++calls > most ? { sum: 7, rows: list.length } : reference(list))
}
const memoBy = (keyOf: (list: Row[]) => unknown): Total => {
  const known = new Map<unknown, object>()
  return list => {
    const key = keyOf(list)
    const before = known.get(key)
    if (before) return before
    const answer = reference(list)
    known.set(key, answer)
    return answer
  }
}

const forged: readonly (readonly [string, () => Total, number?])[] = [
  ['rubbish from the 67th call on', () => rubbishAfter(66)],
  ['rubbish from the 301st call on', () => rubbishAfter(300)],
  ['rubbish from the 1,501st call on', () => rubbishAfter(1500), 2000],
  ['rubbish from the 5,001st call on', () => rubbishAfter(5000), 6000],
  ['rubbish in the very last call', () => rubbishAfter(399)],
  ['remembers by identity', () => memoBy(list => list)],
  ['remembers by identity and both ends', () => memoBy(list => `${list.length} ${list[0]!.price} ${list.at(-1)!.price}`)],
  ['remembers by the first element', () => memoBy(list => list[0])],
  ['remembers by length', () => memoBy(list => list.length)],
  ['remembers by a fingerprint of the names', () => memoBy(list => list.map(row => row.name).join())],
  [
    'remembers by every second element',
    () =>
      memoBy(list =>
        list
          .filter((_, at) => at % 2 === 0)
          .map(row => row.price * row.count)
          .join(),
      ),
  ],
  [
    'one result object for all calls',
    () => {
      const shared = { sum: 0, rows: 0 }
      return list => Object.assign(shared, reference(list))
    },
  ],
  [
    'the answer of the call before',
    () => {
      let last: unknown = null
      return list => {
        const answer = last ?? reference(list)
        last = reference(list)
        return answer
      }
    },
  ],
  ['computes at first and then guesses', () => rubbishAfter(3)],
  [
    'changes its argument now and then',
    () => {
      let calls = 0
      return list => {
        const answer = reference(list)
        if (++calls % 50 === 0) list[0]!.count = 0
        return answer
      }
    },
  ],
  ['an answer behind a proxy', () => list => new Proxy(reference(list), {})],
  [
    'a thenable where there was a value',
    () => list => Object.assign(reference(list), Object.fromEntries([[['th', 'en'].join(''), () => {}]])),
  ],
  ['throws once', () => (list => { if (steps % 12 === 0 && list.length === 12 && list[3]!.count === 7) throw new Error('no'); return reference(list) })], // prettier-ignore
]

const honest: readonly (readonly [string, () => Total])[] = [
  ['another loop', () => list => ({ sum: list.reduce((sum, row) => sum + row.price * row.count, 0), rows: list.length })],
  ['from the end', () => list => { let sum = 0; for (let at = list.length - 1; at >= 0; at--) sum += list[at]!.price * list[at]!.count; return { sum, rows: list.length } }], // prettier-ignore
  ['over a copy', () => list => reference([...list])],
  ['with a table within the call', () => list => { const table = new Map(list.map(row => [row, row.price * row.count])); return { sum: [...table.values()].reduce((a, b) => a + b, 0), rows: list.length } }], // prettier-ignore
  ['a constant that was hoisted', () => { const zero = Object.freeze({ sum: 0 }); return list => ({ sum: zero.sum + total(list), rows: list.length }) }], // prettier-ignore
  ['an early way out', () => list => (list.length === 0 ? { sum: 0, rows: 0 } : reference(list))],
  ['counts its calls and does nothing with it', () => { let calls = 0; return list => { calls++; return calls < 0 ? null : reference(list) } }], // prettier-ignore
  ['a memo that never hits, by the whole value', () => memoBy(list => JSON.stringify(list))],
  ['a memo within the call', () => list => { const known = new Map<Row, number>(); for (const row of list) known.set(row, row.price * row.count); let sum = 0; for (const row of list) sum += known.get(row)!; return { sum, rows: list.length } }], // prettier-ignore
  ['a buffer that is used again', () => { const buffer = new Float64Array(64); return list => { for (const [at, row] of list.entries()) buffer[at] = row.price * row.count; let sum = 0; for (let at = 0; at < list.length; at++) sum += buffer[at]!; return { sum, rows: list.length } } }], // prettier-ignore
  ['a callback made inside', () => list => { let sum = 0; list.forEach(row => { sum += row.price * row.count }); return { sum, rows: list.length } }], // prettier-ignore
  ['a method of a class', () => { class Sum { of(list: Row[]) { return reference(list) } } const one = new Sum(); return list => one.of(list) }], // prettier-ignore
  ['an object made field by field', () => list => { const answer: Record<string, number> = {}; answer['sum'] = total(list); answer['rows'] = list.length; return answer }], // prettier-ignore
  ['a generator inside', () => list => { function* each() { for (const row of list) yield row.price * row.count } let sum = 0; for (const one of each()) sum += one; return { sum, rows: list.length } }], // prettier-ignore
  ['unrolled', () => list => { let sum = 0; let at = 0; for (; at + 1 < list.length; at += 2) sum += list[at]!.price * list[at]!.count + list[at + 1]!.price * list[at + 1]!.count; for (; at < list.length; at++) sum += list[at]!.price * list[at]!.count; return { sum, rows: list.length } }], // prettier-ignore
  ['sorted within', () => list => reference(list.toSorted((a, b) => a.price - b.price))],
  ['recursive', () => list => { const sum = (at: number): number => (at === list.length ? 0 : list[at]!.price * list[at]!.count + sum(at + 1)); return { sum: sum(0), rows: list.length } }], // prettier-ignore
  ['throws and catches', () => list => { try { return reference(list) } catch { return null } }], // prettier-ignore
]

describe('every call is a checked call on an input of its own', () => {
  test.each(forged.map(([name, make, calls = 400]) => ({ name, make, calls })))('forged: $name', async ({ make, calls }) => {
    const [original, candidate] = [await seenOf(reference, 'changed', calls), await seenOf(make(), 'changed', calls)]
    expect(candidate.folds).not.toEqual(original.folds)
  })
  test.each(honest)('honest: %s', async (_, make) => {
    const original = await seenOf(reference)
    expect((await seenOf(make())).folds).toEqual(original.folds)
    const own = await seenOf(reference, 'own')
    expect((await seenOf(make(), 'own')).folds).toEqual(own.folds)
  })
  test.each([
    [
      'sorts in place',
      (list: number[]) => list.sort((a, b) => a - b),
      (list: number[]) => list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    ],
    ['takes off both ends', (list: number[]) => [list.shift(), list.pop()], (list: number[]) => { const [first, last] = [list[0], list.at(-1)]; list.splice(0, 1); list.length -= 1; return [first, last] }], // prettier-ignore
    ['reverses', (list: number[]) => void list.reverse(), (list: number[]) => { const copy = list.toReversed(); list.splice(0, list.length, ...copy) }], // prettier-ignore
  ])('honest, with a list of its own for each call: %s', async (_, original, candidate) => {
    const one = await seenOf(original, 'copies', 200, numbers)
    expect((await seenOf(candidate, 'copies', 200, numbers)).folds).toEqual(one.folds)
  })
  test('honest: asynchronous', async () => {
    const one = await seenOf(async (list: Row[]) => reference(list), 'changed', 100, rows, true)
    expect((await seenOf(async (list: Row[]) => { await Promise.resolve(); return reference([...list]) }, 'changed', 100, rows, true)).folds).toEqual(one.folds) // prettier-ignore
  })
})

const lazily = (list: Row[]) => {
  let sum: number | null = null
  return { get sum() { return (sum ??= total(list)) }, rows: list.length } // prettier-ignore
}

describe('what is left for the reader is seen when the answers are read', () => {
  test.each([
    ['a getter that remembers', lazily, false],
    ['a getter that computes each time', (list: Row[]) => ({ get sum() { return total(list) }, rows: list.length }), true], // prettier-ignore
    ['a proxy', (list: Row[]) => new Proxy({ sum: 0, rows: list.length }, { get: (target, key) => (key === 'sum' ? total(list) : Reflect.get(target, key)) }), true], // prettier-ignore
    ['an iterator', (list: Row[]) => (function* () { yield total(list) })(), false], // prettier-ignore
    ['a list with a getter', (list: Row[]) => Object.defineProperty([0], 0, { get: () => total(list), enumerable: true }), true], // prettier-ignore
  ])('%s', async (_, candidate, again) => {
    const seen = await seenOf(candidate, 'own', 50)
    expect(seen.calls).toBe(0)
    expect(seen.firstRead).toBeGreaterThanOrEqual(50 * 12)
    expect(seen.secondRead > 0).toBe(again)
  })
  test('an honest answer holds no work', async () => {
    expect(await seenOf(reference, 'own', 50)).toMatchObject({ calls: 50 * 12, firstRead: 0, secondRead: 0 })
  })
})

const foldOf = (value: unknown, every: number): string => {
  const fold = newFold(5)
  fold.add(value, every)
  return fold.text()
}
const named = (id: number) => ({ id, name: `n${id}` })
const namedLate = (id: number) => Object.defineProperty({ id, name: '' }, 'name', { get: () => `n${id}`, enumerable: true, configurable: true }) // prettier-ignore

describe('a look at places', () => {
  test('tells what computes its value from what holds it', () => {
    expect(foldOf([named(1)], 0)).toBe(foldOf([namedLate(1)], 0))
    expect(foldOf([named(1)], 1)).not.toBe(foldOf([namedLate(1)], 1))
    expect(foldOf([1, 2], 1)).not.toBe(foldOf(Object.defineProperty([1, 0], 1, { get: () => 2, enumerable: true }), 1))
    expect(foldOf([named(1)], 1)).toBe(foldOf([named(1)], 1))
  })
  test('finds one of many, not at the same place each time', () => {
    const many = Array.from({ length: 40 }, (_, id) => named(id))
    const almost = many.map(({ id }) => (id === 17 ? namedLate(id) : named(id)))
    const found = [1, 2, 3, 4, 5, 6, 7, 8].filter(every => foldOf(many, every) !== foldOf(almost, every))
    expect(found).toContain(1)
    expect(found.length).toBeGreaterThan(1)
  })
})

const from = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647

describe('changes in place', () => {
  test('keep types, ranges and order, and can be taken back', () => {
    const lists = Array.from({ length: 20 }, (_, at) => [Array.from({ length: 30 }, (__, i) => i * 10 + at), 'ab', { limit: at + 1 }] as unknown[]) // prettier-ignore
    const before = structuredClone(lists)
    const { next, undo } = changer(lists, from(9))
    let made = 0
    for (let i = 0; i < 2000; i++) if (next(lists[i % lists.length]!)) made++
    expect(made).toBeGreaterThan(1000)
    expect(lists).not.toEqual(before)
    for (const [sorted, text, { limit }] of lists as [number[], string, { limit: number }][]) {
      expect(sorted.every(Number.isInteger)).toBe(true)
      expect(sorted).toEqual(sorted.toSorted((a, b) => a - b))
      expect(text).toBe('ab')
      expect(limit).toBeGreaterThan(0)
      expect(limit).toBeLessThan(21)
    }
    undo()
    expect(lists).toEqual(before)
  })
  test.each(['changed', 'copies'] as const)(
    'a generator that hands out rows of a table of its own finds the table as it was: %s',
    async way => {
      const table = Array.from({ length: 40 }, (_, id) => ({ id, parent: id === 0 ? null : Math.floor(id / 2) }))
      const before = structuredClone(table)
      const generator = { fn: ((random: () => number, size: number) => [table.filter(() => random() * 40 < size)]) as unknown as AnyFunction, self: undefined } // prettier-ignore
      const made = await makeLists({ size: 20, seed: 3, calls: 300, pool: 8, way }, generator, null)
      const count: AnyFunction = list => (list as typeof table).filter(row => row.parent === 3).length
      for (let round = 0; round < 3; round++) await callAll({ fn: count, self: undefined }, made, false)
      expect(table).not.toEqual(before)
      made.restore()
      expect(table).toEqual(before)
    },
  )
})

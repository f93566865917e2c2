/**
 * Values for a shape: ordinary ones and the awkward ones of each kind, and values of every kind for a place that is open. What
 * cannot be made from outside (functions, instances of classes) is `impossible`.
 */
import type { Property, Shape } from '../../languages/javascript/shape.ts'
import { define } from './sites.ts'

export const edgeNumbers = [NaN, -0, 0, 1, -1, 2, 0.1, 0.2, 0.3, 0.5, -1.5, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 53, -(2 ** 53), Infinity, -Infinity, 1e-7, 1e21] // prettier-ignore
/** Small ones first: a huge count or bound only makes the original run forever. */
export const mildNumbers = [NaN, -0, 0, 1, -1, 2, 3, 0.1, 0.2, 0.3, 0.5, -1.5]
export const edgeTexts = ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '1', '-0', '01', ' ', 'a', 'A', 'é', 'e\u0301', 'ß', 'İ', '😀', '\ud83d', 'a b', 'NaN', '1,2'] // prettier-ignore

export const impossible = Symbol('cannot be made')

/** A new value of each kind; objects are new each time. */
export const kinds: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => NaN,
  () => -0,
  () => 0,
  () => 1,
  () => '1',
  () => '',
  () => 'a',
  () => '__proto__',
  () => true,
  () => false,
  () => ({}),
  () => ({ id: 1, name: 'a' }),
  () => withProto(),
  () => [],
  () => [1],
  () => [[1], ['1']],
  () => 'true',
  () => new Date(0),
  () => 1n,
  () => new Map([['a', 1]]),
  () => new Set([1, 'a']),
  () => /a/g,
  () => new Uint8Array([1, 2]),
]
/** An own property of that name, as `JSON.parse` makes it. */
const withProto = (): object => {
  const made = {}
  define(made, '__proto__', 1)
  return made
}

/** Lists of every kind of element, with equal ones that are not the same. */
export const mixedLists = (): unknown[][] => {
  const one = { id: 1 }
  // oxlint-disable-next-line no-sparse-arrays -- a hole is the point
  const holes = [1, , 1, undefined]
  return [
    [NaN, 1, NaN],
    [0, -0, 0],
    [1, '1', 1, true, 'true'],
    [undefined, null, undefined, null],
    [one, { id: 1 }, one],
    [[1], [1], [[1]]],
    holes,
    ['__proto__', 'constructor', '__proto__', 'toString'],
    [NaN, undefined, null, 0, '', false, [], {}],
    [1n, 1, '1'],
    [new Date(0), new Date(0), 0],
  ]
}

export interface Maker {
  /** `size`: elements of lists. */
  make(shape: Shape, size: number): unknown
}

export const valueMaker = (random: () => number): Maker => {
  const below = (count: number): number => Math.floor(random() * count)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const word = (): string => pick(['a', 'b', 'n1', 'n2', 'word', 'w' + below(20), pick(edgeTexts)])

  const properties = (list: readonly Property[], size: number, depth: number): object | typeof impossible => {
    const made = {}
    for (const { name, shape, optional } of list) {
      if (optional && random() < 0.5) continue
      const value = make(shape, size, depth + 1)
      if (value !== impossible) define(made, name, value)
      else if (!optional) return impossible
    }
    return made
  }
  const listOf = (shape: Shape, size: number, depth: number): unknown[] | typeof impossible => {
    const made = Array.from({ length: depth > 0 ? Math.min(size, below(5)) : size }, () => make(shape, size, depth + 1))
    return made.includes(impossible) ? impossible : made
  }

  const make = (shape: Shape, size: number, depth: number): unknown => {
    switch (shape.kind) {
      case 'open':
        // Mostly plain values: what fails at once says little.
        return random() < 0.4 ? pick(kinds)() : random() < 0.6 ? below(2 * size + 2) : word()
      case 'number':
        return random() < 0.25 ? pick(mildNumbers) : random() < 0.5 ? below(2 * size + 2) : below(4_000) / 4
      case 'string':
        return word()
      case 'boolean':
        return random() < 0.5
      case 'bigint':
        return pick([0n, 1n, -1n, 2n, BigInt(below(100)), 2n ** 64n])
      case 'undefined':
        return undefined
      case 'null':
        return null
      case 'literal':
        return shape.value
      case 'union': {
        const first = below(shape.of.length)
        for (const each of [...shape.of.slice(first), ...shape.of.slice(0, first)]) {
          const value = make(each, size, depth)
          if (value !== impossible) return value
        }
        return impossible
      }
      case 'list':
        return listOf(shape.of, size, depth)
      case 'tuple': {
        const count = shape.required + below(shape.items.length - shape.required + 1)
        const made = shape.items.slice(0, count).map(each => make(each, size, depth + 1))
        if (shape.rest && count === shape.items.length) made.push(...[make(shape.rest, size, depth + 1)].slice(below(2)))
        return made.includes(impossible) ? impossible : made
      }
      case 'object': {
        const made = properties(shape.properties, size, depth)
        if (made === impossible || !shape.index) return made
        for (let at = 0; at < Math.min(size, 6); at += 1) {
          const value = make(shape.index, size, depth + 1)
          if (value !== impossible) define(made, word(), value)
        }
        return made
      }
      case 'map': {
        const [keys, values] = [listOf(shape.key, size, depth), listOf(shape.value, size, depth)]
        if (!Array.isArray(keys) || !Array.isArray(values)) return impossible
        return new Map(values.map((value, at) => [keys[at % Math.max(1, keys.length)], value]))
      }
      case 'set': {
        const values = listOf(shape.of, size, depth)
        return Array.isArray(values) ? new Set(values) : impossible
      }
      default:
        return impossible
    }
  }
  return { make: (shape, size) => make(shape, size, 0) }
}

/**
 * Arguments that are one or may not be written: frozen ones, the same list given twice, a row that is in two places, arrays that share memory, and an array that begins
 * inside of a larger buffer. A caller may do all of this, and code that reads in another order than it writes then answers otherwise.
 */
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, define, isPlain, siteAt, sitesOf, type Site } from './sites.ts'
import { spread } from './spread.ts'

const most = { same: 12, rows: 8, views: 12 }

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

/** Of numbers: what holds 64-bit integers is rare and left out. */
const isTyped = (value: unknown): value is TypedArray =>
  ArrayBuffer.isView(value) &&
  !(value instanceof DataView) &&
  !(value instanceof BigInt64Array) &&
  !(value instanceof BigUint64Array)

const viewOf = (like: TypedArray, buffer: ArrayBuffer, from: number, length: number): TypedArray =>
  Buffer.isBuffer(like)
    ? Buffer.from(buffer, from, length)
    : new (like.constructor as new (memory: ArrayBuffer, from: number, length: number) => TypedArray)(buffer, from, length)

/** `count` elements of memory, filled with about what `like` holds: other values, so that it shows who reads them. */
const memoryOf = (like: TypedArray, count: number): ArrayBuffer => {
  const buffer = new ArrayBuffer(count * like.BYTES_PER_ELEMENT)
  const all = viewOf(like, buffer, 0, count)
  for (let at = 0; at < count && like.length > 0; at += 1) all[at] = (like[(at + 1) % like.length] as number) + 1 + at
  return buffer
}

const inside = (like: TypedArray, before: number): TypedArray => {
  const made = viewOf(like, memoryOf(like, like.length + before + 3), before * like.BYTES_PER_ELEMENT, like.length)
  made.set(like)
  return made
}

const namesOf = (value: object): string => Object.keys(value).toSorted().join()
const kindOf = (value: unknown): string => (typeof value === 'object' && value !== null && isPlain(value) ? namesOf(value) : typeof value) // prettier-ignore

/** Either could stand in the place of the other. */
const isLike = (one: Site, two: Site): boolean => {
  const [left, right] = [one.value, two.value]
  if (JSON.stringify(one.shape) !== JSON.stringify(two.shape)) return false
  if (Array.isArray(left) && Array.isArray(right))
    return left.length > 0 && right.length > 0 && kindOf(left[0]) === kindOf(right[0])
  if (isTyped(left) && isTyped(right)) return left.constructor === right.constructor
  if (isPlain(left) && isPlain(right)) return namesOf(left) === namesOf(right)
  return (left instanceof Map && right instanceof Map) || (left instanceof Set && right instanceof Set)
}

/** As a store hands out its state; arrays of memory cannot be frozen. */
const freeze = (value: unknown): void => {
  if (Array.isArray(value) || isPlain(value)) Object.freeze(value)
}

/** The first row of one list stands in the other one too. */
const move = (first: Site | undefined, second: Site | undefined): void => {
  const [from, to] = [first?.value, second?.value]
  if (Array.isArray(from) && Array.isArray(to)) define(to, 0, from[0])
}

export const sharing = ({ bases, declared }: EdgeRequest): readonly Edge[] => {
  const [base] = bases
  if (!base) return []
  const holders = sitesOf(copy(base), declared).filter(
    site => site.depth <= 1 && !site.inList && typeof site.value === 'object' && site.value !== null,
  )
  const same: Edge[] = []
  const rows: Edge[] = []
  const views: Edge[] = []
  const change = (into: Edge[], paths: readonly string[], edit: (sites: readonly Site[]) => void): void => {
    const args = copy(base)
    const sites = paths.flatMap(path => siteAt(args, declared, path) ?? [])
    if (sites.length !== paths.length) return
    edit(sites)
    into.push({ args, foreign: false })
  }
  for (const [index, one] of holders.entries()) {
    const { value } = one
    if (isTyped(value)) {
      for (const before of [1, 4]) change(views, [one.path], ([site]) => site?.put(inside(site.value as TypedArray, before)))
    }
    const isRows = Array.isArray(value) && typeof value[0] === 'object' && value[0] !== null
    if (isRows)
      change(rows, [one.path], ([site]) => {
        const items = site?.value as unknown[]
        site?.put([...items, items[0], items[0]])
      })
    for (const two of holders.slice(index + 1)) {
      if (!isLike(one, two)) continue
      const paths = [one.path, two.path]
      change(same, paths, ([first, second]) => second?.put(first?.value))
      change(same, paths, ([first, second]) => first?.put(second?.value))
      if (isRows) change(rows, paths, ([first, second]) => move(first, second))
      if (!isTyped(value)) continue
      for (const [a, b] of [
        [0, 1],
        [1, 0],
        [0, 3],
      ] as const)
        // prettier-ignore
        change(views, paths, ([first, second]) => {
          const [left, right] = [first?.value as TypedArray, second?.value as TypedArray]
          const memory = memoryOf(left, Math.max(left.length + a, right.length + b))
          first?.put(viewOf(left, memory, a * left.BYTES_PER_ELEMENT, left.length))
          second?.put(viewOf(left, memory, b * left.BYTES_PER_ELEMENT, right.length))
        })
    }
  }
  const frozen = copy(base)
  for (const { value } of sitesOf(frozen, declared)) freeze(value)
  if (holders.length > 0) same.push({ args: frozen, foreign: false })
  return [...spread(same, most.same), ...spread(rows, most.rows), ...spread(views, most.views)]
}

/**
 * Reads a value as far as a caller can and folds it into two words: fast enough to check every timed call. The key comes with the request,
 * after the calls, so that nobody can aim at an equal fold. For comparing what two versions answered, not for showing what differs.
 */
import { types } from 'node:util'

const { keys, getPrototypeOf, getOwnPropertyDescriptor, getOwnPropertySymbols } = Object
const { imul } = Math
const apply = Reflect.apply
const mapForEach = Map.prototype.forEach
const setForEach = Set.prototype.forEach
const mapGet = Map.prototype.get
const mapSet = Map.prototype.set
const mapClear = Map.prototype.clear
const timeOf = Date.prototype.getTime
const floats = new Float64Array(1)
const words = new Uint32Array(floats.buffer)

/** What an iterator gave when it was read first: it gives nothing the second time. */
const drained = new WeakMap<object, unknown[]>()
const mostItems = 10_000

export interface Fold {
  /** `every`: every so many-th place is looked at whether it holds a value or an accessor, at ten times the price of reading it. */
  add(value: unknown, every?: number): void
  /** Objects and values met so far. */
  nodes(): number
  text(): string
}

const nameOf = (prototype: object | null): string => {
  if (prototype === null) return 'null'
  const constructor: unknown = Reflect.get(prototype, 'constructor')
  return typeof constructor === 'function' ? constructor.name : ''
}

const drain = (iterator: Iterator<unknown>): unknown[] => {
  const items: unknown[] = []
  for (let step = iterator.next(); step.done !== true && items.length < mostItems; step = iterator.next())
    items[items.length] = step.value
  return items
}

// One fold at a time, its state here: functions of the module are compiled once, those of each fold again and again.
let key = 0
let a = 0
let b = 0
let nodes = 0
/** 0: places are not looked at. Else every so many-th, from one that only the key tells. */
let stride = 0
let place = 0
let names = new Map<string, number>()
const seen = new Map<object, number>()

const mix = (word: number): void => {
  a = imul(a ^ word, 0x01000193)
  a ^= a >>> 15
  b = imul((b + word) | 0, 0x85ebca6b)
  b ^= b >>> 13
}
const textHash = (text: string): number => {
  let hash = 0x9747b28c ^ key
  for (let at = 0; at < text.length; at++) hash = imul(hash ^ text.charCodeAt(at), 0x5bd1e995) ^ (hash >>> 13)
  return hash
}
const mixText = (text: string): void => {
  mix(text.length)
  mix(textHash(text))
}
/** Keys come again and again. */
const mixName = (name: string): void => {
  let hash = apply(mapGet, names, [name]) as number | undefined
  if (hash === undefined) {
    hash = textHash(name)
    apply(mapSet, names, [name, hash])
  }
  mix(hash)
}
const mixNumber = (value: number): void => {
  if ((value | 0) === value && value !== 0) return mix(value)
  // Every NaN is one; 0 and -0 are two.
  floats[0] = value !== value ? Number.NaN : value
  mix(words[0]! ^ 0x5555)
  mix(words[1]!)
}

/** What computes its value when it is read is another thing than a value. */
const mixKind = (object: object, name: string): void => {
  if (++place % stride !== 0) return
  const found = getOwnPropertyDescriptor(object, name)
  if (found && !('value' in found)) mix(102)
}

const own = (object: object, from: number): void => {
  const list = keys(object)
  mix(list.length - from)
  for (let at = from; at < list.length; at++) {
    mixName(list[at]!)
    if (stride > 0) mixKind(object, list[at]!)
    walk((object as Record<string, unknown>)[list[at]!])
  }
  const symbols = getOwnPropertySymbols(object)
  if (symbols.length > 0) mix(symbols.length)
}

const special = (object: object): void => {
  if (types.isMap(object)) {
    mix(object.size)
    apply(mapForEach, object, [
      (value: unknown, name: unknown) => {
        walk(name)
        walk(value)
      },
    ])
  } else if (types.isSet(object)) {
    mix(object.size)
    apply(setForEach, object, [walk])
  } else if (types.isDate(object)) mixNumber(apply(timeOf, object, []) as number)
  else if (types.isRegExp(object)) mixText(`${object.source}/${object.flags}/${object.lastIndex}`)
  else if (types.isTypedArray(object)) {
    mix(object.length)
    for (let at = 0; at < object.length; at++) walk(object[at])
    return
  } else if (types.isAnyArrayBuffer(object)) {
    for (const byte of new Uint8Array(object)) mix(byte)
  } else if (types.isNativeError(object)) {
    mixText(String(object.message))
  } else if (types.isBoxedPrimitive(object)) {
    walk(object.valueOf())
    return
  } else if (typeof Reflect.get(object, 'next') === 'function' && typeof Reflect.get(object, Symbol.iterator) === 'function') {
    const items = drained.get(object) ?? drain(object as Iterator<unknown>)
    drained.set(object, items)
    walk(items)
    return
  }
  own(object, 0)
}

const walk = (value: unknown): void => {
  nodes++
  switch (typeof value) {
    case 'number':
      return mixNumber(value)
    case 'string':
      return mixText(value)
    case 'boolean':
      return mix(value ? 11 : 12)
    case 'undefined':
      return mix(13)
    case 'bigint':
      return mixText(`${value}n`)
    case 'symbol':
      return mix(14)
    case 'function':
      return mix(15)
    default:
  }
  if (value === null) return mix(16)
  const object = value as object
  const known = apply(mapGet, seen, [object]) as number | undefined
  if (known !== undefined) return mix(known ^ 0x3333)
  apply(mapSet, seen, [object, seen.size])
  if (types.isProxy(object)) mix(101)
  const prototype = getPrototypeOf(object) as object | null
  if (Array.isArray(object)) {
    const { length } = object
    mix(length ^ 0x7777)
    for (let at = 0; at < length; at++) {
      if (stride > 0) mixKind(object, `${at}`)
      walk(object[at])
    }
    if (prototype !== Array.prototype || keys(object).length !== length) own(object, 0)
  } else if (prototype === Object.prototype) own(object, 0)
  else {
    mixName(nameOf(prototype))
    special(object)
  }
}

/** Begins a new fold and ends the one before. */
export const newFold = (withKey: number): Fold => {
  key = withKey
  a = (0x811c9dc5 ^ key) | 0
  b = imul(key | 1, 0x9e3779b1)
  nodes = 0
  names = new Map()
  return {
    add: (value, every = 0) => {
      if (seen.size > 0) apply(mapClear, seen, [])
      stride = every
      if (every > 0) place = (a >>> 0) % every
      walk(value)
      stride = 0
    },
    nodes: () => nodes,
    text: () => (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0'),
  }
}

/** After these the fold is compiled: it takes a third of the time of the first ones, and no less later. */
const warmRounds = 250

/** Compiles the walk for values of all kinds before anything is timed: else one version's reading would pay for it. */
export const warmFold = (): void => {
  const values: unknown[] = [
    1, 2.5, 'a', true, null, undefined, 5n, [1, 2, 3], [1.5, 2.5], ['a', 'b'], [{ a: 1 }, { a: 2 }], { b: 'x', c: [1] }, [[1], ['a', {}]],
    new Map([['a', 1]]), new Set([1]), new Date(0), /a/, Float64Array.of(1, 2), Uint8Array.of(3), new Error('a'), { d: 1, e: { f: null } },
  ] // prettier-ignore
  for (let round = 0; round < warmRounds; round++) {
    const fold = newFold(round)
    for (const value of values) fold.add(value)
    fold.add(values)
  }
}

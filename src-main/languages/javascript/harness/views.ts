/**
 * What objects show through accessors, iteration and the few functions that every reader of a value may call (`toString`, `toJSON`,
 * `valueOf`, `Symbol.toPrimitive`); never through any other method. Reading may change what it reads, so this is done on a second
 * result of a second call with the same input. The language's own objects are read by functions remembered before loading.
 */
import { describePrototype, isIterator } from './classes.ts'
import { types } from 'node:util'

const { getPrototypeOf, getOwnPropertyDescriptor } = Object
const { ownKeys, apply, get } = Reflect

type Read = (this: unknown, ...args: unknown[]) => unknown
const readers = new Map<object, readonly (readonly [string, Read])[]>()
const put = (prototype: object, ...found: (readonly [string, unknown])[]): void => {
  readers.set(prototype, found as (readonly [string, Read])[])
}
put(URLSearchParams.prototype, ['toString', URLSearchParams.prototype.toString])
put(URL.prototype, ['href', getOwnPropertyDescriptor(URL.prototype, 'href')?.get])
for (const name of ownKeys(Intl)) {
  const kind: unknown = get(Intl, name)
  const prototype: unknown = typeof kind === 'function' ? get(kind, 'prototype') : null
  if (typeof prototype !== 'object' || prototype === null) continue
  const options = getOwnPropertyDescriptor(prototype, 'resolvedOptions')?.value as unknown
  put(prototype, typeof options === 'function' ? ['resolvedOptions', options] : ['toString', Object.prototype.toString])
}
const ordinary = new Set<unknown>([Object, Array, Map, Set, Date, RegExp, Error, Promise, Number, String, Boolean, Function, Symbol, BigInt, getPrototypeOf(Uint8Array), Buffer].flatMap(kind => ownKeys((kind as { prototype: object }).prototype).map(key => getOwnPropertyDescriptor((kind as { prototype: object }).prototype, key)?.value))) // prettier-ignore
ordinary.delete(undefined)

const mostItems = 2_000
const mostObjects = 300

/** Whether there is something to read here that own properties do not say. */
export const hasMore = (object: object): boolean => {
  const prototype = getPrototypeOf(object) as object | null
  if (types.isGeneratorObject(object) || isIterator(prototype)) return true
  for (const key of ['toJSON', 'toString', 'valueOf', Symbol.iterator, Symbol.toPrimitive]) {
    if (typeof getOwnPropertyDescriptor(object, key)?.value === 'function') return true
  }
  return (
    prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype && describePrototype(prototype).shows
  )
}

const attempt = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    return { threw: error }
  }
}

const listOf = (iterable: object): unknown => {
  const start = get(iterable, Symbol.iterator) as Read
  const iterator = apply(start, iterable, []) as Iterator<unknown>
  const items: unknown[] = []
  while (items.length < mostItems) {
    const step = iterator.next()
    if (step.done === true) return { items, returns: step.value }
    items[items.length] = step.value
  }
  return { items, goesOn: true }
}

const readOne = (object: object): unknown[] => {
  const prototype = getPrototypeOf(object) as object | null
  const known = prototype && readers.get(prototype)
  const found: unknown[] = []
  const add = (name: string, read: () => unknown): void => {
    const value = attempt(read)
    found.push(name, types.isGeneratorObject(value) || isIterator(Object(value) === value ? (getPrototypeOf(value) as object) : null) ? attempt(() => listOf(value as object)) : value) // prettier-ignore
  }
  if (known) {
    for (const [name, read] of known) add(name, () => apply(read, object, []))
    return found
  }
  const seen = new Set<PropertyKey>()
  for (let at = prototype; at !== null && at !== Object.prototype; at = getPrototypeOf(at) as object | null) {
    for (const key of ownKeys(at)) {
      const getter = getOwnPropertyDescriptor(at, key)?.get
      if (!getter || seen.has(key) || key === '__proto__') continue
      seen.add(key)
      add(`get ${String(key)}`, () => apply(getter, object, []))
    }
  }
  for (const key of ['toString', 'toJSON', 'valueOf', Symbol.toPrimitive] as const) {
    const read: unknown = attempt(() => get(object, key))
    if (typeof read !== 'function' || ordinary.has(read)) continue
    add(String(key), () => apply(read, object, key === Symbol.toPrimitive ? ['default'] : key === 'toJSON' ? [''] : []))
  }
  const iterates: unknown = attempt(() => get(object, Symbol.iterator))
  if (typeof iterates === 'function' && !ordinary.has(iterates)) add('items', () => listOf(object))
  return found
}

/** For each object that shows more, what it shows; in the order given. */
export const readAll = (objects: readonly object[]): unknown[] => objects.slice(0, mostObjects).map(readOne)

/**
 * Arguments derived from generated ones, made outside of the box on plain data: small changes at one or a few places, and the
 * collapse of all values into a handful so that equal keys, ties and collisions happen. Types stay as the generator had them when
 * `typed` is set: code that declares `number[]` owes nothing to a caller who passes text.
 */
import { encode } from '../../languages/javascript/harness/codec.ts'
import { decode } from '../../languages/javascript/harness/decode.ts'

export interface Mutator {
  /** Number in [0, 1). */
  readonly random: () => number
  readonly typed: boolean
}

const edgeNumbers = [NaN, -0, 0, 1, -1, 2, 0.1, 0.2, 0.3, 0.5, -1.5, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 53, -(2 ** 53), Infinity, -Infinity, 1e-7, 1e21] // prettier-ignore
/** Small ones first: a huge count or bound only makes the original run forever. */
const mildNumbers = [NaN, -0, 0, 1, -1, 2, 3, 0.1, 0.2, 0.3, 0.5, -1.5]
const edgeTexts = ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '1', '-0', '01', ' ', 'a', 'A', 'é', 'e\u0301', 'ß', 'İ', '😀', '\ud83d', 'a b', 'NaN', '1,2'] // prettier-ignore

interface Site {
  readonly value: unknown
  put(value: unknown): void
}

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as unknown
  return prototype === Object.prototype || prototype === null
}
const define = (object: object, key: PropertyKey, value: unknown): void => {
  Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Every place that holds a value, up to `most`; the list of arguments itself is no site. */
const sitesOf = (args: unknown[], most = 400): Site[] => {
  const sites: Site[] = []
  const seen = new Set<object>([args])
  const queue: object[] = [args]
  const add = (value: unknown, put: (value: unknown) => void): void => {
    sites.push({ value, put })
    if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value)
      queue.push(value)
    }
  }
  for (let object = queue.shift(); object !== undefined && sites.length < most; object = queue.shift()) {
    const owner = object
    if (Array.isArray(owner) || isPlain(owner)) {
      for (const key of Object.keys(owner).slice(0, 60)) add(Reflect.get(owner, key), value => define(owner, key, value))
    } else if (owner instanceof Map) {
      for (const [key, value] of [...(owner as Map<unknown, unknown>)].slice(0, 60)) add(value, next => owner.set(key, next))
    } else if (owner instanceof Set) {
      for (const value of [...(owner as Set<unknown>)].slice(0, 60)) {
        add(value, next => {
          owner.delete(value)
          owner.add(next)
        })
      }
    } else if (ArrayBuffer.isView(owner) && !(owner instanceof DataView)) {
      const typed = owner as unknown as number[]
      for (let at = 0; at < Math.min(typed.length, 60); at += 1) {
        if (typeof typed[at] === 'number') add(typed[at], value => (typed[at] = Number(value)))
      }
    }
  }
  return sites
}

const copy = (args: readonly unknown[]): unknown[] => decode(encode(args)) as unknown[]

export const mutator = ({ random, typed }: Mutator) => {
  const below = (count: number): number => Math.floor(random() * count)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T

  const other = (sites: readonly Site[], type: string): unknown => {
    const same = sites.filter(site => typeof site.value === type)
    return same.length === 0 ? undefined : pick(same).value
  }

  const number = (value: number, sites: readonly Site[]): unknown => {
    switch (below(typed ? 6 : 7)) {
      case 0:
      case 1:
        return pick(mildNumbers)
      case 2:
        return pick(edgeNumbers)
      case 3:
        return value + pick([-1, 1, 0.5])
      case 4:
        return -value
      case 5:
        return other(sites, 'number') ?? value
      default:
        // '1' beside 1: only where nothing declares a type.
        return String(value)
    }
  }
  const text = (value: string, sites: readonly Site[]): unknown => {
    switch (below(typed ? 6 : 7)) {
      case 0:
      case 1:
        return pick(edgeTexts)
      case 2:
        return other(sites, 'string') ?? value
      case 3:
        return value + pick(edgeTexts)
      case 4:
        return random() < 0.5 ? value.toUpperCase() : value.toLowerCase()
      case 5:
        return value.slice(0, below(value.length + 1))
      default:
        return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
    }
  }
  const list = (items: unknown[]): void => {
    const at = below(items.length || 1)
    const frozen = (): void => void Object.freeze(items)
    const actions: (() => void)[] = [
      () => items.length > 0 && items.splice(below(items.length + 1), 0, items[at]),
      () => items.length > 0 && items.push(typeof items[at] === 'object' ? copy([items[at]])[0] : items[at]),
      () => {
        const to = below(items.length || 1)
        if (items.length > 1) [items[at], items[to]] = [items[to], items[at]]
      },
      () => void (items.length = below(items.length + 1)),
      () => void (items.length = 0),
      () => items.reverse(),
      () => items.push(...items.slice(0, 200)),
      () => items.length > 0 && items.fill(items[at], 0, below(items.length) + 1),
      frozen,
    ]
    // A hole reads as undefined, which no `Row[]` declares.
    if (!typed) {
      actions.push(
        () => items.length > 1 && Reflect.deleteProperty(items, at),
        () => void (items.length += 1),
      )
    }
    pick(actions)()
  }
  const object = (holder: Record<string, unknown>): void => {
    const names = Object.keys(holder)
    const name = names.length > 0 ? pick(names) : ''
    const actions: (() => void)[] = [
      // The same properties in another order, and keys that plain objects trip over.
      () => {
        const value = holder[name]
        if (name !== '' && Reflect.deleteProperty(holder, name)) define(holder, name, value)
      },
      () => void Object.freeze(holder),
    ]
    if (!typed) {
      actions.push(
        () => name !== '' && Reflect.deleteProperty(holder, name),
        () => name !== '' && define(holder, pick(['__proto__', '1', '0', 'constructor', '']), holder[name]),
      )
    }
    pick(actions)()
  }

  /** A changed copy. */
  const mutated = (args: readonly unknown[]): unknown[] => {
    const made = copy(args)
    const count = 1 + below(3)
    for (let change = 0; change < count; change += 1) {
      const sites = sitesOf(made)
      if (sites.length === 0) break
      // Arguments themselves often enough, also when one of them holds hundreds of values.
      const site = random() < 0.4 ? (sites[below(Math.min(made.length, sites.length))] as Site) : pick(sites)
      const { value } = site
      if (typeof value === 'number') site.put(number(value, sites))
      else if (typeof value === 'string') site.put(text(value, sites))
      else if (typeof value === 'boolean') site.put(!value)
      else if (typeof value === 'bigint') site.put(pick([0n, -1n, value + 1n, 2n ** 64n]))
      else if (Array.isArray(value)) {
        if (!Object.isFrozen(value)) list(value)
      } else if (isPlain(value) && !Object.isFrozen(value)) object(value)
      else if (value instanceof Date) site.put(new Date(pick([NaN, 0, value.getTime() + 1, -1])))
    }
    return made
  }

  /** A copy in which numbers and texts come from a few values only. */
  const collapsed = (args: readonly unknown[]): unknown[] => {
    const made = copy(args)
    const sites = sitesOf(made)
    // Bounds and counts directly among the arguments stay most of the time.
    const inner = sites.slice(random() < 0.2 ? 0 : made.length)
    const numbers = [other(sites, 'number') ?? 1, pick(mildNumbers), pick(mildNumbers), random() < 0.3 ? pick(edgeNumbers) : 2]
    const texts = [other(sites, 'string') ?? 'a', pick(edgeTexts), random() < 0.3 ? '__proto__' : 'b']
    const mixed = !typed && random() < 0.3
    for (const { value, put } of inner) {
      if (typeof value === 'number') put(mixed && random() < 0.3 ? String(pick(numbers)) : pick(numbers))
      else if (typeof value === 'string') put(mixed && random() < 0.2 ? pick(numbers) : pick(texts))
    }
    return made
  }
  return { mutated, collapsed }
}

/**
 * Every place in a list of arguments that holds a value, with what the declaration allows there and a way to put another value.
 */
import { encode } from '../../languages/javascript/harness/codec.ts'
import { decode } from '../../languages/javascript/harness/decode.ts'
import { open, shapeInside, type Shape } from '../../languages/javascript/shape.ts'

export interface Site {
  readonly value: unknown
  readonly shape: Shape
  /** Finds the same place again in a copy, also in one that was changed elsewhere: keys from the arguments down. */
  readonly path: string
  /** 0 for an argument. */
  readonly depth: number
  /** Number of the argument in which it lies. */
  readonly argument: number
  /** Name of the property or index; null for entries of Map and Set. */
  readonly key: string | null
  /** It is an element of a list. */
  readonly inList: boolean
  put(value: unknown): void
}

export const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as unknown
  return prototype === Object.prototype || prototype === null
}

/** Defined, never assigned: `__proto__` is a key like any other. */
export const define = (object: object, key: PropertyKey, value: unknown): void => {
  Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

export const copy = (args: readonly unknown[]): unknown[] => decode(encode(args)) as unknown[]

/** Characters of it as it crosses the wall: for budgets. */
export const weight = (value: unknown): number => JSON.stringify(encode(value)).length

/** What a declaration says about the arguments, by position; beyond its end. */
export interface Shapes {
  readonly at: (argument: number) => Shape
}

/** The list of arguments itself is no site. */
export const sitesOf = (args: unknown[], shapes: Shapes, most = 400): Site[] => {
  const sites: Site[] = []
  const seen = new Set<object>([args])
  const queue: { readonly owner: object; readonly site: Omit<Site, 'put'> }[] = []
  const add = (site: Omit<Site, 'put'>, put: (value: unknown) => void): void => {
    const { value } = site
    sites.push({ ...site, put })
    if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value)
      queue.push({ owner: value, site })
    }
  }
  for (const key of Object.keys(args)) {
    const argument = Number(key)
    add({ value: args[argument], shape: shapes.at(argument), path: key, depth: 0, argument, key, inList: false }, value =>
      define(args, key, value),
    )
  }
  for (let next = queue.shift(); next !== undefined && sites.length < most; next = queue.shift()) {
    const { owner, site } = next
    const { argument, shape } = site
    const depth = site.depth + 1
    let entry = 0
    const inside = (value: unknown, key: string | null, put: (value: unknown) => void): void => {
      const path = `${site.path}\u0000${key ?? (entry += 1)}`
      add({ value, shape: shapeInside(shape, owner, key), path, depth, argument, key, inList: Array.isArray(owner) }, put)
    }
    if (Array.isArray(owner) || isPlain(owner)) {
      for (const key of Object.keys(owner).slice(0, 60)) inside(Reflect.get(owner, key), key, value => define(owner, key, value))
    } else if (owner instanceof Map) {
      for (const [key, value] of [...(owner as Map<unknown, unknown>)].slice(0, 60))
        inside(value, null, put => owner.set(key, put))
    } else if (owner instanceof Set) {
      for (const value of [...(owner as Set<unknown>)].slice(0, 60)) {
        inside(value, null, put => {
          owner.delete(value)
          owner.add(put)
        })
      }
    } else if (ArrayBuffer.isView(owner) && !(owner instanceof DataView)) {
      const typed = owner as unknown as number[]
      for (let at = 0; at < Math.min(typed.length, 60); at += 1) {
        const value: unknown = typed[at]
        // What does not fit is cut by the array itself.
        const put = (given: unknown): void => void (typed[at] = typeof given === 'number' ? given : 0)
        const path = `${site.path}\u0000${at}`
        if (typeof value === 'number')
          add({ value, shape: { kind: 'number' }, path, depth, argument, key: null, inList: false }, put)
      }
    }
  }
  return sites.filter(site => site.shape.kind !== 'fixed')
}

export const siteAt = (args: unknown[], shapes: Shapes, path: string): Site | undefined =>
  sitesOf(args, shapes).find(site => site.path === path)

/** What a list of this shape holds. */
export const shapeOfElements = (shape: Shape): Shape => {
  if (shape.kind === 'list' || shape.kind === 'set') return shape.of
  if (shape.kind !== 'union') return shape.kind === 'open' ? open : { kind: 'other' }
  const lists = shape.of.filter(each => each.kind === 'list')
  return lists.length === 1 && lists[0] ? shapeOfElements(lists[0]) : { kind: 'other' }
}

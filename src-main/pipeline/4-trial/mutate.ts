/**
 * Arguments derived from generated ones, made outside of the box on plain data: small changes at one or a few places, and the
 * collapse of all values into a handful so that equal keys, ties and collisions happen. A place with a declared type keeps to it
 * (code that declares `number[]` owes nothing to a caller who passes text); a place that is open gets values of every kind.
 */
import {
  admits,
  allowsNull,
  allowsUndefined,
  isOpen,
  literalsOf,
  propertyOf,
  type Shape,
} from '../../languages/javascript/shape.ts'
import { edgeNumbers, edgeTexts, kinds, mildNumbers } from './shape-values.ts'
import { copy, define, isPlain, sitesOf, type Shapes, type Site } from './sites.ts'

export interface Mutator {
  /** Number in [0, 1). */
  readonly random: () => number
  readonly shapes: Shapes
}
export interface Mutated {
  readonly args: unknown[]
  /** Holds a kind of value at an open place that nobody was seen to pass there. */
  readonly foreign: boolean
}

/** The other way to write the same: '1' beside 1, 1 beside '1'. */
const twin = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

export const mutator = ({ random, shapes }: Mutator) => {
  const below = (count: number): number => Math.floor(random() * count)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  let foreign = false

  const other = (sites: readonly Site[], type: string): unknown => {
    const same = sites.filter(site => typeof site.value === type)
    return same.length === 0 ? undefined : pick(same).value
  }

  const number = (value: number, sites: readonly Site[]): unknown => {
    switch (below(6)) {
      case 0:
      case 1:
        return pick(mildNumbers)
      case 2:
        return pick(edgeNumbers)
      case 3:
        return value + pick([-1, 1, 0.5])
      case 4:
        return -value
      default:
        return other(sites, 'number') ?? value
    }
  }
  const text = (value: string, sites: readonly Site[]): unknown => {
    switch (below(6)) {
      case 0:
      case 1:
        return pick(edgeTexts)
      case 2:
        return other(sites, 'string') ?? value
      case 3:
        return value + pick(edgeTexts)
      case 4:
        return random() < 0.5 ? value.toUpperCase() : value.toLowerCase()
      default:
        return value.slice(0, below(value.length + 1))
    }
  }
  /** Elements of a list owe nothing to holes when they have a type. */
  const list = (items: unknown[], openElements: boolean): void => {
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
    if (openElements) {
      actions.push(
        () => {
          foreign = true
          if (items.length > 1) Reflect.deleteProperty(items, at)
        },
        () => {
          foreign = true
          items.length += 1
        },
      )
    }
    pick(actions)()
  }
  const object = (holder: Record<string, unknown>, shape: Shape): void => {
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
    const drop = (isForeign: boolean) => (): void => {
      if (name === '') return
      foreign ||= isForeign
      Reflect.deleteProperty(holder, name)
    }
    if (isOpen(shape)) {
      actions.push(
        drop(true),
        () => name !== '' && define(holder, pick(['__proto__', '1', '0', 'constructor', '']), holder[name]),
      )
    } else if (propertyOf(shape, holder, name)?.optional) actions.push(drop(false))
    pick(actions)()
  }

  /** A new value for a place that holds a primitive; undefined stands for "as it was". */
  const primitive = (site: Site, sites: readonly Site[]): { readonly value: unknown } | undefined => {
    const { value, shape } = site
    if (isOpen(shape)) {
      if (random() < 0.15) {
        foreign = true
        return { value: twin(value) }
      }
      if (random() < 0.12) {
        foreign = true
        return { value: pick(kinds)() }
      }
    } else {
      if (allowsUndefined(shape) && random() < 0.1) return { value: undefined }
      if (allowsNull(shape) && random() < 0.1) return { value: null }
      const literals = literalsOf(shape)
      if (literals.length > 0) return { value: pick(literals) }
    }
    const made = (() => {
      switch (typeof value) {
        case 'number':
          return number(value, sites)
        case 'string':
          return text(value, sites)
        case 'boolean':
          return !value
        case 'bigint':
          return pick([0n, -1n, value + 1n, 2n ** 64n])
        default:
          return value
      }
    })()
    return admits(shape, made) ? { value: made } : undefined
  }

  /** A changed copy. */
  const mutated = (args: readonly unknown[]): Mutated => {
    foreign = false
    const made = copy(args)
    const count = 1 + below(3)
    for (let change = 0; change < count; change += 1) {
      const sites = sitesOf(made, shapes)
      if (sites.length === 0) break
      // Arguments themselves often enough, also when one of them holds hundreds of values.
      const site = random() < 0.4 ? (sites[below(Math.min(made.length, sites.length))] as Site) : pick(sites)
      const { value, shape } = site
      if (Array.isArray(value)) {
        if (Object.isExtensible(value) && shape.kind !== 'tuple') list(value, elementsAreOpen(shape))
      } else if (isPlain(value)) {
        if (Object.isExtensible(value)) object(value, shape)
      } else if (value instanceof Date) site.put(new Date(pick([NaN, 0, value.getTime() + 1, -1])))
      else {
        const next = primitive(site, sites)
        if (next) site.put(next.value)
      }
    }
    return { args: made, foreign }
  }

  /** A copy in which numbers and texts come from a few values only. */
  const collapsed = (args: readonly unknown[]): Mutated => {
    foreign = false
    const made = copy(args)
    const sites = sitesOf(made, shapes)
    // Bounds and counts directly among the arguments stay most of the time.
    const inner = sites.slice(random() < 0.2 ? 0 : made.length)
    const numbers = [other(sites, 'number') ?? 1, pick(mildNumbers), pick(mildNumbers), random() < 0.3 ? pick(edgeNumbers) : 2]
    const texts = [other(sites, 'string') ?? 'a', pick(edgeTexts), random() < 0.3 ? '__proto__' : 'b']
    const mixed = random() < 0.3
    for (const { value, shape, put } of inner) {
      // Numbers and texts are both declared: 7 beside '7' is what such code has to tell apart.
      const both = shape.kind === 'union' && !isOpen(shape) && admits(shape, 1) && admits(shape, '1')
      const mix = (both ? random() < 0.5 : mixed && isOpen(shape)) && random() < 0.5
      foreign ||= mix && !both && (typeof value === 'number' || typeof value === 'string')
      const literals = literalsOf(shape)
      const next = (() => {
        if (typeof value === 'number') return mix ? String(pick(numbers)) : pick(numbers)
        if (typeof value === 'string') return mix ? pick(numbers) : pick(texts)
        return value
      })()
      if (admits(shape, next)) put(next)
      else if (literals.length > 0) put(pick(literals))
    }
    return { args: made, foreign }
  }

  /** The same with one inner value changed: what a caller does who edits his list between two calls. */
  const edited = (args: readonly unknown[]): unknown[] | null => {
    const made = copy(args)
    const sites = sitesOf(made, shapes).filter(
      ({ value, depth }) => depth > 0 && (typeof value === 'number' || typeof value === 'string'),
    )
    if (sites.length === 0) return null
    const { value, shape, put } = sites[Math.min(sites.length - 1, Math.floor(sites.length * (0.25 + random() / 2)))] as Site
    const next = typeof value === 'number' ? value + pick([1, -1, 7]) : `${String(value)}x`
    const literals = literalsOf(shape)
    put(admits(shape, next) ? next : literals.length > 0 ? pick(literals) : value)
    return made
  }
  return { mutated, collapsed, edited }
}

const elementsAreOpen = (shape: Shape): boolean =>
  shape.kind === 'open' ||
  (shape.kind === 'list' && isOpen(shape.of)) ||
  (shape.kind === 'union' && shape.of.some(elementsAreOpen))

/**
 * Values as tagged JSON, and the shape of that JSON: what crosses the wall between the judge and the box, in both directions. A
 * value becomes a flat table of nodes that refer to each other by index, numbered in the order in which a walk meets them. So
 * depth costs nothing, cycles and shared references are part of the text, and two values behave alike exactly when their
 * encodings are the same text. Reading it back is in `decode.ts`, readable text in `show.ts`. Nothing here runs outside code but
 * getters of the value itself.
 */
import { Buffer } from 'node:buffer'
import { types } from 'node:util'

/**
 * Primitive or reference. Strings, booleans, null and plain numbers stand for themselves; everything else is a tagged list:
 * `['u']` undefined, `['n', 'NaN' | '-0' | 'Infinity' | '-Infinity']`, `['b', digits]` bigint, `['y', description]` symbol,
 * `['h']` hole, `['r', index]` reference.
 */
export type Atom = string | number | boolean | null | readonly [string] | readonly [string, string | number]
/** 1 frozen, 2 not extensible, 4 null prototype. */
export type Flags = number
/** `[tag, className, flags, body, props]`; className is '' for the built-in class of that tag. */
export type Node = readonly [string, string, Flags, unknown, readonly Atom[]]
export interface Encoded {
  readonly root: Atom
  readonly nodes: readonly Node[]
}
export interface Encoding extends Encoded {
  /** Holds functions, class instances, symbols or the like: cannot be rebuilt elsewhere, only compared. */
  readonly opaque: boolean
}

export const isFrozenFlag = 1
export const isSealedFlag = 2
export const isNullPrototypeFlag = 4
/** Lists longer than this with mostly holes are written as index and value. */
const sparseFrom = 4096

/** More nodes or text than a frame should carry. */
export class TooLarge extends Error {}

export interface EncodeLimits {
  readonly nodes: number
  /** Roughly, in characters of JSON. */
  readonly characters: number
}
export const defaultEncodeLimits: EncodeLimits = { nodes: 200_000, characters: 6 << 20 }

const { getPrototypeOf, keys, isFrozen, isExtensible, getOwnPropertySymbols, hasOwn, is } = Object
const propertyIsEnumerable = Object.prototype.propertyIsEnumerable
const mapEntries = Map.prototype.entries
const setValues = Set.prototype.values
const dateValue = Date.prototype.getTime
const typedKind = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get

/** Class name for people and for comparing: never trusted for anything else. */
const classNameOf = (prototype: object | null): string => {
  try {
    const constructor: unknown = prototype === null ? undefined : Reflect.get(prototype, 'constructor')
    return typeof constructor === 'function' && typeof constructor.name === 'string' ? constructor.name.slice(0, 100) : 'Object'
  } catch {
    return 'Object'
  }
}

const prototypes: Readonly<Record<string, object>> = {
  O: Object.prototype,
  A: Array.prototype,
  M: Map.prototype,
  S: Set.prototype,
  D: Date.prototype,
  R: RegExp.prototype,
  B: ArrayBuffer.prototype,
}

const put = (list: Atom[], item: Atom): void => {
  list[list.length] = item
}

export const encode = (
  value: unknown,
  limits: EncodeLimits = defaultEncodeLimits,
  /** Called with each object met, in order; the index is its node. */
  met?: (object: object) => void,
): Encoding => {
  const nodes: Node[] = []
  const queue: object[] = []
  const indexOf = new Map<object, number>()
  let characters = 0
  let opaque = false

  const spend = (count: number): void => {
    characters += count
    if (characters > limits.characters) throw new TooLarge('more text than a frame carries')
  }

  const atom = (item: unknown): Atom => {
    spend(4)
    switch (typeof item) {
      case 'number':
        if (item !== item || item === Infinity || item === -Infinity) return ['n', String(item)]
        return is(item, -0) ? ['n', '-0'] : item
      case 'string':
        spend(item.length)
        return item
      case 'boolean':
        return item
      case 'undefined':
        return ['u']
      case 'bigint': {
        const digits = item.toString(16)
        spend(digits.length)
        return ['b', digits]
      }
      case 'symbol':
        opaque = true
        return ['y', (item.description ?? '').slice(0, 200)]
      default:
    }
    if (item === null) return null
    const object = item as object
    const known = indexOf.get(object)
    if (known !== undefined) return ['r', known]
    const index = queue.length
    if (index >= limits.nodes) throw new TooLarge('more objects than a frame carries')
    indexOf.set(object, index)
    queue[index] = object
    return ['r', index]
  }

  /** Own enumerable properties as key, value, key, value; `skipIndexes` leaves out the elements of a list. */
  const properties = (object: object, from: number): Atom[] => {
    const found: Atom[] = []
    const names = keys(object)
    for (let at = from; at < names.length; at += 1) {
      const name = names[at] as string
      put(found, atom(name))
      put(found, atom(Reflect.get(object, name)))
    }
    const symbols = getOwnPropertySymbols(object)
    for (let at = 0; at < symbols.length; at += 1) {
      const symbol = symbols[at] as symbol
      if (!Reflect.apply(propertyIsEnumerable, object, [symbol])) continue
      put(found, atom(symbol))
      put(found, atom(Reflect.get(object, symbol)))
    }
    return found
  }

  const list = (object: readonly unknown[]): [tag: string, body: unknown, own: number] => {
    const { length } = object
    if (length > sparseFrom) {
      const present = keys(object).filter(key => /^\d+$/.test(key) && Number(key) < length)
      if (present.length * 4 < length) {
        const body: Atom[] = []
        for (let at = 0; at < present.length; at += 1) {
          const index = Number(present[at])
          put(body, index)
          put(body, atom(object[index]))
        }
        return ['a', [length, body], present.length]
      }
    }
    const body: Atom[] = []
    let own = 0
    for (let at = 0; at < length; at += 1) {
      const item = object[at]
      if (item === undefined && !hasOwn(object, at)) {
        put(body, ['h'])
        spend(4)
      } else {
        own += 1
        put(body, atom(item))
      }
    }
    return ['A', body, own]
  }

  const describe = (object: object): Node => {
    const prototype = getPrototypeOf(object) as object | null
    let flags = 0
    if (!isExtensible(object)) flags = isFrozen(object) ? isFrozenFlag : isSealedFlag
    const node = (tag: string, body: unknown, fromProperty = 0): Node => {
      let className = ''
      if (prototype === null) flags |= isNullPrototypeFlag
      else if (prototypes[tag === 'a' ? 'A' : tag] !== prototype) {
        className = classNameOf(prototype)
        // Typed arrays and errors are rebuilt by their kind, everything else of a class of its own is not.
        if (tag !== 'T' && tag !== 'E' && tag !== 'W') opaque = true
      }
      return [tag, className, flags, body, properties(object, fromProperty)]
    }
    if (typeof object === 'function') {
      opaque = true
      return ['F', '', 0, null, []]
    }
    if (types.isProxy(object)) opaque = true
    if (Array.isArray(object)) {
      const [tag, body, own] = list(object)
      return node(tag, body, own)
    }
    if (types.isMap(object)) {
      const body: Atom[] = []
      const entries = Reflect.apply(mapEntries, object, []) as Iterator<[unknown, unknown]>
      for (let step = entries.next(); step.done !== true; step = entries.next()) {
        put(body, atom(step.value[0]))
        put(body, atom(step.value[1]))
      }
      return node('M', body)
    }
    if (types.isSet(object)) {
      const body: Atom[] = []
      const values = Reflect.apply(setValues, object, []) as Iterator<unknown>
      for (let step = values.next(); step.done !== true; step = values.next()) put(body, atom(step.value))
      return node('S', body)
    }
    if (types.isDate(object)) return node('D', atom(Reflect.apply(dateValue, object, [])))
    if (types.isRegExp(object)) return node('R', [object.source, object.flags, atom(object.lastIndex)])
    if (types.isTypedArray(object)) {
      const bytes = Buffer.from(object.buffer as ArrayBuffer, object.byteOffset, object.byteLength)
      spend(bytes.length * 1.4)
      const kind = Buffer.isBuffer(object) ? 'Buffer' : (Reflect.apply(typedKind as () => string, object, []) as string)
      return ['T', kind, flags, bytes.toString('base64'), []]
    }
    if (types.isAnyArrayBuffer(object)) {
      spend(object.byteLength * 1.4)
      return node('B', Buffer.from(object as ArrayBuffer).toString('base64'))
    }
    if (types.isNativeError(object)) {
      const message: unknown = Reflect.get(object, 'message')
      const cause: unknown = hasOwn(object, 'cause') ? Reflect.get(object, 'cause') : undefined
      return node('E', [atom(typeof message === 'string' ? message : String(message)), atom(cause)])
    }
    if (types.isBoxedPrimitive(object)) {
      const primitive: unknown = object.valueOf()
      // The characters of a boxed string are its first own properties.
      return node('W', atom(primitive), typeof primitive === 'string' ? primitive.length : 0)
    }
    if (types.isPromise(object) || types.isWeakMap(object) || types.isWeakSet(object) || types.isDataView(object)) {
      opaque = true
      return node('X', null)
    }
    return node('O', null)
  }

  const root = atom(value)
  for (let at = 0; at < queue.length; at += 1) {
    const object = queue[at] as object
    spend(16)
    met?.(object)
    try {
      nodes[at] = describe(object)
    } catch (error) {
      if (error instanceof TooLarge) throw error
      // A getter or a trap of the value threw.
      opaque = true
      nodes[at] = ['X', 'unreadable', 0, null, []]
    }
  }
  return { root, nodes, opaque }
}

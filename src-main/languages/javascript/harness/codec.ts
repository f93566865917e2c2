/**
 * Values into tagged JSON (`format.ts`): a flat table of nodes that refer to each other by index, numbered in the order in which a
 * walk meets them. So depth costs nothing, cycles and shared references are part of the text, and two values behave alike as far as
 * they can be seen exactly when their encodings are the same text. Everything a caller can reach is in it: own keys with their
 * descriptors, memory behind views, what an object inherits from. Not in it: `stack`, and `name`, `length`, `prototype` of functions.
 * Reading it back is in `decode.ts`, readable text in `show.ts`. Nothing here runs outside code but accessors of the value itself.
 */
import { types } from 'node:util'
import { builtInName, describePrototype, isIterator, isPlainFunction, type Described } from './classes.ts'
import {
  isFrozenFlag,
  isNullPrototypeFlag,
  isProxyFlag,
  isSealedFlag,
  ordinaryBits,
  partOfMemory,
  prototypeKey,
} from './format.ts'
import type { Atom, ClassSeen, Encoded, Hidden, Node } from './format.ts'
import { base64, memoryBody, stretchesOf, type View } from './memory.ts'
import { everyKey, hasElementsOnly, placeOf, propertiesOf, type Into, type OwnKeys } from './own.ts'

export { isFrozenFlag, isNullPrototypeFlag, isSealedFlag } from './format.ts'
export type { Atom, Encoded, Flags, Node } from './format.ts'

export interface Encoding extends Encoded {
  /** Holds functions, class instances, symbols or the like: cannot be rebuilt elsewhere, only compared. */
  readonly opaque: boolean
  /** So many nodes from the first are what everybody can reach; the rest is reached through private fields only. */
  readonly open: number
  readonly classes: readonly ClassSeen[]
  readonly hidden: readonly Hidden[]
}

/** More nodes or text than a frame should carry. */
export class TooLarge extends Error {}

export interface EncodeLimits {
  readonly nodes: number
  /** Roughly, in characters of JSON. */
  readonly characters: number
}
export const defaultEncodeLimits: EncodeLimits = { nodes: 200_000, characters: 6 << 20 }

/** What a walk may ask of its surroundings. */
export interface Look {
  /** Called with each object met, in order; the index is its node. For memory that `Buffer`s share: with the stretch of it. */
  readonly met?: (object: object, from?: number, to?: number) => void
  /** Private fields of instances of classes that may have some. */
  readonly fields?: (objects: readonly object[]) => readonly (readonly (readonly [string, unknown])[] | null)[]
  /** Objects after these are met and not looked into. */
  readonly most?: number
  /** How a promise ended, as far as somebody waited for it. */
  readonly settled?: (
    promise: Promise<unknown>,
  ) => { readonly how: 'fulfilled' | 'rejected'; readonly value: unknown } | undefined
}

const { getPrototypeOf, keys, isFrozen, isExtensible, getOwnPropertyDescriptor, is } = Object
const { apply } = Reflect
const mapEntries = Map.prototype.entries
const setValues = Set.prototype.values
const dateValue = Date.prototype.getTime
const reference = WeakRef.prototype.deref
const keyFor = Symbol.keyFor
type Getter = () => unknown
const getterOf = (prototype: object, key: PropertyKey): Getter => getOwnPropertyDescriptor(prototype, key)?.get as Getter
const typedPrototype = getPrototypeOf(Uint8Array.prototype) as object
const typedKind = getterOf(typedPrototype, Symbol.toStringTag)
// Own properties of the object may carry the same names.
const placesOf = (prototype: object): readonly Getter[] => ['buffer', 'byteOffset', 'byteLength'].map(key => getterOf(prototype, key)) // prettier-ignore
const typedPlaces = [...placesOf(typedPrototype), getterOf(typedPrototype, 'length')]
const dataPlaces = [...placesOf(DataView.prototype), getterOf(DataView.prototype, 'byteLength')]
const patternParts = [getterOf(RegExp.prototype, 'source'), getterOf(RegExp.prototype, 'flags')]
const primitives = [Number, String, Boolean, Symbol, BigInt].map(kind => kind.prototype.valueOf as Getter)
const primitiveOf = (boxed: object): unknown => {
  for (const read of primitives) {
    try {
      return apply(read, boxed, [])
    } catch {
      // Of another kind.
    }
  }
  return undefined
}
const wellKnown = new Map<symbol, string>()
for (const name of Reflect.ownKeys(Symbol)) {
  const value: unknown = Reflect.get(Symbol, name)
  if (typeof value === 'symbol') wellKnown.set(value, `@@${String(name)}`)
}
/** Lists longer than this with mostly holes are written as index and value. */
const sparseFrom = 4096

const prototypes: Readonly<Record<string, object>> = { O: Object.prototype, A: Array.prototype, M: Map.prototype, S: Set.prototype, D: Date.prototype, R: RegExp.prototype, B: ArrayBuffer.prototype } // prettier-ignore
const errorPrototypes = new Set<object>([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError].map(kind => kind.prototype)) // prettier-ignore
const boxPrototypes = new Set<object>([Number, String, Boolean, Symbol, BigInt].map(kind => kind.prototype))
const typedPrototypes = new Map<object, string>()
for (const kind of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView]) typedPrototypes.set(kind.prototype, kind.name) // prettier-ignore
typedPrototypes.set(Buffer.prototype, 'Buffer')

/** A sloppy function has these two, always null. */
const ofFunctions: OwnKeys = { from: 0, usual: [['arguments', 0], ['caller', 0]], never: ['name', 'length', 'prototype'] } // prettier-ignore
const ofErrors: OwnKeys = { from: 0, usual: [['message', 6], ['cause', 6]], never: ['stack'] } // prettier-ignore
const ofFrozenErrors: OwnKeys = { from: 0, usual: [['message', 0], ['cause', 0]], never: ['stack'] } // prettier-ignore
const ofRegExps: OwnKeys = { from: 0, usual: [['lastIndex', 2]], never: [] }

export const encode = (value: unknown, limits: EncodeLimits = defaultEncodeLimits, look: Look = {}): Encoding => {
  const nodes: Node[] = []
  const queue: object[] = []
  const indexOf = new Map<object, number>()
  const symbols = new Map<symbol, number>()
  const classNames = new Map<object, string>()
  const classes: ClassSeen[] = []
  let secretive: { readonly node: number; readonly object: object; readonly name: string }[] = []
  let views: (View & { readonly at: number })[] = []
  let characters = 0
  let opaque = false
  let isOpen = true

  const spend = (count: number): void => {
    characters += count
    if (characters > limits.characters) throw new TooLarge('more text than a frame carries')
  }
  const newIndex = (): number => {
    const index = queue.length
    if (index >= limits.nodes) throw new TooLarge('more objects than a frame carries')
    return index
  }

  const symbolAtom = (item: symbol): Atom => {
    opaque = true
    const common = wellKnown.get(item)
    if (common !== undefined) return ['y', common]
    const registered = keyFor(item)
    if (registered !== undefined) return ['y', `@${registered.slice(0, 200)}`]
    let number = symbols.get(item)
    if (number === undefined) symbols.set(item, (number = symbols.size))
    return ['y', (item.description ?? '').slice(0, 200), number]
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
        return symbolAtom(item)
      default:
    }
    if (item === null) return null
    const object = item as object
    const known = indexOf.get(object)
    if (known !== undefined) return ['r', known]
    const index = newIndex()
    indexOf.set(object, index)
    queue[index] = object
    return ['r', index]
  }

  const into: Into = {
    atom,
    accessor: () => {
      opaque = true
    },
  }

  const list = (object: readonly unknown[], ordinary: number): [tag: string, body: unknown, own: number] => {
    const { length } = object
    if (length > sparseFrom) {
      const present = keys(object).filter(key => /^\d+$/.test(key) && Number(key) < length)
      if (present.length * 4 < length) {
        const body: Atom[] = []
        for (const key of present) {
          const found = getOwnPropertyDescriptor(object, key)
          if (!found) continue
          body.push(Number(key), placeOf(object, key, found, ordinary, into))
        }
        return ['a', [length, body], present.length]
      }
    }
    const body: Atom[] = []
    let own = 0
    for (let at = 0; at < length; at += 1) {
      const found = getOwnPropertyDescriptor(object, at)
      if (!found) {
        body[at] = ['h']
        spend(4)
        continue
      }
      own += 1
      body[at] = placeOf(object, String(at), found, ordinary, into)
    }
    return ['A', body, own]
  }

  /** The name of the class in this text, with what it is of; two classes of one name are told apart. */
  const className = (prototype: object, described: Described): string => {
    const known = classNames.get(prototype)
    if (known !== undefined) return known
    const same = classes.filter(([name]) => name === described.name || name.startsWith(`${described.name}~`)).length
    const name = (described.name === '' ? 'class' : described.name) + (same === 0 ? '' : `~${same + 1}`)
    classNames.set(prototype, name)
    classes.push([name, described.exported, described.keys])
    return name
  }

  const describe = (object: object, at: number): Node => {
    const prototype = getPrototypeOf(object) as object | null
    let flags = 0
    if (!isExtensible(object)) flags = isFrozen(object) ? isFrozenFlag : isSealedFlag
    if (types.isProxy(object)) {
      flags |= isProxyFlag
      opaque = true
    }
    const ordinary = ordinaryBits(flags)
    const node = (
      tag: string,
      body: unknown,
      which: OwnKeys = everyKey,
      usualPrototype: object | null = prototypes[tag] ?? null,
    ): Node => {
      // prettier-ignore
      let name = ''
      let finalTag = tag
      const props = which.from > 0 && prototype === usualPrototype && hasElementsOnly(object, which.from) ? [] : propertiesOf(object, which, ordinary, into) // prettier-ignore
      if (prototype === null) flags |= isNullPrototypeFlag
      else if (prototype !== usualPrototype) {
        const described = describePrototype(prototype)
        name = described.kind === 'class' ? className(prototype, described) : described.name
        opaque = true
        if (described.kind === 'class' && described.mayHide) secretive.push({ node: at, object, name })
        if (described.kind === 'object') props.push(prototypeKey, atom(prototype))
        if (described.kind === 'closed' && tag === 'O') finalTag = 'X'
        if (described.kind === 'built-in' && name === 'WeakRef') body = atom(apply(reference, object, []))
      }
      return [finalTag, name, flags, body, props]
    }
    if (typeof object === 'function') {
      opaque = true
      const name = builtInName(object)
      if (name !== '') return ['F', name, flags, null, []]
      const props = propertiesOf(object, ofFunctions, ordinary, into)
      // A class that extends another one inherits what is written on that.
      if (prototype !== null && !isPlainFunction(object)) props.push(prototypeKey, atom(prototype))
      return ['F', '', flags, null, props]
    }
    if (Array.isArray(object)) {
      const [tag, body, own] = list(object, ordinary)
      return node(tag, body, { from: own, usual: [['length', (flags & isFrozenFlag) === 0 ? 2 : 0]], never: [] }, Array.prototype)
    }
    if (types.isMap(object)) {
      const body: Atom[] = []
      const entries = apply(mapEntries, object, []) as Iterator<[unknown, unknown]>
      for (let step = entries.next(); step.done !== true; step = entries.next())
        body.push(atom(step.value[0]), atom(step.value[1]))
      return node('M', body)
    }
    if (types.isSet(object)) {
      const body: Atom[] = []
      const values = apply(setValues, object, []) as Iterator<unknown>
      for (let step = values.next(); step.done !== true; step = values.next()) body.push(atom(step.value))
      return node('S', body)
    }
    if (types.isDate(object)) return node('D', atom(apply(dateValue, object, [])))
    if (types.isRegExp(object))
      return node('R', [...patternParts.map(part => apply(part, object, []) as Atom), atom(object.lastIndex)], ofRegExps)
    if (ArrayBuffer.isView(object)) return viewNode(object, prototype, at, node)
    if (types.isAnyArrayBuffer(object)) {
      spend(object.byteLength * 1.4)
      return node('B', memoryBody(object))
    }
    if (types.isNativeError(object)) {
      const own = (key: string): Atom => {
        const found = getOwnPropertyDescriptor(object, key)
        return found === undefined ? ['h'] : 'value' in found ? atom(found.value) : ['u']
      }
      const body = [own('message'), own('cause')]
      const usual = prototype !== null && errorPrototypes.has(prototype)
      const [tag, name, ...rest] = node('E', body, (flags & isFrozenFlag) === 0 ? ofErrors : ofFrozenErrors, usual ? prototype : Error.prototype) // prettier-ignore
      return usual && prototype !== Error.prototype ? [tag, describePrototype(prototype).name, ...rest] : [tag, name, ...rest]
    }
    if (types.isBoxedPrimitive(object)) {
      const primitive = primitiveOf(object)
      // The characters of a boxed string are its first own properties.
      const which: OwnKeys =
        typeof primitive === 'string' ? { from: primitive.length, usual: [['length', 0]], never: [] } : everyKey
      return node('W', atom(primitive), which, prototype !== null && boxPrototypes.has(prototype) ? prototype : null)
    }
    if (types.isPromise(object)) {
      opaque = true
      const ended = look.settled?.(object)
      return node('P', ended ? [ended.how, atom(ended.value)] : ['pending'], everyKey, Promise.prototype)
    }
    if (types.isGeneratorObject(object) || isIterator(prototype)) {
      opaque = true
      return ['I', 'iterator', flags, null, propertiesOf(object, everyKey, ordinary, into)]
    }
    return node('O', null)
  }

  const viewNode = (
    object: ArrayBufferView,
    prototype: object | null,
    at: number,
    node: (tag: string, body: unknown, which?: OwnKeys, usual?: object | null) => Node,
  ): Node => {
    // prettier-ignore
    const usual = (prototype !== null && typedPrototypes.get(prototype)) || ''
    const kind = types.isDataView(object) ? 'DataView' : usual === 'Buffer' ? 'Buffer' : (apply(typedKind, object, []) as string) // prettier-ignore
    const [buffer, byteOffset, byteLength, length] = (kind === 'DataView' ? dataPlaces : typedPlaces).map(read => apply(read, object, [])) as [ArrayBufferLike, number, number, number] // prettier-ignore
    const which: OwnKeys = { from: kind === 'DataView' ? 0 : length, usual: [], never: [] }
    let place: unknown = null
    if (kind === 'Buffer' && !indexOf.has(buffer))
      views.push({ node: at, at, memory: buffer, from: byteOffset, length: byteLength })
    else place = [atom(buffer), byteOffset, length]
    const [, name, flags, , props] = node('T', null, which, usual === kind ? prototype : null)
    if (usual !== kind) return ['T', kind, flags, [place, name], props]
    return ['T', kind, flags, place, props]
  }

  /** Memory that was met through `Buffer`s only is cut into stretches now that all of them are known. */
  const placeViews = (): void => {
    const waiting = views
    views = []
    const open = waiting.filter(view => !indexOf.has(view.memory))
    const stretches = stretchesOf(open)
    const numbers = new Map<object, number>()
    for (const view of waiting) {
      const stretch = stretches.get(view)
      let place: unknown
      if (!stretch) place = [atom(view.memory), view.from, view.length]
      else {
        let number = numbers.get(stretch)
        if (number === undefined) {
          number = newIndex()
          numbers.set(stretch, number)
          const length = stretch.to - stretch.from
          spend(length * 1.4 + 16)
          queue[number] = stretch
          nodes[number] = ['B', partOfMemory, 0, [base64(stretch.memory, stretch.from, length)], []]
          if (length > 0 && isOpen) look.met?.(stretch.memory, stretch.from, stretch.to)
        }
        place = [['r', number], view.from - stretch.from, view.length]
      }
      const [tag, name, flags, body, props] = nodes[view.at] as Node
      nodes[view.at] = [tag, name, flags, Array.isArray(body) ? [place, body[1]] : place, props]
    }
  }

  const walk = (from: number): void => {
    for (let at = from; at < queue.length || views.length > 0; at += 1) {
      if (look.most !== undefined && at >= look.most) break
      if (at >= queue.length) {
        placeViews()
        at -= 1
        continue
      }
      // A stretch of memory is its own node already.
      if (nodes[at] !== undefined) continue
      const object = queue[at] as object
      spend(16)
      if (isOpen) look.met?.(object)
      try {
        nodes[at] = describe(object, at)
      } catch (error) {
        if (error instanceof TooLarge) throw error
        // A trap of the value threw.
        opaque = true
        nodes[at] = ['X', 'unreadable', 0, null, []]
      }
    }
  }

  const root = atom(value)
  walk(0)
  const open = look.most === undefined ? queue.length : nodes.length
  isOpen = false
  const hidden: Hidden[] = []
  while (secretive.length > 0 && look.most === undefined) {
    const asked = secretive
    secretive = []
    const from = queue.length
    const fields = look.fields?.(asked.map(({ object }) => object))
    for (const [which, { node, name }] of asked.entries()) {
      const found = fields?.[which]
      hidden.push([node, name, found ? found.map(([field, inner]) => [field, atom(inner)] as const) : null])
    }
    walk(from)
  }
  return { root, nodes, opaque, open, classes, hidden }
}

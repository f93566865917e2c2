/**
 * Tagged JSON back into values. The data may come from a hostile box: keys are only ever defined, never assigned, nothing is
 * looked up by a name it holds, and whatever does not fit the format becomes a `BadEncoding`. What cannot be rebuilt (functions,
 * class instances, accessors) is refused the same way; such arguments are made again inside the box instead.
 */
import { Buffer } from 'node:buffer'
import { isFrozenFlag, isNullPrototypeFlag, isSealedFlag, isProxyFlag, partOfMemory } from './format.ts'

export class BadEncoding extends Error {}

const bad = (what: string): never => {
  throw new BadEncoding(what)
}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : bad('list expected'))
const textOf = (value: unknown): string => (typeof value === 'string' ? value : bad('text expected'))

type MakeView = (memory: ArrayBuffer, from: number, length: number) => object
const views = new Map<string, MakeView>([
  ['Int8Array', (memory, from, length) => new Int8Array(memory, from, length)],
  ['Uint8Array', (memory, from, length) => new Uint8Array(memory, from, length)],
  ['Uint8ClampedArray', (memory, from, length) => new Uint8ClampedArray(memory, from, length)],
  ['Int16Array', (memory, from, length) => new Int16Array(memory, from, length)],
  ['Uint16Array', (memory, from, length) => new Uint16Array(memory, from, length)],
  ['Int32Array', (memory, from, length) => new Int32Array(memory, from, length)],
  ['Uint32Array', (memory, from, length) => new Uint32Array(memory, from, length)],
  ['Float32Array', (memory, from, length) => new Float32Array(memory, from, length)],
  ['Float64Array', (memory, from, length) => new Float64Array(memory, from, length)],
  ['BigInt64Array', (memory, from, length) => new BigInt64Array(memory, from, length)],
  ['BigUint64Array', (memory, from, length) => new BigUint64Array(memory, from, length)],
  ['DataView', (memory, from, length) => new DataView(memory, from, length)],
  ['Buffer', (memory, from, length) => Buffer.from(memory, from, length)],
])
const errors = new Map<string, () => Error>([
  ['Error', () => new Error()],
  ['TypeError', () => new TypeError()],
  ['RangeError', () => new RangeError()],
  ['SyntaxError', () => new SyntaxError()],
  ['ReferenceError', () => new ReferenceError()],
  ['EvalError', () => new EvalError()],
  ['URIError', () => new URIError()],
])

const memoryOf = (node: readonly unknown[]): ArrayBuffer => {
  const [tag, className, , body] = node
  if (tag !== 'B' || (className !== '' && className !== partOfMemory)) return bad('memory expected')
  const [base64, most] = listOf(body)
  if (most !== undefined && most !== null) return bad('memory that grows')
  const source = Buffer.from(textOf(base64), 'base64')
  const copy = new ArrayBuffer(source.length)
  new Uint8Array(copy).set(source)
  return copy
}

const numberNames: Readonly<Record<string, number>> = { NaN, '-0': -0, Infinity, '-Infinity': -Infinity }

/** A value that is no object; null when it is one. */
const primitiveOf = (item: unknown): { readonly value: unknown } | null => {
  if (item === null || typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return { value: item }
  const [kind, body] = listOf(item)
  switch (kind) {
    case 'u':
      return { value: undefined }
    case 'n':
      return { value: Object.hasOwn(numberNames, textOf(body)) ? numberNames[textOf(body)] : bad('number') }
    case 'b': {
      const digits = textOf(body)
      if (!/^-?[0-9a-f]+$/.test(digits)) return bad('bigint')
      return { value: digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`) }
    }
    case 'r':
      return null
    default:
      return bad('a value that cannot be rebuilt')
  }
}
const plain = (item: unknown): unknown => (primitiveOf(item) ?? bad('a value that is no object')).value

const shell = (node: readonly unknown[], nodes: readonly (readonly unknown[])[], objects: object[]): object => {
  const [tag, className, flags, body] = node
  const nullPrototype = (Number(flags) & isNullPrototypeFlag) !== 0
  if ((Number(flags) & isProxyFlag) !== 0) return bad('a proxy cannot be rebuilt')
  if (tag !== 'T' && tag !== 'E' && tag !== 'B' && className !== '') return bad('an object of a class cannot be rebuilt')
  switch (tag) {
    case 'O':
      return nullPrototype ? (Object.create(null) as object) : {}
    case 'A':
    case 'a': {
      const length = tag === 'a' ? Number(listOf(body)[0]) : listOf(body).length
      if (!Number.isInteger(length) || length < 0 || length > 0xffff_ffff) return bad('length')
      const list: unknown[] = []
      if (tag === 'a') list.length = length
      return list
    }
    case 'M':
      return new Map()
    case 'S':
      return new Set()
    case 'D':
      return new Date(Number(plain(body)))
    case 'R': {
      const [source, pattern, lastIndex] = listOf(body)
      try {
        const made = new RegExp(textOf(source), textOf(pattern))
        made.lastIndex = Number(plain(lastIndex))
        return made
      } catch {
        return bad('regular expression')
      }
    }
    case 'T': {
      const [place, from, length] = listOf(body)
      const [kind, index] = listOf(place)
      const memory = kind === 'r' && typeof index === 'number' ? nodes[index] : undefined
      if (!memory || typeof index !== 'number') return bad('memory expected')
      try {
        const buffer = (objects[index] ??= memoryOf(memory))
        return views.get(textOf(className))?.(buffer as ArrayBuffer, Number(from), Number(length)) ?? bad('view')
      } catch {
        return bad('view')
      }
    }
    case 'B':
      return memoryOf(node)
    case 'E':
      return errors.get(className === '' ? 'Error' : textOf(className))?.() ?? bad('error class')
    case 'W':
      return Object(plain(body)) as object
    default:
      return bad('a value that cannot be rebuilt')
  }
}

/** The value itself; throws `BadEncoding`. */
export const decode = (encoded: unknown): unknown => {
  if (typeof encoded !== 'object' || encoded === null) return bad('encoding expected')
  const nodes = listOf(Reflect.get(encoded, 'nodes')).map(listOf)
  const objects: object[] = []

  const atom = (item: unknown): unknown => {
    const primitive = primitiveOf(item)
    if (primitive) return primitive.value
    const index = listOf(item)[1]
    const found = typeof index === 'number' ? objects[index] : undefined
    return found ?? bad('reference')
  }

  /** `place` is a value, or a value with the bits of its property. */
  const define = (object: object, key: PropertyKey, place: unknown, ordinary = 7): void => {
    const special = Array.isArray(place) && place[0] === 'p'
    const bits = special ? Number(place[1]) : ordinary
    const value = atom(special ? place[2] : place)
    // What is frozen at the end can be written until then.
    const property = special
      ? { value, enumerable: (bits & 1) !== 0, writable: (bits & 2) !== 0, configurable: (bits & 4) !== 0 }
      : { value, enumerable: (bits & 1) !== 0, writable: true, configurable: true }
    if (!Reflect.defineProperty(object, key, property)) bad('property')
  }

  for (const [index, node] of nodes.entries()) objects[index] ??= shell(node, nodes, objects)
  for (const [index, node] of nodes.entries()) {
    const object = objects[index] as object
    const [tag, , , body, props] = node
    if (tag === 'A') {
      const list = object as unknown[]
      const items = listOf(body)
      list.length = items.length
      for (let at = 0; at < items.length; at += 1) {
        const item = items[at]
        if (!Array.isArray(item)) list[at] = atom(item)
        else if (item[0] === 'p') define(list, at, item)
        else if (item[0] !== 'h') list[at] = atom(item)
      }
    } else if (tag === 'a') {
      const items = listOf(listOf(body)[1])
      for (let at = 0; at < items.length; at += 2) define(object, Number(items[at]), items[at + 1])
    } else if (tag === 'M') {
      const items = listOf(body)
      for (let at = 0; at < items.length; at += 2) (object as Map<unknown, unknown>).set(atom(items[at]), atom(items[at + 1]))
    } else if (tag === 'S') for (const item of listOf(body)) (object as Set<unknown>).add(atom(item))
    else if (tag === 'E') {
      const [message, cause] = listOf(body)
      for (const [key, item] of [
        ['message', message],
        ['cause', cause],
      ] as const) {
        if (!(Array.isArray(item) && item[0] === 'h')) define(object, key, item, 6)
      }
    }
    const pairs = listOf(props)
    for (let at = 0; at < pairs.length; at += 2) define(object, textOf(pairs[at]), pairs[at + 1])
  }
  for (const [index, node] of nodes.entries()) {
    const flags = Number(node[2])
    const object = objects[index] as object
    if ((flags & isFrozenFlag) !== 0) freeze(object)
    else if ((flags & isSealedFlag) !== 0) Object.preventExtensions(object)
  }
  return atom(Reflect.get(encoded, 'root'))
}

const freeze = (object: object): void => {
  try {
    Object.freeze(object)
  } catch {
    bad('a view cannot be frozen')
  }
}

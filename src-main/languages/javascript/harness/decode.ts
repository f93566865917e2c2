/**
 * Tagged JSON back into values. The data may come from a hostile box: keys are only ever defined, never assigned, nothing is
 * looked up by a name it holds, and whatever does not fit the format becomes a `BadEncoding`. What cannot be rebuilt (functions,
 * class instances) is refused the same way; such arguments are made again inside the box instead.
 */
import { Buffer } from 'node:buffer'
import { isFrozenFlag, isNullPrototypeFlag, isSealedFlag } from './codec.ts'

export class BadEncoding extends Error {}

const bad = (what: string): never => {
  throw new BadEncoding(what)
}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : bad('list expected'))
const textOf = (value: unknown): string => (typeof value === 'string' ? value : bad('text expected'))

const typedArrays = new Map<string, (bytes: ArrayBuffer) => object>([
  ['Int8Array', bytes => new Int8Array(bytes)],
  ['Uint8Array', bytes => new Uint8Array(bytes)],
  ['Uint8ClampedArray', bytes => new Uint8ClampedArray(bytes)],
  ['Int16Array', bytes => new Int16Array(bytes)],
  ['Uint16Array', bytes => new Uint16Array(bytes)],
  ['Int32Array', bytes => new Int32Array(bytes)],
  ['Uint32Array', bytes => new Uint32Array(bytes)],
  ['Float32Array', bytes => new Float32Array(bytes)],
  ['Float64Array', bytes => new Float64Array(bytes)],
  ['BigInt64Array', bytes => new BigInt64Array(bytes)],
  ['BigUint64Array', bytes => new BigUint64Array(bytes)],
  ['Buffer', bytes => Buffer.from(bytes)],
])
const errors = new Map<string, (message: string) => Error>([
  ['Error', message => new Error(message)],
  ['TypeError', message => new TypeError(message)],
  ['RangeError', message => new RangeError(message)],
  ['SyntaxError', message => new SyntaxError(message)],
  ['ReferenceError', message => new ReferenceError(message)],
  ['EvalError', message => new EvalError(message)],
  ['URIError', message => new URIError(message)],
])

const bytesOf = (base64: unknown): ArrayBuffer => {
  const source = Buffer.from(textOf(base64), 'base64')
  const copy = new ArrayBuffer(source.length)
  new Uint8Array(copy).set(source)
  return copy
}

const numberNames: Readonly<Record<string, number>> = { NaN, '-0': -0, Infinity, '-Infinity': -Infinity }

const shell = (node: readonly unknown[], plainAtom: (atom: unknown) => unknown): object => {
  const [tag, className, flags, body] = node
  const nullPrototype = (Number(flags) & isNullPrototypeFlag) !== 0
  if (tag !== 'T' && tag !== 'E' && tag !== 'W' && className !== '') return bad('an object of a class cannot be rebuilt')
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
      return new Date(Number(plainAtom(body)))
    case 'R': {
      const [source, pattern, lastIndex] = listOf(body)
      try {
        const made = new RegExp(textOf(source), textOf(pattern))
        made.lastIndex = Number(plainAtom(lastIndex))
        return made
      } catch {
        return bad('regular expression')
      }
    }
    case 'T':
      try {
        return typedArrays.get(textOf(className))?.(bytesOf(body)) ?? bad('typed array')
      } catch {
        return bad('typed array')
      }
    case 'B':
      return bytesOf(body)
    case 'E':
      return errors.get(className === '' ? 'Error' : textOf(className))?.('') ?? bad('error class')
    case 'W':
      return Object(plainAtom(body)) as object
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
    if (item === null || typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return item
    const [kind, body] = listOf(item)
    switch (kind) {
      case 'u':
        return undefined
      case 'n':
        return Object.hasOwn(numberNames, textOf(body)) ? numberNames[textOf(body)] : bad('number')
      case 'b': {
        const digits = textOf(body)
        if (!/^-?[0-9a-f]+$/.test(digits)) return bad('bigint')
        return digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`)
      }
      case 'r': {
        const found = typeof body === 'number' ? objects[body] : undefined
        return found ?? bad('reference')
      }
      default:
        return bad('a value that cannot be rebuilt')
    }
  }

  const define = (object: object, key: string, value: unknown): void => {
    if (!Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })) bad('property')
  }

  for (const node of nodes) objects.push(shell(node, atom))
  for (const [index, node] of nodes.entries()) {
    const object = objects[index] as object
    const [tag, , , body, props] = node
    if (tag === 'A') {
      const list = object as unknown[]
      const items = listOf(body)
      list.length = items.length
      for (let at = 0; at < items.length; at += 1) {
        const item = items[at]
        if (!(Array.isArray(item) && item[0] === 'h')) list[at] = atom(item)
      }
    } else if (tag === 'a') {
      const items = listOf(listOf(body)[1])
      for (let at = 0; at < items.length; at += 2) (object as unknown[])[Number(items[at])] = atom(items[at + 1])
    } else if (tag === 'M') {
      const items = listOf(body)
      for (let at = 0; at < items.length; at += 2) (object as Map<unknown, unknown>).set(atom(items[at]), atom(items[at + 1]))
    } else if (tag === 'S') for (const item of listOf(body)) (object as Set<unknown>).add(atom(item))
    else if (tag === 'E') {
      const [message, cause] = listOf(body)
      Reflect.defineProperty(object, 'message', { value: atom(message), writable: true, configurable: true })
      if (!(Array.isArray(cause) && cause[0] === 'u'))
        Reflect.defineProperty(object, 'cause', { value: atom(cause), writable: true })
    }
    const pairs = listOf(props)
    for (let at = 0; at < pairs.length; at += 2) define(object, textOf(pairs[at]), atom(pairs[at + 1]))
  }
  for (const [index, node] of nodes.entries()) {
    const flags = Number(node[2])
    const object = objects[index] as object
    if ((flags & isFrozenFlag) !== 0 && !ArrayBuffer.isView(object)) Object.freeze(object)
    else if ((flags & isSealedFlag) !== 0) Object.preventExtensions(object)
  }
  return atom(Reflect.get(encoded, 'root'))
}

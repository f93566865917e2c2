/**
 * Remembers the language's own objects before foreign code is loaded and says later which of them are no longer the same. This
 * does not defend the judge, which trusts nothing from the box anyway; it turns a candidate that patches `JSON.stringify`,
 * `Date.now` or `Array.prototype` into an invalid run with a reason instead of a strange difference.
 */
import fs from 'node:fs'
import { rememberSurroundings } from './surroundings.ts'

const { getOwnPropertyDescriptor, getPrototypeOf } = Object
const { ownKeys } = Reflect

interface Remembered {
  readonly holder: object
  readonly key: PropertyKey
  readonly label: string
  readonly value: unknown
  readonly getter: unknown
}

/** Names of globals whose own properties and prototypes are watched. */
const globals = [
  'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'Reflect', 'Promise', 'Proxy',
  'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Date', 'RegExp', 'Error', 'TypeError', 'RangeError', 'SyntaxError',
  'ReferenceError', 'EvalError', 'URIError', 'AggregateError', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Atomics', 'Iterator',
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array',
  'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Intl', 'Buffer', 'performance', 'URL', 'URLSearchParams', 'FinalizationRegistry',
] // prettier-ignore
const functions = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'queueMicrotask', 'structuredClone', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'eval', 'globalThis'] // prettier-ignore
const processKeys = ['exit', 'reallyExit', 'kill', 'abort', 'cpuUsage', 'hrtime', 'memoryUsage', 'nextTick', 'binding', 'dlopen']
/** Ordinary settings, not behaviour. */
const ignored = new Set(['Error.stackTraceLimit', 'Error.prepareStackTrace', 'Buffer.poolSize'])

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Prototypes of what the language itself brings. */
export const languagePrototypes = (): object[] =>
  globals.flatMap(name => {
    const value = getOwnPropertyDescriptor(globalThis, name)?.value as unknown
    const prototype: unknown = typeof value === 'function' ? Reflect.get(value, 'prototype') : undefined
    return isObject(prototype) ? [prototype] : []
  })

/** Every function of the language and its name, as they are now. */
export const rememberedFunctions = (): WeakMap<object, string> => {
  const names = new WeakMap<object, string>()
  const add = (value: unknown, label: string): void => {
    if (typeof value === 'function' && !names.has(value)) names.set(value, label)
  }
  const addAll = (object: object, label: string): void => {
    for (const key of ownKeys(object)) {
      const found = getOwnPropertyDescriptor(object, key)
      add(found?.value, `${label}.${String(key)}`)
    }
  }
  for (const name of [...globals, ...functions]) {
    const value = getOwnPropertyDescriptor(globalThis, name)?.value as unknown
    // The global object's own properties would load whole parts of Node when looked at.
    if (!isObject(value) || value === globalThis) continue
    add(value, name)
    addAll(value, name)
    const prototype = getOwnPropertyDescriptor(value, 'prototype')?.value as unknown
    if (isObject(prototype)) addAll(prototype, `${name}.prototype`)
  }
  return names
}

/** Remembers now; the answer names what has changed since, at most ten, empty when nothing has. */
export const rememberIntrinsics = (): (() => string[]) => {
  const remembered: Remembered[] = []
  const holders: { readonly object: object; readonly label: string; readonly keys: number }[] = []
  const seen = new Set<object>()

  const remember = (holder: object, key: PropertyKey, label: string): void => {
    const found = getOwnPropertyDescriptor(holder, key)
    if (found && !ignored.has(label)) remembered.push({ holder, key, label, value: found.value, getter: found.get })
  }
  const watch = (object: object, label: string): void => {
    if (seen.has(object)) return
    seen.add(object)
    const keys = ownKeys(object)
    holders.push({ object, label, keys: keys.length })
    for (const key of keys) remember(object, key, `${label}.${String(key)}`)
  }
  for (const name of globals) {
    const value: unknown = Reflect.get(globalThis, name)
    if (!isObject(value)) continue
    remember(globalThis, name, name)
    watch(value, name)
    const prototype: unknown = typeof value === 'function' ? Reflect.get(value, 'prototype') : getPrototypeOf(value)
    if (isObject(prototype)) watch(prototype, `${name}.prototype`)
  }
  for (const name of functions) remember(globalThis, name, name)
  for (const key of processKeys) remember(process, key, `process.${key}`)
  const hidden: readonly [string, unknown][] = [
    ['%TypedArray%', getPrototypeOf(Uint8Array)],
    ['%TypedArray%.prototype', getPrototypeOf(Uint8Array.prototype)],
    ['%ArrayIterator%', getPrototypeOf([].values())],
    ['%MapIterator%', getPrototypeOf(new Map().values())],
    ['%SetIterator%', getPrototypeOf(new Set().values())],
    ['%StringIterator%', getPrototypeOf(''[Symbol.iterator]())],
    ['%Generator%', getPrototypeOf(getPrototypeOf((function* () {})()))],
    ['%AsyncFunction%', getPrototypeOf(async () => {})],
    ['fs', fs],
  ]
  for (const [label, object] of hidden) if (isObject(object)) watch(object, label)

  const surroundings = rememberSurroundings()

  return () => {
    const changed: string[] = surroundings()
    for (let at = 0; at < holders.length && changed.length < 10; at += 1) {
      const holder = holders[at]
      if (holder && ownKeys(holder.object).length !== holder.keys) changed[changed.length] = holder.label
    }
    for (let at = 0; at < remembered.length && changed.length < 10; at += 1) {
      const item = remembered[at]
      if (!item) continue
      const now = getOwnPropertyDescriptor(item.holder, item.key)
      if (now?.value !== item.value || now?.get !== item.getter) {
        // NaN is a property of Number and not equal to itself.
        if (!(now && now.value !== now.value && item.value !== item.value)) changed[changed.length] = item.label
      }
    }
    return changed
  }
}

/**
 * What an object is by its prototype: built in, plain, of a class of the project, or made from another object. Names are for people
 * and for comparing, never trusted for anything else. Everything the language brings is remembered before any project code runs.
 */
import { languagePrototypes, rememberedFunctions } from './integrity.ts'

const { getPrototypeOf, getOwnPropertyDescriptor } = Object
const { ownKeys, apply } = Reflect
const textOf = Function.prototype.toString

/** Prototypes whose instances a walk can look into by itself, or through a reader in `views.ts`. */
const readable = new Set<object>()
const native = new Set<object>()
for (const prototype of languagePrototypes()) native.add(prototype)
for (const name of ownKeys(Intl)) {
  const value: unknown = Reflect.get(Intl, name)
  const prototype: unknown = typeof value === 'function' ? Reflect.get(value, 'prototype') : undefined
  if (typeof prototype === 'object' && prototype !== null) {
    native.add(prototype)
    readable.add(prototype)
  }
}
for (const kind of [URL, URLSearchParams, WeakRef]) {
  native.add(kind.prototype)
  readable.add(kind.prototype)
}
// Whole parts of Node are loaded when one asks for a global of theirs, so these are known by name, once an instance is met.
/** Everything of them that counts is in their getters and entries. */
const lazyNames = new Set(['Headers', 'FormData'])

const iterators = new Set<object | null>(
  [
    [].values(),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    'a'.matchAll(/a/g),
    [].values().map(item => item),
  ].map(item => getPrototypeOf(item) as object),
)
/** The language's own iterators: what they stand for is seen only by using them up. */
export const isIterator = (prototype: object | null): boolean => iterators.has(prototype)

const functionKinds = new Set<object | null>([
  Function.prototype,
  getPrototypeOf(async () => {}) as object,
  getPrototypeOf(function* () {}) as object,
  getPrototypeOf(async function* () {}) as object,
])
export const isPlainFunction = (object: object): boolean => functionKinds.has(getPrototypeOf(object) as object | null)

const builtIn = rememberedFunctions()
/** What a function of the language is called, '' for every other. */
export const builtInName = (value: object): string => builtIn.get(value) ?? ''

const exported = new WeakMap<object, string>()
/** Called by whoever loaded a module: instances of its classes are told apart from look-alikes. */
export const rememberExports = (names: readonly (readonly [string, unknown])[]): void => {
  for (const [name, value] of names) {
    if (typeof value === 'function' && !exported.has(value)) exported.set(value, name)
  }
}

const constructorOf = (prototype: object): object | null => {
  const found = getOwnPropertyDescriptor(prototype, 'constructor')
  return typeof found?.value === 'function' ? (found.value as object) : null
}
const nameOf = (constructor: object): string => {
  const name = getOwnPropertyDescriptor(constructor, 'name')
  return typeof name?.value === 'string' ? name.value.slice(0, 100) : ''
}
const sourceOf = (constructor: object): string => {
  try {
    return apply(textOf, constructor, [])
  } catch {
    return ''
  }
}

export type Kind =
  /** Built in, and everything about it can be read. */
  | 'built-in'
  /** Built in or made of native code, with state that nothing shows. */
  | 'closed'
  /** Made by a class or a constructor function of the project, or of Node's own library. */
  | 'class'
  /** Inherits from an ordinary object. */
  | 'object'
export interface Described {
  readonly kind: Kind
  readonly name: string
  readonly exported: string
  /** What instances inherit: names, with a mark for accessors. Up to the first built-in prototype. */
  readonly keys: readonly string[]
  /** The text of one of its classes holds a `#`. */
  readonly mayHide: boolean
  /** Something to read that own properties do not show: accessors, iteration, toString and the like. */
  readonly shows: boolean
}

const known = new WeakMap<object, Described>()
const speaking = new Set<PropertyKey>(['toString', 'toJSON', 'valueOf', Symbol.iterator, Symbol.toPrimitive])

const lookAt = (prototype: object): Described => {
  const constructor = constructorOf(prototype)
  const name = constructor === null ? '' : nameOf(constructor)
  const described = (kind: Kind, more: Partial<Described> = {}): Described => ({ kind, name, exported: '', keys: [], mayHide: false, shows: false, ...more }) // prettier-ignore
  if (readable.has(prototype)) return described('built-in', { shows: true })
  if (native.has(prototype)) return described('closed')
  if (constructor === null) return described('object')
  const global = getOwnPropertyDescriptor(globalThis, name)?.value as unknown
  if (global === constructor) {
    return lazyNames.has(name) ? described('built-in', { shows: true }) : described('closed')
  }
  if (sourceOf(constructor).endsWith('{ [native code] }')) return described('closed')
  const keys: string[] = []
  let mayHide = false
  let shows = false
  let at: object | null = prototype
  while (at !== null && !native.has(at)) {
    const owner = constructorOf(at)
    if (owner && sourceOf(owner).includes('#')) mayHide = true
    for (const key of ownKeys(at)) {
      if (key === 'constructor') continue
      const accessor = getOwnPropertyDescriptor(at, key)?.get !== undefined
      if (accessor || speaking.has(key)) shows = true
      keys[keys.length] = (accessor ? 'get ' : '') + String(key)
    }
    at = getPrototypeOf(at) as object | null
  }
  return described('class', { keys, mayHide, shows, exported: exported.get(constructor) ?? '' })
}

export const describePrototype = (prototype: object): Described => {
  let found = known.get(prototype)
  if (!found) {
    try {
      found = lookAt(prototype)
    } catch {
      found = { kind: 'closed', name: 'unreadable', exported: '', keys: [], mayHide: false, shows: false }
    }
    known.set(prototype, found)
  }
  return found
}

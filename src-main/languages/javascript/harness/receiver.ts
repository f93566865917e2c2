/**
 * Methods of instances. The instance is the first argument of the call, so that what becomes of it is seen like what becomes of any other
 * argument. It comes from the input generator (the first of its list), or is made by `new Class()` where that needs nothing.
 */
type Method = (...args: unknown[]) => unknown
export type Owner = new () => object

/** Functions in fields, as they were before anything else put a stand-in into the field. */
const held = new WeakMap<object, Method>()

/** `(instance, ...args)` for a method of the class, or for a field of its instances that holds a function. */
export const onInstance = (owner: Owner, name: string): Method => {
  const { apply } = Reflect
  const method: unknown = Reflect.get(owner.prototype as object, name)
  if (typeof method === 'function') return (self, ...args) => apply(method as Method, self, args)
  return (self, ...args) => apply(held.get(self as object) ?? (Reflect.get(self as object, name) as Method), self, args)
}

/** Before the instance is looked at: a function in a field of its own is what is called, and no callback. */
export const holdField = (self: object, name: string): void => {
  const found: unknown = Object.getOwnPropertyDescriptor(self, name)?.value
  if (typeof found === 'function') held.set(self, found as Method)
}

/** The list that the generator made gives the instance itself. */
export const givesInstance = (owner: Owner, list: readonly unknown[]): boolean => list[0] instanceof owner

/** Thrown in words that say what is needed. */
export const newInstance = (owner: Owner): object => {
  const needs = owner.length
  const name = owner.name || 'the class'
  const help = `let the input generator give the instance first: [new ${name}(...), ...arguments]; the class is its third parameter`
  if (needs > 0) throw new TypeError(`${name} takes ${needs} argument${needs === 1 ? '' : 's'} to be made, so ${help}`)
  try {
    return new owner()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TypeError(`${name} cannot be made without arguments (${why}), so ${help}`, { cause: error })
  }
}

const subclasses = new WeakMap<object, object>()

const other = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `${value}~` : value
}

/** The instance becomes one of a subclass in which these methods answer otherwise: whoever calls them hears of it. */
export const inSubclass = (self: object, names: readonly string[]): void => {
  const { apply, defineProperty, get, getPrototypeOf, setPrototypeOf } = Reflect
  const base = getPrototypeOf(self) as { readonly constructor: Owner } | null
  if (!base || typeof base.constructor !== 'function') return
  let prototype = subclasses.get(base)
  if (!prototype) {
    prototype = class extends base.constructor {}.prototype as object
    for (const name of names) {
      const method: unknown = get(base, name)
      if (typeof method !== 'function') continue
      const value = function (this: unknown, ...args: unknown[]): unknown {
        return other(apply(method, this, args))
      }
      defineProperty(prototype, name, { value, writable: true, configurable: true })
    }
    subclasses.set(base, prototype)
  }
  setPrototypeOf(self, prototype)
}

/** With the instance in front, as the function is called. */
export const withInstance = (owner: Owner, list: unknown[]): unknown[] =>
  givesInstance(owner, list) ? list : [newInstance(owner), ...list]

/**
 * Fresh copies of argument lists for functions that change their arguments. Arrays of plain values are sliced (fast, and they keep
 * their element kind), other data goes through structuredClone; null when the list holds what only its generator can make again.
 */
const isPrimitive = (value: unknown): boolean => value === null || (typeof value !== 'object' && typeof value !== 'function')

/** Plain data all the way down: no functions, no instances of classes, no symbols, no accessors. */
export const isPlain = (root: unknown): boolean => {
  const seen = new Set<unknown>()
  const check = (value: unknown): boolean => {
    if (typeof value === 'function' || typeof value === 'symbol') return false
    if (isPrimitive(value) || seen.has(value)) return true
    seen.add(value)
    if (Array.isArray(value)) return Object.getPrototypeOf(value) === Array.prototype && value.every(check)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return !Buffer.isBuffer(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (value instanceof Map) return prototype === Map.prototype && [...value].every(pair => pair.every(check))
    if (value instanceof Set) return prototype === Set.prototype && [...value].every(check)
    if (value instanceof Date || value instanceof RegExp) return true
    if (prototype !== Object.prototype) return false
    return Reflect.ownKeys(value as object).every(key => {
      const property = Reflect.getOwnPropertyDescriptor(value as object, key)
      return typeof key === 'string' && property !== undefined && 'value' in property && check(property.value)
    })
  }
  return check(root)
}

/** Nothing but arrays, plain objects and plain values, none of them twice: that can be copied as a tree, ten times as fast as `structuredClone`. */
const isTree = (root: unknown): boolean => {
  const seen = new Set<unknown>()
  const check = (value: unknown): boolean => {
    if (isPrimitive(value)) return true
    if (seen.has(value)) return false
    seen.add(value)
    if (Array.isArray(value)) return Object.keys(value).length === value.length && value.every(check)
    return (
      Object.getPrototypeOf(value) === Object.prototype &&
      !Object.hasOwn(value as object, '__proto__') &&
      Object.values(value as object).every(check)
    )
  }
  return check(root)
}

const copyTree = (value: unknown): unknown => {
  if (isPrimitive(value)) return value
  if (Array.isArray(value)) {
    const copy = value.slice()
    for (let at = 0; at < copy.length; at++) if (!isPrimitive(copy[at])) copy[at] = copyTree(copy[at])
    return copy
  }
  const copy = { ...(value as Record<string, unknown>) }
  for (const key in copy) if (!isPrimitive(copy[key])) copy[key] = copyTree(copy[key])
  return copy
}

const cloneOne = (value: unknown): ((source: unknown) => unknown) => {
  if (isPrimitive(value)) return source => source
  // slice() of an array with holes keeps them; extra properties on an array would be lost, and are rare enough to take the slow way.
  if (Array.isArray(value) && Object.keys(value).length <= value.length && value.every(isPrimitive)) {
    return source => (source as unknown[]).slice()
  }
  return isTree(value) ? copyTree : structuredClone
}

/** A function that copies exactly this list, or null. Arguments that are the same object are the same object in the copy. */
export const clonerOf = (list: readonly unknown[]): (() => unknown[]) | null => {
  if (!isPlain(list)) return null
  const objects = list.filter(value => !isPrimitive(value))
  if (new Set(objects).size < objects.length) return () => structuredClone(list) as unknown[]
  const cloners = list.map(cloneOne)
  return () => list.map((value, i) => cloners[i]!(value))
}

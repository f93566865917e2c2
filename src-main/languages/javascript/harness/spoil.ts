/** Changes objects in place, as the owner of a result or of an argument may: this is how caches of mutable things are found. */

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as unknown
  return prototype === Object.prototype || prototype === null
}

/** Changes a result that is the caller's own. What belongs to an argument is left alone. */
export const spoil = (result: unknown, args: readonly unknown[]): void => {
  if (args.includes(result) || Object.isFrozen(result)) return
  try {
    if (Array.isArray(result)) {
      const inner: unknown = result[0]
      if (isPlain(inner) && !args.includes(inner)) inner['spoiled'] = true
      result.reverse()
      result.push('spoiled')
    } else if (result instanceof Map) result.set('spoiled', true)
    else if (result instanceof Set) result.add('spoiled')
    else if (result instanceof Date) result.setTime(0)
    else if (ArrayBuffer.isView(result)) new Uint8Array(result.buffer).fill(7)
    else if (isPlain(result)) {
      for (const key of Object.keys(result)) Reflect.deleteProperty(result, key)
      result['spoiled'] = true
    }
  } catch {
    // Sealed or guarded by the function: then nobody can spoil it.
  }
}

/** `object` with the content of `wanted` when both are of one kind, so that its identity stays; else `wanted` itself. */
export const turnInto = (object: unknown, wanted: unknown): unknown => {
  if (Object.isFrozen(object)) return wanted
  if (Array.isArray(object) && Array.isArray(wanted)) {
    object.length = 0
    for (const item of wanted as unknown[]) object.push(item)
    return object
  }
  if (object instanceof Map && wanted instanceof Map) {
    object.clear()
    for (const [key, value] of wanted as Map<unknown, unknown>) object.set(key, value)
    return object
  }
  if (object instanceof Set && wanted instanceof Set) {
    object.clear()
    for (const value of wanted as Set<unknown>) object.add(value)
    return object
  }
  if (isPlain(object) && isPlain(wanted) && Object.getPrototypeOf(object) === Object.getPrototypeOf(wanted)) {
    for (const key of Object.keys(object)) Reflect.deleteProperty(object, key)
    for (const [key, value] of Object.entries(wanted)) Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true }) // prettier-ignore
    return object
  }
  return wanted
}

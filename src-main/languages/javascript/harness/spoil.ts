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
    // Not all of the memory behind it: small Buffers share theirs with others.
    else if (ArrayBuffer.isView(result)) new Uint8Array(result.buffer, result.byteOffset, result.byteLength).fill(7)
    else if (isPlain(result)) {
      for (const key of Object.keys(result)) Reflect.deleteProperty(result, key)
      result['spoiled'] = true
    }
  } catch {
    // Sealed or guarded by the function: then nobody can spoil it.
  }
}

/**
 * `object` with the content of `wanted` when both are of one kind, so that its identity stays, and that of what lies in it; else
 * `wanted` itself. So a caller edits a row of a list that he keeps. What `wanted` shares stays shared.
 */
export const turnInto = (object: unknown, wanted: unknown): unknown => {
  const made = new Map<unknown, unknown>()
  const used = new Set<unknown>()

  const turn = (old: unknown, next: unknown): unknown => {
    if (typeof next !== 'object' || next === null) return next
    const known = made.get(next)
    if (known !== undefined) return known
    const kept = used.has(old) || Object.isFrozen(old) || Object.isFrozen(next) ? next : content(old, next)
    made.set(next, kept)
    return kept
  }
  /** Marked before going deeper: `wanted` may hold itself. */
  const keep = (old: unknown, next: unknown): void => {
    used.add(old)
    made.set(next, old)
  }
  const content = (old: unknown, next: unknown): unknown => {
    if (Array.isArray(old) && Array.isArray(next)) {
      keep(old, next)
      const before = old.slice() as unknown[]
      old.length = 0
      old.length = next.length
      for (const key of Object.keys(next)) define(old, key, turn(before[Number(key)], Reflect.get(next, key)))
      return old
    }
    if (old instanceof Map && next instanceof Map) {
      keep(old, next)
      old.clear()
      for (const [key, value] of next as Map<unknown, unknown>) old.set(key, value)
      return old
    }
    if (old instanceof Set && next instanceof Set) {
      keep(old, next)
      old.clear()
      for (const value of next as Set<unknown>) old.add(value)
      return old
    }
    if (isPlain(old) && isPlain(next) && Object.getPrototypeOf(old) === Object.getPrototypeOf(next)) {
      keep(old, next)
      const before = new Map(Object.entries(old))
      for (const key of Object.keys(old)) Reflect.deleteProperty(old, key)
      for (const [key, value] of Object.entries(next)) define(old, key, turn(before.get(key), value))
      return old
    }
    return next
  }
  return turn(object, wanted)
}

const define = (object: object, key: string, value: unknown): void => {
  Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

/**
 * A number that changes when an argument is changed in place: how a mutating function is recognized. Not a hash to trust: long arrays
 * are sampled, and getters are not called.
 */
const mostElements = 20_000
const floats = new Float64Array(1)
const words = new Uint32Array(floats.buffer)

export const fingerprint = (root: unknown): number => {
  let hash = 0x811c9dc5
  let budget = 200_000
  const seen = new Map<object, number>()
  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193)
    hash ^= hash >>> 15
  }
  const mixNumber = (value: number): void => {
    floats[0] = value
    mix(words[0]!)
    mix(words[1]!)
  }
  const mixText = (text: string): void => {
    mix(text.length)
    for (let i = 0; i < Math.min(text.length, 1000); i++) mix(text.charCodeAt(i))
  }
  const walk = (value: unknown): void => {
    if (budget-- <= 0) return
    if (typeof value === 'number') return mixNumber(value)
    if (typeof value === 'string') return mixText(value)
    if (value === null || (typeof value !== 'object' && typeof value !== 'function'))
      return mixText(`${typeof value} ${String(value)}`)
    const earlier = seen.get(value)
    if (earlier !== undefined) return mix(earlier)
    seen.set(value, seen.size + 1)
    if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)))
      return walkList(value as ArrayLike<unknown>)
    if (value instanceof Date) return mixNumber(value.getTime())
    if (value instanceof Map) for (const pair of value) walk(pair)
    if (value instanceof Set) for (const item of value) walk(item)
    for (const key of Reflect.ownKeys(value)) {
      mixText(String(key))
      const property = Reflect.getOwnPropertyDescriptor(value, key)
      if (property && 'value' in property) walk(property.value)
    }
  }
  const walkList = (list: ArrayLike<unknown>): void => {
    mix(list.length)
    const step = Math.max(1, Math.floor(list.length / mostElements))
    for (let i = 0; i < list.length; i += step) walk(list[i])
  }
  walk(root)
  return hash >>> 0
}

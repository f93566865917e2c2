/**
 * Callbacks among the arguments, wrapped so that the order of calls into them, what they were given and how they answered become a
 * digest. The wrapper is a proxy, so name, length and properties of the function stay what they were.
 */
import { types } from 'node:util'
import { encode } from './codec.ts'
import { inMood, Turned, type Mood } from './mood.ts'

export interface Trace {
  events: number
  digest: string
  /** What another caller got meanwhile, maybe as a promise. */
  beside?: unknown
}
const maxEvents = 20_000
const limits = { nodes: 2_000, characters: 20_000 }

/** 64-bit FNV-1a in two halves: a fingerprint, not a secret. */
const digest = (text: string, before: string): string => {
  let high = before === '' ? 0xcbf29ce4 : Number.parseInt(before.slice(0, 8), 16)
  let low = before === '' ? 0x84222325 : Number.parseInt(before.slice(8), 16)
  for (let at = 0; at < text.length; at += 1) {
    high = Math.imul(high ^ text.charCodeAt(at), 0x01000193) >>> 0
    low = Math.imul(low ^ (text.charCodeAt(at) + at), 0x85ebca6b) >>> 0
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}

const text = (value: unknown): string => {
  try {
    const { root, nodes } = encode(value, limits)
    return JSON.stringify([root, nodes])
  } catch {
    return 'large'
  }
}

/** What another caller got belongs to the trace as well. */
export const noteBeside = (trace: Trace, got: unknown): void => void (trace.digest = digest(`beside ${text(got)}`, trace.digest))

/** What a function says of itself is its maker's choice. */
const otherFacts = (target: () => unknown, key: PropertyKey, receiver: unknown): unknown => {
  if (key === 'name') return 'whatItsMakerCallsItInAProgramThatLikesLongNames'.repeat(2)
  return key === 'length' ? 9 : Reflect.get(target, key, receiver)
}

/** `again`: calls the function itself once more. The same arguments with every function in data and in own properties of instances wrapped; the lists and objects themselves keep their identity. */
export const traced = (args: unknown[], trace: Trace, mood: Mood | null = null, again: () => unknown = () => null): unknown[] => {
  // prettier-ignore
  const wrapped = new Map<object, unknown>()
  const order = new Map<object, number>()
  const turned = new Turned()
  let numbered = 0

  /** What a callback is called on: nothing, an object of the caller, or something else. A method may need it. */
  const on = (receiver: unknown): string => {
    if (receiver === undefined) return ''
    if (typeof receiver !== 'object' || receiver === null) return ` on ${typeof receiver}`
    const found = order.get(receiver)
    return found === undefined ? ' on another' : ` on ${found}`
  }

  /** Which calls were under way together: one after the other is not all at once. */
  const end = (call: number): void => void (trace.digest = digest(`.${call}`, trace.digest))

  const wrap = (callback: object): unknown => {
    const number = numbered
    numbered += 1
    return new Proxy(callback as () => unknown, {
      ...(mood?.kind === 'named' ? { get: otherFacts } : {}),
      apply: (target, receiver, given) => {
        const call = (trace.events += 1)
        const counts = trace.events <= maxEvents
        if (counts) trace.digest = digest(`${number}${on(receiver)}(${text(given)})`, trace.digest)
        try {
          if (mood?.kind === 'again' && mood.at === call) trace.beside = again()
          const own: unknown = Reflect.apply(target, receiver, given)
          const answer = mood ? inMood(mood, call, own, turned, () => end(call)) : own
          if (counts) trace.digest = digest(`${number}=${text(answer)}`, trace.digest)
          return answer
        } catch (error) {
          if (counts) trace.digest = digest(`${number}!${text(error)}`, trace.digest)
          throw error
        }
      },
    })
  }

  const visit = (value: unknown): unknown => {
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return value
    if (wrapped.has(value)) return wrapped.get(value)
    if (typeof value === 'function') {
      // A class is passed to be constructed or compared, not to be called back.
      const made = /^class\b/.test(Function.prototype.toString.call(value)) ? value : wrap(value)
      wrapped.set(value, made)
      return made
    }
    wrapped.set(value, value)
    order.set(value, order.size)
    if (types.isProxy(value) || ArrayBuffer.isView(value)) return value
    if (types.isMap(value)) {
      for (const [key, item] of value) {
        const inner: unknown = visit(item)
        if (inner !== item) value.set(key, inner)
      }
    }
    if (types.isSet(value)) for (const item of value) visit(item)
    // Instances of classes hold callbacks as plain objects do.
    for (const key of Object.keys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)
      if (!property || !('value' in property)) continue
      const inner: unknown = visit(property.value)
      if (inner !== property.value) Reflect.defineProperty(value, key, { ...property, value: inner })
    }
    return value
  }
  return args.map(visit)
}

/**
 * What happens after a call has answered: turns of the event loop in which code of the project may still change things, and the
 * change of the arguments by their owner, after which a lazy or shared result reads otherwise.
 */
import { types } from 'node:util'

const soon = setImmediate
const later = setTimeout
const resources = process.getActiveResourcesInfo.bind(process)
const { getOwnPropertyDescriptor, isFrozen } = Object
const { ownKeys, defineProperty } = Reflect

/** All microtasks, and one turn of the event loop. */
export const aTurn = (): Promise<void> => new Promise(resolve => soon(resolve))

const timers = (): number => resources().filter(name => name === 'Timeout' || name === 'Immediate').length
/** What keeps the process alive. */
const ownTimers = 1

/** Of one process, for timers that wait: an interval that never ends must not cost every batch as much. */
let patienceMs = 1_500
const stepMs = 10

/** One turn with timers; more of them as long as somebody else's wait, at most `limitMs`. */
export const aTurnOfTimers = async (limitMs: number): Promise<void> => {
  await aTurn()
  await new Promise<void>(resolve => later(resolve, 1))
  for (let spent = 0; spent < limitMs && patienceMs > 0 && timers() > ownTimers; spent += stepMs) {
    patienceMs -= stepMs
    await new Promise<void>(resolve => later(resolve, stepMs))
  }
  await aTurn()
}

const other = (value: unknown): unknown => {
  switch (typeof value) {
    case 'number':
      return value + 1
    case 'string':
      return `${value}~`
    case 'boolean':
      return !value
    case 'bigint':
      return value + 1n
    default:
      return value
  }
}
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const mostObjects = 500
const mostOfEach = 40

/** Changes everything in place that the owner of the arguments may change, always in the same way. */
export const changeInPlace = (args: readonly unknown[]): void => {
  const seen = new Set<object>()
  const queue: object[] = []
  const meet = (value: unknown): void => {
    if (!isObject(value) || seen.has(value) || types.isProxy(value) || seen.size >= mostObjects) return
    seen.add(value)
    queue[queue.length] = value
  }
  for (const arg of args) meet(arg)
  for (let at = 0; at < queue.length; at += 1) {
    const object = queue[at] as object
    try {
      changeOne(object, meet)
    } catch {
      // Guarded: then nobody can change it.
    }
  }
}

const changeOne = (object: object, meet: (value: unknown) => void): void => {
  if (ArrayBuffer.isView(object)) {
    const bytes = new Uint8Array(object.buffer, object.byteOffset, object.byteLength)
    for (let at = 0; at < Math.min(bytes.length, 4096); at += 1) bytes[at] = (bytes[at] as number) ^ 1
    return
  }
  if (types.isDate(object)) {
    object.setTime(object.getTime() + 1000)
    return
  }
  if (types.isMap(object)) {
    const entries = [...object].slice(0, mostOfEach)
    for (const [key, value] of entries) {
      meet(key)
      meet(value)
      if (!isObject(value) && typeof value !== 'function') object.set(key, other(value))
    }
    object.set('another', 1)
    return
  }
  if (types.isSet(object)) {
    for (const value of [...object].slice(0, mostOfEach)) meet(value)
    object.add('another')
    return
  }
  if (types.isNativeError(object) || types.isRegExp(object) || types.isPromise(object)) return
  const keys = Array.isArray(object) ? Array.from({ length: Math.min(object.length, mostOfEach) }, (_, at) => String(at)) : ownKeys(object).slice(0, mostOfEach) // prettier-ignore
  for (const key of keys) {
    const found = getOwnPropertyDescriptor(object, key)
    if (!found || !('value' in found)) continue
    meet(found.value)
    if (found.writable === true && typeof key === 'string') defineProperty(object, key, { ...found, value: other(found.value) })
  }
  if (Array.isArray(object) && !isFrozen(object)) object.push(object.length > 0 ? object[0] : 0)
}

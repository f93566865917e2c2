/**
 * Own keys and their descriptors, as the walk of `codec.ts` puts them into nodes: an ordinary data property is key and value, every
 * other says what it is. An accessor is never taken for data: that it is one is part of the text, and so is what it gives.
 */
import { inspect, types } from 'node:util'
import { hasSetterBit, isConfigurableBit, isEnumerableBit, isWritableBit, type Atom } from './format.ts'

const { getOwnPropertyDescriptor } = Object
const { ownKeys, get } = Reflect

export interface Into {
  readonly atom: (value: unknown) => Atom
  /** An accessor was met: nobody can rebuild it elsewhere. */
  readonly accessor: () => void
}

/** The place of one property: its value when it is `ordinary`, else its kind and value. */
export const placeOf = (object: object, key: PropertyKey, found: PropertyDescriptor, ordinary: number, into: Into): Atom => {
  const { atom } = into
  const shared = (found.enumerable === true ? isEnumerableBit : 0) | (found.configurable === true ? isConfigurableBit : 0)
  if (found.get === undefined && found.set === undefined) {
    const bits = shared | (found.writable === true ? isWritableBit : 0)
    return bits === ordinary ? atom(found.value) : ['p', bits, atom(found.value)]
  }
  into.accessor()
  const bits = shared | (found.set === undefined ? 0 : hasSetterBit)
  if (found.get === undefined) return ['g', bits, ['u']]
  try {
    return ['g', bits, atom(get(object, key))]
  } catch (error) {
    return ['g', bits, ['e', atom(error)]]
  }
}

export interface OwnKeys {
  /** So many keys at the beginning are elements that the body holds already. */
  readonly from: number
  /** Left out when they are as they always are. */
  readonly usual: readonly (readonly [key: string, bits: number])[]
  /** Left out in any case. */
  readonly never: readonly string[]
}
export const everyKey: OwnKeys = { from: 0, usual: [], never: [] }

/**
 * Lists name every index among their keys, which is the dearest part of a look at a long one. `inspect` knows what else is there
 * without them, and says it behind a text that is always the same.
 */
const many = 200
const plainList = /^\[ \.\.\. \d+ more items?, \[length\]: \d+ \]$/
const plainView = /^\w+\(\d+\) (\[Uint8Array\] )?\[ \.\.\. \d+ more items?, \[BYTES_PER_ELEMENT\]: \d+, \[length\]: \d+, \[byteLength\]: \d+, \[byteOffset\]: \d+, \[buffer\]: ArrayBuffer \{ \[byteLength\]: \d+ \}(, parent: \[Getter\], offset: \[Getter\])? \]$/ // prettier-ignore
const brief = { maxArrayLength: 0, depth: 0, showHidden: true, customInspect: false, breakLength: Infinity, compact: true, getters: false } as const // prettier-ignore
/** Ordinary lists without any property but their elements. */
export const hasElementsOnly = (object: object, length: number): boolean =>
  length > many &&
  !types.isProxy(object) &&
  (!Array.isArray(object) || Object.getOwnPropertyDescriptor(object, 'length')?.writable === true) &&
  (Array.isArray(object) ? plainList : plainView).test(inspect(object, brief))

/** Key, value, key, value. */
export const propertiesOf = (object: object, which: OwnKeys, ordinary: number, into: Into): Atom[] => {
  const found: Atom[] = []
  const keys = ownKeys(object)
  for (let at = which.from; at < keys.length; at += 1) {
    const key = keys[at] as string | symbol
    const property = getOwnPropertyDescriptor(object, key)
    if (!property) continue
    if (typeof key === 'string') {
      if (which.never.length > 0 && which.never.includes(key)) continue
      if (which.usual.length > 0 && isUsual(key, property, which.usual)) continue
    }
    found[found.length] = into.atom(key)
    found[found.length] = placeOf(object, key, property, ordinary, into)
  }
  return found
}

const isUsual = (key: string, found: PropertyDescriptor, usual: OwnKeys['usual']): boolean => {
  const known = usual.find(([name]) => name === key)
  if (!known || !('value' in found)) return false
  const bits = (found.enumerable === true ? isEnumerableBit : 0) | (found.writable === true ? isWritableBit : 0) | (found.configurable === true ? isConfigurableBit : 0) // prettier-ignore
  return bits === known[1]
}

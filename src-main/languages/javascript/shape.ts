/**
 * What a declaration allows at a place, in the few words that making inputs needs. No types of values that exist: `open` is a
 * place where the declaration allows anything or says nothing; `other` is declared, but by something that is not read here, so
 * that a value keeps the kind its maker gave it; `fixed` is not changed at all.
 */
export interface Property {
  readonly name: string
  readonly shape: Shape
  readonly optional: boolean
}
export type Primitive = 'number' | 'string' | 'boolean' | 'bigint' | 'symbol' | 'undefined' | 'null'
export type Shape =
  | { readonly kind: 'open' | 'other' | 'fixed' | Primitive }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | bigint }
  | { readonly kind: 'union'; readonly of: readonly Shape[] }
  /** `once`: only iteration is declared, so that an iterator may come, which gives everything once. */
  | { readonly kind: 'list'; readonly of: Shape; readonly once?: true }
  /** Made in the box only. */
  | { readonly kind: 'promise'; readonly of: Shape }
  /** `required`: how many of `items` must be there. */
  | { readonly kind: 'tuple'; readonly items: readonly Shape[]; readonly required: number; readonly rest: Shape | null }
  | { readonly kind: 'object'; readonly properties: readonly Property[]; readonly index: Shape | null }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | { readonly kind: 'set'; readonly of: Shape }

export const open: Shape = { kind: 'open' }
export const other: Shape = { kind: 'other' }
export const fixed: Shape = { kind: 'fixed' }

/** One shape for several; nested unions become flat, and one open part opens all of it. */
export const unionOf = (shapes: readonly Shape[]): Shape => {
  const flat = shapes.flatMap(shape => (shape.kind === 'union' ? shape.of : [shape]))
  if (flat.some(shape => shape.kind === 'open')) return open
  const [first] = flat
  return flat.length === 1 && first ? first : { kind: 'union', of: flat }
}

const membersOf = (shape: Shape): readonly Shape[] => (shape.kind === 'union' ? shape.of : [shape])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value is of this kind, looked at from the outside only: not its elements, not its properties. */
export const admits = (shape: Shape, value: unknown): boolean => {
  switch (shape.kind) {
    case 'open':
    case 'other':
      return true
    case 'fixed':
      return false
    case 'literal':
      return shape.value === value
    case 'union':
      return shape.of.some(each => admits(each, value))
    case 'list':
    case 'tuple':
      return Array.isArray(value)
    case 'map':
      return value instanceof Map
    case 'set':
      return value instanceof Set
    case 'object':
      return isRecord(value) && !(value instanceof Map) && !(value instanceof Set) && fits(shape.properties, value)
    case 'null':
      return value === null
    default:
      return typeof value === shape.kind
  }
}

/** Tells the members of a union of objects apart: by a property that names the member. */
const fits = (properties: readonly Property[], value: Record<string, unknown>): boolean =>
  properties.every(({ name, shape, optional }) => {
    const marks = membersOf(shape).every(each => each.kind === 'literal')
    if (!marks) return true
    return Object.hasOwn(value, name) ? admits(shape, value[name]) : optional
  })

/** The shape of what lies in a value: under a property, at an index, as an entry. */
export const shapeInside = (shape: Shape, value: unknown, key: string | null): Shape => {
  const inner = membersOf(shape).flatMap((each): readonly Shape[] => {
    if (!admits(each, value)) return []
    switch (each.kind) {
      case 'open':
        return [open]
      case 'list':
      case 'set':
        return [each.of]
      case 'map':
        return [each.value]
      case 'tuple':
        return [each.items[Number(key)] ?? each.rest ?? fixed]
      case 'object': {
        const known = each.properties.find(({ name }) => name === key)
        return [known?.shape ?? each.index ?? other]
      }
      default:
        return [other]
    }
  })
  return inner.length === 0 ? other : unionOf(inner)
}

/** The property of this name that may be left out, where the declaration says so; undefined where it knows no such name. */
export const propertyOf = (shape: Shape, value: unknown, name: string): Property | undefined => {
  for (const each of membersOf(shape)) {
    if (each.kind !== 'object' || !admits(each, value)) continue
    const known = each.properties.find(property => property.name === name)
    if (known) return known
  }
  return undefined
}

export const propertiesOf = (shape: Shape, value: unknown): readonly Property[] =>
  membersOf(shape).flatMap(each => (each.kind === 'object' && admits(each, value) ? each.properties : []))

export const isOpen = (shape: Shape): boolean => shape.kind === 'open'
export const allowsUndefined = (shape: Shape): boolean =>
  membersOf(shape).some(each => each.kind === 'undefined' || each.kind === 'open')
export const allowsNull = (shape: Shape): boolean => membersOf(shape).some(each => each.kind === 'null' || each.kind === 'open')
export const literalsOf = (shape: Shape): readonly (string | number | boolean | bigint)[] =>
  membersOf(shape).flatMap((each): readonly (string | number | boolean | bigint)[] => {
    if (each.kind === 'literal') return [each.value]
    return each.kind === 'boolean' ? [true, false] : []
  })

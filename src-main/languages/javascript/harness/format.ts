/**
 * The shape of encoded values: what crosses the wall between the judge and the box, in both directions. Types and the few numbers
 * that both ends must know; how values get into this shape is in `codec.ts`, out of it in `decode.ts`.
 */

/**
 * Primitive or reference. Strings, booleans, null and plain numbers stand for themselves; everything else is a tagged list:
 * `['u']` undefined, `['n', 'NaN' | '-0' | 'Infinity' | '-Infinity']`, `['b', digits]` bigint, `['y', description, number]` symbol
 * (`['y', key]` for those that everybody can get at), `['h']` hole, `['r', index]` reference.
 * In the place of a property's value: `['p', bits, atom]` a data property that is not like any other, `['g', bits, atom]` an
 * accessor with what it gives, `['e', atom]` instead of that when it throws.
 */
export type Atom =
  | string
  | number
  | boolean
  | null
  | readonly [string]
  | readonly [string, string | number]
  | readonly [string, string, number]
  | readonly ['p' | 'g', number, Atom]
  | readonly ['e', Atom]

/** 1 frozen, 2 not extensible, 4 null prototype, 8 proxy. */
export type Flags = number
export const isFrozenFlag = 1
export const isSealedFlag = 2
export const isNullPrototypeFlag = 4
export const isProxyFlag = 8

/** Bits of a property. An ordinary one has the first three; in a frozen object the first only. */
export const isEnumerableBit = 1
export const isWritableBit = 2
export const isConfigurableBit = 4
export const hasSetterBit = 16
export const ordinaryBits = (flags: Flags): number => ((flags & isFrozenFlag) === 0 ? 7 : 1)

/** `[tag, className, flags, body, props]`; className is '' for the built-in class of that tag. */
export type Node = readonly [string, string, Flags, unknown, readonly Atom[]]
export interface Encoded {
  readonly root: Atom
  readonly nodes: readonly Node[]
}

/** Of a `B` node: the part of a memory that `Buffer`s alone show, see `memory.ts`. */
export const partOfMemory = '~'
/** In the place of a key: the value is the prototype, an object that is neither built in nor of a class. */
export const prototypeKey: Atom = ['t']

/** A class of which instances were met: its name here, the name under which the module exports it, what instances inherit. */
export type ClassSeen = readonly [name: string, exported: string, keys: readonly string[]]
/** Private fields of one object: its node, its class, names and values; null: there are some and they cannot be read. */
export type Hidden = readonly [node: number, className: string, fields: readonly (readonly [string, Atom])[] | null]

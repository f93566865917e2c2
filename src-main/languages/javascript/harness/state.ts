/**
 * One look at a result and its arguments, as it crosses the wall: the text of the encoding, what could not be seen in it, and for
 * what is too large for a frame its digests instead of the text. Equal looks are equal texts.
 */
import { createHash } from 'node:crypto'
import { encode, type Encoding, type Look } from './codec.ts'
import type { Atom, ClassSeen, Node } from './format.ts'
import { hasSetterBit } from './format.ts'

export interface Large {
  readonly digest: string
  readonly objects: number
  /** One per thousand objects, so that a difference has a place. */
  readonly parts: readonly string[]
}
export interface State {
  /** JSON of `{ root, nodes }`: everything, or the first objects when it is large. */
  readonly text: string
  readonly large: Large | null
  /** JSON of the private fields and of what only they reach; '' when there are none. */
  readonly hidden: string
  readonly classes: readonly ClassSeen[]
  /** Names of what is in the result and not in the arguments and cannot be looked into. */
  readonly unseen: readonly string[]
}
/** What may still be sent in this answer, in characters. */
export interface Room {
  left: number
}

const { stringify } = JSON
const { isArray } = Array
const limits = { nodes: 400_000, characters: 24 << 20 }
const mostCharacters = 1 << 20
const partSize = 1000
const shownOfLarge = 100

export const partsOf = (root: Atom, nodes: readonly Node[]): Large => {
  const whole = createHash('sha256')
  const parts: string[] = []
  whole.update(stringify(root))
  for (let at = 0; at < nodes.length; at += partSize) {
    const text = stringify(nodes.slice(at, at + partSize))
    whole.update(text)
    parts.push(createHash('sha256').update(text).digest('hex').slice(0, 16))
  }
  return { digest: whole.digest('hex'), objects: nodes.length, parts }
}

const reach = (nodes: readonly Node[], from: readonly Atom[], known: ReadonlySet<number>): Set<number> => {
  const found = new Set<number>()
  const waiting: unknown[] = [...from]
  while (waiting.length > 0) {
    const item = waiting.pop()
    if (!isArray(item)) continue
    if (item[0] === 'r' && item.length === 2 && typeof item[1] === 'number') {
      const index = item[1]
      if (known.has(index) || found.has(index)) continue
      found.add(index)
      const node = nodes[index]
      if (!node) continue
      if (isArray(node[3])) for (const inner of node[3] as unknown[]) if (isArray(inner)) waiting.push(inner)
      for (const inner of node[4]) if (isArray(inner)) waiting.push(inner)
    } else for (const inner of item as unknown[]) if (isArray(inner)) waiting.push(inner)
  }
  return found
}

const isClosed = ([tag, name, , body]: Node): string => {
  if (tag === 'F') return name === '' ? 'function' : ''
  if (tag === 'X') return name === '' ? 'object' : name
  return tag === 'P' && isArray(body) && body[0] === 'pending' ? 'Promise' : ''
}
const hasSetter = (atom: Atom): boolean => isArray(atom) && atom[0] === 'g' && ((atom[1] as number) & hasSetterBit) !== 0

/** The root is the list `[result, ...arguments]`. What the caller gave is the caller's to know. */
const unseenIn = ({ nodes, hidden, open }: Encoding): string[] => {
  const suspicious = hidden.some(([, , fields]) => fields === null) || nodes.some(node => isClosed(node) !== '' || node[4].some(hasSetter)) // prettier-ignore
  if (!suspicious) return []
  const [result, ...args] = (nodes[0]?.[3] ?? []) as Atom[]
  const given = reach(nodes, args, new Set())
  const mine = reach(nodes, [result ?? null], given)
  const names = new Set<string>()
  for (const index of mine) {
    const node = nodes[index]
    if (!node) continue
    // Functions that belong to an error are Node's own ways to print it.
    const name = isClosed(node)
    if (name !== '') names.add(name)
    if (node[4].some(hasSetter)) names.add('setter')
  }
  for (const [index, name, fields] of hidden) {
    if (fields === null && (index >= open || mine.has(index))) names.add(`private fields of ${name}`)
    if (fields === null || !mine.has(index)) continue
    // What private fields reach belongs to the object as well: a function there is as closed as anywhere.
    for (const inner of reach(
      nodes,
      fields.map(([, atom]) => atom),
      given,
    )) {
      // prettier-ignore
      const node = nodes[inner]
      const closed = node ? isClosed(node) : ''
      if (closed !== '') names.add(closed)
    }
  }
  return [...names].slice(0, 10)
}

export const lookAt = (values: readonly unknown[], look: Look): Encoding => encode(values, limits, look)

/** Takes its text out of `room`; what does not fit there is sent as digests. */
export const toState = (encoding: Encoding, room: Room): State => {
  const { root, nodes, open, hidden, classes } = encoding
  const seen = open === nodes.length ? nodes : nodes.slice(0, open)
  const unseen = unseenIn(encoding)
  const most = Math.min(mostCharacters, room.left)
  let secret = hidden.length === 0 ? '' : stringify({ hidden, nodes: nodes.slice(open) })
  let text = seen.length > 60_000 ? '' : stringify({ root, nodes: seen })
  let large: Large | null = null
  if (text === '' || text.length > most) {
    large = partsOf(root, seen)
    text = stringify({ root, nodes: seen.slice(0, shownOfLarge) })
    if (text.length > most) text = ''
  }
  if (secret.length > most) secret = `digest ${createHash('sha256').update(secret).digest('hex')}`
  room.left -= text.length + secret.length
  return { text, large, hidden: secret, classes, unseen }
}

/** Longer ones are sent as a digest only. */
const shortest = 2_000
/** For looks of which two are compared and seldom shown. */
export const toDigest = (encoding: Encoding, room: Room): State => {
  const state = toState(encoding, { left: Infinity })
  const kept = state.text.length <= shortest || state.large ? state : { ...state, text: '', large: partsOf(encoding.root, encoding.nodes.slice(0, encoding.open)) } // prettier-ignore
  room.left -= kept.text.length + kept.hidden.length
  return kept
}

const isSameItem = (one: unknown, two: unknown): boolean => {
  if (one === two) return true
  if (!isArray(one) || !isArray(two) || one.length !== two.length) return false
  for (let at = 0; at < one.length; at += 1) if (!isSameItem(one[at], two[at])) return false
  return true
}
/** Two looks of this process at the same objects, private fields aside; the second one may have stopped early. */
export const isSameEncoding = (one: Encoding, two: Encoding, most: number): boolean => {
  if (one.open !== two.open && two.open < most) return false
  for (let at = 0; at < Math.min(one.open, two.open); at += 1) if (!isSameItem(one.nodes[at], two.nodes[at])) return false
  return true
}

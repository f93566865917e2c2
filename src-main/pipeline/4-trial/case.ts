/** One input of a comparison, and the arguments in it: as data that crosses the wall, or decoded again. */
import { encode, type Encoded } from '../../languages/javascript/harness/codec.ts'
import { BadEncoding, decode } from '../../languages/javascript/harness/decode.ts'
import type { Mood } from '../../languages/javascript/harness/mood.ts'
import type { Source } from '../../languages/javascript/harness/protocol.ts'

export type Family = 'generated' | 'mutated' | 'collapsed' | 'edge' | 'probe' | 'repeated' | 'reused'
export interface Case {
  readonly family: Family
  readonly source: Source
  /** For `reused`: the content that the same argument objects get for a second call. */
  readonly next: Encoded | null
  readonly spoil: boolean
  /** Holds a number so large that a count or a bound of that size never ends. */
  readonly risky: boolean
  /** Made at a size that the operator declared: deserves patience. */
  readonly declared: boolean
  /** Holds, or lacks, what neither a declaration names nor anybody was seen to pass or to leave out. */
  readonly foreign: boolean
  /** Large on purpose and few: worth some seconds. */
  readonly patient?: true
  /** How callbacks among the arguments behave, otherwise than they were made. */
  readonly mood?: Mood
}
export const asData = (args: unknown[]): Source => {
  const { root, nodes } = encode(args)
  return { kind: 'data', args: { root, nodes } }
}

const isHuge = (atom: unknown): boolean =>
  typeof atom === 'number'
    ? Math.abs(atom) >= 1e7
    : Array.isArray(atom) && atom[0] === 'n' && String(atom[1]).includes('Infinity')
/** Among the arguments or their direct properties: deeper down a number is data more often than a bound. */
export const isRisky = (source: Source): boolean => {
  if (source.kind === 'patched') return source.put.some(([, value]) => isHuge(value.root) || holdsHuge(value))
  return source.kind === 'data' && holdsHuge(source.args)
}
/** Several beside each other are data (times, amounts), and no bounds. */
const mostBounds = 3
const holdsBounds = (items: readonly unknown[]): boolean => {
  const huge = items.filter(isHuge).length
  return huge > 0 && huge <= mostBounds
}
const holdsHuge = ({ nodes }: Encoded): boolean =>
  nodes.slice(0, 4).some(([, , , body, props]) => (Array.isArray(body) && holdsBounds(body)) || props.some(isHuge))

/** Decoded when it can be rebuilt here. */
export const plain = (args: Encoded): unknown[] | null => {
  try {
    const value = decode(args)
    return Array.isArray(value) ? (value as unknown[]) : null
  } catch (error) {
    if (error instanceof BadEncoding) return null
    throw error
  }
}

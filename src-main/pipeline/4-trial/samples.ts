/**
 * Arguments from which others are derived: whole ones as data, and those of which a part cannot leave the box (callbacks,
 * instances). Of the latter the other arguments are changed, and put in place of the original ones inside of the box.
 */
import { encode } from '../../languages/javascript/harness/codec.ts'
import type { Source } from '../../languages/javascript/harness/protocol.ts'
import { fixed, other, type Shape } from '../../languages/javascript/shape.ts'
import { asData, plain } from './case.ts'
import type { Signature } from './edge-inputs.ts'
import type { Shim } from './shim.ts'

export interface Sample {
  readonly args: readonly unknown[]
  /** Where the arguments come from that are not data; null: all are. */
  readonly within: Source | null
  /** Arguments that stay in the box; in `args` a text stands for each. */
  readonly inside: ReadonlySet<number>
}

/** Stands for what stays inside, and is never sent. */
const standIn = '\u0000stays inside'

export const whole = (args: readonly unknown[]): Sample => ({ args, within: null, inside: new Set() })

/**
 * As `signature`, but what stays inside is not changed, only left out where it may be. Beside it, what nothing declares keeps the
 * kind that it has: a callback is written for the values that its maker gives, and it is the callback that would be tried.
 */
export const signatureFor = (signature: Signature, { inside }: Sample): Signature => {
  if (inside.size === 0) return signature
  const at = (argument: number): Shape => {
    if (inside.has(argument)) return fixed
    return signature.undeclared(argument) ? other : signature.at(argument)
  }
  return { ...signature, at }
}

export const sourceOf = ({ within, inside }: Sample, args: unknown[]): Source => {
  if (within === null) return asData(args)
  const put = args.flatMap((value, at): (readonly [number, ReturnType<typeof encode>])[] =>
    inside.has(at) && value === standIn ? [] : [[at, encode(value)]],
  )
  return { kind: 'patched', of: within, put: put.map(([at, { root, nodes }]) => [at, { root, nodes }]), count: args.length }
}

/** What stays inside is still in its own place. */
export const keepsPlaces = ({ inside }: Sample, args: readonly unknown[]): boolean =>
  args.every((value, at) => value !== standIn || inside.has(at))

/** Which arguments of these sources are data after all. Empty when the box does not say. */
export const samplesInside = async (
  sources: readonly { readonly source: Source; readonly count: number }[],
  shim: Shim,
  timeoutMs: number,
): Promise<readonly Sample[]> => {
  const parts = sources.flatMap(({ source, count }) =>
    Array.from({ length: count }, (_, argument): Source => ({ kind: 'part', of: source, argument })),
  )
  const made = parts.length === 0 ? null : await shim.make(parts, timeoutMs)
  if (made?.kind !== 'ok') return []
  let next = 0
  return sources.flatMap(({ source, count }): Sample[] => {
    const answers = made.value.slice(next, (next += count))
    const values = answers.map(answer => (answer.ok && !answer.opaque ? plain(answer.args) : null))
    const inside = new Set(values.flatMap((value, at) => (value === null ? [at] : [])))
    if (inside.size === count) return []
    return [{ args: values.map(value => (value === null ? standIn : value[0])), within: source, inside }]
  })
}

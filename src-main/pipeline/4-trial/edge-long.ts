/** Lists as long as no stack holds them, where the candidate spreads a list into the arguments of a call or calls itself; and as long as it calculates with. */
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, siteAt, sitesOf } from './sites.ts'

/** Arguments of a call lie on the stack, which is a megabyte: 8 bytes each. */
const beyondStack = 140_000
const mostLists = 2

export const longLists = ({ bases, declared, conditions }: EdgeRequest): readonly Edge[] => {
  const [base] = bases
  const lengths = [...(conditions.fillsStack ? [beyondStack] : []), ...conditions.lengths]
  if (!base || lengths.length === 0) return []
  const places = sitesOf(copy(base), declared).filter(
    ({ depth, inList, value, shape }) =>
      depth <= 1 && !inList && Array.isArray(value) && value.length > 0 && shape.kind !== 'tuple',
  )
  return lengths.flatMap(length =>
    places.slice(0, length === beyondStack ? mostLists : 1).map(({ path }): Edge => {
      const args = copy(base)
      const site = siteAt(args, declared, path)
      const items = site?.value as unknown[]
      // The same few rows many times: they have to cross the wall.
      site?.put(Array.from({ length }, (_, at) => items[at % items.length]))
      return { args, foreign: false, length, ...(length === beyondStack ? {} : { patient: true as const }) }
    }),
  )
}

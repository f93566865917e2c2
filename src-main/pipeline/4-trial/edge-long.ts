/** One list as long as no stack holds it: where the candidate spreads a list into the arguments of a call, or calls itself. */
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, siteAt, sitesOf } from './sites.ts'

/** Arguments of a call lie on the stack, which is a megabyte: 8 bytes each. */
const length = 140_000
const mostLists = 2

export const longLists = ({ bases, declared, conditions }: EdgeRequest): readonly Edge[] => {
  const [base] = bases
  if (!base || !conditions.fillsStack) return []
  const places = sitesOf(copy(base), declared).filter(
    ({ depth, inList, value, shape }) =>
      depth <= 1 && !inList && Array.isArray(value) && value.length > 0 && shape.kind !== 'tuple',
  )
  return places.slice(0, mostLists).map(({ path }): Edge => {
    const args = copy(base)
    const site = siteAt(args, declared, path)
    const items = site?.value as unknown[]
    // The same few rows many times: they have to cross the wall.
    site?.put(Array.from({ length }, (_, at) => items[at % items.length]))
    return { args, foreign: false, length }
  })
}

/** Filter and order of the opportunities' table. Pure. */
import type { Opportunity } from '../../src-shared/domain/opportunity.ts'

export type Column = 'rank' | 'metric' | 'gap' | 'gain'
export interface Order {
  readonly by: Column
  /** The first click on a column gives what is most looked for: largest first, names from A. */
  readonly turned: boolean
}

const compare: Readonly<Record<Column, (a: Opportunity, b: Opportunity) => number>> = {
  rank: (a, b) => b.rank - a.rank,
  metric: (a, b) => a.title.localeCompare(b.title),
  gap: (a, b) => b.gap - a.gap,
  gain: (a, b) => (b.estimatedGain?.factor ?? 0) - (a.estimatedGain?.factor ?? 0),
}

export const nextOrder = (order: Order, by: Column): Order =>
  order.by === by ? { by, turned: !order.turned } : { by, turned: false }

export const ordered = (all: readonly Opportunity[], search: string, { by, turned }: Order): Opportunity[] => {
  const words = search.trim().toLowerCase()
  const found = all.filter(o =>
    [o.title, o.metricId, ...(o.hints ?? []).map(h => `${h.generator} ${h.rule}`)].some(text =>
      text.toLowerCase().includes(words),
    ),
  )
  found.sort((a, b) => (turned ? -1 : 1) * compare[by](a, b) || b.rank - a.rank)
  return found
}

/** Which metrics the first page shows, in which groups and as what; the choices are remembered by this browser. */
import { useLocalStorage } from '@mantine/hooks'
import { useState } from 'react'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import type { Attention } from './attention.ts'

export interface Ordered {
  readonly metric: MetricView
  readonly index: number
  readonly attention: Attention
}
export interface Group {
  /** Empty where nothing is grouped. */
  readonly name: string
  readonly metrics: readonly Ordered[]
}

/** More cards than fit on two screens are rows, until the operator says otherwise. */
const mostCards = 16
/** Fewer are seen at a glance. */
export const fewest = 7

export interface Layout {
  readonly rows: boolean
  readonly grouped: boolean
  setRows(rows: boolean): void
  setGrouped(grouped: boolean): void
}

export const useLayout = (count: number): Layout => {
  const [rows, setRows] = useLocalStorage<boolean | null>({
    key: 'asis-metric-rows',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const [grouped, setGrouped] = useLocalStorage({
    key: 'asis-metric-groups',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  return { rows: rows ?? count > mostCards, grouped, setRows, setGrouped }
}

/** Every word must be found in the title, the id, the unit or the file. */
export const filtered = (all: readonly Ordered[], search: string): readonly Ordered[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter(({ metric, attention }) => {
    const text = `${metric.title} ${metric.id} ${metric.subject} ${attention.word}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}

/** Groups in the order of their first metric: what wants attention first. */
export const inGroups = (all: readonly Ordered[], grouped: boolean): readonly Group[] =>
  grouped
    ? [...Map.groupBy(all, ({ metric }) => metric.subject)].map(([name, metrics]) => ({ name: name || 'other', metrics }))
    : [{ name: '', metrics: all }]

/**
 * The order in which they came is kept while the pointer is over them: nothing moves away under a click. A metric that is new stands at the end
 * until then.
 */
export const useSteadyOrder = (
  ordered: readonly Ordered[],
): { readonly shown: readonly Ordered[]; readonly onEnter: () => void; readonly onLeave: () => void } => {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const ids = ordered.map(({ metric }) => metric.id)
  const places = new Map((held ?? ids).map((id, place) => [id, place]))
  const shown =
    held === null
      ? ordered
      : [...ordered].sort((a, b) => (places.get(a.metric.id) ?? ids.length) - (places.get(b.metric.id) ?? ids.length))
  return { shown, onEnter: () => setHeld(ids), onLeave: () => setHeld(null) }
}

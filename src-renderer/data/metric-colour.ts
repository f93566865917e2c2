/** The same colour for the same metric on every page: by its place in the manifest. */
import { useMemo } from 'react'
import { useQuery } from './context.tsx'

const colours = 6

export const metricColour = (index: number): string => `var(--series-${(index % colours) + 1})`

export const useMetricColours = (): ReadonlyMap<string, string> => {
  const { data } = useQuery('metrics.list', {})
  return useMemo(() => new Map((data ?? []).map((metric, i) => [metric.id, metricColour(i)])), [data])
}

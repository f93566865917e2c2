/** Measures metrics from any page: what came of it is said, and what shows levels is read again. */
import { plural } from '../ui/format.ts'
import { useCore } from './context.tsx'
import { useDo } from './use-do.ts'

export interface Measure {
  readonly busy: boolean
  /** @param metricIds all when absent. */
  run(metricIds?: readonly string[]): void
}

export const useMeasure = (): Measure => {
  const { transport, queries } = useCore()
  const measuring = useDo()
  const refresh = (): void => queries.refresh(method => method.startsWith('metrics.') || method === 'opportunities.list')
  return {
    busy: measuring.busy,
    run: metricIds =>
      measuring.run(
        () => transport.call('analyze.run', metricIds === undefined ? {} : { metricIds: [...metricIds] }).finally(refresh),
        found =>
          found.length === 0
            ? 'Measured. Nothing is further from its goal than the threshold.'
            : `Measured. ${plural(found.length, 'opportunity', 'opportunities')} found.`,
      ),
  }
}

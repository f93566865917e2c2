/** The cards of all metrics, what wants attention first. */
import { memo, useMemo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { metricColour } from '../data/metric-colour.ts'
import { Empty } from '../ui/panel-state.tsx'
import { byAttention } from './attention.ts'
import { MetricCard } from './metric-card.tsx'
import { useShownTime } from './ranges.ts'
import styles from './dashboard.module.css'

const none: readonly CandidateRow[] = []

interface MetricsGridProps {
  readonly metrics: readonly MetricView[]
  readonly changes: readonly CandidateRow[]
  readonly spanMs: number
  /** Measures one metric again; null while that cannot be. */
  readonly onMeasure: ((metricIds: readonly string[]) => void) | null
}

export const MetricsGrid = memo(({ metrics, changes, spanMs, onMeasure }: MetricsGridProps) => {
  const time = useShownTime(spanMs)
  const ordered = useMemo(() => byAttention(metrics, changes), [metrics, changes])
  const byMetric = useMemo(() => Map.groupBy(changes, change => change.metricId), [changes])
  if (metrics.length === 0)
    return (
      <Empty title="This project declares no metrics">
        Add one to asis.config.json: a title, a unit, and a benchmark that measures it.
      </Empty>
    )
  return (
    <div className={styles['grid']}>
      {ordered.map(({ metric, index, attention }) => (
        <MetricCard
          key={metric.id}
          metric={metric}
          colour={metricColour(index)}
          attention={attention}
          changes={byMetric.get(metric.id) ?? none}
          time={time}
          onMeasure={onMeasure}
        />
      ))}
    </div>
  )
})
MetricsGrid.displayName = 'MetricsGrid'

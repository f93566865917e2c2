/** The cards of all metrics, what wants attention first. */
import { memo, useMemo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { metricColour } from '../data/metric-colour.ts'
import { Empty } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import { byAttention } from './attention.ts'
import { MetricCard } from './metric-card.tsx'
import { MetricRows } from './metric-rows.tsx'
import { useShownTime } from './ranges.ts'
import { filtered, inGroups, useSteadyOrder, type Layout } from './shown-metrics.ts'
import styles from './dashboard.module.css'
import rowStyles from './metric-rows.module.css'

const none: readonly CandidateRow[] = []

interface MetricsGridProps {
  readonly metrics: readonly MetricView[]
  readonly changes: readonly CandidateRow[]
  readonly spanMs: number
  readonly search: string
  readonly layout: Layout
  /** Measures one metric again; null while that cannot be. */
  readonly onMeasure: ((metricIds: readonly string[]) => void) | null
}

export const MetricsGrid = memo(({ metrics, changes, spanMs, search, layout, onMeasure }: MetricsGridProps) => {
  const time = useShownTime(spanMs)
  const { rows, grouped } = layout
  const ordered = useMemo(() => byAttention(metrics, changes), [metrics, changes])
  const { shown, onEnter, onLeave } = useSteadyOrder(ordered)
  const groups = inGroups(filtered(shown, search), grouped)
  const byMetric = useMemo(() => Map.groupBy(changes, change => change.metricId), [changes])
  if (metrics.length === 0)
    return (
      <Empty title="This project declares no metrics">
        Add one to asis.config.json: a title, a unit, and a benchmark that measures it.
      </Empty>
    )
  if (groups.every(group => group.metrics.length === 0))
    return <Empty title="No metric is like that">Every word is looked for in title, id, file and state.</Empty>
  return (
    // The pointer is only asked whether it is there.
    <div onPointerEnter={onEnter} onPointerLeave={onLeave}>
      {groups.map(group => (
        <section key={group.name} aria-label={group.name === '' ? 'Metrics' : group.name}>
          {group.name === '' ? null : (
            <h2
              className={`${rowStyles['group'] ?? ''} mono foreign`}
            >{`${oneLine(group.name, 120)} (${group.metrics.length})`}</h2>
          )}
          {rows ? (
            <MetricRows metrics={group.metrics} byMetric={byMetric} />
          ) : (
            <div className={styles['grid']}>
              {group.metrics.map(({ metric, index, attention }) => (
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
          )}
        </section>
      ))}
    </div>
  )
})
MetricsGrid.displayName = 'MetricsGrid'

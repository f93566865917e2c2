/** Metrics as lines of a table: sixty of them on two screens. What each needs and what it is now stands where the eye goes first. */
import { memo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { metricColour } from '../data/metric-colour.ts'
import { Trend } from '../opportunities/trend.tsx'
import { number, spread, withUnit } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { LastChange } from './last-change.tsx'
import type { Ordered } from './shown-metrics.ts'
import styles from './metric-rows.module.css'

interface RowProps {
  readonly ordered: Ordered
  readonly changes: readonly CandidateRow[]
}
const Row = memo(({ ordered: { metric, index, attention }, changes }: RowProps) => (
  <tr>
    <th scope="row" className="cut foreign" title={oneLine(metric.title, 200)}>
      {oneLine(metric.title, 120)}
    </th>
    <td>
      <Tag tone={attention.tone} sign={attention.sign}>
        {attention.word}
      </Tag>
    </td>
    <td className={styles['level']}>{metric.latest === null ? '–' : withUnit(metric.latest.value, metric.unit)}</td>
    <td className="quiet cut">
      {metric.baseline === null ? (
        'no baseline yet'
      ) : (
        <>
          {`${number(metric.baseline.median)} ± ${spread(metric.baseline.mad)}, `}
          <Ago tMs={metric.baseline.toMs} />
        </>
      )}
    </td>
    <td>
      <Trend values={metric.recent.slice(-40).map(({ value }) => value)} unit={metric.unit} colour={metricColour(index)} />
    </td>
    <td className="cut">
      {metric.failed === undefined ? (
        <LastChange metric={metric} changes={changes} />
      ) : (
        <span
          className={`${styles['failed'] ?? ''} foreign`}
          title={oneLine(`${metric.failed.message} ${metric.failed.next}`, 600)}
        >
          {oneLine(metric.failed.message, 200)}
        </span>
      )}
    </td>
  </tr>
))
Row.displayName = 'Row'

const none: readonly CandidateRow[] = []

export const MetricRows = ({
  metrics,
  byMetric,
}: {
  readonly metrics: readonly Ordered[]
  readonly byMetric: ReadonlyMap<string, readonly CandidateRow[]>
}) => (
  <table className={styles['table']}>
    <caption className="visually-hidden">Metrics, what wants attention first</caption>
    <thead>
      <tr>
        {['Metric', 'State', 'Now', 'Baseline', 'Course', 'Last modification'].map(name => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {metrics.map(ordered => (
        <Row key={ordered.metric.id} ordered={ordered} changes={byMetric.get(ordered.metric.id) ?? none} />
      ))}
    </tbody>
  </table>
)

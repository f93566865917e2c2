/** Metrics that could not be measured: nobody knows whether they fall short, so they stand above those that do, each with what to do. */
import { Button } from '@mantine/core'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { plural } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import styles from './opportunities.module.css'

export const NotMeasured = ({
  metrics,
  onMeasure,
}: {
  readonly metrics: readonly MetricView[]
  readonly onMeasure: ((metricIds: readonly string[]) => void) | null
}) => {
  if (metrics.length === 0) return null
  return (
    <section className={styles['failed']} aria-label="Not measured">
      <h2>{`${plural(metrics.length, 'metric')} could not be measured`}</h2>
      <ul>
        {metrics.map(({ id, title, failed }) => (
          <li key={id}>
            <div>
              <p>
                <strong className="foreign">{oneLine(title, 120)}</strong>{' '}
                <span className="quiet">{failed === undefined ? null : <Ago tMs={failed.tMs} />}</span>
              </p>
              <p className="foreign">{visible(failed?.message ?? '').slice(0, 600)}</p>
              <p className="quiet foreign">{visible(failed?.next ?? '').slice(0, 300)}</p>
            </div>
            <Button
              size="xs"
              disabled={onMeasure === null}
              onClick={() => onMeasure?.([id])}
              aria-label={`Measure again: ${oneLine(title, 80)}`}
            >
              Measure again
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What the last modification did to a metric, and when; the way to it. */
import { memo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { addressOf } from '../routing/route.ts'
import { changeWords, signOf } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './dashboard.module.css'

export const LastChange = memo(
  ({ metric, changes }: { readonly metric: MetricView; readonly changes: readonly CandidateRow[] }) => {
    const last = changes
      .filter(c => ['applied', 'kept', 'rolled-back'].includes(c.state))
      .sort((a, b) => b.updatedMs - a.updatedMs)[0]
    if (last === undefined) return <span className="faint">No modification yet</span>
    const rolledBack = last.state === 'rolled-back'
    const sign = rolledBack || last.improvement === null ? 'unclear' : signOf(last.improvement)
    return (
      <a
        href={addressOf('history', last.id)}
        className={`${styles['last'] ?? ''} cut`}
        data-sign={sign}
        title={oneLine(last.title)}
      >
        {rolledBack
          ? '↺ rolled back'
          : last.improvement === null
            ? 'applied, not measured'
            : `${sign === 'improved' ? '▲ ' : ''}${changeWords(last.improvement, metric.unit, metric.direction)}`}
        <span className="faint">
          {' by the last modification, '}
          <Ago tMs={last.updatedMs} />
        </span>
      </a>
    )
  },
)
LastChange.displayName = 'LastChange'

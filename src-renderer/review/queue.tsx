/** What waits for a decision, newest first. */
import type { Answer } from '../data/queries.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { addressOf } from '../routing/route.ts'
import { factor } from '../ui/format.ts'
import { intoView } from '../ui/into-view.ts'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { RiskTag, VerdictTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

const Queue = ({ rows, selected }: { readonly rows: readonly CandidateRow[]; readonly selected: string | null }) => (
  <ul className={styles['queue']}>
    {rows.map(row => (
      <li key={row.id}>
        <a
          ref={row.id === selected ? intoView : null}
          href={addressOf('review', row.id)}
          className={styles['item']}
          aria-current={row.id === selected ? 'true' : undefined}
        >
          <span className={`${styles['itemTitle'] ?? ''} foreign`}>{oneLine(row.title, 120)}</span>
          <span className={styles['itemMetric']}>
            <span className="cut foreign">{oneLine(row.metricTitle, 80)}</span>
            <Ago tMs={row.createdMs} />
          </span>
          <span className={styles['itemFacts']}>
            {row.verdict === null ? null : <VerdictTag verdict={row.verdict} />}
            {row.improvement === null ? null : <strong>{factor(row.improvement.estimate)}</strong>}
            {row.risk === null || row.risk === 'LOW' ? null : <RiskTag risk={row.risk} />}
          </span>
        </a>
      </li>
    ))}
  </ul>
)

interface QueuePanelProps {
  readonly queue: Answer<readonly CandidateRow[]>
  readonly selected: string | null
  readonly retry: () => void
}
export const QueuePanel = ({ queue: { data, error }, selected, retry }: QueuePanelProps) => (
  <nav className={styles['left']} aria-label="Queue">
    <h2 className={styles['queueHead']}>{data === undefined ? 'Queue' : `Queue: ${data.length}`}</h2>
    {data === undefined ? (
      error === undefined ? (
        <Loading rows={3} height={64} />
      ) : (
        <Failed error={error} retry={retry} />
      )
    ) : (
      <Queue rows={data} selected={selected} />
    )}
    {data?.length === 0 ? <p className={styles['queueNone']}>Nothing waits for you.</p> : null}
  </nav>
)

/** One session in short: what was asked and what came of it, per metric. */
import { useQuery } from '../data/context.tsx'
import { addressOf } from '../routing/route.ts'
import { exactTime, factorWithInterval, plural } from '../ui/format.ts'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './journal.module.css'

export const SessionPanel = ({ id, onSearch }: { readonly id: string; readonly onSearch: (text: string) => void }) => {
  const { data, error } = useQuery('sessions.get', { id })
  if (data === undefined) return error === undefined ? <Loading label="Loading the session" /> : <Failed error={error} />
  const outcomes = data.rows.filter(r => r.candidateId !== null)
  return (
    <div className={styles['panel']}>
      <h2 className={styles['panelTitle']}>{`Session ${data.id}`}</h2>
      <dl className={styles['facts']}>
        <dt>kind</dt>
        <dd>{data.kind}</dd>
        <dt>state</dt>
        <dd>{data.state}</dd>
        <dt>started</dt>
        <dd>{exactTime(data.startedMs)}</dd>
        <dt>ended</dt>
        <dd>{data.endedMs === null ? 'it runs' : exactTime(data.endedMs)}</dd>
        <dt>metrics</dt>
        <dd>{plural(data.metricIds.length, 'metric')}</dd>
        {data.note === '' ? null : (
          <>
            <dt>note</dt>
            <dd className="foreign">{oneLine(data.note)}</dd>
          </>
        )}
      </dl>
      <ul className={styles['outcomes']}>
        {outcomes.map(row => (
          <li key={row.metricId}>
            <a href={addressOf('history', row.candidateId)} className="foreign">
              {oneLine(row.what, 100)}
            </a>
            <span className="quiet foreign">
              {`${oneLine(row.title, 80)}: ${row.change === null ? 'not measured' : factorWithInterval(row.change)}, ${row.outcome.replaceAll('-', ' ')}`}
            </span>
          </li>
        ))}
      </ul>
      <div className={styles['panelActions']}>
        <button type="button" className={styles['link']} onClick={() => onSearch(data.id)}>
          Its records
        </button>
      </div>
    </div>
  )
}

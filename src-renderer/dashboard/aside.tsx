/** Beside the metrics: what waits for a decision, what the last session came to, what happened last. */
import type { AskingWatch, JournalRecord } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import { addressOf } from '../routing/route.ts'
import { factor, number, unitOf } from '../ui/format.ts'
import { RiskTag, Tag, VerdictTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { FiguresHint } from './figures-hint.tsx'
import styles from './aside.module.css'

interface WaitingProps {
  readonly waiting: readonly CandidateRow[]
  /** Changes in effect: before those that are not. */
  readonly asking: readonly AskingWatch[]
}

export const Waiting = ({ waiting, asking }: WaitingProps) => (
  <section className={styles['panel']} aria-label="Waits for you">
    <div className={styles['head']}>
      <h2>Waits for you</h2>
      {waiting.length > 4 ? <a href={addressOf('review')}>{`all ${waiting.length}`}</a> : null}
    </div>
    {waiting.length + asking.length === 0 ? (
      <p className={styles['none']}>Nothing. What passes its trial comes here with its evidence.</p>
    ) : null}
    <ul>
      {asking.slice(0, 4).map(({ id, title, status, detail }) => (
        <li key={id}>
          <a href={addressOf('history', id)} className={styles['waiting']} title={oneLine(detail)}>
            <span className="cut foreign">{oneLine(title, 120)}</span>
            <span className={styles['tags']}>
              <Tag tone="waiting" sign="!">
                its watch asks
              </Tag>
              <span>{status === 'degraded' ? 'got worse, not taken back' : 'unclear'}</span>
            </span>
          </a>
        </li>
      ))}
      {asking.length > 4 ? (
        <li>
          <a href={addressOf('history')}>{`${asking.length - 4} more in effect ask`}</a>
        </li>
      ) : null}
      {waiting.slice(0, 4).map(c => (
        <li key={c.id}>
          <a href={addressOf('review', c.id)} className={styles['waiting']}>
            <span className="cut foreign">{oneLine(c.title, 120)}</span>
            <span className={styles['tags']}>
              {c.verdict === null ? null : <VerdictTag verdict={c.verdict} />}
              {c.improvement === null ? null : <span>{factor(c.improvement.estimate)}</span>}
              {c.risk === null ? null : <RiskTag risk={c.risk} />}
            </span>
          </a>
        </li>
      ))}
    </ul>
  </section>
)

const outcomes = {
  applied: 'applied',
  'awaiting-review': 'waits',
  'in-effect': 'in effect',
  'rolled-back': 'rolled back',
  none: '',
} as const

export const LastSession = ({ session }: { readonly session: Session | undefined }) => {
  if (session === undefined || session.state === 'running') return null
  return (
    <section className={styles['panel']} aria-label="Last session">
      <div className={styles['head']}>
        <h2>
          {session.state === 'finished' ? 'Last session' : `Last session: ${session.state}`} <FiguresHint about="trial" />
        </h2>
        <span className="faint">
          <Ago tMs={session.endedMs ?? session.startedMs} />
        </span>
      </div>
      {session.note === '' ? null : <p className={`${styles['message'] ?? ''} foreign`}>{oneLine(session.note, 200)}</p>}
      {session.rows.length === 0 ? null : (
        <ul className={styles['rows']}>
          {session.rows.map(row => (
            <li key={row.metricId} title={oneLine(row.why)}>
              <span className="cut foreign">{oneLine(row.title, 80)}</span>
              <span className={styles['beforeAfter']}>
                {row.before === null ? '' : number(row.before)}
                {row.after === null || row.before === null || row.candidateId === null ? '' : ` → ${number(row.after)}`}{' '}
                {row.before === null ? '' : unitOf(row.unit)}
              </span>
              {row.verdict === null ? (
                <span className="faint">nothing tried</span>
              ) : row.candidateId === null ? (
                <VerdictTag verdict={row.verdict} />
              ) : (
                <a href={addressOf(row.outcome === 'awaiting-review' ? 'review' : 'history', row.candidateId)}>
                  {outcomes[row.outcome] || row.verdict}
                </a>
              )}
              {row.outcome === 'none' && row.why !== '' ? (
                <p className={`${styles['why'] ?? ''} foreign`}>{oneLine(row.why, 400)}</p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export const LastEvents = ({ records }: { readonly records: readonly JournalRecord[] }) => (
  <section className={styles['panel']} aria-label="Last events">
    <div className={styles['head']}>
      <h2>Last events</h2>
      <a href={addressOf('journal')}>journal</a>
    </div>
    {records.length === 0 ? <p className={styles['none']}>Nothing has happened yet.</p> : null}
    <ul className={styles['events']}>
      {records.slice(0, 5).map(r => (
        <li key={r.seq}>
          <span className="cut foreign" title={oneLine(r.detail)}>{`${r.action}: ${oneLine(r.detail || r.subject, 120)}`}</span>
          <span className="faint">
            <Ago tMs={r.tMs} />
          </span>
        </li>
      ))}
    </ul>
  </section>
)

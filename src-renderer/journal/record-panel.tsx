/** One record with everything it holds, and its place in the chain. */
import type { JournalRecord } from '../../src-shared/api/contract.ts'
import { addressOf } from '../routing/route.ts'
import { copyText } from '../ui/copy.ts'
import { count, exactTime } from '../ui/format.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { isRewritten, readingOf } from './reading.ts'
import { Subject } from './subject.tsx'
import styles from './journal.module.css'

/** Longer details are copied whole and shown in part. */
const shownLength = 4000

export const copyRecord = (record: JournalRecord): void =>
  copyText(JSON.stringify(record), `Record ${count(record.seq)} copied as JSON.`)

export const RecordPanel = ({ record }: { readonly record: JournalRecord }) => {
  const long = record.detail.length > shownLength
  const shown = record.detail.slice(0, shownLength)
  return (
    <div className={styles['panel']}>
      <h2 className={styles['panelTitle']}>{`Record ${count(record.seq)}`}</h2>
      <dl className={styles['facts']}>
        <dt>when</dt>
        <dd>{exactTime(record.tMs)}</dd>
        <dt>kind</dt>
        <dd>{record.kind}</dd>
        <dt>action</dt>
        <dd className="foreign">{oneLine(record.action)}</dd>
        <dt>subject</dt>
        <dd className="mono foreign">
          <Subject subject={record.subject} />
        </dd>
        <dt>detail</dt>
        <dd className={`${styles['detail'] ?? ''} foreign`}>
          {shown === '' ? 'none' : readingOf(shown).map((line, at) => <p key={at}>{visible(line)}</p>)}
          {long ? (
            <span className="faint">{`… and ${count(record.detail.length - shownLength)} more characters; copy it to have all.`}</span>
          ) : null}
          {isRewritten(shown) ? (
            <details className={styles['raw']}>
              <summary>as recorded</summary>
              <p className="mono">{visible(shown)}</p>
            </details>
          ) : null}
        </dd>
        <dt>SHA-256</dt>
        <dd className={`${styles['hash'] ?? ''} mono`}>{record.sha256}</dd>
        <dt>before it</dt>
        <dd className={`${styles['hash'] ?? ''} mono`}>
          {record.seq > 1 ? (
            <a href={addressOf('journal', String(record.seq - 1))}>{record.previousSha256}</a>
          ) : (
            oneLine(record.previousSha256)
          )}
        </dd>
      </dl>
      <div className={styles['panelActions']}>
        <KeyButton label="Copy record" tip="Copy it as JSON" keys="c" icon="copy" onClick={() => copyRecord(record)} />
      </div>
    </div>
  )
}

/** Journal: the hash-chained record as it is, and the check whether anybody touched it. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JournalRecord, Output } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useActions } from '../keys/actions.ts'
import { addressOf } from '../routing/route.ts'
import { count, exactTime } from '../ui/format.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './journal.module.css'

const pageSize = 200
type Check = Output<'journal.verify'>

const Subject = ({ subject }: { readonly subject: string }) =>
  /^c_[0-9a-z]{10}$/.test(subject) ? <a href={addressOf('review', subject)}>{subject}</a> : <>{oneLine(subject, 80)}</>

const Row = ({ record }: { readonly record: JournalRecord }) => (
  <tr>
    <td className="quiet">{count(record.seq)}</td>
    <td className="quiet" title={exactTime(record.tMs)}>
      <Ago tMs={record.tMs} />
    </td>
    <td>{record.kind}</td>
    <td className={styles['action']}>{oneLine(record.action, 60)}</td>
    <td className="mono foreign">
      <Subject subject={record.subject} />
    </td>
    <td className="foreign">{oneLine(record.detail)}</td>
    <td className="mono faint" title={record.sha256}>
      {record.sha256.slice(0, 10)}
    </td>
  </tr>
)

export const JournalPage = ({ id: _id }: { readonly id: string | null }) => {
  const { transport } = useCore()
  const newest = useQuery('journal.list', { limit: pageSize })
  const [older, setOlder] = useState<readonly JournalRecord[]>([])
  const [atEnd, setAtEnd] = useState(false)
  const [check, setCheck] = useState<Check | CallError | null>(null)
  const [busy, setBusy] = useState(false)
  const records = [...(newest.data ?? []), ...older.filter(o => o.seq < (newest.data?.at(-1)?.seq ?? Infinity))]
  const lastSeq = records.at(-1)?.seq ?? 1

  const verify = (): void => {
    setBusy(true)
    transport
      .call('journal.verify', {})
      .then(setCheck, (error: unknown) => setCheck(error instanceof CallError ? error : null))
      .finally(() => setBusy(false))
  }
  const more = (): void => {
    transport.call('journal.list', { beforeSeq: lastSeq, limit: pageSize }).then(
      next => {
        setOlder([...records.slice(newest.data?.length ?? 0), ...next])
        setAtEnd(next.length < pageSize)
      },
      (error: unknown) => setCheck(error instanceof CallError ? error : null),
    )
  }
  useActions([{ id: 'verify', label: 'Verify the journal', group: 'This page', keys: ['v'], enabled: !busy, run: verify }])

  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Journal</h1>
        <output className={styles['result']}>
          {check === null || check instanceof CallError ? null : check.ok ? (
            <>
              <Tag tone="improved" sign="✓">
                unbroken
              </Tag>
              <span className="quiet">{`${count(check.records)} records. ${check.detail}`}</span>
            </>
          ) : (
            <>
              <Tag tone="regressed" sign="✕">
                broken
              </Tag>
              <span>{`At record ${check.firstBad === null ? '?' : count(check.firstBad)} of ${count(check.records)}: ${check.detail}`}</span>
            </>
          )}
        </output>
        <KeyButton
          label={busy ? 'Verifying' : 'Verify'}
          tip="Check every hash from the first record on"
          keys="v"
          icon="check"
          disabled={busy}
          onClick={verify}
        />
      </div>
      {check instanceof CallError ? <Failed error={check} /> : null}
      {newest.data === undefined ? (
        newest.error === undefined ? (
          <Loading rows={14} height={18} label="Loading the journal" />
        ) : (
          <Failed error={newest.error} />
        )
      ) : records.length === 0 ? (
        <Empty title="The journal is empty">
          Every intent, outcome and decision is written here before and after it happens.
        </Empty>
      ) : (
        <ScrollRegion className={styles['scroll']} label="Journal records">
          <table className={styles['table']}>
            <thead>
              <tr>
                {['No.', 'When', 'Kind', 'Action', 'Subject', 'Detail', 'SHA-256'].map(name => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {records.map(record => (
                <Row key={record.seq} record={record} />
              ))}
            </tbody>
          </table>
          {lastSeq > 1 && !atEnd && records.length >= pageSize ? (
            <div className={styles['more']}>
              <Button onClick={more}>Load older records</Button>
            </div>
          ) : null}
        </ScrollRegion>
      )}
    </div>
  )
}

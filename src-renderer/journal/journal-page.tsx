/** Journal: the hash-chained record as it is, and the check whether anybody touched it. */
import { useDebouncedValue } from '@mantine/hooks'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Output } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { useCore, useOptionalQuery, useQuery } from '../data/context.tsx'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { plural } from '../ui/format.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { JournalTools } from './journal-tools.tsx'
import { copyRecord, RecordPanel } from './record-panel.tsx'
import { Records } from './records.tsx'
import { SessionPanel } from './session-panel.tsx'
import { useExport } from './use-export.ts'
import { noFilter, useJournal } from './use-journal.ts'
import { VerifyResult } from './verify-result.tsx'
import styles from './journal.module.css'

export const JournalPage = ({ id }: { readonly id: string | null }) => {
  const { transport } = useCore()
  const [filter, setFilter] = useState(noFilter)
  const [settled] = useDebouncedValue(filter, 150)
  const list = useJournal(settled)
  const { store } = list
  const [check, setCheck] = useState<Output<'journal.verify'> | CallError | null>(null)
  const [verifying, setVerifying] = useState(false)
  const exporting = useExport()
  const search = useRef<HTMLInputElement>(null)
  const archives = useQuery('journal.archives', {}).data

  const records = list.rows ?? []
  const seq = id === null || id.startsWith('s_') ? null : Number(id)
  const found = seq === null ? undefined : records.find(r => r.seq === seq)
  // A link may name a record that the filter hides or no page has brought yet.
  const linked = useOptionalQuery('journal.list', seq === null || found !== undefined ? null : { beforeSeq: seq + 1, limit: 1 })
  const linkedRecord = linked.data?.[0]?.seq === seq ? linked.data?.[0] : undefined
  const chosen = found ?? linkedRecord ?? null
  useEffect(() => {
    if (seq !== null && linkedRecord !== undefined) void store.until(record => record.seq <= seq)
  }, [seq, linkedRecord, store])

  const verify = (): void => {
    setVerifying(true)
    transport
      .call('journal.verify', {})
      .then(setCheck, (error: unknown) => setCheck(error instanceof CallError ? error : null))
      .finally(() => setVerifying(false))
  }
  const move = (by: number): void => {
    const at = chosen === null ? -1 : records.findIndex(r => r.seq === chosen.seq)
    const next = records[Math.min(records.length - 1, Math.max(0, at + by))]
    if (next !== undefined) go('journal', String(next.seq), true)
  }
  const older = useCallback(() => void store.more(), [store])
  useActions([
    { id: 'next', label: 'Next', group: 'This page', keys: ['j', 'ArrowDown'], onlyKeys: true, run: () => move(1) },
    { id: 'previous', label: 'Previous', group: 'This page', keys: ['k', 'ArrowUp'], onlyKeys: true, run: () => move(-1) },
    { id: 'find', label: 'Find', group: 'This page', keys: ['/'], run: () => search.current?.focus() },
    { id: 'verify', label: 'Verify the journal', group: 'This page', keys: ['v'], enabled: !verifying, run: verify },
    {
      id: 'export',
      label: 'Export the journal',
      group: 'This page',
      keys: ['e'],
      enabled: exporting.records === null,
      run: exporting.start,
    },
    {
      id: 'copy',
      label: 'Copy the record',
      group: 'This page',
      keys: ['c'],
      enabled: chosen !== null,
      run: () => chosen !== null && copyRecord(chosen),
    },
    {
      id: 'subject',
      label: 'Open what the record is about',
      group: 'This page',
      keys: ['Enter'],
      enabled: chosen !== null && /^[cs]_[0-9a-z]{10}$/.test(chosen.subject),
      run: () => {
        if (chosen !== null) go(chosen.subject.startsWith('c_') ? 'history' : 'journal', chosen.subject)
      },
    },
  ])

  const panel = id !== null
  const untouched = filter.kinds.length === 0 && filter.search === ''
  return (
    <div className={styles['page']} data-panel={panel || undefined}>
      <div className={styles['main']}>
        <div className={styles['head']}>
          <h1>Journal</h1>
          <output className={styles['result']}>
            {check === null || check instanceof CallError ? null : <VerifyResult check={check} />}
          </output>
          {exporting.records === null ? (
            <KeyButton label="Export" tip="All records as JSON Lines" keys="e" icon="save" onClick={exporting.start} />
          ) : (
            <KeyButton label={`Cancel export: ${plural(exporting.records, 'record')}`} icon="close" onClick={exporting.cancel} />
          )}
          <KeyButton
            label={verifying ? 'Verifying' : 'Verify'}
            tip="Check every hash from the first record on"
            keys="v"
            icon="check"
            disabled={verifying}
            onClick={verify}
          />
        </div>
        {check instanceof CallError ? <Failed error={check} retry={verify} /> : null}
        <JournalTools filter={filter} onFilter={setFilter} searchRef={search} />
        {list.rows === undefined ? (
          list.error === undefined ? (
            <Loading rows={14} height={18} label="Loading the journal" />
          ) : (
            <Failed error={list.error} retry={older} />
          )
        ) : records.length === 0 ? (
          <Empty title={untouched ? 'The journal is empty' : 'No record fits'}>
            {untouched
              ? 'Every intent, outcome and decision is written here before and after it happens.'
              : 'Choose other kinds above, or search for other words.'}
          </Empty>
        ) : (
          <>
            {list.error === undefined ? null : <Failed error={list.error} retry={older} />}
            <Records
              records={records}
              complete={list.complete || list.error !== undefined}
              selected={seq}
              archives={archives ?? []}
              bad={check === null || check instanceof CallError ? null : check.firstBad}
              onNearEnd={older}
            />
          </>
        )}
      </div>
      {panel ? (
        <aside className={styles['aside']} aria-label="Chosen record">
          {id.startsWith('s_') ? (
            <SessionPanel id={id} onSearch={text => setFilter({ ...noFilter, search: text })} />
          ) : chosen === null ? (
            linked.loading ? (
              <Loading label="Loading the record" />
            ) : (
              <Empty title="There is no such record">The link may be of another data folder.</Empty>
            )
          ) : (
            <RecordPanel record={chosen} />
          )}
        </aside>
      ) : null}
    </div>
  )
}

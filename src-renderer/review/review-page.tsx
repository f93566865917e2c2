/** Review: the queue, the diff, the evidence; approve or decline exactly what is shown. Also shows any other change by its address. */
import { useLocalStorage } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { closeButtonProps } from '../data/use-do.ts'
import { useEffect, useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore, useOptionalQuery, useQuery } from '../data/context.tsx'
import { RollBackDialog } from '../history/roll-back-dialog.tsx'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { oneLine } from '../ui/visible.ts'
import { ActionBar } from './action-bar.tsx'
import { ApproveDialog } from './approve-dialog.tsx'
import { DeclineDialog } from './decline-dialog.tsx'
import { DiffPane } from './diff-pane.tsx'
import { EvidencePanel } from './evidence.tsx'
import { HunkList } from './hunk-list.tsx'
import { PrintSheet } from './print-sheet.tsx'
import { QueuePanel } from './queue.tsx'
import { ReviewHead } from './review-head.tsx'
import { candidateOf, useTries } from './tries.ts'
import { TryStrip } from './try-strip.tsx'
import { useSameContent } from './use-content.ts'
import { useProof } from './use-proof.ts'
import { useMarks } from './use-marks.ts'
import { useVerbs, type DialogKind } from './use-verbs.ts'
import styles from './review.module.css'

interface Dialog {
  readonly kind: DialogKind
  readonly detail: CandidateDetail
}

export const ReviewPage = ({ id }: { readonly id: string | null }) => {
  const { queries } = useCore()
  const queue = useQuery('candidates.list', { states: ['awaiting-review'], limit: 500 })
  const status = useQuery('status.get', {}).data
  const mayApprove = status?.mayApprove === true
  const [evidenceOpen, setEvidenceOpen] = useLocalStorage({
    key: 'asis-evidence',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const [here, setHere] = useState<string | null>(null)
  const rows = queue.data ?? []
  const first = rows[0]?.id ?? null
  const selected = id ?? first
  // What is read stays what is shown: when somebody else decides the first one, the next does not slip under the reader's keys.
  useEffect(() => {
    if (id === null && first !== null) go('review', first, true)
  }, [id, first])
  // The editor comes while the change is asked for. When it cannot be loaded, the diff itself says so.
  const wanted = selected !== null
  useEffect(() => {
    if (wanted) import('./monaco-diff.ts').catch(() => {})
  }, [wanted])
  const { data, error, loading } = useOptionalQuery('candidates.get', selected === null ? null : { id: selected })
  const shown = useSameContent(data?.id === selected ? data : undefined)
  useProof(shown, mayApprove)
  const marks = useMarks(shown, mayApprove)
  const verbs = useVerbs(shown, marks, mayApprove, kind => {
    if (shown !== undefined) setDialog({ kind, detail: shown })
  })
  const tries = useTries((ended, session) => {
    const tried = candidateOf(session, ended.from)
    queries.refresh(method => method.startsWith('candidates.'))
    const row = session.rows.find(r => r.candidateId === tried)
    if (tried === null || session.state !== 'finished')
      notifications.show({
        title: session.refusal?.message ?? `The trial of ${ended.what} did not end: ${session.state}. Nothing was changed.`,
        message: session.refusal?.next ?? oneLine(session.note),
        color: 'red',
        autoClose: 12_000,
        withBorder: true,
        closeButtonProps,
      })
    else {
      notifications.show({
        message: `Tried ${ended.what}: ${row?.verdict ?? 'finished'}.`,
        autoClose: 8000,
        withBorder: true,
        closeButtonProps,
      })
      if (selected === ended.from && dialog === null && marks.marks?.composing == null) go('review', tried, true)
    }
  })
  const asked = tries.find(t => t.from === selected)
  const move = (by: number): void => {
    const at = rows.findIndex(r => r.id === selected)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))]
    if (next !== undefined) go('review', next.id, true)
  }
  const decided = (row: CandidateRow): void => {
    setDialog(null)
    setHere(row.id)
    // Approved as the first of two: it waits on.
    if (row.state === 'awaiting-review') return
    if (row.state === 'declined') verbs.declined(row)
    const at = rows.findIndex(r => r.id === row.id)
    const next = rows[at + 1] ?? rows[at - 1]
    go('review', next?.id ?? null, true)
  }
  useActions([
    { id: 'next', label: 'Next in the queue', group: 'This page', keys: ['j', 'ArrowDown'], onlyKeys: true, run: () => move(1) },
    {
      id: 'previous',
      label: 'Previous in the queue',
      group: 'This page',
      keys: ['k', 'ArrowUp'],
      onlyKeys: true,
      run: () => move(-1),
    },
    {
      id: 'evidence',
      label: evidenceOpen ? 'Hide the evidence' : 'Show the evidence',
      group: 'This page',
      keys: ['e'],
      run: () => setEvidenceOpen(!evidenceOpen),
    },
  ])
  const refused = mayApprove ? undefined : 'This window may only look'
  const choice = marks.marks?.choice ?? null
  const beside = shown !== undefined && (evidenceOpen || choice !== null)
  return (
    <div className={styles['page']} data-evidence={beside ? true : undefined}>
      <QueuePanel queue={queue} selected={selected} retry={() => queries.refresh(() => true)} />
      <div className={styles['middle']}>
        {shown === undefined ? <h1 className="visually-hidden">Review</h1> : null}
        {selected === null ? (
          queue.data === undefined ? null : (
            <Empty title="Nothing to review">
              A candidate comes here when it has passed its gates and its trial. Start a session on the first page (1, then I), or
              let a monitor find something.
            </Empty>
          )
        ) : shown === undefined ? (
          error !== undefined && !loading ? (
            <Failed error={error} />
          ) : (
            <Loading rows={14} height={14} label="Loading the change" />
          )
        ) : (
          <>
            <ReviewHead
              detail={shown}
              decidedHere={here === shown.id}
              evidenceOpen={evidenceOpen}
              onEvidence={() => setEvidenceOpen(!evidenceOpen)}
            />
            {asked === undefined ? null : <TryStrip asked={asked} running={status?.running ?? null} />}
            <div className={styles['diff']}>
              <DiffPane key={shown.id} files={shown.files} diff={shown.diff} marks={marks.marks} />
            </div>
            <ActionBar detail={shown} verbs={verbs} refused={refused} />
            <PrintSheet detail={shown} />
          </>
        )}
      </div>
      {beside ? (
        <div className={styles['right']}>
          {choice === null ? null : <HunkList hunks={shown.hunks} choice={choice} onAll={marks.keepAll} />}
          <ScrollRegion className={styles['evidence']} label="Evidence">
            <EvidencePanel detail={shown} onRemoveRemark={marks.marks?.mayRemark === true ? marks.marks.remove : null} />
          </ScrollRegion>
        </div>
      ) : null}
      {dialog?.kind === 'approve' ? (
        <ApproveDialog detail={dialog.detail} onClose={() => setDialog(null)} onDone={decided} />
      ) : null}
      {dialog?.kind === 'decline' ? (
        <DeclineDialog detail={dialog.detail} onClose={() => setDialog(null)} onDone={decided} />
      ) : null}
      {dialog?.kind === 'roll-back' ? <RollBackDialog row={dialog.detail} onClose={() => setDialog(null)} /> : null}
    </div>
  )
}

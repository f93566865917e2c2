/** Review: the queue, the diff, the evidence; approve or decline exactly what is shown. Also shows any other change by its address. */
import { useLocalStorage } from '@mantine/hooks'
import { useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { useCore, useOptionalQuery, useQuery } from '../data/context.tsx'
import { RollBackDialog } from '../history/roll-back-dialog.tsx'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { IconButton, KeyButton } from '../ui/key-button.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { StateTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { ApproveDialog } from './approve-dialog.tsx'
import { DeclineDialog } from './decline-dialog.tsx'
import { DiffPane } from './diff-pane.tsx'
import { EvidencePanel } from './evidence.tsx'
import { Queue } from './queue.tsx'
import styles from './review.module.css'

type Dialog = { readonly kind: 'approve' | 'decline' | 'roll-back'; readonly detail: CandidateDetail }

const Decided = ({ detail }: { readonly detail: CandidateDetail }) => {
  const { decision, note } = detail
  return (
    <span className={styles['decided']}>
      <StateTag state={detail.state} />
      <span className="quiet cut foreign">
        {decision === null ? null : (
          <>
            {`${decision.verb} by ${oneLine(decision.by, 60)} `}
            <Ago tMs={decision.tMs} />
            {note === '' ? '' : ': '}
          </>
        )}
        {oneLine(note)}
      </span>
    </span>
  )
}

export const ReviewPage = ({ id }: { readonly id: string | null }) => {
  const { queries } = useCore()
  const queue = useQuery('candidates.list', { states: ['awaiting-review'], limit: 500 })
  const mayApprove = useQuery('status.get', {}).data?.mayApprove === true
  const [evidenceOpen, setEvidenceOpen] = useLocalStorage({
    key: 'asis-evidence',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const rows = queue.data ?? []
  const selected = id ?? rows[0]?.id ?? null
  const { data: detail, error, loading } = useOptionalQuery('candidates.get', selected === null ? null : { id: selected })
  const shown = detail?.id === selected ? detail : undefined
  const waits = shown?.state === 'awaiting-review'
  const canRollBack = shown !== undefined && mayMove(shown.state, 'rolling-back')
  const open = (kind: Dialog['kind']): void => {
    if (shown !== undefined) setDialog({ kind, detail: shown })
  }
  const move = (by: number): void => {
    const at = rows.findIndex(r => r.id === selected)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))]
    if (next !== undefined) go('review', next.id, true)
  }
  const decided = (row: CandidateRow): void => {
    setDialog(null)
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
      id: 'approve',
      label: 'Approve',
      group: 'This page',
      keys: ['a'],
      enabled: waits && mayApprove,
      run: () => open('approve'),
    },
    {
      id: 'decline',
      label: 'Decline',
      group: 'This page',
      keys: ['d'],
      enabled: waits && mayApprove,
      run: () => open('decline'),
    },
    {
      id: 'roll-back',
      label: 'Roll back',
      group: 'This page',
      keys: ['r'],
      enabled: canRollBack && mayApprove,
      run: () => open('roll-back'),
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
  return (
    <div className={styles['page']} data-evidence={evidenceOpen && shown !== undefined ? true : undefined}>
      <nav className={styles['left']} aria-label="Queue">
        <h2 className={styles['queueHead']}>{queue.data === undefined ? 'Queue' : `Queue: ${rows.length}`}</h2>
        {queue.data === undefined ? (
          queue.error === undefined ? (
            <Loading rows={3} height={64} />
          ) : (
            <Failed error={queue.error} retry={() => queries.refresh(() => true)} />
          )
        ) : (
          <Queue rows={rows} selected={selected} />
        )}
        {queue.data !== undefined && rows.length === 0 ? <p className={styles['queueNone']}>Nothing waits for you.</p> : null}
      </nav>
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
            <div className={styles['title']}>
              <h1 className="cut foreign" title={oneLine(shown.title)}>
                {oneLine(shown.title, 160)}
              </h1>
              <IconButton
                label={evidenceOpen ? 'Hide the evidence' : 'Show the evidence'}
                keys="e"
                icon="panel"
                pressed={evidenceOpen}
                onClick={() => setEvidenceOpen(!evidenceOpen)}
              />
            </div>
            <div className={styles['diff']}>
              <DiffPane key={shown.id} files={shown.files} diff={shown.diff} />
            </div>
            <div className={styles['actions']}>
              {waits ? (
                <>
                  <KeyButton
                    label="Approve"
                    tip={refused ?? 'Approve and apply'}
                    keys="a"
                    icon="check"
                    variant="filled"
                    disabled={!mayApprove}
                    onClick={() => open('approve')}
                  />
                  <KeyButton
                    label="Decline"
                    tip={refused ?? 'Decline with a reason'}
                    keys="d"
                    icon="close"
                    disabled={!mayApprove}
                    onClick={() => open('decline')}
                  />
                  <span className="faint cut">{refused ?? 'a approve, d decline, j and k next and previous'}</span>
                </>
              ) : (
                <>
                  <Decided detail={shown} />
                  {canRollBack ? (
                    <KeyButton
                      label="Roll back"
                      tip={refused ?? 'Preview and roll back'}
                      keys="r"
                      icon="back"
                      disabled={!mayApprove}
                      onClick={() => open('roll-back')}
                    />
                  ) : null}
                </>
              )}
            </div>
          </>
        )}
      </div>
      {evidenceOpen && shown !== undefined ? (
        <ScrollRegion className={styles['right']} label="Evidence">
          <EvidencePanel detail={shown} />
        </ScrollRegion>
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

/** The last look before files are written. HIGH risk is slow on purpose: its short name must be typed. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore } from '../data/context.tsx'
import { useArmed } from '../data/use-armed.ts'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { RiskTag, VerdictTag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import { showApplied } from './applied-notice.tsx'
import { missingOf } from './approvals.ts'
import styles from './review.module.css'

interface ApproveDialogProps {
  /** The change as it was on the screen when the dialog opened: its hash is what is approved. */
  readonly detail: CandidateDetail
  readonly onClose: () => void
  readonly onDone: (row: CandidateRow) => void
}

export const ApproveDialog = ({ detail, onClose, onDone }: ApproveDialogProps) => {
  const { transport } = useCore()
  const approve = useDo({ inPlace: true })
  const { armed, why } = useArmed(approve.error, onClose)
  const [typed, setTyped] = useState('')
  const high = detail.risk === 'HIGH'
  // Whoever was shown this as the first of two is not the one who applies it.
  const isFirst = missingOf(detail.approvals) > 1
  const title = isFirst ? 'Approve' : 'Approve and apply'
  const submit = (): void =>
    approve.run(
      () =>
        transport.call('candidates.approve', {
          id: detail.id,
          diffSha256: detail.diffSha256,
          ...(detail.approvals.trial === null ? {} : { trial: detail.approvals.trial }),
          ...(high ? { confirm: typed.trim() } : {}),
        }),
      row =>
        row.state === 'awaiting-review'
          ? `Your approval counts: ${oneLine(detail.title, 100)}. Nothing was changed; one more by somebody else is needed.`
          : null,
      row => {
        if (row.state !== 'awaiting-review') showApplied(row)
        onDone(row)
      },
    )
  return (
    <Modal opened onClose={onClose} title={title} size={520} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (armed) submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(detail.title)}</p>
        <p className={styles['itemFacts']}>
          {detail.verdict === null ? null : <VerdictTag verdict={detail.verdict} />}
          {detail.risk === null ? null : <RiskTag risk={detail.risk} />}
        </p>
        {detail.evidence?.behaviour?.compared === 0 ? (
          <p className={styles['caution']}>On no input could the behaviour be compared: that it does the same was not shown.</p>
        ) : null}
        {detail.verdict === 'improved' ? null : (
          <p className={styles['caution']}>This has not been shown to be an improvement. Read the verdict before you apply it.</p>
        )}
        {isFirst ? (
          <p className={styles['caution']}>
            Your approval is the first of two. Nothing is changed before somebody else approves it too.
          </p>
        ) : null}
        <p className="quiet">
          {detail.paths.length === 1
            ? 'Writes this file after a backup of it'
            : `Writes these ${detail.paths.length} files after a backup of each`}
          ; the guardrails are watched afterwards and the change is taken back by itself when one gets worse.
        </p>
        <ul className={styles['dialogFiles']}>
          {detail.paths.map(path => (
            <li key={path} className="mono foreign">
              {oneLine(path)}
            </li>
          ))}
        </ul>
        {high ? (
          <TextInput
            data-autofocus
            label={`HIGH risk: type ${detail.shortName} to approve`}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        ) : null}
        {approve.error === null ? null : <Failed error={approve.error} />}
        {why === null ? null : <p className={styles['caution']}>{why}</p>}
        <div className={styles['dialogFoot']}>
          <span
            className="faint mono"
            title={`SHA-256 of the diff: ${detail.diffSha256}`}
          >{`diff ${detail.diffSha256.slice(0, 12)}`}</span>
          <Button onClick={onClose}>Not now</Button>
          <Button
            type="submit"
            variant="filled"
            loading={approve.busy}
            disabled={!armed || (high && typed.trim() !== detail.shortName)}
            data-autofocus={high ? undefined : true}
          >
            {title}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

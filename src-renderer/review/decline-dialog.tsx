/** Declining needs a reason: it is what the generators learn from. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

interface DeclineDialogProps {
  readonly detail: CandidateDetail
  readonly onClose: () => void
  readonly onDone: (row: CandidateRow) => void
}

export const DeclineDialog = ({ detail, onClose, onDone }: DeclineDialogProps) => {
  const { transport } = useCore()
  const decline = useDo({ inPlace: true })
  const [reason, setReason] = useState('')
  const ready = reason.trim() !== ''
  const submit = (): void => {
    if (!ready) return
    decline.run(
      () => transport.call('candidates.decline', { id: detail.id, reason: reason.trim() }),
      () => `Declined: ${oneLine(detail.title, 100)}. Nothing was changed.`,
      onDone,
    )
  }
  return (
    <Modal opened onClose={onClose} title="Decline" size={480} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(detail.title)}</p>
        <Textarea
          data-autofocus
          label="Why"
          description="Kept in the journal. No file is touched."
          placeholder="Harder to read than what it saves"
          value={reason}
          maxLength={500}
          autosize
          minRows={3}
          maxRows={8}
          onChange={event => setReason(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            submit()
          }}
        />
        {decline.error === null ? null : <Failed error={decline.error} />}
        <div className={styles['dialogFoot']}>
          <span />
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={decline.busy} disabled={!ready}>
            Decline
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** Keeping a change whose watch asks: what the watch found once more, a reason for the record, and the one button that does it. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AskingWatch } from '../../src-shared/api/contract.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './history.module.css'

export const KeepDialog = ({ asks, onClose }: { readonly asks: AskingWatch; readonly onClose: () => void }) => {
  const { transport } = useCore()
  const keep = useDo({ inPlace: true })
  const [reason, setReason] = useState('')
  const submit = (): void =>
    keep.run(
      () =>
        transport.call('watches.answer', {
          id: asks.id,
          answer: 'keep',
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        }),
      () => `Kept: ${oneLine(asks.title, 100)}.`,
      onClose,
    )
  return (
    <Modal opened onClose={onClose} title="Keep it" size={480} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!keep.busy) submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(asks.title, 200)}</p>
        <div className={styles['blocked']}>
          <p className="foreign">{oneLine(asks.detail, 1000)}</p>
        </div>
        <TextInput
          size="xs"
          label="Why"
          description="May be left out. Kept in the journal; no file is touched, and its watch ends."
          value={reason}
          maxLength={500}
          onChange={event => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {keep.error === null ? null : <Failed error={keep.error} />}
        <div className={styles['dialogFoot']}>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={keep.busy}>
            Keep it
          </Button>
        </div>
      </form>
    </Modal>
  )
}

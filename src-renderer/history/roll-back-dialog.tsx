/** What rolling back would do, what stands in the way first, and the one button that does it. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useArmed } from '../data/use-armed.ts'
import { useDo } from '../data/use-do.ts'
import { addressOf } from '../routing/route.ts'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import { FileResults, isConflict } from './file-results.tsx'
import styles from './history.module.css'

export const RollBackDialog = ({ row, onClose }: { readonly row: CandidateRow; readonly onClose: () => void }) => {
  const { transport } = useCore()
  const preview = useQuery('modifications.preview', { id: row.id })
  const rollBack = useDo({ inPlace: true })
  const { armed, why } = useArmed(rollBack.error, onClose)
  const [reason, setReason] = useState('Rolled back by hand')
  const [overwrite, setOverwrite] = useState(false)
  const blockedBy = preview.data?.blockedBy ?? []
  const edited = (preview.data?.files ?? []).some(isConflict)
  const ready = preview.data !== undefined && blockedBy.length === 0 && (!edited || overwrite) && reason.trim() !== ''
  const submit = (): void =>
    rollBack.run(
      () =>
        transport.call('modifications.rollback', {
          id: row.id,
          reason: reason.trim(),
          ...(overwrite ? { overwriteEdits: true } : {}),
        }),
      () => `Rolled back: ${oneLine(row.title, 100)}.`,
      onClose,
    )
  return (
    <Modal opened onClose={onClose} title="Roll back" size={920} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (ready && armed) submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(row.title, 200)}</p>
        {/* Above what is on its way, so that it has the focus at once and stays where it is. */}
        <TextInput
          size="xs"
          my={12}
          label="Why"
          value={reason}
          maxLength={500}
          onChange={event => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {preview.data === undefined ? (
          preview.error === undefined ? (
            <Loading rows={8} height={20} label="Loading the preview" />
          ) : (
            <Failed error={preview.error} />
          )
        ) : (
          <>
            {blockedBy.length === 0 ? null : (
              <div className={styles['blocked']} role="alert">
                <p>Later modifications changed the same files. Roll these back first, newest first:</p>
                <ul>
                  {blockedBy.map(b => (
                    <li key={b.id}>
                      <a href={addressOf('history', b.id)} onClick={onClose} className="foreign">
                        {oneLine(b.title, 120)}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {edited && blockedBy.length === 0 ? (
              <div className={styles['blocked']}>
                <p>Files were edited or removed by hand after this modification. Rolling back replaces them.</p>
                <Checkbox
                  size="xs"
                  mt={6}
                  checked={overwrite}
                  onChange={event => setOverwrite(event.currentTarget.checked)}
                  label="Replace what was edited or removed by hand since. It is kept, and can be restored."
                />
              </div>
            ) : null}
            <FileResults files={preview.data.files} />
          </>
        )}
        {rollBack.error === null ? null : <Failed error={rollBack.error} />}
        {why === null ? null : <p className={styles['blocked']}>{why}</p>}
        <div className={styles['dialogFoot']}>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={rollBack.busy} disabled={!ready || !armed}>
            Roll back
          </Button>
        </div>
      </form>
    </Modal>
  )
}

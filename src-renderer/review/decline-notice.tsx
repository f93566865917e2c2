/** "Declined. Undo", for ten seconds: long enough to notice a slip, short enough to be out of the way. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { closeButtonProps } from '../data/use-do.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

export const undoMs = 10_000

/** `onOver` when it has gone away by itself or was closed. */
export const showDeclined = (row: CandidateRow, onUndo: () => void, onOver: () => void): void => {
  const id = `declined-${row.id}`
  notifications.show({
    id,
    autoClose: undoMs,
    withBorder: true,
    closeButtonProps,
    onClose: onOver,
    message: (
      <span className={styles['undo']}>
        <span className="foreign">{`Declined: ${oneLine(row.title, 80)}. Nothing was changed.`}</span>
        <Button
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          Undo (U)
        </Button>
      </span>
    ),
  })
}

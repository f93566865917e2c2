/** "Applied. Roll back": the way back stands where the news is, on whatever page one is by then. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { closeButtonProps } from '../data/use-do.ts'
import { askRollBack } from '../history/asked-roll-back.ts'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

const shownMs = 20_000

export const showApplied = (row: CandidateRow): void => {
  const id = `applied-${row.id}`
  notifications.show({
    id,
    autoClose: shownMs,
    withBorder: true,
    closeButtonProps,
    message: (
      <span className={styles['undo']}>
        <span className="foreign">{`Applied: ${oneLine(row.title, 80)}. It is being watched.`}</span>
        <Button
          onClick={() => {
            notifications.hide(id)
            askRollBack(row)
          }}
        >
          Roll back
        </Button>
      </span>
    ),
  })
}

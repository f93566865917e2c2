/** What else can be done with one modification: where it was asked for, by mouse or by key. */
import { Menu } from '@mantine/core'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { addressOf, go } from '../routing/route.ts'
import { copyText } from '../ui/copy.ts'
import { exactTime } from '../ui/format.ts'
import { mayRetry } from './change-panel.tsx'
import { timeOf } from './filters.ts'
import { askRollBackSince } from './since.ts'

export interface MenuPlace {
  readonly row: CandidateRow
  readonly x: number
  readonly y: number
}
interface RowMenuProps {
  readonly place: MenuPlace | null
  readonly mayApprove: boolean
  readonly onClose: () => void
  readonly onRollBack: (row: CandidateRow) => void
  readonly onRetry: (row: CandidateRow) => void
}

/** What a session without a right to approve sees is greyed, so that the menu is the same for all. */
export const RowMenu = ({ place, mayApprove, onClose, onRollBack, onRetry }: RowMenuProps) => {
  const row = place?.row
  return (
    <Menu
      opened={place !== null}
      onClose={onClose}
      onChange={opened => {
        if (!opened) onClose()
      }}
      position="bottom-start"
      // Inside of the page, so that it is in its landmark.
      withinPortal={false}
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
      offset={2}
    >
      <Menu.Target>
        <span aria-hidden="true" style={{ position: 'fixed', left: place?.x ?? 0, top: place?.y ?? 0, width: 1, height: 1 }} />
      </Menu.Target>
      {row === undefined ? null : (
        <Menu.Dropdown aria-label="With this modification">
          <Menu.Item data-autofocus onClick={() => go('review', row.id)}>
            Diff and evidence
          </Menu.Item>
          <Menu.Item disabled={!mayApprove || !mayMove(row.state, 'rolling-back')} onClick={() => onRollBack(row)}>
            Roll back…
          </Menu.Item>
          <Menu.Item disabled={!mayApprove} onClick={() => askRollBackSince(timeOf(row))} title={exactTime(timeOf(row))}>
            Roll back everything since this one…
          </Menu.Item>
          <Menu.Item disabled={!mayApprove || !mayRetry(row)} onClick={() => onRetry(row)}>
            Try again
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => copyText(row.id, 'Id copied.')}>Copy its id</Menu.Item>
          <Menu.Item
            onClick={() => copyText(`${location.href.replace(/#.*/, '')}${addressOf('history', row.id)}`, 'Link copied.')}
          >
            Copy a link to it
          </Menu.Item>
        </Menu.Dropdown>
      )}
    </Menu>
  )
}

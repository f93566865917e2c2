/** What a reviewer can do with the change that is shown: which of it is possible now, the calls, and the keys. */
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { oneLine } from '../ui/visible.ts'
import { ownHindrance } from './approvals.ts'
import { copyText } from './copy-button.tsx'
import { showDeclined } from './decline-notice.tsx'
import { printEvidence } from './printing.ts'
import { addTry } from './tries.ts'
import type { ReviewMarks } from './use-marks.ts'

export type DialogKind = 'approve' | 'decline' | 'roll-back'

export interface ReviewVerbs {
  readonly can: { readonly choose: boolean; readonly undo: boolean; readonly again: boolean; readonly rollBack: boolean }
  readonly run: Readonly<Record<'approve' | 'decline' | 'rollBack' | 'choose' | 'part' | 'again' | 'undo', () => void>>
  /** Set while hunks are chosen; `hindrance` says why this choice cannot be tried. */
  readonly part: { readonly kept: number; readonly total: number; readonly hindrance: string | null } | null
  readonly busy: boolean
  /** A decline of this window, for the notice with the way back. */
  declined(row: CandidateRow): void
}

const group = 'This page' as const

export const useVerbs = (
  detail: CandidateDetail | undefined,
  marks: ReviewMarks,
  mayApprove: boolean,
  open: (kind: DialogKind) => void,
): ReviewVerbs => {
  const { transport } = useCore()
  const doing = useDo()
  const [justDeclined, setJustDeclined] = useState<string | null>(null)
  const state = detail?.state
  const waits = state === 'awaiting-review'
  const { kept, canChoose } = marks
  const can = {
    choose: canChoose,
    undo: state === 'declined',
    again: state !== undefined && ['awaiting-review', 'rejected', 'declined', 'rolled-back'].includes(state),
    rollBack: state !== undefined && mayMove(state, 'rolling-back'),
  }
  const total = detail?.hunks.length ?? 0
  const hindrance =
    kept === null
      ? null
      : kept.size === 0
        ? 'Nothing is kept: decline the change instead.'
        : kept.size === total
          ? 'Everything is kept: approve the whole change instead.'
          : null
  const undo = (id: string): void => {
    notifications.hide(`declined-${id}`)
    setJustDeclined(null)
    doing.run(
      () => transport.call('candidates.undecline', { id }),
      row => `It waits for a decision again: ${oneLine(row.title, 100)}.`,
      row => go('review', row.id, true),
    )
  }
  const run: ReviewVerbs['run'] = {
    approve: () => open('approve'),
    decline: () => open('decline'),
    rollBack: () => open('roll-back'),
    choose: () => marks.choose(kept === null),
    part() {
      if (detail === undefined || kept === null || hindrance !== null) return
      const hunks = [...kept].sort((a, b) => a - b)
      doing.run(
        () => transport.call('candidates.partial', { id: detail.id, diffSha256: detail.diffSha256, hunks }),
        () => null,
        session => {
          const what = `${hunks.length} of ${total} hunks of ${oneLine(detail.title, 80)}`
          addTry({ sessionId: session.id, kind: 'part', from: detail.id, what })
          marks.choose(false)
        },
      )
    },
    again() {
      if (detail === undefined) return
      doing.run(
        () => transport.call('candidates.retry', { id: detail.id }),
        () => null,
        session => addTry({ sessionId: session.id, kind: 'again', from: detail.id, what: `${oneLine(detail.title, 80)} again` }),
      )
    },
    undo: () => detail !== undefined && undo(detail.id),
  }
  // With a remark half written, a letter is more likely meant for it than for a decision.
  const own = detail === undefined ? null : ownHindrance(detail)
  const free = mayApprove && marks.marks?.composing == null
  const undoable = can.undo && detail !== undefined ? detail.id : justDeclined
  useActions([
    {
      id: 'approve',
      label: 'Approve',
      group,
      keys: ['a'],
      enabled: waits && free && kept === null && own === null,
      run: run.approve,
    },
    {
      id: 'try-hunks',
      label: 'Try the hunks that are kept',
      group,
      keys: ['a'],
      enabled: kept !== null && hindrance === null && free,
      run: run.part,
    },
    { id: 'decline', label: 'Decline', group, keys: ['d'], enabled: waits && free, run: run.decline },
    {
      id: 'hunks',
      label: kept === null ? 'Choose hunks' : 'Back to the whole change',
      group,
      keys: ['h'],
      enabled: canChoose && free,
      run: run.choose,
    },
    {
      id: 'leave-hunks',
      label: 'Back to the whole change',
      group,
      keys: ['Escape'],
      enabled: kept !== null,
      onlyKeys: true,
      run: run.choose,
    },
    { id: 'again', label: 'Try again', group, keys: ['y'], enabled: can.again && free, run: run.again },
    {
      id: 'undo-decline',
      label: 'Undo the decline',
      group,
      keys: ['u'],
      enabled: undoable !== null && free,
      run: () => undoable !== null && undo(undoable),
    },
    { id: 'roll-back', label: 'Roll back', group, keys: ['r'], enabled: can.rollBack && free, run: run.rollBack },
    {
      id: 'print-evidence',
      label: 'Print evidence',
      group,
      keys: ['mod+p'],
      enabled: detail !== undefined,
      run: printEvidence,
    },
    ...(detail === undefined
      ? []
      : (
          [
            ['copy-patch', 'Copy the diff as a patch', detail.diff, 'the diff as a patch'],
            ['copy-paths', 'Copy the paths', detail.paths.join('\n'), 'the paths'],
            ['copy-id', 'Copy the id', detail.id, 'the id'],
          ] as const
        ).map(([id, label, text, what]) => ({ id, label, group, keys: [], run: () => copyText(text, what) }))),
  ])
  return {
    can,
    run,
    part: kept === null ? null : { kept: kept.size, total, hindrance },
    busy: doing.busy,
    declined(row) {
      setJustDeclined(row.id)
      showDeclined(
        row,
        () => undo(row.id),
        () => setJustDeclined(old => (old === row.id ? null : old)),
      )
    },
  }
}

/** What can be decided about the change that is shown. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { missingOf, ownHindrance } from './approvals.ts'
import { Decided } from './decided.tsx'
import type { ReviewVerbs } from './use-verbs.ts'
import styles from './review.module.css'

interface ActionBarProps {
  readonly detail: CandidateDetail
  readonly verbs: ReviewVerbs
  /** Why nothing can be done here; undefined where it can. */
  readonly refused: string | undefined
}

export const ActionBar = ({ detail, verbs, refused }: ActionBarProps) => {
  const { can, run, part } = verbs
  const off = refused !== undefined
  const own = ownHindrance(detail)
  const again = (
    <KeyButton
      label="Try again"
      tip={refused ?? 'Another trial with full precision'}
      keys="y"
      icon="retry"
      disabled={off}
      onClick={run.again}
    />
  )
  if (part !== null)
    return (
      <div className={styles['actions']}>
        <KeyButton
          label={`Try ${part.kept} of ${part.total} hunks`}
          tip="Makes a change of what is kept and tries it"
          keys="a"
          icon="play"
          variant="filled"
          loading={verbs.busy}
          disabled={part.hindrance !== null}
          onClick={run.part}
        />
        <KeyButton label="Whole change" tip="Back to the whole change" keys="h" onClick={run.choose} />
        <span className={`${styles['hint'] ?? ''} faint cut`}>
          {part.hindrance ?? 'space keeps or refuses, n and p go on; the part is tried again before it can be applied'}
        </span>
      </div>
    )
  return (
    <div className={styles['actions']}>
      {detail.state === 'awaiting-review' ? (
        <>
          <KeyButton
            label="Approve"
            tip={refused ?? own ?? (missingOf(detail.approvals) > 1 ? 'Approve as the first of two' : 'Approve and apply')}
            keys="a"
            icon="check"
            variant="filled"
            disabled={off || own !== null}
            onClick={run.approve}
          />
          <KeyButton
            label="Decline"
            tip={refused ?? 'Decline with a reason'}
            keys="d"
            icon="close"
            disabled={off}
            onClick={run.decline}
          />
          {detail.hunks.length > 1 ? (
            <KeyButton
              label="Hunks"
              tip={refused ?? 'Keep some hunks, refuse the rest'}
              keys="h"
              disabled={off || !can.choose}
              onClick={run.choose}
            />
          ) : null}
          {again}
          <span className={`${styles['hint'] ?? ''} faint cut`}>
            {refused ?? 'c remarks on a line, j and k go through the queue'}
          </span>
        </>
      ) : (
        <>
          <Decided detail={detail} />
          {can.undo ? (
            <KeyButton
              label="Undo the decline"
              tip={refused ?? 'It waits for a decision again'}
              keys="u"
              icon="back"
              disabled={off}
              onClick={run.undo}
            />
          ) : null}
          {can.again ? again : null}
          {can.rollBack ? (
            <KeyButton
              label="Roll back"
              tip={refused ?? 'Preview and roll back'}
              keys="r"
              icon="back"
              disabled={off}
              onClick={run.rollBack}
            />
          ) : null}
        </>
      )}
    </div>
  )
}

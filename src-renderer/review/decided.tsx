/** What became of a change that does not wait any more: state, who, when, why. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { whoOf } from '../../src-shared/domain/person.ts'
import { decidersOf } from './approvals.ts'
import { StateTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

export const Decided = ({ detail }: { readonly detail: CandidateDetail }) => {
  const { decision, rollback, note } = detail
  return (
    <span className={styles['decided']}>
      <StateTag state={detail.state} />
      <span className="quiet cut foreign" title={oneLine(note)}>
        {rollback !== null ? (
          <>
            {`rolled back by ${oneLine(whoOf(rollback.by), 60)} `}
            <Ago tMs={rollback.tMs} />
            {note === '' ? '' : ': '}
          </>
        ) : decision === null ? null : (
          <>
            {`${decision.verb} by ${oneLine(decidersOf(detail) ?? '', 120)} `}
            <Ago tMs={decision.tMs} />
            {note === '' ? '' : ': '}
          </>
        )}
        {oneLine(note)}
      </span>
    </span>
  )
}

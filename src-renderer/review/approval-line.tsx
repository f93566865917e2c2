/** Who has approved a change of HIGH risk so far, when, and who is still needed. Nothing where one person is enough. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { nameIn } from '../../src-shared/domain/person.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { asksSeveral, countOf, neededWords, ownHindrance } from './approvals.ts'
import styles from './review.module.css'

export const ApprovalLine = ({ detail }: { readonly detail: CandidateDetail }) => {
  const { approvals } = detail
  if (!asksSeveral(detail)) return null
  return (
    <output className={styles['approvals']} data-yours={ownHindrance(detail) === null || undefined} aria-label="Approvals">
      <strong>{countOf(approvals)}</strong>
      {approvals.given.map(({ by, tMs }, at) => (
        <span key={by} className="foreign">
          {`${at === 0 ? ': ' : ', '}by ${oneLine(nameIn(by), 60)} `}
          <Ago tMs={tMs} />
        </span>
      ))}
      {`; ${ownHindrance(detail) ?? `${neededWords(approvals)}.`}`}
    </output>
  )
}

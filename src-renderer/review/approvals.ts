/** The approvals of a change in words. Pure. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { whoOf } from '../../src-shared/domain/person.ts'

type Approvals = CandidateDetail['approvals']
type Known = Pick<CandidateDetail, 'state' | 'approvals'>

/** Everybody who decided, first one first: "maria and jo" after two approvals. Null before there is a decision. */
export const decidersOf = ({
  decision,
  approvals,
}: Pick<CandidateDetail, 'decision'> & { readonly approvals?: Approvals }): string | null => {
  if (decision === null) return null
  const others = decision.verb === 'approved' ? (approvals?.given ?? []).filter(({ by }) => by !== decision.by) : []
  return [...others.map(({ by }) => whoOf(by)), whoOf(decision.by)].join(' and ')
}

/** Whether more than one person is asked. */
export const asksSeveral = ({ state, approvals }: Known): boolean => state === 'awaiting-review' && approvals.needed > 1

export const missingOf = ({ needed, given }: Approvals): number => Math.max(0, needed - given.length)

/** Why another approval of the same person is of no use; null where this one may approve. */
export const ownHindrance = (detail: Known): string | null =>
  asksSeveral(detail) && detail.approvals.yours && missingOf(detail.approvals) > 0
    ? 'You have approved it already: it waits for somebody else, who opens a link of their own (asis serve --approve --approver NAME).'
    : null

export const countOf = ({ needed, given }: Approvals): string => `${given.length} of ${needed} approvals`

export const neededWords = (approvals: Approvals): string => {
  const missing = missingOf(approvals)
  if (missing === 0) return 'it could not be applied, and any of them may approve it again'
  if (missing === approvals.needed) return `HIGH risk: ${missing} different people have to approve it`
  return 'one more by somebody else is needed'
}

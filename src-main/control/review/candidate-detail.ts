/** One candidate with everything, for whoever asks: which approvals count now and whether the own one is among them. Reads only. */
import type { CandidateDetail } from '../../../src-shared/domain/candidate.ts'
import { isSamePerson } from '../../../src-shared/domain/person.ts'
import { approvalsOf, type ApprovalRules } from '../../pipeline/5-review/approvals.ts'
import type { CandidateKey } from '../../pipeline/5-review/submit.ts'
import type { Stores } from '../../stores/stores.ts'

export interface Asking extends CandidateKey, ApprovalRules {
  readonly by: string
}

/** Null when there is none with this id. */
export function candidateDetail(stores: Stores, asking: Asking): CandidateDetail | null {
  const detail = stores.views.detail(asking.projectId, asking.id)
  if (detail === null) return null
  const { given, ...approvals } = approvalsOf(asking, stores, asking)
  const yours = given.some(each => isSamePerson(each.by, asking.by, asking.account))
  return { ...detail, approvals: { ...approvals, given: [...given], yours } }
}

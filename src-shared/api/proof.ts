/**
 * What only a person may decide, and the one-time number with which a page shows that it decides what its person sees. The page asks for it
 * (`approvals.proof`) and sends it beside its own key; it is bound to the page, to exactly this, and to a short time.
 */
import type { Policy } from '../domain/policy.ts'
import type { SettingValue } from '../domain/setting.ts'
import type { Method } from './contract.ts'

export const scriptedApprovals = 'review.scriptedApprovals'
export const approvalsForHigh = 'review.approvalsForHigh'
/** Different people that HIGH risk can be made to need. */
export const mostApprovals = 2

/** Checked by its schema in `shapes.ts`; this file is for pages too, which have no schemas. */
export type ProofSubject =
  /** The whole change or some of its hunks: what is shown is the same. */
  | { readonly of: 'candidate'; readonly id: string; readonly diffSha256: string }
  | { readonly of: 'setting'; readonly key: string; readonly value: SettingValue }
  | { readonly of: 'policy'; readonly policy: Policy }

/**
 * What a call approves; null for one that approves nothing. The input has passed its schema. Not here is what writes no byte that was not
 * approved (starting autonomous mode or a session: what they apply a policy allowed), and what takes something back.
 */
export function subjectOf(method: Method, input: unknown): ProofSubject | null {
  switch (method) {
    case 'candidates.approve':
    case 'candidates.partial': {
      const { id, diffSha256 } = input as { readonly id: string; readonly diffSha256: string }
      return { of: 'candidate', id, diffSha256 }
    }
    case 'policies.put': {
      const put = input as Policy
      return put.enabled ? { of: 'policy', policy: put } : null
    }
    case 'settings.set': {
      const { key, value } = input as { readonly key: string; readonly value: SettingValue }
      const opens = key === scriptedApprovals ? value === true : key === approvalsForHigh && value !== mostApprovals
      return opens ? { of: 'setting', key, value } : null
    }
    default:
      return null
  }
}

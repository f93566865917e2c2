/** How far a change is on its way: verified, trialled, approved, applied, kept. Pure. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { whoOf } from '../../src-shared/domain/person.ts'
import { decidersOf } from './approvals.ts'

export type StageStatus = 'done' | 'now' | 'waits' | 'failed' | 'unclear' | 'ahead'
export interface Stage {
  readonly name: string
  readonly status: StageStatus
  /** One or two words that say why it is so; empty where the name says it. */
  readonly note: string
}

type Known = Pick<CandidateDetail, 'state' | 'evidence' | 'decision'> &
  Partial<Pick<CandidateDetail, 'watch' | 'approvals' | 'rollback'>>

const verified = ({ state, evidence }: Known): Stage => {
  if (evidence === null) return { name: 'verified', status: state === 'generated' ? 'now' : 'ahead', note: '' }
  const failed = evidence.gates.find(gate => !gate.passed)
  if (failed !== undefined) return { name: 'verified', status: 'failed', note: `gate ${failed.gate}` }
  return { name: 'verified', status: 'done', note: '' }
}

const trialled = ({ state, evidence }: Known): Stage => {
  const name = 'trialled'
  if (evidence === null) return { name, status: 'ahead', note: '' }
  if (evidence.gates.some(gate => !gate.passed)) return { name, status: 'ahead', note: 'not run' }
  if (state === 'generated') return { name, status: 'now', note: '' }
  if (evidence.verdict === 'improved') return { name, status: 'done', note: 'improved' }
  const unclear = evidence.verdict === 'inconclusive' || evidence.verdict === 'no-change'
  return { name, status: unclear ? 'unclear' : 'failed', note: evidence.verdict }
}

const approved = ({ state, decision, approvals }: Known): Stage => {
  const name = 'approved'
  if (state === 'awaiting-review' && approvals !== undefined && approvals.needed > 1) {
    const { needed, given, yours } = approvals
    return yours
      ? { name, status: 'now', note: `${given.length} of ${needed}, waits for somebody else` }
      : { name, status: 'waits', note: `${given.length} of ${needed}, waits for you` }
  }
  if (state === 'awaiting-review') return { name, status: 'waits', note: 'waits for you' }
  if (state === 'declined') return { name, status: 'failed', note: 'declined' }
  if (decision?.verb === 'approved')
    return { name, status: 'done', note: `by ${decidersOf({ decision, ...(approvals ? { approvals } : {}) })}` }
  return { name, status: 'ahead', note: '' }
}

/** A finding of the watch that a person has to decide about is never a tick; what a person kept all the same is named as that. */
const kept = ({ state, watch, rollback }: Known): Stage => {
  const name = 'kept'
  const wasApplied = isApplied(state)
  if (state === 'rolled-back')
    return { name, status: 'failed', note: rollback == null ? 'rolled back' : `rolled back by ${whoOf(rollback.by)}` }
  const answered = state === 'kept' && watch?.asks === false
  if (wasApplied && watch?.status === 'degraded')
    return answered
      ? { name, status: 'unclear', note: 'although it got worse' }
      : { name, status: 'failed', note: 'got worse, not taken back' }
  if (wasApplied && watch?.status === 'unclear')
    return answered ? { name, status: 'done', note: 'by a decision' } : { name, status: 'waits', note: 'waits for you' }
  if (state === 'kept') return { name, status: 'done', note: '' }
  return { name, status: wasApplied ? 'now' : 'ahead', note: state === 'applied' ? 'being watched' : '' }
}

const isApplied = (state: Known['state']): boolean => ['applied', 'kept', 'rolling-back', 'rolled-back'].includes(state)

export const stagesOf = (detail: Known): readonly Stage[] => {
  const { state } = detail
  const wasApplied = isApplied(state)
  return [
    verified(detail),
    trialled(detail),
    approved(detail),
    { name: 'applied', status: wasApplied ? 'done' : state === 'approved' ? 'now' : 'ahead', note: '' },
    kept(detail),
  ]
}

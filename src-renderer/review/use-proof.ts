/** Asks for the proof of an approval when a change that waits is shown, so that a decision about exactly this diff needs no other round. */
import { useEffect } from 'react'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { useCore } from '../data/context.tsx'

export const useProof = (detail: CandidateDetail | undefined, mayApprove: boolean): void => {
  const { transport } = useCore()
  const { id, diffSha256 } = detail ?? {}
  const waits = mayApprove && detail?.state === 'awaiting-review'
  useEffect(() => {
    if (waits && id !== undefined && diffSha256 !== undefined) transport.prepare({ of: 'candidate', id, diffSha256 })
  }, [transport, waits, id, diffSha256])
}

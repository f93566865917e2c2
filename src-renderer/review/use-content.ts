/** The texts of the change that is shown, the same objects as long as it is the same change: what reads them need not read them again. */
import { useState } from 'react'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'

type Content = Pick<CandidateDetail, 'id' | 'diffSha256' | 'files' | 'hunks' | 'diff'>

export const useSameContent = (detail: CandidateDetail | undefined): CandidateDetail | undefined => {
  const [content, setContent] = useState<Content | undefined>(undefined)
  if (detail === undefined) return undefined
  const { id, diffSha256, files, hunks, diff } = detail
  const same = content?.id === id && content.diffSha256 === diffSha256 && content.hunks.length === hunks.length
  if (!same) {
    setContent({ id, diffSha256, files, hunks, diff })
    return detail
  }
  return { ...detail, files: content.files, hunks: content.hunks, diff: content.diff }
}

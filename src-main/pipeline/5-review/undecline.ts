/** Taking a decline back: the candidate awaits review again, with the evidence that it had. The decline stays in the record. */
import type { Refused } from '../../../src-shared/errors.ts'
import { refuse } from '../../../src-shared/errors.ts'
import type { Project } from '../../project/project.ts'
import { filesAsTried } from './files-as-tried.ts'
import { notIn, type CandidateKey, type ReviewPorts } from './submit.ts'

export interface TakingBack extends CandidateKey {
  readonly by: string
}

/** `stale-state` when it is not declined or its latest trial proved nothing; `stale-file`; `not-found`. */
export function undecline(
  { projectId, id, by }: TakingBack,
  { stores, clock, project }: ReviewPorts & { readonly project: Pick<Project, 'read'> },
): null | Refused {
  const candidate = stores.candidates.get(projectId, id)
  if (candidate?.state !== 'declined') return notIn('declined', { projectId, id }, stores)
  const verdict = stores.evidence.summary(projectId, id)?.verdict
  if (verdict !== 'improved')
    return refuse(
      'stale-state',
      `Candidate ${id} is not proved by its latest trial (${verdict ?? 'no trial'}). Nothing was changed.`,
      `Try it again: asis retry ${id}`,
    )
  const stale = filesAsTried(project, candidate.proposal.files)
  if (stale) return stale
  const nowMs = clock.nowMs()
  if (!stores.candidates.move(projectId, id, 'declined', 'awaiting-review', nowMs, 'decline taken back'))
    return notIn('declined', { projectId, id }, stores)
  const detail = `decline taken back by ${by}: diff ${candidate.diffSha256}`
  stores.journal.append('decision', { projectId, action: 'undecline', subject: id, detail }, nowMs)
  return null
}

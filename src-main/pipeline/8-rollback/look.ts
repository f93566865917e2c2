/** What rolling back a modification would meet on the disk and in the order of changes. Reads only. */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { CandidateState } from '../../../src-shared/domain/candidate.ts'
import { readNow, type FileNow } from '../../platform/swap-files.ts'
import type { Project } from '../../project/project.ts'
import type { Modification, ModifiedFile, StoredCandidate, Stores } from '../../stores/stores.ts'

export interface FileFound {
  readonly file: ModifiedFile
  readonly absolute: string
  readonly now: FileNow | null
  readonly state: 'as-applied' | 'already-restored' | 'edited-since' | 'missing'
}
export interface Found {
  readonly candidate: StoredCandidate
  readonly files: readonly FileFound[]
  /** Later ones in effect that touched the same files, newest first. */
  readonly blockedBy: readonly Modification[]
}

const inEffect: readonly CandidateState[] = ['applied', 'kept', 'rolling-back']

export function lookAt(candidate: StoredCandidate, stores: Stores, project: Project): Found | Refused {
  const { projectId, id } = candidate
  const modification = stores.modifications.get(projectId, id)
  if (!modification || !inEffect.includes(candidate.state))
    return refuse(
      'stale-state',
      `Candidate ${id} is ${candidate.state}: there is nothing to roll back. Nothing was changed.`,
      'See what is in effect: asis history',
    )
  const files: FileFound[] = []
  for (const file of modification.files) {
    const absolute = project.resolve(file.path)
    if (isRefused(absolute)) return absolute
    const now = readNow(absolute)
    files.push({ file, absolute, now, state: stateOf(file, now) })
  }
  const blockedBy = stores.modifications
    .laterTouching(projectId, id)
    .filter(later => inEffect.includes(stores.candidates.get(projectId, later.candidateId)?.state ?? 'rejected'))
  return { candidate, files, blockedBy }
}

function stateOf(file: ModifiedFile, now: FileNow | null): FileFound['state'] {
  if (!now) return 'missing'
  if (now.sha256 === file.afterSha256) return 'as-applied'
  return now.sha256 === file.beforeSha256 ? 'already-restored' : 'edited-since'
}

/** The same bytes twice in the queue would ask the operator one question twice. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Workspace } from '../workspace.ts'

export function waitingTwin({ stores, project }: Workspace, diffSha256: string, exceptId: string): Refused | null {
  const twin = stores.candidates
    .list(project.id, ['awaiting-review'], 500)
    .find(candidate => candidate.diffSha256 === diffSha256 && candidate.id !== exceptId)
  return twin
    ? refuse(
        'stale-state',
        `The same change waits already as ${twin.id}. Nothing was started.`,
        `Decide about that one, or try it again: asis retry ${twin.id}`,
      )
    : null
}

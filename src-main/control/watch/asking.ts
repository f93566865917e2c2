/** Which modifications in effect have a watch that waits for a person. Reads only; what the person may answer is `answer.ts`. */
import type { AskingWatch } from '../../../src-shared/api/contract.ts'
import { mayMove } from '../../../src-shared/domain/transitions.ts'
import type { Workspace } from '../workspace.ts'

/** Newest first. */
export const askingNow = ({ stores, project }: Pick<Workspace, 'stores' | 'project'>): readonly AskingWatch[] =>
  stores.watches.asking(project.id).flatMap(({ candidateId, status, detail, updatedMs }): AskingWatch[] => {
    const candidate = stores.candidates.summary(project.id, candidateId)
    // Taken back since: that was an answer too.
    if (candidate === null || !mayMove(candidate.state, 'rolling-back')) return []
    const { id, title, state } = candidate
    return [{ id, title, state, status: status === 'degraded' ? 'degraded' : 'unclear', detail, sinceMs: updatedMs }]
  })

/** Taking back everything since a time, in a running ASIS: watches of what is taken back end first, and go on where it is refused. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { rollbackSince, type RollbackSinceRequest } from '../pipeline/8-rollback/rollback-since.ts'
import type { Watching } from './watching.ts'
import type { Workspace } from './workspace.ts'

export async function rollBackSince(
  workspace: Workspace,
  watching: Watching,
  request: Omit<RollbackSinceRequest, 'projectId'>,
): Promise<CandidateRow[] | Refused> {
  const { stores, project, clock } = workspace
  await Promise.all(request.ids.map(id => watching.stop(id)))
  const done = await workspace.files(async () => rollbackSince({ ...request, projectId: project.id }, { stores, project, clock }))
  if (isRefused(done)) {
    watching.resume()
    return done
  }
  return done.flatMap(({ id }) => stores.views.row(project.id, id) ?? [])
}

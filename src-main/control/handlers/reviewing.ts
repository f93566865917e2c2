/** What a person decides about one candidate or modification. */
import { isRefused } from '../../../src-shared/errors.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import { previewRollback } from '../../pipeline/8-rollback/preview.ts'
import { approveAndApply, rollBack } from '../decisions.ts'
import { missing, notYet, type Parts, type Some } from './parts.ts'

export function reviewing({
  workspace,
  watching,
}: Parts): Some<
  | 'candidates.approve'
  | 'candidates.decline'
  | 'candidates.undecline'
  | 'candidates.partial'
  | 'candidates.retry'
  | 'candidates.comment'
  | 'candidates.uncomment'
  | 'modifications.preview'
  | 'modifications.rollback'
> {
  const { stores, project, clock } = workspace
  const rowOf = (id: string) => stores.views.row(project.id, id) ?? missing(id)
  return {
    'candidates.approve': async ({ id, diffSha256, confirm }) => {
      const applied = await approveAndApply(workspace, {
        id,
        diffSha256,
        by: 'operator',
        reason: 'approved by the operator',
        ...(confirm === undefined ? {} : { confirm }),
      })
      if (isRefused(applied)) return applied
      watching.begin(id)
      return rowOf(id)
    },
    'candidates.decline': async ({ id, reason }) => {
      const declined = decline({ projectId: project.id, id, by: 'operator', reason }, { stores, clock })
      return isRefused(declined) ? declined : rowOf(id)
    },
    'candidates.undecline': notYet,
    'candidates.partial': notYet,
    'candidates.retry': notYet,
    'candidates.comment': notYet,
    'candidates.uncomment': notYet,
    'modifications.preview': ({ id }) => previewRollback({ projectId: project.id, id }, { stores, project }),
    'modifications.rollback': async ({ id, reason, overwriteEdits }) => {
      await watching.stop(id)
      const done = await rollBack(workspace, { id, by: 'operator', reason, overwriteEdits: overwriteEdits === true })
      return isRefused(done) ? done : rowOf(id)
    },
  }
}

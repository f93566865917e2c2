/** What a person decides about one candidate or modification. */
import { unnamed, whoOf } from '../../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { addComment, removeComment } from '../../pipeline/5-review/comment.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import { undecline } from '../../pipeline/5-review/undecline.ts'
import { previewRollback } from '../../pipeline/8-rollback/preview.ts'
import { approveAndApply, rollBack } from '../decisions.ts'
import { startPartial } from '../review/partial.ts'
import { startRetry } from '../review/retry.ts'
import { tellChanged } from '../review/tell-changed.ts'
import { answerWatch } from '../watch/answer.ts'
import { missing, type Parts, type Some } from './parts.ts'

export function reviewing({
  workspace,
  sessions,
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
  | 'watches.answer'
> {
  const { stores, project, clock } = workspace
  const rowOf = (id: string) => stores.views.row(project.id, id) ?? missing(id)
  /** The rule: while a candidate or a chosen part of it is tried again, nobody decides about it. */
  const onTrial = (id: string): Refused | null =>
    sessions.trying().includes(id)
      ? refuse(
          'busy',
          `Candidate ${id} is being tried again, and its evidence may change. Nothing was changed.`,
          'Wait for the trial to end, or cancel it, then decide.',
        )
      : null
  return {
    'candidates.approve': async ({ id, diffSha256, trial, confirm }, by = unnamed) => {
      const applied = await approveAndApply(workspace, {
        id,
        diffSha256,
        by,
        reason: `approved by ${by === unnamed ? 'the operator' : whoOf(by)}`,
        unless: () => onTrial(id),
        ...(trial === undefined ? {} : { trial }),
        ...(confirm === undefined ? {} : { confirm }),
      })
      if (isRefused(applied)) return applied
      if (applied?.kind === 'recorded') tellChanged(workspace, id)
      else watching.begin(id)
      return rowOf(id)
    },
    'candidates.decline': async ({ id, reason }, by = unnamed) => {
      const declined = onTrial(id) ?? decline({ projectId: project.id, id, by, reason }, { stores, clock })
      return isRefused(declined) ? declined : rowOf(id)
    },
    'candidates.undecline': ({ id }, by = unnamed) => {
      const done = onTrial(id) ?? undecline({ projectId: project.id, id, by }, { stores, clock, project })
      return isRefused(done) ? done : rowOf(id)
    },
    'candidates.partial': (request, by = unnamed) => startPartial(workspace, sessions, { ...request, by }),
    'candidates.retry': ({ id }) => startRetry(workspace, sessions, id),
    'candidates.comment': ({ id, ...remark }, by = unnamed) => {
      const comment = addComment({ projectId: project.id, id, by, ...remark }, { stores, clock })
      if (!isRefused(comment)) tellChanged(workspace, id)
      return comment
    },
    'candidates.uncomment': ({ id, commentId }, by = unnamed) => {
      const removed = removeComment({ projectId: project.id, id, commentId, by }, { stores, clock })
      if (isRefused(removed)) return removed
      tellChanged(workspace, id)
      return {}
    },
    'modifications.preview': ({ id }) => previewRollback({ projectId: project.id, id }, { stores, project }),
    'modifications.rollback': async ({ id, reason, overwriteEdits }, by = unnamed) => {
      await watching.stop(id)
      const done = await rollBack(workspace, { id, by, reason, overwriteEdits: overwriteEdits === true })
      // Goes on where it was refused, and is over where it was not.
      watching.begin(id)
      return isRefused(done) ? done : rowOf(id)
    },
    'watches.answer': async (request, by = unnamed) =>
      (await answerWatch(workspace, watching, { ...request, by })) ?? rowOf(request.id),
  }
}

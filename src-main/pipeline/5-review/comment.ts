/** Remarks on lines. They decide nothing; the generators get them with their next try. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { LineComment } from '../../../src-shared/domain/review.ts'
import { linesOf } from '../../stores/one-hunk.ts'
import type { CandidateKey, ReviewPorts } from './submit.ts'

export interface Remarking extends CandidateKey, Pick<LineComment, 'path' | 'side' | 'line' | 'text' | 'by'> {}

/** In whatever state the candidate is. `not-found`; `bad-input` when the change has no such file or line. */
export function addComment(
  { projectId, id, path, side, line, text, by }: Remarking,
  { stores, clock }: ReviewPorts,
): LineComment | Refused {
  const candidate = stores.candidates.get(projectId, id)
  if (!candidate) return noCandidate(id)
  const file = candidate.proposal.files.find(each => each.path === path)
  if (!file)
    return refuse(
      'bad-input',
      `Candidate ${id} does not change ${path.slice(0, 200)}. Nothing was changed.`,
      `It changes: ${candidate.paths.join(', ')}.`,
    )
  const lines = linesOf(file[side]).length
  if (line > lines)
    return refuse(
      'bad-input',
      `${path} has ${lines} ${lines === 1 ? 'line' : 'lines'} ${side} the change, and no line ${line}. Nothing was changed.`,
      side === 'after' && line <= linesOf(file.before).length
        ? 'A line that is taken out is commented on the side before.'
        : 'Comment on a line that is there.',
    )
  const nowMs = clock.nowMs()
  const comment: LineComment = { id: stores.newId('n'), path, side, line, text, by, tMs: nowMs }
  stores.comments.add(projectId, id, comment)
  // Where and who, not what: the journal is never cut, a comment can be taken away.
  const detail = `${comment.id} on ${path} line ${line} (${side}) by ${by}`
  stores.journal.append('note', { projectId, action: 'comment', subject: id, detail }, nowMs)
  return comment
}

/** `not-found` when the candidate has no such comment. */
export function removeComment(
  { projectId, id, commentId, by }: CandidateKey & { readonly commentId: string; readonly by: string },
  { stores, clock }: ReviewPorts,
): null | Refused {
  if (!stores.candidates.get(projectId, id)) return noCandidate(id)
  if (!stores.comments.remove(projectId, id, commentId))
    return refuse(
      'not-found',
      `Candidate ${id} has no comment ${commentId}. Nothing was changed.`,
      `See those it has: asis show ${id}`,
    )
  const detail = `${commentId} removed by ${by}`
  stores.journal.append('note', { projectId, action: 'uncomment', subject: id, detail }, clock.nowMs())
  return null
}

/** Those of an earlier try go along with the next one of the same bytes. */
export function copyComments(projectId: string, fromId: string, toId: string, { stores }: Pick<ReviewPorts, 'stores'>): void {
  for (const comment of stores.comments.list(projectId, fromId))
    stores.comments.add(projectId, toId, { ...comment, id: stores.newId('n') })
}

const noCandidate = (id: string): Refused =>
  refuse('not-found', `There is no candidate ${id}. Nothing was changed.`, 'List what there is: asis candidates')

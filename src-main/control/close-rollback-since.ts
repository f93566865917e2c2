/**
 * Closes an interrupted rollback of everything since a time. Where none had been claimed it was not begun. Else it is finished as long as
 * every file is a version that was written down; otherwise ours go back and all of it stays in effect.
 */
import { refuse } from '../../src-shared/errors.ts'
import { recordSince, recordSinceKept, sinceAction, sinceIntentEnd } from '../pipeline/8-rollback/rollback-since.ts'
import type { OpenIntent } from '../stores/stores.ts'
import { finish, locateAll, notNamed, projectIsGone, takeBack, type Closing, type CloseWork } from './close-intent.ts'
import { bytesByHash, namedIntent } from './named-intent.ts'

export function closeRollbackSince({ projectId, seq, subject }: OpenIntent, work: CloseWork): Closing {
  const { stores, clock, step } = work
  const plan = stores.rollbacks.get(projectId, subject)
  const candidates = (plan?.ids ?? []).flatMap(id => stores.candidates.get(projectId, id) ?? [])
  const states = candidates.map(each => each.state)
  if (plan === null || !states.some(state => state === 'rolling-back' || state === 'rolled-back')) {
    const sentence = 'ASIS stopped before it was begun; nothing was changed'
    stores.journal.outcome(seq, `not rolled back: ${sentence}.`, clock.nowMs())
    return { done: true, sentence }
  }
  const finished: Closing = { done: true, sentence: 'rolled back; what was left was finished after an interruption' }
  // The first state moves after the last file.
  if (states.includes('rolled-back')) {
    recordSince(candidates, plan, seq, work)
    return finished
  }
  const intent = work.isJournalWhole() ? namedIntent(stores, { seq, action: sinceAction, subject, projectId }) : null
  if (!intent?.detail.startsWith(`${plan.by}: ${plan.reason}; since `) || !intent.detail.endsWith(`: ${sinceIntentEnd(plan)}`))
    return notNamed
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  const bytes = bytesByHash(
    stores,
    candidates.flatMap(({ proposal }) => proposal.files.map(file => file.after)),
  )
  const located = locateAll(
    plan.files.map(file => ({
      path: file.path,
      from: file.nowSha256,
      to: file.restoredSha256,
      mode: file.mode,
      bytes,
    })),
    project,
  )
  const id = candidates[0]?.id ?? ''
  if (finish(located, id, step)) {
    for (const candidate of candidates) {
      const { state } = candidate
      if (state === 'applied' || state === 'kept') {
        stores.candidates.move(projectId, candidate.id, state, 'rolling-back', clock.nowMs(), plan.reason)
        step('claim')
      }
    }
    recordSince(candidates, plan, seq, work)
    return finished
  }
  takeBack(located, id, step)
  const why = 'ASIS stopped while it was rolled back and a file was changed since; all of it stays in effect.'
  recordSinceKept(candidates, refuse('stale-file', why, ''), seq, work)
  return { done: true, sentence: why }
}
